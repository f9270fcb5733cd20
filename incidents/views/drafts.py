"""Keeping what is typed: by a script while typing, by a button without one."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from incidents.domain.macros import filled
from incidents.domain.places import Place
from incidents.drafting import Where, typed, where
from incidents.finding import membership_for
from incidents.models import Draft, Incident, Macro
from incidents.pages.conversation import PLACE_OF, macro_values
from incidents.services.drafts import forget_draft, keep_draft
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now


@require_POST
def keep(request: PortalRequest) -> HttpResponse:
    """Keep what is typed at a place; with `insert`, put a macro's words behind it first."""
    at, fields = _where(request), typed(request.POST)
    page = _page_of(at, fields)
    if "insert" in request.POST and at.incident is not None:
        fields["text"] = _with_macro(request, at.incident, at, fields.get("text", ""))
    try:
        draft = keep_draft(by=at.by, place=at.place, incident=at.incident, fields=fields, at=now())
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
    at = _where(request)
    forget_draft(by=at.by, place=at.place, incident=at.incident)
    messages.success(request, "The draft is gone.")
    return redirect(_page_of(at, typed(request.POST)))


def keep_typed(request: PortalRequest, incident: Incident, noun: str) -> None:
    """Keep the words of a deed that was refused: they are not sent, and they are not lost."""
    if noun not in PLACE_OF:
        return
    try:
        keep_draft(
            by=membership_for(request, incident),
            place=PLACE_OF[noun],
            incident=incident,
            fields=typed(request.POST),
            at=now(),
        )
    except Refusal:
        return  # who cannot write here, or wrote more than fits, still has it on the page


def forget_typed(request: PortalRequest, incident: Incident, noun: str) -> None:
    """Let the draft of a composer go whose words were sent."""
    if noun in PLACE_OF:
        by = membership_for(request, incident)
        forget_draft(by=by, place=PLACE_OF[noun], incident=incident)


def _where(request: PortalRequest) -> Where:
    posted = request.POST
    return where(
        request,
        posted.get("place", ""),
        number=posted.get("incident", ""),
        contract=posted.get("contract"),
        at=now(),
    )


def _with_macro(request: PortalRequest, incident: Incident, at: Where, text: str) -> str:
    key = read_key(request.POST.get("macro"))
    known = Macro.objects.current().open_to(at.by).filter(place=at.place)
    macro = known.filter(pk=key or 0).first()
    if macro is None:
        messages.error(request, "Choose which text is to be put in.")
        return text
    words = filled(macro.text, macro_values(incident, at.by))
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


def _page_of(at: Where, fields: Mapping[str, str]) -> str:
    """Return where the words are typed; a page of its own is told for whom they are."""
    if at.incident is not None:
        return f"{reverse('incidents:detail', args=[str(at.incident)])}#{at.place.value}"
    name = "incidents:raise" if at.place is Place.RAISE else "incidents:telephone"
    whom = {key: fields[key] for key in ("contact", "contract") if fields.get(key)}
    return reverse(name, query=whom)
