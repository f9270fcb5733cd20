"""Eight who want the last seat at the same moment: one gets it, the others hear why (LU-03)."""

from functools import partial
from threading import Barrier

import pytest

from contracts.seats import seats_of
from contracts.services.entitlements import override
from contracts.services.seats import replace
from portal.kernel.refusal import Refusal
from portal.people import services
from portal.people.services import Seat
from portal.tenancy.models import Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY, MembershipFactory, PersonFactory

EIGHT = 8


def _invite(site: Site, start: Barrier, number: int) -> str:
    with vendor_scope(site.vendor):
        start.wait()
        try:
            services.invite(
                by=site.administrator,
                email=f"guest-{number}@{site.vendor.slug}.example",
                name=f"Guest {number}",
                seat=Seat(role=Role.TECHNICAL_CONTACT, customer=site.house.customer),
                at=MONDAY,
            )
        except Refusal as refusal:
            return refusal.code
    return "invited"


def _fill(site: Site, number: int) -> None:
    MembershipFactory.create(
        vendor=site.vendor,
        customer=site.house.customer,
        role=Role.TECHNICAL_CONTACT,
        person=PersonFactory.create(name=f"Contact {number} of {site.vendor.slug}"),
    )


@pytest.mark.slow
def test_lu_03_the_last_seat_asked_for_by_eight_at_once_goes_to_one(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        _fill(committed, 1)
    start = meeting(EIGHT)

    answers = side_by_side(*(partial(_invite, committed, start, number) for number in range(EIGHT)))

    assert sorted(answers) == ["invited"] + ["no_seat"] * (EIGHT - 1)
    with vendor_scope(committed.vendor):
        found = seats_of(committed.house.customer, MONDAY)
        assert (found.used, found.limit) == (3, 3)


def _accept(start: Barrier, token: str, person: Person) -> str:
    start.wait()
    try:
        services.accept(token=token, signed_in=person, name="", password="", at=MONDAY)
    except Refusal as refusal:
        return refusal.code
    return "accepted"


@pytest.mark.slow
def test_of_two_invited_when_one_seat_is_left_one_comes_in(committed: Site) -> None:
    tokens = []
    with vendor_scope(committed.vendor):
        for number in range(2):
            person = PersonFactory.create(name=f"Guest {number} of {committed.vendor.slug}")
            seat = Seat(role=Role.TECHNICAL_CONTACT, customer=committed.house.customer)
            _, token = services.invite(
                by=committed.administrator, email=person.email, name="", seat=seat, at=MONDAY
            )
            tokens.append((token, person))
        override(
            by=committed.administrator,
            contract=committed.house.contract,
            key="technical_contacts",
            value=2,
            since=MONDAY.date(),
            until=None,
            reason="A site closed.",
            at=MONDAY,
        )
    start = meeting(2)

    answers = side_by_side(*(partial(_accept, start, *both) for both in tokens))

    assert sorted(answers) == ["accepted", "no_seat"]


def _replace(site: Site, start: Barrier) -> str:
    with vendor_scope(site.vendor):
        start.wait()
        replace(
            membership=site.house.contact,
            by=site.administrator,
            email=f"successor@{site.vendor.slug}.example",
            name="Successor",
            at=MONDAY,
        )
    return "replaced"


@pytest.mark.slow
def test_a_seat_being_handed_on_is_not_taken_by_another(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        for number in range(2):
            _fill(committed, number)
    start = meeting(4)

    answers = side_by_side(
        partial(_replace, committed, start),
        *(partial(_invite, committed, start, number) for number in range(3)),
    )

    assert answers == ["replaced", "no_seat", "no_seat", "no_seat"]
