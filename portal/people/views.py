"""Pages about people: who is here, inviting, accepting, one's own page."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel.refusal import Refusal
from portal.notify import bouncing
from portal.people import services
from portal.people.forms import AcceptanceForm, InvitationForm, ProfileForm
from portal.people.mail import send_invitation
from portal.tenancy.models import ApiToken, Invitation, Membership, Person
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

CONTACTS_ON_A_PAGE = 50
SIGN_IN_WITH = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def people(request: PortalRequest) -> HttpResponse:
    """Show who belongs to this vendor and its customers, and who is invited."""
    manager(request)
    return _people(request, InvitationForm())


@require_POST
def invitations(request: PortalRequest) -> HttpResponse:
    """Invite someone."""
    by = manager(request)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _people(request, form, status=422)
    said = form.cleaned_data
    try:
        invitation, token = services.invite(
            by=by, email=said["email"], name=said["name"], seat=form.seat(), at=now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _people(request, form, status=409)
    send_invitation(invitation, token)
    messages.success(request, f"{invitation.email} is invited; the link works for 7 days.")
    return redirect("people:list")


@require_POST
def withdrawal(request: PortalRequest, pk: int) -> HttpResponse:
    """Withdraw an open invitation."""
    by = manager(request)
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        services.withdraw(invitation=invitation, by=by, at=now())
        messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:list")


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then end a membership at once."""
    by = manager(request)
    membership = get_object_or_404(Membership.objects.current().select_related("person"), pk=pk)
    if request.method != "POST":
        return render(request, "people/ending.html", {"membership": membership})
    try:
        services.end_membership(membership=membership, by=by, at=now())
        messages.success(request, f"{membership.person} has no access here any more.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:list")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up, as the person signed in or as a new one."""
    person = request.user if isinstance(request.user, Person) else None
    try:
        invitation = services.find(token, at=now())
    except Refusal as refusal:
        return render(request, "people/invitation_gone.html", {"reason": refusal}, status=404)
    form = AcceptanceForm(request.POST or None, initial={"name": invitation.name})
    context = {"invitation": invitation, "form": form, "person": person}
    if request.method != "POST" or (person is None and not form.is_valid()):
        return render(request, "people/accept.html", context)
    said = form.cleaned_data if person is None else {}
    try:
        accepted = services.accept(
            token=token,
            signed_in=person,
            name=said.get("name", ""),
            password=said.get("password", ""),
            at=now(),
        )
    except Refusal as refusal:
        return render(request, "people/accept.html", context | {"problem": refusal}, status=409)
    if person is None:
        login(request, accepted, backend=SIGN_IN_WITH)
    return redirect(f"/{invitation.vendor.slug}/")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, telephone and time zone."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required saw to it
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=form.changed_data or ["name"])
        messages.success(request, "Saved.")
        return redirect("profile")
    return render(request, "people/profile.html", {"form": form})


def _people(request: PortalRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    current = Membership.objects.current().select_related("person", "customer")
    contacts = current.exclude(customer=None).order_by("customer__name", "person__name", "pk")
    unreachable = bouncing.all_stopped()
    with_tokens = ApiToken.objects.working(now()).values_list("membership", flat=True)
    context = {
        "with_tokens": set(with_tokens),
        "unreachable": unreachable,
        "stopped": {one.address for one in unreachable},
        "staff": current.filter(customer=None),
        "contacts": Paginator(contacts, CONTACTS_ON_A_PAGE).get_page(request.GET.get("page")),
        "open_invitations": Invitation.objects.filter(
            accepted_at=None, withdrawn_at=None, expires_at__gt=now()
        ).select_related("customer", "invited_by"),
        "form": form,
    }
    return render(request, "people/list.html", context, status=status)


def manager(request: PortalRequest) -> Membership:
    """Return the membership that may manage people; nobody else learns that the page exists."""
    for membership in request.memberships:
        if may(membership, Act.MANAGE_PEOPLE):
            return membership
    raise Http404
