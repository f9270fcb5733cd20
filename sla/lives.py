"""Incidents as the proof reads them: plain values, many at once, with what their clocks need."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from contracts.domain.targets import Milestone
from contracts.models import AgreementVersion
from incidents.models import Incident, IncidentEvent
from portal.tenancy.managers import VendorQuerySet
from portal.tenancy.models import Customer
from sla.basis import Basis, basis_for
from sla.domain.clock import Reading
from sla.domain.effects import Happening
from sla.plans import Later, Plan, solving_reasons
from sla.readings import KINDS

type Version = int | None  # of a calendar; None: the newest


class Place(NamedTuple):
    """What an incident is read by, as keys: thousands share one."""

    contract: int
    customer: int
    agreement: int
    tier: str
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to an incident, and what its clocks are read by."""

    incident: int
    number: int
    category: str
    is_measured: bool  # not on a release past its support (LU-08)
    place: Place
    places: "Places"
    happenings: Sequence[Happening]

    def read(self, milestone: Milestone, at: datetime, version: Version) -> Reading | None:
        """Read one clock as it stood at an instant; None: nothing is promised.

        :raises Refusal: if there is no plan, or the happenings make no clock.
        """
        return self._read(milestone, self.happenings, at, version)

    def read_before(self, milestone: Milestone, cut: int, version: Version) -> Reading | None:
        """Read one clock as the happening with this index found it."""
        return self._read(milestone, self.happenings[:cut], self.happenings[cut].at, version)

    def _read(
        self, milestone: Milestone, seen: Sequence[Happening], at: datetime, version: Version
    ) -> Reading | None:
        if not self.is_measured:
            return None
        return self.plan(version).read(milestone, self.category, seen, at)

    def plan(self, version: Version) -> Plan:
        """Return what it is read by.

        :raises Refusal: if its terms name a tier that the agreement has not.
        """
        return self.places.plan(self.place, version)


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a chunk of incidents, with the plans that were worked out so far."""

    basis: Basis
    agreements: Mapping[int, AgreementVersion]
    customers: Mapping[int, Customer]
    _plans: dict[tuple[Place, Version], Plan] = field(default_factory=dict)

    def plan(self, place: Place, version: Version) -> Plan:
        """Return the plan of a place.

        :raises Refusal: if the agreement has no such tier.
        """
        key = (place, version)
        if key not in self._plans:
            self._plans[key] = self.basis.plan(
                self.agreements[place.agreement],
                place.tier,
                self.customers[place.customer],
                place.later,
                version,
            )
        return self._plans[key]

    def place(self, contract: int, customer: int, agreement: int, tier: str, at: datetime) -> Place:
        """Return the place of an incident that was reported at an instant."""
        later = self.basis.later_of(contract, at, self.customers[customer])
        return Place(contract, customer, agreement, tier, later)


def lives_of(incidents: VendorQuerySet[Incident]) -> list[Life]:
    """Return the lives of these incidents in their order, with a fixed number of queries.

    None of them joins: conditions of the fences on each table of a join mislead the planner.
    """
    rows = list(
        incidents.values_list(
            "pk",
            "number",
            "category",
            "is_measured",
            "contract_id",
            "customer_id",
            "agreement_id",
            "tier",
            "reported_at",
        )
    )
    places = _places({row[4] for row in rows}, {row[5] for row in rows}, {row[6] for row in rows})
    found = {row[0]: places.place(*row[4:]) for row in rows}
    happenings = _happenings(found, places)
    return [
        Life(pk, number, category, is_measured, found[pk], places, happenings.get(pk, ()))
        for pk, number, category, is_measured, *_ in rows
    ]


def _places(contracts: set[int], customers: set[int], agreements: set[int]) -> Places:
    known = Customer.objects.in_bulk(customers)
    regions = {(one.vendor_id, one.holiday_region) for one in known.values()}
    return Places(
        basis=basis_for(contracts, regions),
        agreements=AgreementVersion.objects.defer("source").in_bulk(agreements),
        customers=known,
    )


def _happenings(found: Mapping[int, Place], places: Places) -> Mapping[int, list[Happening]]:
    happenings: dict[int, list[Happening]] = defaultdict(list)
    solving = {pk: solving_reasons(agreement.terms) for pk, agreement in places.agreements.items()}
    events = IncidentEvent.objects.filter(incident__among=found, kind__in=KINDS).in_order()
    for incident, at, kind, severity, reason in events.values_list(
        "incident_id", "at", "kind", "severity", "reason"
    ):
        solved = bool(reason) and reason in solving[found[incident].agreement]
        happenings[incident].append(
            Happening(at=at, kind=KINDS[kind], severity=severity or None, solved=solved)
        )
    return happenings
