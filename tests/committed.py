"""Rows that are really committed: for tests in which several connections or processes meet.

Tables that refuse TRUNCATE cannot be emptied between tests, so each such test has a vendor of its
own, with Lumeon's terms, and leaves it behind; what would still fall due is put to rest.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import count
from string import ascii_uppercase
from threading import Barrier

import environ
import psycopg
import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.services import load_agreement
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from sla.models import Clock
from tests.cast import House, Site
from tests.factories import (
    MONDAY,
    CustomerFactory,
    InstanceFactory,
    MembershipFactory,
    PersonFactory,
    contract_for,
)

LONG_AGO = date(2021, 1, 1)  # contracts begin early: some tests look back from the real present
PATIENCE = 20  # seconds until a thread that should have met another is given up

_numbers = count(1)


def _new_vendor(of: str) -> Vendor:
    number = next(_numbers)
    prefix = "Q" + ascii_uppercase[number // 26] + ascii_uppercase[number % 26]
    source = next(path for path in agreement_paths() if path.stem == of)
    text = source.read_text(encoding="utf-8")
    text = text.replace(f'slug = "{of}"', f'slug = "committed-{number}"')
    text = re.sub('number_prefix = "[A-Z]+"', f'number_prefix = "{prefix}"', text)
    agreement = parse_agreement(text, file=source.name)
    version, _ = load_agreement(agreement=agreement, file=source.name, actor=None, at=MONDAY)
    return version.vendor


def populate(vendor: Vendor) -> Site:
    """Give a vendor an agent, an administrator and a customer with a contact; commit them."""
    mark = vendor.slug
    with vendor_scope(vendor):
        customer = CustomerFactory.create(vendor=vendor, name=f"House of {mark}")
        contract = contract_for(customer, "essentials", starts_on=LONG_AGO)
        house = House(
            customer=customer,
            contract=contract,
            instance=InstanceFactory.create(vendor=vendor, contract=contract),
            contact=MembershipFactory.create(
                vendor=vendor,
                customer=customer,
                role=Role.TECHNICAL_CONTACT,
                person=PersonFactory.create(name=f"Contact {mark}"),
            ),
        )
        return Site(
            vendor=vendor,
            agent=MembershipFactory.create(
                vendor=vendor, person=PersonFactory.create(name=f"Agent {mark}")
            ),
            administrator=MembershipFactory.create(
                vendor=vendor,
                role=Role.ADMINISTRATOR,
                person=PersonFactory.create(name=f"Administrator {mark}"),
            ),
            house=house,
        )


def add_manager(site: Site) -> Membership:
    """Give the vendor a support manager, who hears of every miss."""
    person = PersonFactory.create(name=f"Manager {site.vendor.slug}")
    with vendor_scope(site.vendor):
        return MembershipFactory.create(
            vendor=site.vendor, role=Role.SUPPORT_MANAGER, person=person
        )


@contextmanager
def committed_vendor(of: str = "lumeon") -> Iterator[Vendor]:
    """Load a vendor's terms as those of one no other test knows, and leave nothing of it due."""
    vendor = _new_vendor(of)
    try:
        yield vendor
    finally:
        with vendor_scope(vendor):
            Clock.objects.update(next_at=None)
            OutgoingMail.objects.update(next_try_at=None)


@contextmanager
def committed_site(blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Make a vendor with Lumeon's terms and its people, and leave nothing of it due."""
    with blocker.unblock(), committed_vendor() as vendor:
        yield populate(vendor)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """A vendor of this test's own, in committed rows; its scope is closed."""
    with committed_site(django_db_blocker) as site:
        yield site


@pytest.fixture
def another(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """A second vendor in committed rows; its scope is closed."""
    with committed_site(django_db_blocker) as site:
        yield site


def side_by_side[T](*deeds: Callable[[], T], most: int = 10) -> list[T]:
    """Do all at once, each in a thread with a connection of its own; return what each returned."""
    with ThreadPoolExecutor(max_workers=min(most, len(deeds))) as pool:
        futures: Sequence[Future[T]] = [pool.submit(_alone, deed) for deed in deeds]
        return [future.result(timeout=3 * PATIENCE) for future in futures]


def _alone[T](deed: Callable[[], T]) -> T:
    try:
        return deed()
    finally:
        connections.close_all()


def meeting(parties: int) -> Barrier:
    """Return a place where threads wait for one another, but not for ever."""
    return Barrier(parties, timeout=PATIENCE)


@contextmanager
def as_owner() -> Iterator[psycopg.Connection]:
    """Connect as the owner of the tables, whom missing rights do not stop."""
    owner = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    options = owner.get("OPTIONS", {})
    with psycopg.connect(
        host=options.get("host") or owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    ) as raw:
        yield raw
        raw.rollback()
