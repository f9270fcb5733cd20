"""Keeping what is typed: by a script while typing, by a button without one."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from incidents.choosing import choose
from incidents.domain.macros import filled
from incidents.domain.places import ON_AN_INCIDENT, Place
from incidents.finding import find, membership_for
from incidents.models import Draft, Incident, Macro
from incidents.pages.conversation import PLACE_OF, macro_values
from incidents.services.drafts import ACTS, forget_draft, keep_draft
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import may
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

# What a form carries besides what was typed: of its own moment, and never filled in again.
NOT_TYPED = frozenset(
    {
        "csrfmiddlewaretoken",
        "place",
        "incident",
        "macro",
        "insert",
        "if_last_event",
        "patient_data_acknowledged",
    }
)


@require_POST
def keep(request: PortalRequest) -> HttpResponse:
    """Keep what is typed at a place; with `insert`, put a macro's words behind it first."""
    place, incident, by = _where(request)
    typed = _typed(request.POST)
    page = _page_of(place, incident, typed)
    if "insert" in request.POST and incident is not None:
        typed["text"] = _with_macro(request, place, incident, by, typed.get("text", ""))
    try:
        draft = keep_draft(by=by, place=place, incident=incident, fields=typed, at=now())
    except Refusal as refusal:
        return _not_kept(request, page, refusal)
    if _by_script(request):
        return JsonResponse({"kept": _clock(request, draft) if draft else ""})
    if draft and "insert" not in request.POST:
        messages.success(request, "Your draft is kept. Only you see it.")
    return redirect(page)


@require_POST
def discard(request: PortalRequest) -> HttpResponse:
    """Throw away what was typed at a place."""
    place, incident, by = _where(request)
    forget_draft(by=by, place=place, incident=incident)
    messages.success(request, "The draft is gone.")
    return redirect(_page_of(place, incident, _typed(request.POST)))


def keep_typed(request: PortalRequest, incident: Incident, noun: str) -> None:
    """Keep the words of a deed that was refused: they are not sent, and they are not lost."""
    if noun not in PLACE_OF:
        return
    try:
        keep_draft(
            by=membership_for(request, incident),
            place=PLACE_OF[noun],
            incident=incident,
            fields=_typed(request.POST),
            at=now(),
        )
    except Refusal:
        return  # who cannot write here, or wrote more than fits, still has it on the page


def forget_typed(request: PortalRequest, incident: Incident, noun: str) -> None:
    """Let the draft of a composer go whose words were sent."""
    if noun in PLACE_OF:
        by = membership_for(request, incident)
        forget_draft(by=by, place=PLACE_OF[noun], incident=incident)


def _where(request: PortalRequest) -> tuple[Place, Incident | None, Membership]:
    """Return what a draft belongs to; what one could not write is not there."""
    wanted = request.POST.get("place", "")
    if wanted not in {one.value for one in Place}:
        raise Http404
    place = Place(wanted)
    if place in ON_AN_INCIDENT:
        incident = find(request, request.POST.get("incident", ""))
        return place, incident, membership_for(request, incident)
    by = _writer(request, place)
    if by is None:
        raise Http404
    return place, None, by


def _writer(request: PortalRequest, place: Place) -> Membership | None:
    """Return the membership that writes at a place without an incident."""
    if place is Place.RAISE:
        choice = choose(request.memberships, request.POST.get("contract"), now())
        if choice.contract:
            return choice.contact
    able = (one for one in request.memberships if any(may(one, act) for act in ACTS[place]))
    return next(able, None)


def _typed(posted: Mapping[str, object]) -> dict[str, str]:
    return {name: str(posted[name]) for name in posted if name not in NOT_TYPED}


def _with_macro(
    request: PortalRequest, place: Place, incident: Incident, by: Membership, text: str
) -> str:
    key = request.POST.get("macro", "")
    known = Macro.objects.current().open_to(by).filter(place=place)
    macro = known.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if macro is None:
        messages.error(request, "Choose which text is to be put in.")
        return text
    words = filled(macro.text, macro_values(incident, by))
    return f"{text.rstrip()}\n\n{words}" if text.strip() else words


def _not_kept(request: PortalRequest, page: str, refusal: Refusal) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"problem": str(refusal)}, status=409)
    messages.error(request, str(refusal))
    return redirect(page)


def _by_script(request: PortalRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _clock(request: PortalRequest, draft: Draft) -> str:
    return f"{draft.kept_at.astimezone(ZoneInfo(reader_zone(request))):%H:%M}"


def _page_of(place: Place, incident: Incident | None, typed: Mapping[str, str]) -> str:
    """Return where the words are typed; a page of its own is told for whom they are."""
    if incident is not None:
        return f"{reverse('incidents:detail', args=[str(incident)])}#{place.value}"
    name = "incidents:raise" if place is Place.RAISE else "incidents:telephone"
    whom = {key: typed[key] for key in ("contact", "contract") if typed.get(key)}
    return reverse(name, query=whom)
