"""The page of one outage, for staff and for customers whom it touched."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from availability.differences import Story, story_of
from availability.finding import exclusions_seen, touched_by
from availability.forms.exclusions import DecisionForm, ExclusionForm, reason_words
from availability.forms.instants import InstantsForm
from availability.models import Exclusion, Outage, OutageVersion, StatusUpdate, Verdict
from availability.outage_deeds import DEEDS, EXCLUSION_DEEDS, Deed, fits, fits_exclusion
from availability.services.monitors import suggested_end
from contracts.models import Contract
from contracts.views.finding import allowed, is_staff
from incidents.models import Incident
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

HIDDEN_FROM_CUSTOMERS = "customers"
STATES = {
    "proposed": ("Proposed", "you"),
    Verdict.APPROVED: ("Approved: does not count", "plain"),
    Verdict.DECLINED: ("Declined: counts", "plain"),
    Verdict.WITHDRAWN: ("Taken back: counts", "plain"),
    Verdict.CONTESTED: ("Contested: counts until decided anew", "you"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed that the reader can do here, with its form as it was typed."""

    noun: str
    deed: Deed
    form: forms.Form
    is_refused: bool


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """An exclusion with what can be done to it."""

    exclusion: Exclusion
    reason: str
    state: str
    look: str
    offers: list[Offer]
    contesters: list[str]  # customers whose objection waits for a decision; for the vendor's people


type Refused = dict[str, forms.Form]  # what was typed and refused, by its deed's name


def outage_page(
    request: PortalRequest, outage: Outage, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """This function will show an outage, with a form that was refused standing open."""
    at, sent = now(), refused or {}
    contracts = touched_by(request, outage, at)
    version = outage.current
    context: dict[str, Any] = {
        "outage": outage,
        "version": version,
        "lasted": _lasted(version, at),
        "bounds": _bounds(version),
        "story": _story(request, outage),
        "contracts": contracts,
        "exclusions": [
            _row(request, one, sent) for one in exclusions_seen(request, outage, contracts, at)
        ],
        "incidents": _incidents(request, outage),
        "updates": _updates(request, outage),
        "may_write": allowed(request, Act.DECLARE_OUTAGE) is not None,
    }
    if is_staff(request):
        context |= _inside(request, outage, contracts, sent)
    return render(request, "availability/outage.html", context, status=status)


def _inside(
    request: PortalRequest, outage: Outage, contracts: list[Contract], sent: Refused
) -> dict[str, Any]:
    zone, version = reader_zone(request), outage.current
    may_propose = allowed(request, Act.DECLARE_OUTAGE) or allowed(request, Act.DECIDE_EXCLUSION)
    proposal = None
    if may_propose and not version.is_withdrawn:
        form = sent.get("exclusions")
        proposal = form or ExclusionForm(version=version, contracts=contracts, zone=zone)
        proposal = proposal if contracts else None
    return {
        "offers": [
            _offer(noun, deed, sent, noun, zone, _suggested(noun, outage))
            for noun, deed in DEEDS.items()
            if fits(noun, version) and any(allowed(request, act) for act in deed.acts)
        ],
        "proposal": proposal,
        "is_proposal_refused": "exclusions" in sent,
        "notices": outage.notices.select_related("customer"),
    }


def _offer(
    noun: str,
    deed: Deed,
    sent: Refused,
    name: str,
    zone: str,
    initial: Any = None,
    exclusion: Exclusion | None = None,
) -> Offer:
    form = sent.get(name)
    made = form or blank(deed, name, zone, initial=initial, exclusion=exclusion)
    return Offer(noun, deed, made, form is not None)


def _suggested(noun: str, outage: Outage) -> dict[str, datetime | None] | None:
    """This function will return what an outage's end may be: when monitoring saw it good again."""
    if noun != "ending":
        return None
    seen = suggested_end(outage.pk)
    return {"ends_at": seen, "restored_at": seen} if seen else None


def blank(
    deed: Deed,
    prefix: str | None,
    zone: str,
    data: Any = None,
    initial: Any = None,
    exclusion: Exclusion | None = None,
) -> forms.Form:
    """This function will return a deed's form, empty or with what was typed."""
    zoned: Any = {"zone": zone} if issubclass(deed.form, InstantsForm) else {}
    form = deed.form(data, prefix=prefix, initial=initial, **zoned)
    if isinstance(form, DecisionForm) and exclusion is not None:
        form.choose(exclusion)
    return form


def _row(request: PortalRequest, exclusion: Exclusion, sent: Refused) -> ExclusionRow:
    zone = reader_zone(request)
    offers = [
        _offer(noun, deed, sent, named(noun, exclusion), zone, exclusion=exclusion)
        for noun, deed in EXCLUSION_DEEDS.items()
        if any(
            (by := allowed(request, act)) and fits_exclusion(noun, exclusion, by)
            for act in deed.acts
        )
    ]
    label, look = STATES[exclusion.state]
    whose = contesters(exclusion) if is_staff(request) else []
    return ExclusionRow(exclusion, reason_words(exclusion.reason), label, look, offers, whose)


def contesters(exclusion: Exclusion) -> list[str]:
    """This function will name the customers whose objection to an exclusion is not decided."""
    held = exclusion.held()
    said = (one.contract for one in exclusion.decisions.all())
    contracts = {one.pk: one for one in said if one is not None}
    names = (str(contracts[key].customer) for key in held if key and held[key] == Verdict.CONTESTED)
    return sorted(set(names))


def named(noun: str, exclusion: Exclusion) -> str:
    """This function will return the name of a deed's form on the page of an outage."""
    return f"exclusion-{exclusion.pk}-{noun}"


def _story(request: PortalRequest, outage: Outage) -> list[Story]:
    """This function will tell the versions; whom it touched is not told to other customers."""
    versions = outage.versions.with_parts().select_related("outage")
    told = story_of(versions)
    if is_staff(request):
        return told
    return [
        Story(
            one.version,
            tuple(d for d in one.differences if d.name != HIDDEN_FROM_CUSTOMERS),
            one.became_confirmed,
            one.became_withdrawn,
            one.came_back,
        )
        for one in told
    ]


def _lasted(version: OutageVersion, at: datetime) -> timedelta | None:
    until = version.ends_at or at
    return until - version.starts_at if until > version.starts_at else None


def _bounds(version: OutageVersion) -> list[tuple[str, datetime | None]]:
    """This function will return what monitoring saw, if it looked at all (H22)."""
    seen = [
        ("Last good answer", version.last_ok_at),
        ("First failed answer", version.first_fail_at),
        ("Last failed answer", version.last_fail_at),
        ("First good answer again", version.first_ok_at),
    ]
    return seen if any(at for _, at in seen) else []


def _incidents(request: PortalRequest, outage: Outage) -> list[Any]:
    """This function will return the incidents of an outage that the reader may see."""
    seen = Incident.objects.visible_to(request.memberships)
    rows = outage.incident_rows.select_related("customer", "incident__vendor")
    if is_staff(request):
        return list(rows)
    return list(rows.filter(incident__in=seen.values("pk")))


def _updates(request: PortalRequest, outage: Outage) -> list[StatusUpdate]:
    rows = StatusUpdate.objects.filter(outage=outage).select_related("written_by")
    return list(rows if is_staff(request) else rows.filter(is_public=True))
