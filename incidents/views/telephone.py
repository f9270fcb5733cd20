"""Logging a telephone call: who calls, under which contract, and what they report (CO-09)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from incidents import services
from incidents.callers import caller, callers
from incidents.choosing import Choice, choose
from incidents.domain.places import Place
from incidents.finding import able
from incidents.forms import CallForm
from incidents.forms.files import with_files
from incidents.services.drafts import forget_draft, read_draft
from incidents.views.bringing_files import led_to
from incidents.views.raising import TEMPLATE, about, refused, suggesting, typed
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

CALLERS_ON_A_PAGE = 25
LONGEST_SEARCH = 100


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: PortalRequest) -> HttpResponse:
    """Ask who calls, then for the report; take it in as made when they called."""
    desk, at = able(request, Act.WORK_ON_INCIDENTS), now()
    key = _asked(request, "contact")
    if not key:
        return _who(request)
    contact = caller(request.vendor, key)
    if contact is None:
        raise Http404
    choice = choose([contact], _asked(request, "contract"), at)
    if choice.contract is None:
        return _which(request, contact, choice)
    frame = about(choice.contract, at) | {
        "place": Place.TELEPHONE,
        "caller": contact,
        "is_call": True,
    }
    if request.method != "POST":
        return _opened(request, desk, choice, frame, at)
    if "suggest" in request.POST:
        return suggesting(request, CallForm(initial=typed(request), contract=choice.chosen), frame)
    return _take(request, desk, choice, frame, at)


def _take(
    request: PortalRequest, desk: Membership, choice: Choice, frame: dict[str, Any], at: datetime
) -> HttpResponse:
    form = with_files(request.FILES, CallForm(request.POST, contract=choice.chosen))
    if not form.is_valid():
        return render(request, TEMPLATE, frame | {"form": form}, status=422)
    try:
        incident = services.log_call(
            by=desk,
            contact=choice.contact,
            contract=choice.chosen,
            instance=form.cleaned_data["instance"],
            report=form.report(),
            called_at=form.instant(reader_zone(request), at),
            at=at,
            caution=form.cleaned_data["patient_data_acknowledged"],
            files=form.cleaned_data["files"],
        )
    except Refusal as refusal:
        return refused(request, form, frame, refusal)
    forget_draft(by=desk, place=Place.TELEPHONE)
    said = f"{incident} is logged for {choice.contact.person}, who is told its number by mail."
    messages.success(request, said)
    return led_to(request, reverse("incidents:detail", args=[str(incident)]))


def _asked(request: PortalRequest, field: str) -> str | None:
    return request.POST.get(field) or request.GET.get(field)


def _who(request: PortalRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:LONGEST_SEARCH]
    rows = Paginator(callers(request.vendor, words), CALLERS_ON_A_PAGE)
    page = rows.get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "query": urlencode({"q": words}) if words else ""}
    return render(request, "incidents/telephone.html", context)


def _which(request: PortalRequest, contact: Membership, choice: Choice) -> HttpResponse:
    """Ask under which contract, or say that there is none (LU-09)."""
    context = {"caller": contact, "contracts": choice.contracts}
    status = 409 if not choice.contracts else 422 if request.method == "POST" else 200
    return render(request, "incidents/telephone_contract.html", context, status=status)


def _opened(
    request: PortalRequest, desk: Membership, choice: Choice, frame: dict[str, Any], at: datetime
) -> HttpResponse:
    draft = read_draft(by=desk, place=Place.TELEPHONE)
    if draft is not None and draft.fields.get("contact") != str(choice.contact.pk):
        draft = None  # of another call: it waits for its own caller
    known: dict[str, Any] = {
        "contact_details": choice.contact.person.phone,
        "called_at": at.astimezone(ZoneInfo(reader_zone(request))).replace(tzinfo=None),
    }
    form = CallForm(initial=known | (draft.fields if draft else {}), contract=choice.chosen)
    return render(request, TEMPLATE, frame | {"form": form, "draft": draft})
