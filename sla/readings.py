"""From stored facts to readings: an incident's events, its agreement and its calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts.domain.targets import Milestone
from contracts.queries import Region, holidays_in
from incidents.models import Incident, IncidentEvent
from sla.domain.clock import Reading
from sla.domain.effects import Happening, Kind
from sla.domain.tally import Promises
from sla.plans import Days, Plan, plan_for, solving_reasons

__all__ = [
    "Days",
    "Facts",
    "days_of",
    "facts_of",
    "holidays_for",
    "promises_of",
    "reading_of",
    "region_of",
]

KINDS = {str(kind): kind for kind in Kind}

type Place = tuple[int, int]  # ids of a contract and of the customer it is read for


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reading is made of, fetched for many incidents with a fixed number of queries."""

    happenings: Mapping[int, list[Happening]]  # by incident
    holidays: Mapping[Region, Days]
    _plans: dict[Place, Plan] = field(default_factory=dict)

    def plan_of(self, incident: Incident) -> Plan:
        """Return what the incident's clocks are read by.

        :raises Refusal: if its contract names a tier that the agreement has not.
        """
        place = (incident.contract_id, incident.customer_id)
        if place not in self._plans:
            self._plans[place] = _plan(incident, self.holidays[region_of(incident)])
        return self._plans[place]


def facts_of(incidents: Iterable[Incident]) -> Facts:
    """Fetch the facts of these incidents in two queries."""
    rows = {incident.pk: incident for incident in incidents}
    happenings: dict[int, list[Happening]] = defaultdict(list)
    solving = {
        incident.contract_id: solving_reasons(incident.contract.agreement.terms)
        for incident in rows.values()
    }
    events = IncidentEvent.objects.filter(incident__in=rows, kind__in=KINDS).in_order()
    # Plain values: a model instance for each event costs more than the reading it is made for.
    for incident, at, kind, severity, reason, name, email in events.values_list(
        "incident_id", "at", "kind", "severity", "reason", "actor__name", "actor__email"
    ):
        happenings[incident].append(
            Happening(
                at=at,
                kind=KINDS[kind],
                severity=severity or None,
                solved=reason in solving[rows[incident].contract_id],
                actor=name or email or "",
            )
        )
    return Facts(happenings, holidays_for(rows.values()))


def reading_of(
    incident: Incident, milestone: Milestone, facts: Facts, at: datetime
) -> Reading | None:
    """Read one clock of an incident at an instant; None: nothing is promised.

    :raises Refusal: if the facts make no clock.
    """
    happenings = facts.happenings[incident.pk]
    return facts.plan_of(incident).read(milestone, incident.category, happenings, at)


def region_of(incident: Incident) -> Region:
    """Return whose holidays close the service hours of an incident."""
    return incident.vendor_id, incident.customer.holiday_region


def holidays_for(incidents: Iterable[Incident]) -> dict[Region, Days]:
    """Return the holidays of these incidents' regions, in one query."""
    return days_of({region_of(incident) for incident in incidents})


def days_of(regions: Iterable[Region]) -> dict[Region, Days]:
    """Return the holidays of regions as the plans know them, in one query."""
    return {region: tuple(days.items()) for region, days in holidays_in(regions).items()}


def promises_of(incident: Incident, milestone: Milestone, holidays: Days) -> Promises:
    """Return what each severity is promised for a milestone on the incident's contract."""
    return _plan(incident, holidays).promises[milestone]


def _plan(incident: Incident, holidays: Days) -> Plan:
    contract = incident.contract
    return plan_for(contract.agreement, contract.tier, incident.customer.time_zone, holidays)
