"""By what clocks are read: what their contracts stand on, through time, and their calendars."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.domain.holidays import RegionCalendar
from contracts.models import AgreementVersion, ContractTerms
from contracts.queries import Region, calendars_of
from incidents.models import Incident
from portal.tenancy.models import Customer
from sla.plans import Later, Observed, Plan, plan_for

type KnownTerms = Mapping[int, Sequence[ContractTerms]]
type PlanKey = tuple[int, str, str, Region, tuple[Later, ...], int | None]


@dataclass(frozen=True, slots=True)
class Basis:
    """What many incidents are read by, fetched with a fixed number of queries."""

    calendars: Mapping[Region, RegionCalendar]
    terms: KnownTerms  # by contract, in the order in which they hold; of those that changed
    _plans: dict[PlanKey, Plan] = field(default_factory=dict)

    def plan_of(self, incident: Incident, version: int | None = None) -> Plan:
        """Return what an incident's clocks are read by; `version` None: the newest calendar.

        :raises Refusal: if its terms name a tier that the agreement has not.
        """
        later = self.later_of(incident.contract_id, incident.reported_at, incident.customer)
        return self.plan(incident.agreement, incident.tier, incident.customer, later, version)

    def plan(
        self,
        agreement: AgreementVersion,
        tier: str,
        customer: Customer,
        later: tuple[Later, ...],
        version: int | None = None,
    ) -> Plan:
        """Return the plan of a place; incidents by the thousand share one.

        :raises Refusal: if the agreement has no such tier.
        """
        region = customer.vendor_id, customer.holiday_region
        calendar = self.calendars[region]
        key = (agreement.pk, tier, customer.time_zone, region, later, version or calendar.newest)
        if key not in self._plans:
            observed = Observed(calendar.region, calendar.days_in(version), calendar.years)
            self._plans[key] = plan_for(agreement, tier, customer.time_zone, observed, later)
        return self._plans[key]

    def later_of(self, contract: int, reported: datetime, customer: Customer) -> tuple[Later, ...]:
        """Return what was agreed for a contract for dates after a report: its hours change."""
        rows = self.terms.get(contract, ())
        if len(rows) < 2:  # as signed, and so it stayed: nearly all are like that
            return ()
        on = local_date(reported, customer.time_zone)
        return tuple(Later(row.since, row.agreement, row.tier) for row in rows if row.since > on)

    def later_now(self, contract: int) -> tuple[Later, ...]:
        """Return what was agreed for a contract after it was signed.

        To who looks ahead it is the same as what was agreed after a report: the days to come
        have the same hours.
        """
        return tuple(
            Later(row.since, row.agreement, row.tier) for row in self.terms.get(contract, ())[1:]
        )

    def calendar_of(self, incident: Incident) -> RegionCalendar:
        """Return the calendar of the region whose holidays close an incident's hours."""
        return self.calendars[region_of(incident)]


def basis_of(
    incidents: Iterable[Incident],
    terms: KnownTerms | None = None,
    enough: Mapping[Region, int] | None = None,
) -> Basis:
    """Fetch by what these incidents are read; their customers must have been fetched.

    :param terms: what their contracts stand on, if that was read just before.
    :param enough: up to which version regions' calendars are wanted (contracts.queries).
    """
    rows = list(incidents)
    regions = {region_of(row) for row in rows}
    if terms is not None:
        return Basis(calendars_of(regions), terms)
    return basis_for({row.contract_id for row in rows}, regions, enough)


def basis_for(
    contracts: set[int], regions: Iterable[Region], enough: Mapping[Region, int] | None = None
) -> Basis:
    """Fetch what contracts stand on, and regions' calendars."""
    terms: dict[int, list[ContractTerms]] = defaultdict(list)
    changed = ContractTerms.objects.changed_of(contracts)
    for row in ContractTerms.objects.of(changed) if changed else ():
        terms[row.contract_id].append(row)
    return Basis(calendars_of(regions, enough), terms)


def region_of(incident: Incident) -> Region:
    """Return whose holidays close the service hours of an incident."""
    return incident.vendor_id, incident.customer.holiday_region


def local_date(at: datetime, zone: str) -> date:
    """Return the date that an instant has in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
