"""Handing an incident to another support line, with what the next one must know (LU-19)."""

from datetime import datetime

from django.db import transaction

from contracts.domain.workflow import Status
from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, stage_of
from incidents.lines import lines_of
from incidents.models import Incident
from incidents.services.steps import happen, lock, say, stand_at, terms_of
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def route(
    *,
    incident: Incident,
    by: Membership,
    status: str,
    note: str,
    to: Membership | None = None,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Incident:
    """Hand the incident to a line's station, with a note that the customer never sees.

    It belongs to nobody then, unless a colleague of that line is named.

    :raises Refusal: if it is no station of a line, it stands there already, the note is empty,
        or the colleague is of another line.
    """
    incident = lock(incident, Deed.ROUTE)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    station = _station(incident, status)
    _check_note(note, station)
    _check_colleague(incident, to, station)
    message = say(incident, note, by=by, at=at, internal=True, caution=caution)
    waited = stage_of(incident.status) is Stage.AWAITING_CUSTOMER
    incident.owner = to.person if to else None
    incident.save(update_fields=["owner"])
    stand_at(incident, station.key)
    # The customer sees where it stands; why, and with whom, is in the note beside it.
    happen(incident, EventKind.WAIT_ENDED if waited else EventKind.MOVED, actor=by.person, at=at)
    whom = f"{station.support_level}, {to.person}" if to else f"{station.support_level}"
    happen(incident, EventKind.ROUTED, actor=by.person, at=at, words=whom, message=message)
    if to:
        happen(incident, EventKind.OWNER_SET, actor=by.person, at=at, words=str(to.person))
    return incident


def _station(incident: Incident, key: str) -> Status:
    stations = lines_of(terms_of(incident))
    if not stations:
        raise Refusal(
            f"{incident.vendor}'s agreement names no support lines; move it to a station, or give "
            "it to a colleague.",
            code="no_lines",
        )
    if key not in stations:
        named = ", ".join(station.staff_label for station in stations.values())
        raise Refusal(f"Choose the line it goes to: {named}.", code="unknown_line")
    if key == incident.status:
        raise Refusal(f"It already stands at {stations[key].staff_label}.", code="already")
    return stations[key]


def _check_note(note: str, station: Status) -> None:
    if not note.strip():
        raise Refusal(
            f"{station.staff_label} is {station.support_level}'s: hand it over with a note of what "
            "was seen, tried and asked. The customer does not see it.",
            code="no_note",
        )


def _check_colleague(incident: Incident, to: Membership | None, station: Status) -> None:
    if to is None:
        return
    acting([to], incident, Act.WORK_ON_INCIDENTS)
    if to.support_tier and to.support_tier != station.support_level:
        raise Refusal(
            f"{to.person} is of {to.support_tier}; {station.staff_label} is "
            f"{station.support_level}'s. Choose a colleague of {station.support_level}, or nobody.",
            code="other_line",
        )
