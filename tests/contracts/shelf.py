"""A shelf of releases for tests: Lumeon's quarters of 2025 and 2026, published by Petra."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.models import Instance, Product, Release
from contracts.services.instances import Setup, add_instance
from contracts.services.releases import publish_release
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, staff

QUARTERS = {
    "5.0.0": date(2025, 1, 15),
    "5.1.0": date(2025, 4, 15),
    "5.2.0": date(2025, 7, 15),
    "5.3.0": date(2025, 10, 15),
    "6.0.0": date(2026, 1, 15),
}
LAUNCHED = datetime(2026, 2, 2, 9, tzinfo=UTC)  # when the shelf is filled: all of it is out


def day(text: str) -> datetime:
    """Return noon, UTC, of a day."""
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


def product_of(site: Site) -> Product:
    """Return the product of a site's first instance."""
    return site.house.instance.product


def publish(
    by: Membership, product: Product, number: str, on: date, *, at: datetime = LAUNCHED
) -> Release:
    """Publish a release through the service."""
    return publish_release(by=by, product=product, number=number, published_on=on, at=at)


def fill(by: Membership, house: House, at: datetime) -> Release:
    """Publish five quarterly releases, the newest a month before `at`; return that one."""
    product = house.instance.product
    days = [at.date() - timedelta(days=30 + 91 * ago) for ago in range(len(QUARTERS))]
    made = [
        publish(by, product, number, on, at=at)
        for number, on in zip(QUARTERS, reversed(days), strict=True)
    ]
    return made[-1]


def current_release(site: Site) -> Release:
    """Publish the release that a site's first instance corrects, and return it."""
    return publish(site.administrator, product_of(site), "5.3.0", QUARTERS["5.3.0"])


def install(
    by: Membership, house: House, release: str, *, kind: str = "test", since: str = "2026-01-20"
) -> Instance:
    """Add an instance to a house through the service."""
    return add_instance(
        by=by,
        contract=house.contract,
        product=house.instance.product,
        kind=kind,
        release=release,
        since=date.fromisoformat(since),
        setup=Setup(),
        at=LAUNCHED,
    )


@pytest.fixture
def mei(lumeon: Site) -> Membership:
    """Lumeon's product manager."""
    return staff(lumeon.vendor, "Mei Tanaka", Role.PRODUCT_MANAGER)


@pytest.fixture
def grace(lumeon: Site) -> Membership:
    """Lumeon's account manager."""
    return staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER)


@pytest.fixture
def shelf(lumeon: Site, mei: Membership) -> dict[str, Release]:
    """Lumeon's quarterly releases, the current one being 6.0.0."""
    product = product_of(lumeon)
    return {number: publish(mei, product, number, on) for number, on in QUARTERS.items()}
