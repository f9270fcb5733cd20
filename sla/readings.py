"""From stored facts to readings: an incident's events, its terms and its calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.domain.holidays import RegionCalendar
from contracts.domain.targets import Milestone
from contracts.queries import Region
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from sla.basis import Basis, basis_of
from sla.domain.clock import Outcome, Reading
from sla.domain.effects import Happening, Kind
from sla.plans import solving_reasons

KINDS = {str(kind): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reading is made of, fetched for many incidents with a fixed number of queries."""

    happenings: Mapping[int, list[Happening]]  # by incident
    basis: Basis

    @property
    def calendars(self) -> Mapping[Region, RegionCalendar]:
        """The regions' calendars with all their versions."""
        return self.basis.calendars


def facts_of(incidents: Iterable[Incident]) -> Facts:
    """Fetch the facts of these incidents in a fixed number of queries."""
    rows = {incident.pk: incident for incident in incidents}
    happenings: dict[int, list[Happening]] = defaultdict(list)
    solving = {
        incident.agreement_id: solving_reasons(incident.agreement.terms)
        for incident in rows.values()
    }
    events = IncidentEvent.objects.filter(incident__among=rows, kind__in=KINDS).in_order()
    # Plain values: a model instance for each event costs more than the reading it is made for.
    for incident, at, kind, severity, reason, name, email in events.values_list(
        "incident_id", "at", "kind", "severity", "reason", "actor__name", "actor__email"
    ):
        happenings[incident].append(
            Happening(
                at=at,
                kind=KINDS[kind],
                severity=severity or None,
                solved=reason in solving[rows[incident].agreement_id],
                actor=name or email or "",
            )
        )
    return Facts(happenings, basis_of(rows.values()))


def facts_of_report(event: IncidentEvent) -> Facts:
    """Return the facts of an incident that has just been reported: nothing else happened yet."""
    report = Happening(
        at=event.at,
        kind=Kind.REPORTED,
        severity=event.severity or None,
        actor=str(event.actor or ""),
    )
    incident = event.incident
    read = incident.contract.terms_read  # by the very deed that reports it
    terms = None if read is None else {incident.contract_id: read}
    return Facts({incident.pk: [report]}, basis_of([incident], terms))


def reading_of(
    incident: Incident,
    milestone: Milestone,
    facts: Facts,
    at: datetime,
    *,
    version: int | None = None,
    happenings: Sequence[Happening] | None = None,
) -> Reading | None:
    """Read one clock of an incident at an instant; None: nothing is promised.

    :param version: the calendar version to read by; None: the newest.
    :param happenings: instead of those of the facts.
    :raises Refusal: if the facts make no clock.
    """
    if not incident.is_measured:  # reported on a release past its support (LU-08)
        return None
    seen = facts.happenings[incident.pk] if happenings is None else happenings
    plan = facts.basis.plan_of(incident, version)
    return plan.read(milestone, incident.category, seen, at)


def reading_kept(
    incident: Incident,
    milestone: Milestone,
    facts: Facts,
    at: datetime,
    *,
    kept: int | None,
    happenings: Sequence[Happening] | None = None,
) -> tuple[Reading | None, int | None]:
    """Read one clock by the calendar it stands on, and return that calendar's version with it.

    What is final was told to others: it stays with the version it was read by, `kept`, until it
    is restated. What is open, or open again, follows the newest.

    :raises Refusal: if the facts make no clock.
    """
    newest = facts.basis.calendar_of(incident).newest
    if kept is not None and kept != newest:
        reading = reading_of(incident, milestone, facts, at, version=kept, happenings=happenings)
        if reading is None or reading.outcome is not Outcome.OPEN:
            return reading, kept
    return reading_of(incident, milestone, facts, at, happenings=happenings), newest


def hours_run(incident: Incident, basis: Basis, at: datetime) -> datetime:
    """Return `at` while the incident's service hours run, or else when they next open."""
    calendar = basis.plan_of(incident).hours[incident.severity]
    try:
        return at if calendar.is_open(at) else calendar.next_opening(at)
    except Refusal:
        return at  # no open time ahead: late is worse than at night
