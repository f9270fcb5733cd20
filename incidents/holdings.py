"""What customers have and run, told to announcements, which stand beside contracts (LU-28)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from contracts.domain.versions import parse_number
from contracts.models import Contract, Instance, Product
from contracts.standings import today_at
from knowledgebase.domain.announcing import Holding
from portal.tenancy.models import Vendor


class ContractHoldings:
    """Tiers and running instances, as the contracts in force have them."""

    def of_customers(
        self, vendor: Vendor, at: datetime, only: Collection[int] | None = None
    ) -> Mapping[int, Holding]:
        """Return what customers have on the vendor's day, in two questions."""
        contracts = Contract.objects.filter(vendor=vendor).active(today_at(vendor, at))
        if only is not None:
            contracts = contracts.filter(customer__in=only)
        tiers: dict[int, set[str]] = defaultdict(set)
        customer_of: dict[int, int] = {}
        for pk, customer, tier in contracts.order_by().values_list("pk", "customer", "tier"):
            tiers[customer].add(tier)
            customer_of[pk] = customer
        runs: dict[int, set[tuple[str, str]]] = defaultdict(set)
        running = Instance.objects.running().filter(contract__in=list(customer_of)).order_by()
        for pk, product, release in running.values_list("contract", "product__name", "release"):
            runs[customer_of[pk]].add((product, release))
        return {
            customer: Holding(frozenset(held), frozenset(runs[customer]))
            for customer, held in tiers.items()
        }

    def products(self, vendor: Vendor) -> Mapping[str, Sequence[str]]:
        """Return all products, each with the releases that are run, the newest first."""
        known: dict[str, set[str]] = {
            one.name: set() for one in Product.objects.filter(vendor=vendor)
        }
        running = Instance.objects.running().filter(vendor=vendor).order_by()
        for product, release in running.values_list("product__name", "release").distinct():
            known[product].add(release)
        return {
            name: sorted(releases, key=parse_number, reverse=True)
            for name, releases in known.items()
        }
