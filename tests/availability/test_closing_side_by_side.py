"""Two people at one moment: a month is closed once, and stated anew once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from availability.models import ClosingRun, Component, MonthClosing
from availability.services.catalogue import add_component, add_service
from availability.services.closing import close_month, close_months, preview, restate_month
from availability.services.closing_runs import begin_closing
from availability.services.outages import confirm_outage, declare_outage
from availability.stated import OutageFacts
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.availability.saying import LATER, utc
from tests.committed import committed_vendor, meeting, side_by_side
from tests.factories import MONDAY, CustomerFactory, MembershipFactory, PersonFactory, contract_for

JUNE = Month(2026, 6)


@dataclass(frozen=True)
class Desk:
    """A vendor in committed rows with one contract and somebody who signs for it."""

    contract: Contract
    component: Component
    administrator: Membership
    agent: Membership


@pytest.fixture
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    with django_db_blocker.unblock(), committed_vendor("patientiq") as vendor:
        with vendor_scope(vendor):
            person = PersonFactory.create(name=f"Administrator {vendor.slug}")
            by = MembershipFactory.create(vendor=vendor, role=Role.ADMINISTRATOR, person=person)
            agent = MembershipFactory.create(vendor=vendor)
            contract = contract_for(CustomerFactory.create(vendor=vendor), "standard")
            service = add_service(by=by, name="Registry", at=MONDAY)
            zone = "America/Chicago"
            component = add_component(by=by, service=service, name="Web", time_zone=zone, at=MONDAY)
        yield Desk(contract, component, by, agent)


def at_once(desk: Desk, *deeds: Callable[[], MonthClosing | int]) -> list[str]:
    """Do these in threads that wait for one another; say what became of each."""
    start = meeting(len(deeds))

    def alone(deed: Callable[[], MonthClosing | int]) -> Callable[[], str]:
        def done() -> str:
            with vendor_scope(desk.contract.vendor):
                start.wait()
                try:
                    made = deed()
                except Refusal as refusal:
                    return refusal.code
                return str(made if isinstance(made, int) else made.number)

        return done

    return sorted(side_by_side(*(alone(deed) for deed in deeds)))


def seen(desk: Desk) -> str:
    with vendor_scope(desk.contract.vendor):
        return preview(contract=desk.contract, month=JUNE, at=LATER).seen


def closing(desk: Desk, looked: str) -> Callable[[], MonthClosing]:
    return lambda: close_month(
        by=desk.administrator, contract=desk.contract, month=JUNE, seen=looked, at=LATER
    )


def test_a_month_is_closed_by_one_of_three(desk: Desk) -> None:
    looked = seen(desk)

    def every() -> int:
        made = close_months(by=desk.administrator, month=JUNE, contracts=[desk.contract], at=LATER)
        return len(made)

    found = at_once(desk, closing(desk, looked), closing(desk, looked), every)

    assert found in (["0", "1", "closed"], ["1", "closed", "closed"])
    with vendor_scope(desk.contract.vendor):
        assert MonthClosing.objects.count() == 1


def test_two_who_ask_at_once_begin_one_run(desk: Desk) -> None:
    def begun() -> int:
        return begin_closing(by=desk.administrator, month=JUNE, at=LATER).pk

    one, other = at_once(desk, begun, begun)

    assert one == other
    with vendor_scope(desk.contract.vendor):
        assert ClosingRun.objects.count() == 1


def test_a_correction_is_stated_anew_by_one_of_two(desk: Desk) -> None:
    with vendor_scope(desk.contract.vendor):
        closing(desk, seen(desk))()
        said = OutageFacts(
            title="Down",
            starts_at=utc("06-09 14:00"),
            ends_at=utc("06-09 15:00"),
            components=[desk.component],
        )
        outage = declare_outage(by=desk.agent, facts=said, at=LATER)
        confirm_outage(by=desk.agent, outage=outage, how="By hand.", at=LATER)
    looked = seen(desk)

    def anew() -> MonthClosing:
        return restate_month(
            by=desk.administrator,
            contract=desk.contract,
            month=JUNE,
            seen=looked,
            reason="The logs say so.",
            at=LATER,
        )

    assert at_once(desk, anew, anew) == ["2", "same"]
