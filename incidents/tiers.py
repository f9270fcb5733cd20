"""The tiers of customers, told to the knowledge base, which stands beside contracts."""

from collections.abc import Collection, Mapping
from datetime import date

from contracts.models import AgreementVersion, Contract


class ContractTiers:
    """Tiers as the contracts in force have them, and as the agreements name them."""

    def held_by(self, customers: Collection[int], on: date) -> frozenset[str]:
        """Return the keys of the tiers that these customers have on a day."""
        rows = Contract.objects.filter(customer__in=customers).active(on)
        return frozenset(rows.order_by().values_list("tier", flat=True))

    def named(self) -> Mapping[str, str]:
        """Return the tiers of all the vendor's agreements; the newest says what each is called."""
        versions = AgreementVersion.objects.defer("source").order_by("pk")
        return {key: tier.name for version in versions for key, tier in version.terms.tiers.items()}
