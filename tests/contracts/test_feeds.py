"""What of contracts is fed: activities as a calendar, and releases (CO-14, CO-03, LU-28)."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from contracts.models import Activity, Contract, Release
from contracts.services.activities import cancel, complete
from contracts.services.planning import plan_ahead
from contracts.services.releases import publish_release, state_end_of_life
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, build_house
from tests.contracts.shelf import LAUNCHED, product_of, publish
from tests.factories import MONDAY, InstanceFactory
from tests.portal.feeds.reading import address_of, entries, events, fetched, said, titles


@pytest.fixture
def planned(lumeon: Site, northgate: House) -> House:
    """Northgate with activities, beside another premium customer with activities of its own."""
    build_house(lumeon.vendor, "Sierra Heart Associates", "Miguel Santos", "premium")
    plan_ahead(contracts=Contract.objects.select_related("customer", "agreement"), at=MONDAY)
    return northgate


def test_co_14_a_contact_reads_their_own_customers_activities(planned: House) -> None:
    found = events(fetched(address_of(planned.contact, "activities")))

    assert len(found) == Activity.objects.filter(contract=planned.contract).count() == 16
    assert all("Northgate Hospitals" in one["SUMMARY"] for one in found)


def test_co_14_staff_read_those_of_all_customers(lumeon: Site, planned: House) -> None:
    assert len(events(fetched(address_of(lumeon.agent, "activities")))) == 32
    assert Activity.objects.count() == 32


def test_co_14_all_calendars_are_in_one_as_well(planned: House) -> None:
    together = events(fetched(address_of(planned.contact, "calendar")))
    apart = events(fetched(address_of(planned.contact, "activities")))

    assert [one["UID"] for one in together] == [one["UID"] for one in apart]


def test_co_14_an_event_is_a_whole_day_with_a_lasting_name(planned: House) -> None:
    row = Activity.objects.filter(contract=planned.contract).earliest("due", "pk")
    found = events(fetched(address_of(planned.contact, "activities")))

    event = next(one for one in found if one["UID"].startswith(f"activity-{row.pk}@"))

    assert (event.decoded("DTSTART"), event["STATUS"]) == (row.due, "CONFIRMED")
    assert (event.decoded("DTEND") - event.decoded("DTSTART")).days == 1
    assert event["URL"].endswith(f"/lumeon/contracts/calendar/{row.pk}/")


def test_co_14_what_is_cancelled_or_done_says_so(lumeon: Site, planned: House) -> None:
    keeper = lumeon.administrator
    first, second = Activity.objects.filter(contract=planned.contract).order_by("due", "pk")[:2]
    cancel(by=keeper, activity=first, reason="Not wanted; next time", at=MONDAY)
    complete(by=keeper, activity=second, done_on=MONDAY.date(), notes="Done", at=MONDAY)

    answer = fetched(address_of(planned.contact, "activities"))
    found = {one["UID"].partition("@")[0]: one for one in events(answer)}

    assert found[f"activity-{first.pk}"]["STATUS"] == "CANCELLED"
    assert "Not wanted; next time" in found[f"activity-{first.pk}"]["DESCRIPTION"]
    assert found[f"activity-{second.pk}"]["SUMMARY"].startswith("Done: ")
    assert found[f"activity-{second.pk}"].decoded("DTSTART") == MONDAY.date()


def test_co_03_at_one_vendor_nothing_of_another_is_shown(
    patientiq: Site, lumeon: Site, planned: House
) -> None:
    with vendor_scope(patientiq.vendor):
        row = address_of(patientiq.house.contact, "calendar")

    assert b"VEVENT" not in fetched(row).content


def test_lu_28_releases_are_fed_when_they_are_out(
    lumeon: Site, mei: Membership, shelf: dict[str, Release]
) -> None:
    publish(mei, product_of(lumeon), "6.1.0", date(2026, 4, 15))
    row, product = address_of(lumeon.house.contact, "releases"), product_of(lumeon)

    before = titles(fetched(row, MONDAY))
    on_the_day = entries(fetched(row, MONDAY + timedelta(days=60)))

    assert before[0] == f"{product} 6.0.0"
    assert len(before) == 5
    assert said(on_the_day[0], "title") == f"{product} 6.1.0"
    assert said(on_the_day[0], "updated") == "2026-04-15T00:00:00+01:00"  # London's midnight


def test_lu_28_a_customer_reads_only_of_what_it_runs(
    lumeon: Site, northgate: House, mei: Membership, shelf: dict[str, Release]
) -> None:
    letters = InstanceFactory.create(
        vendor=lumeon.vendor, contract=northgate.contract, solution="Letters"
    )
    publish(mei, letters.product, "1.0.0", date(2026, 2, 10))

    own, theirs, desk = (
        titles(fetched(address_of(by, "releases")))
        for by in (lumeon.house.contact, northgate.contact, lumeon.agent)
    )

    assert theirs == desk == ["Letters 1.0.0", *own]
    assert len(own) == 5


def test_lu_08_a_stated_end_of_life_is_a_change(
    lumeon: Site, mei: Membership, shelf: dict[str, Release]
) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    row = address_of(lumeon.house.contact, "releases")
    ids = {said(one, "title"): said(one, "id") for one in entries(fetched(row))}

    state_end_of_life(release=shelf["5.1.0"], by=mei, eol_on=date(2027, 1, 31), at=MONDAY)

    newest = entries(fetched(row))[0]
    assert said(newest, "id") == ids[f"{product_of(lumeon)} 5.1.0"]
    assert said(newest, "updated") == MONDAY.isoformat()
    assert "Its life ends on 31 January 2027." in said(newest, "summary")


def test_the_notes_are_what_is_said(lumeon: Site, mei: Membership) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    publish_release(
        by=mei,
        product=product_of(lumeon),
        number="6.0.0",
        published_on=date(2026, 1, 15),
        notes="Letters print faster.",
        at=LAUNCHED,
    )

    (entry,) = entries(fetched(address_of(lumeon.house.contact, "releases")))

    assert "Quarterly release, out since 15 January 2026." in said(entry, "summary")
    assert "Letters print faster." in said(entry, "summary")


def test_releases_take_as_many_queries_for_five_as_for_one(
    lumeon: Site, shelf: dict[str, Release], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = address_of(lumeon.house.contact, "releases")
    fetched(row)

    with django_assert_num_queries(10):
        assert len(entries(fetched(row))) == 5
