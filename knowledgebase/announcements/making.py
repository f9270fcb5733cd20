"""Announcements as those who write them have them: the editor, what is not out, the history."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.announcements import services
from knowledgebase.announcements.deeds import NOUNS, form_for, offered
from knowledgebase.announcements.finding import announcer, to_be_announced
from knowledgebase.announcements.forms import AnnouncementForm
from knowledgebase.announcements.history import changes_of
from knowledgebase.announcements.holdings import products_of
from knowledgebase.announcements.queries import in_the_making
from knowledgebase.announcements.reach import reach_of
from knowledgebase.audience import tiers_named
from knowledgebase.domain.announcing import Announced, Kind, Meant, Move, Stage, possible
from knowledgebase.finding import allowed
from knowledgebase.forms import put
from knowledgebase.models import Announcement
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Begin an announcement; a link, such as a release's, may say what it is about."""
    by = announcer(request)
    if request.method != "POST":
        return _editor(request, None, editor_form(request, initial=_begun(request)))
    form = editor_form(request, request.POST)
    if not form.is_valid():
        return _editor(request, None, form, status=422)
    try:
        if "preview" in request.POST:
            return _editor(request, None, form, seen=services.checked(by.vendor, form.said()))
        made = services.start(by=by, said=form.said(), at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _editor(request, None, form, status=422)
    messages.success(request, "Saved as a draft. Nobody is told before it is published.")
    return redirect("announcements:one", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Write the next revision: of a draft, or a correction of what is out."""
    by, found = announcer(request), to_be_announced(pk)
    is_out = found.state == Stage.PUBLISHED
    if request.method != "POST":
        begins = AnnouncementForm.shown(found.newest.content) | {"known": found.newest.number}
        return _editor(request, found, editor_form(request, is_out=is_out, initial=begins))
    form = editor_form(request, request.POST, is_out=is_out)
    if not form.is_valid():
        return _editor(request, found, form, status=422)
    said = form.cleaned_data
    try:
        if "preview" in request.POST:
            return _editor(request, found, form, seen=services.checked(by.vendor, form.said()))
        services.save(
            by=by,
            announcement=found,
            said=form.said(),
            known=said["known"] or 0,
            words=said.get("words", ""),
            at=now(),
        )
    except Refusal as refusal:
        put(form, refusal)
        # Sent again, what was typed follows knowingly on what stands now.
        again = request.POST.copy()  # with all the tiers that were ticked
        again["known"] = str(to_be_announced(pk).newest.number)
        form.data = again
        return _editor(request, found, form, status=409)
    messages.success(request, "Corrected: its readers see that." if is_out else "Saved.")
    return redirect("announcements:one", pk)


@require_safe
def making(request: PortalRequest) -> HttpResponse:
    """Show what is not out: drafts, what waits for its hour, what was withdrawn."""
    announcer(request)
    return render(request, "knowledgebase/announcements_making.html", in_the_making())


@require_safe
def history(request: PortalRequest, pk: int) -> HttpResponse:
    """Show all revisions of an announcement, how each differs, and what happened to it."""
    announcer(request)
    found = to_be_announced(pk)
    context = {
        "announcement": found,
        "revisions": changes_of(found),
        "steps": found.steps.select_related("by"),
        "reached": found.reached.select_related("customer"),
    }
    return render(request, "knowledgebase/announcement_history.html", context)


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Do something to an announcement, or say why not with what was typed still there."""
    by, found = announcer(request), to_be_announced(pk)
    if noun not in NOUNS:
        raise Http404
    what = NOUNS[noun]
    form = form_for(what, found, _zone(request), request.POST, noun)
    if not form.is_valid():
        return page_of(request, found, failed={noun: form}, status=422)
    try:
        said = what.do(found, by, form, now())
    except Refusal as refusal:
        put(form, refusal)
        return page_of(request, to_be_announced(pk), failed={noun: form}, status=409)
    messages.success(request, said)
    return redirect("announcements:one", pk)


def page_of(
    request: PortalRequest,
    found: Announcement,
    *,
    failed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of an announcement, with what its reader can do to it."""
    failed = failed or {}
    context: dict[str, Any] = {
        "announcement": found,
        "is_withdrawn": found.state == Stage.WITHDRAWN,
        "failed": next(iter(failed.values()), None),
    }
    announces = allowed(request, Act.ANNOUNCE) is not None
    context["text"] = found.newest if announces else found.shown
    if announces:
        deeds = offered(found, _zone(request))
        reach = reach_of(found.vendor, found.newest.content, now())
        readers = found.readings.filter(person__in=reach.people)
        context |= {
            "announces": True,
            "can_write": Move.SAVE in possible(found.state),
            "deeds": [(key, noun, failed.get(key, form)) for key, (noun, form) in deeds.items()],
            "reach": reach if not context["is_withdrawn"] else None,
            "read_by": readers.count() if found.state == Stage.PUBLISHED else 0,
        }
    return render(request, "knowledgebase/announcement.html", context, status=status)


def editor_form(request: PortalRequest, data: Any = None, **more: Any) -> AnnouncementForm:
    """Return the form of an announcement with the tiers and products that there are."""
    products = products_of(request.vendor)
    return AnnouncementForm(data, tiers=tiers_named(), products=products, **more)


def _begun(request: PortalRequest) -> dict[str, Any]:
    """Return what a link says an announcement is about; for all customers, if it names none."""
    given = request.GET
    begun = {
        key: given.get(key, "")[:200] for key in ("kind", "title", "text", "product", "versions")
    }
    meant = Meant.VERSIONS if begun["product"] else Meant.ALL
    return begun | {"kind": begun["kind"] or Kind.NEWS.value, "meant": meant.value}


def _editor(
    request: PortalRequest,
    found: Announcement | None,
    form: AnnouncementForm,
    *,
    seen: Announced | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "announcement": found,
        "form": form,
        "seen": seen,
        "reach": reach_of(request.vendor, seen, now()) if seen else None,
        "is_out": found is not None and found.state == Stage.PUBLISHED,
        "can_write": found is None or Move.SAVE in possible(found.state),
    }
    return render(request, "knowledgebase/announcement_edit.html", context, status=status)


def _zone(request: PortalRequest) -> ZoneInfo:
    return ZoneInfo(reader_zone(request))
