"""Whose draft is meant by a place, for pages and the API alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from incidents.choosing import choose
from incidents.domain.places import ON_AN_INCIDENT, Place
from incidents.finding import find, membership_for
from incidents.models import Incident
from incidents.services.drafts import ACTS
from portal.tenancy.models import Membership
from portal.tenancy.policy import may
from portal.web.http import PortalRequest

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


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a draft, the incident it is about, and whose it is."""

    place: Place
    incident: Incident | None
    by: Membership


def where(
    request: PortalRequest, place: str, *, number: str = "", contract: object, at: datetime
) -> Where:
    """Return what a draft belongs to; what one could not write is not there: 404.

    :param number: the incident's, at the places that have one.
    :param contract: under which one reports, where several could be meant.
    """
    if place not in {one.value for one in Place}:
        raise Http404
    wanted = Place(place)
    if wanted in ON_AN_INCIDENT:
        incident = find(request, number)
        return Where(wanted, incident, membership_for(request, incident))
    by = _writer(request, wanted, contract, at)
    if by is None:
        raise Http404
    return Where(wanted, None, by)


def typed(said: Mapping[str, object]) -> dict[str, str]:
    """Return what was typed, without what only belongs to the form."""
    return {name: str(said[name]) for name in said if name not in NOT_TYPED}


def _writer(
    request: PortalRequest, place: Place, contract: object, at: datetime
) -> Membership | None:
    """Return the membership that writes at a place without an incident."""
    if place is Place.RAISE:
        choice = choose(request.memberships, contract, at)
        if choice.contract:
            return choice.contact
    able = (one for one in request.memberships if any(may(one, act) for act in ACTS[place]))
    return next(able, None)
