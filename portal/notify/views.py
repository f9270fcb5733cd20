"""A person's inbox at one vendor, what they want to be told, and what mail may carry."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.notify import bouncing, inbox, preferring
from portal.notify.forms import PreferencesForm
from portal.notify.models import Notification
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

ON_A_PAGE = 30


@require_safe
def notifications(request: PortalRequest) -> HttpResponse:
    """Show what this person was told, the newest first; `?show=unread` leaves out what was read."""
    only_unread = request.GET.get("show") == "unread"
    rows = Notification.objects.shown_to(request.memberships)
    page = Paginator(rows.unread() if only_unread else rows, ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    newest = rows.order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "page": page,
        "only_unread": only_unread,
        "newest": newest,
        "unread": inbox.unread_count(request.memberships),
        "mail_manager": _mail_manager(request),
        "stopped": bouncing.standing_of(request.memberships[0].person),
    }
    return render(request, "notify/inbox.html", context)


@require_POST
def reading(request: PortalRequest) -> HttpResponse:
    """Mark read all that the page showed; what has come since stays unread."""
    shown = read_key(request.POST.get("up_to")) or 0
    count = inbox.read_all(memberships=request.memberships, up_to=shown, at=now())
    messages.success(request, f"{count} marked read." if count else "There was nothing unread.")
    return redirect("notifications:list")


@require_POST
def reading_one(request: PortalRequest, pk: int) -> HttpResponse:
    """Mark one notification read."""
    if not inbox.read_one(memberships=request.memberships, pk=pk, at=now()):
        raise Http404
    return redirect("notifications:list")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PortalRequest) -> HttpResponse:
    """Show and change what this person is told here, which way, and when."""
    by = _most_told(request.memberships)
    kept = preferring.preference_of(by)
    topics = preferring.topics_for(by)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None, kept=kept, topics=topics
    )
    if request.method != "POST":
        return render(request, "notify/preferences.html", {"form": form})
    if not form.is_valid():
        return render(request, "notify/preferences.html", {"form": form}, status=422)
    try:
        preferring.choose(by=by, choice=form.choice(), at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "notify/preferences.html", {"form": form}, status=409)
    messages.success(request, "Saved. It counts from the next news on.")
    return redirect("notifications:preferences")


@require_http_methods(["GET", "HEAD", "POST"])
def mail_contents(request: PortalRequest) -> HttpResponse:
    """Show and decide whether titles and messages may travel by mail; for administrators."""
    by = _mail_manager(request)
    if by is None:
        raise Http404
    if request.method != "POST":
        return render(request, "notify/mail_contents.html")
    try:
        vendor = preferring.set_phi_mode(
            by=by,
            phi_mode=request.POST.get("contents") != "text",
            is_confirmed="confirmed" in request.POST,
            at=now(),
        )
    except Refusal as refusal:
        context = {"problem": str(refusal), "typed": request.POST}
        return render(request, "notify/mail_contents.html", context, status=409)
    done = "links only" if vendor.phi_mode else "titles and messages as well"
    messages.success(request, f"Mail written from now on has {done}.")
    return redirect("notifications:mail_contents")


@require_POST
def warning(request: PortalRequest) -> HttpResponse:
    """Decide whether writers are warned of patient data; for administrators."""
    by = _mail_manager(request)
    if by is None:
        raise Http404
    try:
        vendor = preferring.set_warning(by=by, warns=request.POST.get("warns") == "yes", at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        is_on = vendor.warns_of_patient_data
        done = "Writers are asked from now on." if is_on else "Nobody is asked any more."
        messages.success(request, done)
    return redirect("notifications:mail_contents")


def _most_told(memberships: list[Membership]) -> Membership:
    """Return the membership by which this person is told the most: the vendor's own, if any."""
    return max(memberships, key=lambda membership: membership.is_staff_side)


def _mail_manager(request: PortalRequest) -> Membership | None:
    return next((one for one in request.memberships if may(one, Act.MANAGE_MAIL)), None)
