"""From stored facts to readings: an incident's events, its agreement and its calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from contracts.domain.targets import Milestone
from contracts.domain.terms import Terms
from contracts.models import AgreementVersion
from contracts.queries import Region, holidays_in
from incidents.models import Incident, IncidentEvent
from sla.domain.clock import Reading, read_clock
from sla.domain.effects import Happening, Kind
from sla.domain.effects import Milestone as ClockMilestone
from sla.domain.promise import Promise
from sla.terms import promises_for, rules_for

type Days = tuple[tuple[date, str], ...]  # holidays by local date, hashable

KINDS = {str(kind) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reading is made of, fetched for many incidents with a fixed number of queries."""

    happenings: Mapping[int, list[Happening]]  # by incident
    holidays: Mapping[Region, Days]


def facts_of(incidents: Iterable[Incident]) -> Facts:
    """Fetch the facts of these incidents in two queries."""
    rows = {incident.pk: incident for incident in incidents}
    happenings: dict[int, list[Happening]] = defaultdict(list)
    events = IncidentEvent.objects.filter(incident__in=rows, kind__in=KINDS)
    for event in events.select_related("actor").in_order():
        terms = rows[event.incident_id].contract.agreement.terms
        happenings[event.incident_id].append(happening_of(event, terms))
    return Facts(happenings, holidays_for(rows.values()))


def happening_of(event: IncidentEvent, terms: Terms) -> Happening:
    """Return an event as clocks know it."""
    solved = any(known.solved for known in terms.closing_reasons if known.key == event.reason)
    return Happening(
        at=event.at,
        kind=Kind(event.kind),
        severity=event.severity or None,
        solved=solved,
        actor=str(event.actor) if event.actor else "",
    )


def reading_of(
    incident: Incident, milestone: Milestone, facts: Facts, at: datetime
) -> Reading | None:
    """Read one clock of an incident at an instant; None: nothing is promised.

    :raises Refusal: if the facts make no clock.
    """
    terms = incident.contract.agreement.terms
    if not has_targets(terms, incident.category):
        return None
    return read_clock(
        ClockMilestone(milestone),
        facts.happenings[incident.pk],
        promises_of(incident, milestone, facts.holidays[region_of(incident)]),
        rules_for(terms),
        at,
    )


def has_targets(terms: Terms, category: str) -> bool:
    """Say whether incidents of a category are measured at all (PQ-14)."""
    return any(known.has_targets for known in terms.categories if known.key == category)


def region_of(incident: Incident) -> Region:
    """Return whose holidays close the service hours of an incident."""
    return incident.vendor_id, incident.customer.holiday_region


def holidays_for(incidents: Iterable[Incident]) -> dict[Region, Days]:
    """Return the holidays of these incidents' regions, in one query."""
    regions = {region_of(incident) for incident in incidents}
    return {region: tuple(days.items()) for region, days in holidays_in(regions).items()}


def promises_of(
    incident: Incident, milestone: Milestone, holidays: Days
) -> Mapping[str, Promise | None]:
    """Return what each severity is promised for a milestone on the incident's contract."""
    contract = incident.contract
    zone = incident.customer.time_zone
    return _promises(contract.agreement, contract.tier, zone, milestone, holidays)


@lru_cache(maxsize=1024)
def _promises(
    agreement: AgreementVersion, tier: str, zone: str, milestone: Milestone, holidays: Days
) -> Mapping[str, Promise | None]:
    # Agreement versions are immutable rows, so that a cached calendar can be wrong in nothing
    # but its holidays, and these are part of the key.
    return promises_for(agreement.terms, tier, zone, dict(holidays), ClockMilestone(milestone))
