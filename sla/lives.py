"""Incidents as the proof reads them: plain values, many at once, with what their clocks need."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.domain.targets import Milestone
from contracts.models import Contract
from contracts.queries import Region
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.managers import VendorQuerySet
from portal.tenancy.models import Customer
from sla.domain.clock import Reading
from sla.domain.effects import Happening
from sla.plans import Days, Plan, plan_for
from sla.readings import KINDS, days_of

type Place = tuple[int, int]  # ids of a contract and a customer: thousands share one


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to an incident, and what its clocks are read by."""

    incident: int
    number: int
    category: str
    plan: Plan | str  # why there is none
    happenings: Sequence[Happening]

    def read(self, milestone: Milestone, at: datetime) -> Reading | None:
        """Read one clock as it stood at an instant; None: nothing is promised.

        :raises Refusal: if there is no plan, or the happenings make no clock.
        """
        return self.known_plan.read(milestone, self.category, self.happenings, at)

    def read_before(self, milestone: Milestone, cut: int) -> Reading | None:
        """Read one clock as the happening with this index found it."""
        seen, at = self.happenings[:cut], self.happenings[cut].at
        return self.known_plan.read(milestone, self.category, seen, at)

    @property
    def known_plan(self) -> Plan:
        """The plan.

        :raises Refusal: if there is none.
        """
        if isinstance(self.plan, str):
            raise Refusal(self.plan)
        return self.plan


def lives_of(incidents: VendorQuerySet[Incident]) -> list[Life]:
    """Return the lives of these incidents in their order, in five queries.

    None of them joins: conditions of the fences on each table of a join mislead the planner.
    """
    rows = list(incidents.values_list("pk", "number", "category", "contract_id", "customer_id"))
    plans = _plans({(contract, customer) for _, _, _, contract, customer in rows})
    happenings = _happenings(
        {pk: plans[contract, customer] for pk, _, _, contract, customer in rows}
    )
    return [
        Life(pk, number, category, plans[contract, customer], happenings.get(pk, ()))
        for pk, number, category, contract, customer in rows
    ]


def _plans(places: Collection[Place]) -> Mapping[Place, Plan | str]:
    agreed = Contract.objects.select_related("agreement").defer("agreement__source")
    contracts = agreed.in_bulk({contract for contract, _ in places})
    customers = Customer.objects.in_bulk({customer for _, customer in places})
    days = days_of({(one.vendor_id, one.holiday_region) for one in customers.values()})
    return {
        (contract, customer): _plan(contracts[contract], customers[customer], days)
        for contract, customer in places
    }


def _plan(contract: Contract, customer: Customer, days: Mapping[Region, Days]) -> Plan | str:
    holidays = days[customer.vendor_id, customer.holiday_region]
    try:
        return plan_for(contract.agreement, contract.tier, customer.time_zone, holidays)
    except Refusal as refusal:  # its clocks are parked with this reason
        return str(refusal)


def _happenings(plans: Mapping[int, Plan | str]) -> Mapping[int, list[Happening]]:
    found: dict[int, list[Happening]] = defaultdict(list)
    events = IncidentEvent.objects.filter(incident__in=plans, kind__in=KINDS).in_order()
    for incident, at, kind, severity, reason in events.values_list(
        "incident_id", "at", "kind", "severity", "reason"
    ):
        plan = plans[incident]
        solved = bool(reason) and isinstance(plan, Plan) and reason in plan.solving
        found[incident].append(
            Happening(at=at, kind=KINDS[kind], severity=severity or None, solved=solved)
        )
    return found
