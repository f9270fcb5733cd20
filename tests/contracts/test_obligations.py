"""Notices, requests and attestations as they are opened and kept (HR-09, HR-13, PQ-03)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contracts.daily import running_contracts
from contracts.models import Obligation
from contracts.services import cover_holidays
from contracts.services.attestations import open_attestations
from contracts.services.obligations import (
    Change,
    ask,
    fulfil,
    plan_change,
    tell_of_late,
    withdraw,
)
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, build_house, staff
from tests.factories import MONDAY

NOW = datetime.fromisoformat("2026-11-21T21:00:00+00:00")  # a Saturday


@pytest.fixture
def roster(healthy_roster: Site) -> Iterator[Site]:
    """Healthy Roster with its scope open; Kelso is in New York."""
    with vendor_scope(healthy_roster.vendor):
        customer = healthy_roster.house.customer
        customer.time_zone = "America/New_York"
        customer.save(update_fields=["time_zone"])
        healthy_roster.house.contract.refresh_from_db()
        yield healthy_roster


def change(site: Site, planned_for: date, key: str = "data_centre", **more: bool) -> Obligation:
    said = Change(key=key, planned_for=planned_for, words="We move from Columbus to Dayton.")
    (opened,) = plan_change(
        by=site.administrator, contracts=[site.house.contract], change=said, at=NOW, **more
    )
    return opened


def restore(site: Site, at: datetime = MONDAY) -> Obligation:
    return ask(
        by=site.house.contact,
        contract=site.house.contract,
        key="restore",
        words="The roster of Eastbrook High as of Friday evening",
        is_caused_by_error=True,
        at=at,
    )


def test_hr_13_a_change_of_data_centre_needs_ninety_days(roster: Site) -> None:
    opened = change(roster, date(2027, 2, 19))

    assert opened.due_on == date(2026, 11, 21)
    assert opened.due_at == datetime(2026, 11, 22, tzinfo=ZoneInfo("America/New_York"))


def test_hr_13_one_day_less_is_refused_saying_the_earliest_day_and_the_remedy(
    roster: Site,
) -> None:
    with pytest.raises(Refusal) as refused:
        change(roster, date(2027, 2, 18))

    assert str(refused.value) == (
        "This change needs 90 days' notice to Kelso Rehab Trust: given today, the earliest day "
        "is 19 February 2027; otherwise the customer may terminate the agreement at no cost."
    )
    assert not Obligation.objects.exists()


def test_hr_13_whoever_goes_ahead_knowingly_is_late_from_the_start(roster: Site) -> None:
    opened = change(roster, date(2026, 12, 31), late_knowingly=True)

    assert opened.is_late(NOW)
    with pytest.raises(Refusal, match="The day of the change has passed"):
        change(roster, date(2026, 11, 20), late_knowingly=True)


def test_hr_13_the_notice_is_the_mail_to_the_contacts(roster: Site) -> None:
    opened = change(roster, date(2027, 3, 1), key="contact_details")

    kept = fulfil(by=roster.administrator, obligation=opened, evidence="New number: 555", at=NOW)

    assert not kept.is_late(NOW)
    mail = OutgoingMail.objects.get(key=f"obligation-done-{opened.pk}")
    assert mail.recipient == roster.house.contact.person.email
    assert "planned for 1 March 2027" in mail.text
    assert "New number: 555" in mail.text


def test_pq_03_five_business_days_leave_the_customers_holidays_out(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        customer = patientiq.house.customer
        customer.holiday_region, customer.time_zone = "US-IL", "America/Chicago"
        customer.save(update_fields=["holiday_region", "time_zone"])
        from_wednesday = datetime.fromisoformat("2026-12-23T15:00:00+00:00")
        cover_holidays(vendor=patientiq.vendor, region="US-IL", at=from_wednesday)
        said = Change(key="scheduled_maintenance", planned_for=date(2026, 12, 30), words="Patch")

        with pytest.raises(Refusal, match=r"needs 5 business days' notice .* is 31 December 2026"):
            plan_change(
                by=patientiq.administrator,
                contracts=[patientiq.house.contract],
                change=said,
                at=from_wednesday,
            )


def test_hr_09_a_restore_is_due_24_hours_after_the_request(roster: Site) -> None:
    opened = restore(roster)

    assert opened.due_at == MONDAY + timedelta(hours=24)
    assert not opened.is_late(MONDAY + timedelta(hours=24))
    assert opened.is_late(MONDAY + timedelta(hours=24, seconds=1))


def test_hr_09_an_overdue_restore_is_mailed_once(roster: Site) -> None:
    noor = staff(roster.vendor, "Noor Haddad", Role.ACCOUNT_MANAGER)
    opened = restore(roster)
    late = MONDAY + timedelta(hours=24, seconds=1)

    assert tell_of_late(at=late - timedelta(seconds=1)) == 0
    assert (tell_of_late(at=late), tell_of_late(at=late + timedelta(hours=1))) == (1, 0)
    mail = OutgoingMail.objects.filter(key=f"obligation-late-{opened.pk}")
    assert [row.recipient for row in mail] == [noor.person.email]


def test_hr_09_a_restore_made_too_late_stays_late(roster: Site) -> None:
    opened = restore(roster)
    done = MONDAY + timedelta(hours=25)

    kept = fulfil(by=roster.agent, obligation=opened, evidence="Restored from Friday", at=done)

    assert kept.is_late(done + timedelta(days=30))
    with pytest.raises(Refusal, match="This is settled already"):
        fulfil(by=roster.agent, obligation=opened, evidence="Again", at=done)


def test_hr_13_a_report_on_request_has_no_time_and_is_never_late(roster: Site) -> None:
    opened = ask(
        by=roster.house.contact,
        contract=roster.house.contract,
        key="ssae_16",
        words="For our auditors",
        at=MONDAY,
    )

    assert (opened.due_at, opened.is_late(MONDAY + timedelta(days=900))) == (None, False)


def test_hr_09_a_contact_asks_for_their_own_customer_only(roster: Site) -> None:

    other = build_house(roster.vendor, "Bluegrass Orthopedics", "Leroy Jackson", "standard")

    with pytest.raises(Refusal, match="another customer's"):
        ask(by=other.contact, contract=roster.house.contract, key="restore", words="X", at=MONDAY)


def test_hr_09_backups_are_attested_for_each_month_of_the_contract_once(roster: Site) -> None:
    def opened(at: datetime) -> int:
        return open_attestations(contracts=running_contracts(at=at), at=at)

    assert (opened(MONDAY), opened(MONDAY)) == (1, 0)
    assert opened(MONDAY + timedelta(days=95)) == 3  # April, May and June were not opened in time
    rows = Obligation.objects.filter(key="backups").order_by("period_from")
    assert [str(row.due_on) for row in rows] == [
        "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
    ]  # fmt: skip


def test_hr_09_an_attestation_cannot_be_waved_away(roster: Site) -> None:
    open_attestations(contracts=running_contracts(at=MONDAY), at=MONDAY)

    with pytest.raises(Refusal, match="stays owed until it is given"):
        withdraw(
            by=roster.administrator, obligation=Obligation.objects.get(), words="No", at=MONDAY
        )


def test_a_change_given_up_is_closed_with_its_reason(roster: Site) -> None:
    opened = change(roster, date(2027, 6, 1))

    closed = withdraw(by=roster.administrator, obligation=opened, words="We stay", at=NOW)

    assert not closed.is_open
    assert not closed.is_late(NOW + timedelta(days=900))


def test_an_obligation_that_the_agreement_does_not_name_is_refused(roster: Site) -> None:
    with pytest.raises(Refusal, match="knows no such request: 'data_centre'"):
        ask(
            by=roster.house.contact,
            contract=roster.house.contract,
            key="data_centre",
            words="Move",
            at=MONDAY,
        )
