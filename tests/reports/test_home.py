"""Home pages: what waits for the reader comes first, and only what they may see."""

from datetime import timedelta

import pytest
from time_machine import travel

from incidents import services
from portal.tenancy.roles import Role
from tests.availability.working import AHEAD, planned_for
from tests.cast import House, Site, raised, signed_in, staff
from tests.factories import MONDAY


def page_of(site: Site, address: str = "/lumeon/") -> str:
    return signed_in(site.house.contact.person).get(address).content.decode()


def test_a_quiet_home_offers_to_raise_an_incident(lumeon: Site) -> None:
    page = page_of(lumeon)

    assert "No open incidents" in page
    assert 'href="/lumeon/incidents/new/"' in page


def test_home_names_the_ways_to_reach_the_vendor(lumeon: Site) -> None:
    assert "+44(0)203 137 9999" in page_of(lumeon)


def test_what_waits_for_the_reader_stands_before_what_is_with_the_vendor(lumeon: Site) -> None:
    asked = raised(lumeon.house, title="Calendar shows last week")
    raised(lumeon.house, title="Letters without a name")
    services.accept(incident=asked, by=lumeon.agent, at=MONDAY)
    services.ask(incident=asked, by=lumeon.agent, question="Since when?", at=MONDAY)

    page = page_of(lumeon)

    waiting = page.index("Calendar shows last week")
    assert page.index("1 incident waits for") < page.index("Waiting for you") < waiting
    assert waiting < page.index("With Lumeon") < page.index("Letters without a name")


def test_home_shows_nothing_of_another_customer(lumeon: Site, northgate: House) -> None:
    raised(northgate, title="Northgate cannot print")

    assert "Northgate cannot print" not in page_of(lumeon)


def test_pq_03_the_next_maintenance_stands_on_the_home_of_whom_it_concerns(
    lumeon: Site, northgate: House
) -> None:
    assert "Next maintenance" not in page_of(lumeon)
    work = planned_for(lumeon)

    page = page_of(lumeon)

    assert "Next maintenance" in page
    assert f'href="/lumeon/maintenance/{work.number}/">Bigger disks</a>' in page
    other = signed_in(northgate.contact.person).get("/lumeon/").content.decode()
    assert "Bigger disks" not in other


def test_pq_04_work_that_goes_on_stands_before_what_is_to_come(lumeon: Site) -> None:
    planned_for(lumeon)
    with travel(AHEAD + timedelta(minutes=10), tick=False):
        page = page_of(lumeon)

    assert ("Maintenance now" in page, "Next maintenance" in page) == (True, False)


def test_without_an_agreement_in_force_home_says_whom_to_ask(lumeon: Site) -> None:
    lumeon.house.contract.ends_on = lumeon.house.contract.starts_on
    lumeon.house.contract.save(update_fields=["ends_on"])

    assert "No agreement in force" in page_of(lumeon)


@pytest.mark.parametrize(
    ("role", "home", "first"),
    [
        (Role.AGENT, "/lumeon/queue/", "Queue"),
        (Role.ACCOUNT_MANAGER, "/lumeon/reports/portfolio/", "Portfolio"),
        (Role.ADMINISTRATOR, "/lumeon/reports/portfolio/", "Incidents"),
        (Role.PRODUCT_MANAGER, "/lumeon/", "Problems"),
        (Role.CHIEF_OPERATING_OFFICER, "/lumeon/", "Incidents"),
    ],
)
def test_staff_begin_where_their_work_is(lumeon: Site, role: Role, home: str, first: str) -> None:
    member = staff(lumeon.vendor, "Robin Lee", role)

    answer = signed_in(member.person).get("/lumeon/", follow=True)

    assert answer.request["PATH_INFO"] == home
    navigation = answer.context["navigation"]
    assert navigation.bar[0].label == first
    assert len(navigation.bar) == 6
    headings = [heading for heading, _ in navigation.beyond]
    assert len(headings) == len(set(headings))
    everything = [*navigation.bar, *(item for _, items in navigation.beyond for item in items)]
    assert len({item.url for item in everything}) == len(everything)


def test_a_member_of_one_vendor_goes_straight_to_its_home(lumeon: Site) -> None:
    answer = signed_in(lumeon.house.contact.person).get("/")

    assert answer.headers["Location"] == "/lumeon/"
