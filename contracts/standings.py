"""Where releases and the instances that run them stand on a day (LU-08)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.domain.lifecycle import Lifecycle, Published, Standing, coverage, stage_of
from contracts.domain.versions import ReleaseNumber, Series
from contracts.models import AgreementVersion, Extension, Instance, Product, Release
from portal.tenancy.models import Vendor

type Extended = Mapping[tuple[int, int, Series], date]  # by contract, product and series


def today_at(vendor: Vendor, at: datetime) -> date:
    """Return the vendor's own date: releases are published on its days."""
    return at.astimezone(ZoneInfo(vendor.time_zone)).date()


def lifecycle_of(vendor: Vendor, on: date) -> Lifecycle | None:
    """Return how the vendor's releases age by the agreement in force, if it says so."""
    version = AgreementVersion.objects.filter(vendor=vendor).in_force(on).first()
    return version.terms.lifecycle if version else None


def published_of(products: Collection[int]) -> dict[int, list[Published]]:
    """Return the releases of products, those announced for later included, in one query."""
    found: dict[int, list[Published]] = defaultdict(list)
    for release in Release.objects.filter(product__in=products):
        found[release.product_id].append(release.published)
    return found


def extended_for(contracts: Collection[int]) -> Extended:
    """Return the last days of extended support agreed, in one query; the newest row holds."""
    rows = Extension.objects.filter(contract__in=contracts).select_related("release")
    return {
        (row.contract_id, row.release.product_id, row.release.number.series): row.until
        for row in rows.order_by("pk")
    }


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is needed to say where any instance of some contracts stands, read at once."""

    published: Mapping[int, list[Published]]
    extended: Extended
    on: date

    def standing(
        self, product: int, number: ReleaseNumber, rules: Lifecycle, contract: int | None = None
    ) -> Standing:
        """Return where a release stands, for a contract or by the agreement alone."""
        until = self.extended.get((contract, product, number.series)) if contract else None
        return stage_of(
            number,
            self.published.get(product, []),
            on=self.on,
            rules=rules,
            extended_until=until,
        )

    def of(self, instance: Instance, rules: Lifecycle) -> Standing:
        """Return where the release that an instance runs stands for its customer."""
        return self.standing(instance.product_id, instance.number, rules, instance.contract_id)

    def told(self, instance: Instance) -> Standing | None:
        """Return the same by the instance's own agreement; None where that does not say."""
        rules = instance.contract.agreement.terms.lifecycle
        return self.of(instance, rules) if rules else None


def shelf_for(instances: Iterable[Instance], on: date) -> Shelf:
    """Read what these instances need, in two queries."""
    rows = list(instances)
    return Shelf(
        published_of({row.product_id for row in rows}),
        extended_for({row.contract_id for row in rows}),
        on,
    )


def standing_of(instance: Instance, rules: Lifecycle, on: date) -> Standing:
    """Return where one instance's release stands for its customer.

    What was extended is asked only of a release past its end of life: it matters to no other.
    """
    shelf = Shelf(published_of({instance.product_id}), {}, on)
    standing = shelf.of(instance, rules)
    if not standing.is_past_eol:
        return standing
    return replace(shelf, extended=extended_for({instance.contract_id})).of(instance, rules)


def covered(
    product: Product, rules: Lifecycle | None, shelf: Shelf
) -> tuple[ReleaseNumber, ReleaseNumber] | None:
    """Return the oldest and newest release of a product that are maintained (LU-08)."""
    if rules is None:
        return None
    return coverage(shelf.published.get(product.pk, []), on=shelf.on, rules=rules)
