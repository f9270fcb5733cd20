"""What the pages of releases and instances show, put together from more than one table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.domain.lifecycle import Lifecycle, Standing, upgrade_path
from contracts.domain.versions import ReleaseNumber
from contracts.models import Contract, Instance, Product, Release
from contracts.models.release import ReleaseQuerySet
from contracts.standings import Shelf, shelf_for
from portal.tenancy.models import Customer, Membership, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release in the vendor's list, with who runs it."""

    release: Release
    standing: Standing | None  # None: the agreement says nothing of it
    customers: list[Customer]
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceRow:
    """An instance with where its release stands and what it can be upgraded to."""

    instance: Instance
    standing: Standing | None
    upgrades: tuple[ReleaseNumber, ...]


def releases_seen(vendor: Vendor, memberships: Sequence[Membership]) -> ReleaseQuerySet:
    """Return the releases that somebody may see, announced ones with them."""
    rows = Release.objects.filter(vendor=vendor)
    if any(one.is_staff_side for one in memberships):
        return rows
    customers = [one.customer_id for one in memberships]
    products = Instance.objects.filter(contract__customer__in=customers).values("product")
    return rows.filter(product__in=products)


def releases_of(product: Product, rules: Lifecycle | None, on: date) -> list[ReleaseRow]:
    """Return a product's releases, the newest first, in two queries."""
    releases = list(Release.objects.filter(product=product).by_number())
    shelf = Shelf({product.pk: [one.published for one in releases]}, {}, on)
    users = _users(product, on)
    return [
        ReleaseRow(
            release=release,
            standing=shelf.standing(product.pk, release.number, rules) if rules else None,
            customers=users[str(release.number)],
            is_out=release.published_on <= on,
        )
        for release in releases
    ]


def _users(product: Product, on: date) -> dict[str, list[Customer]]:
    """Return the customers with an instance on each release of a product, by its number."""
    contracts = Contract.objects.filter(vendor=product.vendor_id).active(on)
    rows = Instance.objects.running().filter(product=product, contract__in=contracts)
    found: dict[str, list[Customer]] = defaultdict(list)
    for instance in rows.select_related("contract__customer").order_by("contract__customer__name"):
        if instance.contract.customer not in found[instance.release]:
            found[instance.release].append(instance.contract.customer)
    return found


def instance_rows(instances: Iterable[Instance], on: date) -> list[InstanceRow]:
    """Return what is shown of instances, in two queries besides their own."""
    rows = list(instances)
    shelf = shelf_for(rows, on)
    return [
        InstanceRow(
            instance=instance,
            standing=shelf.told(instance),
            upgrades=upgrade_path(
                instance.number, shelf.published.get(instance.product_id, []), on=on
            ),
        )
        for instance in rows
    ]
