"""The calendar as a feed at a personal address, read without signing in (CO-14, CO-03)."""

from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from time_machine import travel

from contracts.models import Activity, CalendarFeed, Contract
from contracts.services.activities import cancel, complete
from contracts.services.feeds import make_feed, revoke_feed
from contracts.services.planning import plan_ahead
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, build_house, signed_in
from tests.factories import MONDAY


@pytest.fixture
def planned(lumeon: Site, northgate: House) -> House:
    """Northgate with activities, beside another premium customer with activities of its own."""
    build_house(lumeon.vendor, "Sierra Heart Associates", "Miguel Santos", "premium")
    plan_ahead(contracts=Contract.objects.select_related("customer", "agreement"), at=MONDAY)
    return northgate


def read(address: str) -> Any:  # as the client answers
    with travel(MONDAY, tick=False):
        return Client().get(f"/calendars/{address}.ics")


def events(by: Membership) -> list[Any]:
    answer = read(make_feed(by=by, at=MONDAY))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_co_14_a_contact_reads_their_own_customers_activities(planned: House) -> None:
    found = events(planned.contact)

    assert len(found) == Activity.objects.filter(contract=planned.contract).count() == 16
    assert all("Northgate Hospitals" in one["SUMMARY"] for one in found)


def test_co_14_staff_read_those_of_all_customers(lumeon: Site, planned: House) -> None:
    assert len(events(lumeon.agent)) == Activity.objects.count() == 32


def test_co_14_an_event_is_a_whole_day_with_a_lasting_name(planned: House) -> None:
    row = Activity.objects.filter(contract=planned.contract).earliest("due", "pk")

    event = next(
        one for one in events(planned.contact) if one["UID"].startswith(f"activity-{row.pk}@")
    )

    assert (event.decoded("DTSTART"), event["STATUS"]) == (row.due, "CONFIRMED")
    assert (event.decoded("DTEND") - event.decoded("DTSTART")).days == 1
    assert event["URL"].endswith(f"/lumeon/contracts/calendar/{row.pk}/")


def test_co_14_what_is_cancelled_or_done_says_so(lumeon: Site, planned: House) -> None:
    keeper = lumeon.administrator
    first, second = Activity.objects.filter(contract=planned.contract).order_by("due", "pk")[:2]
    cancel(by=keeper, activity=first, reason="Not wanted; next time", at=MONDAY)
    complete(by=keeper, activity=second, done_on=MONDAY.date(), notes="Done", at=MONDAY)

    found = {one["UID"].partition("@")[0]: one for one in events(planned.contact)}

    assert found[f"activity-{first.pk}"]["STATUS"] == "CANCELLED"
    assert "Not wanted; next time" in found[f"activity-{first.pk}"]["DESCRIPTION"]
    assert found[f"activity-{second.pk}"]["SUMMARY"].startswith("Done: ")
    assert found[f"activity-{second.pk}"].decoded("DTSTART") == MONDAY.date()


def test_co_03_only_a_hash_of_the_token_is_kept(planned: House) -> None:
    address = make_feed(by=planned.contact, at=MONDAY)
    token = address.partition(".")[2].rpartition(":")[0]

    assert len(token) >= 43
    assert token not in str(list(CalendarFeed.objects.values_list()))


def test_co_03_a_revoked_replaced_or_forged_address_opens_nothing(planned: House) -> None:
    first = make_feed(by=planned.contact, at=MONDAY)
    second = make_feed(by=planned.contact, at=MONDAY)
    assert (read(first).status_code, read(second).status_code) == (404, 200)

    revoke_feed(by=planned.contact, at=MONDAY)

    assert read(second).status_code == 404
    assert read(second.replace("lumeon.", "patientiq.")).status_code == 404
    assert read(second[:-1]).status_code == 404
    assert read("lumeon.made-up").status_code == 404
    with pytest.raises(Refusal, match="You have no calendar address here"):
        revoke_feed(by=planned.contact, at=MONDAY)


def test_co_03_the_address_ends_with_the_membership(planned: House) -> None:
    address = make_feed(by=planned.contact, at=MONDAY)
    planned.contact.ended_at = MONDAY
    planned.contact.save(update_fields=["ended_at"])

    assert read(address).status_code == 404


def test_co_03_the_address_ends_with_the_account(planned: House) -> None:
    address = make_feed(by=planned.contact, at=MONDAY)
    planned.contact.person.is_active = False
    planned.contact.person.save(update_fields=["is_active"])

    assert read(address).status_code == 404


def test_co_03_an_address_at_one_vendor_shows_nothing_of_another(
    patientiq: Site, lumeon: Site, planned: House
) -> None:
    with vendor_scope(patientiq.vendor):
        address = make_feed(by=patientiq.house.contact, at=MONDAY)

    assert b"VEVENT" not in read(address).content
    assert b"Northgate" not in read(address).content


def test_the_page_shows_a_new_address_once_and_keeps_it_from_caches(planned: House) -> None:
    nora = signed_in(planned.contact.person)

    made = nora.post("/lumeon/contracts/calendar/address/")
    again = nora.get("/lumeon/contracts/calendar/address/")

    assert made.status_code == 201
    assert "no-store" in made.headers["Cache-Control"]
    assert b"/calendars/lumeon." in made.content
    assert b"/calendars/lumeon." not in again.content
    assert b"You have an address" in again.content


def test_the_page_revokes_the_address(planned: House) -> None:
    nora = signed_in(planned.contact.person)
    nora.post("/lumeon/contracts/calendar/address/")

    nora.post("/lumeon/contracts/calendar/address/revocation/")

    assert not CalendarFeed.objects.open().exists()
    assert b"You have no address yet" in nora.get("/lumeon/contracts/calendar/address/").content
