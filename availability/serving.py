"""Which contracts a component serves: all that its service's product covers, or those named."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from availability.models import Component, ComponentUse, OutageVersion
from availability.promises import Promises
from contracts.models import Contract, CoveredProduct
from portal.kernel.period import Period

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)

type Days = tuple[date, date | None]  # the first and the last; None: until further notice


@dataclass(frozen=True, slots=True)
class Serving:
    """Whom components serve, read at once for many contracts."""

    products: dict[int, frozenset[int]]  # what a contract names; one that names none has any
    uses: dict[int, dict[int, list[Days]]]  # contract, component

    def serves(self, component: Component, contract_id: int, first: date, last: date) -> bool:
        """This function will say whether a component served a contract on one of some days."""
        if component.is_shared:
            named, made = self.products.get(contract_id), component.service.product_id
            return made is None or not named or made in named
        spans = self.uses.get(contract_id, {}).get(component.pk, ())
        return any(since <= last and (until is None or until >= first) for since, until in spans)

    def kinship(self, contract_id: int) -> tuple[object, ...]:
        """This function will return what two contracts share that are served by the same."""
        uses = self.uses.get(contract_id, {})
        return (
            self.products.get(contract_id, frozenset()),
            tuple(sorted((key, tuple(spans)) for key, spans in uses.items())),
        )


def serving(contract_ids: Iterable[int]) -> Serving:
    """This function will read whom components serve among some contracts, in two queries."""
    keys = list(contract_ids)
    products: dict[int, set[int]] = defaultdict(set)
    covered = CoveredProduct.objects.filter(contract__among=keys).order_by()
    for contract, product in covered.values_list("contract_id", "product_id"):
        products[contract].add(product)
    uses: dict[int, dict[int, list[Days]]] = defaultdict(lambda: defaultdict(list))
    rows = ComponentUse.objects.filter(contract__among=keys).order_by("since", "pk")
    for contract, component, since, until in rows.values_list(
        "contract_id", "component_id", "since", "until"
    ):
        uses[contract][component].append((since, until))
    return Serving({key: frozenset(named) for key, named in products.items()}, dict(uses))


def contracts_concerned(components: Sequence[Component], during: Period) -> list[Contract]:
    """This function will return the contracts with a promise of availability that are served.

    A contract is served by a shared component if it covers the service's product, or names none,
    and by one that is not shared if it was given to it; both on the days of the period. What is
    promised is what its terms say of the months that the period touches.
    """
    first, last = during.start.date() - DAY, during.end.date() + DAY  # wherever the customer is
    rows = Contract.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)
    named = rows.select_related("customer", "agreement", "vendor").defer("agreement__source")
    running = [one for one in named if _runs(one, during)]
    promises = Promises.of(running)
    contracts = [one for one in running if any(promises.during(one, during))]
    served = serving(one.pk for one in contracts)
    days = during.start.date(), during.end.date()
    return [
        one
        for one in contracts
        if any(served.serves(component, one.pk, *days) for component in components)
    ]


def components_of(contract: Contract, on: date | None = None) -> list[Component]:
    """This function will return the components that serve a contract, on a date or ever."""
    rows = Component.objects.with_service()
    served = serving([contract.pk])
    first, last = (on, on) if on else (date.min, date.max)
    return [
        one
        for one in (rows.running(on) if on else rows)
        if served.serves(one, contract.pk, first, last)
    ]


def contracts_touched(version: OutageVersion, *, at: datetime) -> list[Contract]:
    """This function will return the contracts that an outage touched, as a version says."""
    found = contracts_concerned(version.components, period_of(version, at))
    named = {customer.pk for customer in version.customers}
    return [one for one in found if not named or one.customer_id in named]


def period_of(version: OutageVersion, at: datetime) -> Period:
    """This function will return an outage's times; one that goes on lasts until `at`."""
    return Period(version.starts_at, max(version.ends_at or at, version.starts_at + SECOND))


def _runs(contract: Contract, during: Period) -> bool:
    zone = ZoneInfo(contract.customer.time_zone)
    first, last = (moment.astimezone(zone).date() for moment in (during.start, during.end))
    ends = contract.ends_on
    return contract.starts_on <= last and (ends is None or ends >= first)
