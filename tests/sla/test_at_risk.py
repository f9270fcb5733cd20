"""What runs out within hours of its own service time, and what has run out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from sla import at_risk as module
from sla.at_risk import AtRisk, Risk, at_risk
from tests.cast import House, Site, raised, signed_in
from tests.factories import MembershipFactory
from tests.incidents.watching import london
from tests.sla.attained import answered, swept

FOUR = timedelta(hours=4)
PAGE = "/lumeon/at-risk/"


def looked(site: Site, when: str, ahead: timedelta = FOUR) -> AtRisk:
    return at_risk([site.agent], ahead, london(when))


def told(risks: list[Risk]) -> list[tuple[Incident, str, timedelta]]:
    return [(risk.clock.incident, risk.clock.milestone, risk.left) for risk in risks]


def nearest(found: AtRisk) -> list[tuple[Incident, str, timedelta]]:
    return [line for owned in found.owned for line in told(owned.risks)]


def test_what_has_no_more_than_the_hours_left_is_at_risk_and_a_second_more_is_not(
    lumeon: Site,
) -> None:
    incident = answered(lumeon.house, lumeon.agent, london("10:00"))  # resolution: 8 hours

    assert nearest(looked(lumeon, "13:59:59")) == []
    assert nearest(looked(lumeon, "14:00:00")) == [(incident, "resolution", FOUR)]


def test_hours_are_those_of_each_clocks_own_calendar(lumeon: Site) -> None:
    # High, on Friday: half an hour of the eight is left for Monday. Critical: four hours on end.
    office = answered(lumeon.house, lumeon.agent, london("2026-03-06 10:00"))
    critical = answered(lumeon.house, lumeon.agent, london("2026-03-06 16:00"), severity="1")
    one_hour, two_hours = timedelta(hours=1), timedelta(hours=2)

    assert nearest(looked(lumeon, "2026-03-06 17:00", one_hour)) == [
        (office, "resolution", one_hour)
    ]
    assert nearest(looked(lumeon, "2026-03-06 18:00", two_hours)) == [
        (office, "resolution", one_hour / 2),
        (critical, "resolution", two_hours),
    ]


def test_what_is_used_up_to_the_second_is_at_risk_all_night_and_over_in_the_morning(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house, at=london("16:30"))  # the response is due at 17:30

    night, morning = looked(lumeon, "23:00"), looked(lumeon, "2026-03-03 09:00:01")

    assert (incident, "response", timedelta(0)) in nearest(night)
    assert (night.over, night.over_count) == ([], 0)
    assert told(morning.over) == [(incident, "response", -timedelta(seconds=1))]


def test_it_is_over_whether_or_not_a_worker_has_looked(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("10:00"))
    over = [(incident, "response", -timedelta(minutes=30))]

    before = looked(lumeon, "11:30")
    swept("11:30")
    after = looked(lumeon, "11:30")

    assert told(before.over) == told(after.over) == over
    assert before.over_count == after.over_count == 1


def test_what_waits_for_the_customer_is_not_at_risk(lumeon: Site) -> None:
    incident = answered(lumeon.house, lumeon.agent, london("10:00"))
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("15:00"))

    assert nearest(looked(lumeon, "15:30")) == []


def test_what_waits_and_is_over_stands_still(lumeon: Site) -> None:
    incident = answered(lumeon.house, lumeon.agent, london("09:00"))
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("17:10"))

    found = looked(lumeon, "2026-03-03 12:00")

    assert told(found.over) == [(incident, "resolution", -timedelta(minutes=10))]


def test_what_nobody_has_comes_first_and_then_whose_least_time_is_left(lumeon: Site) -> None:
    jo = MembershipFactory.create(vendor=lumeon.vendor)
    late, early = (_owned(lumeon, by, at) for by, at in ((lumeon.agent, "10:10"), (jo, "10:00")))
    nobodys = raised(lumeon.house, at=london("10:20"))

    found = looked(lumeon, "10:30", timedelta(hours=1))

    assert [(one.owner, [risk.clock.incident for risk in one.risks]) for one in found.owned] == [
        (None, [nobodys]),
        (jo.person, [early]),
        (lumeon.agent.person, [late]),
    ]


def _owned(site: Site, by: Membership, at: str) -> Incident:
    incident = raised(site.house, at=london(at))
    return services.accept(incident=incident, by=by, at=london(at))


def test_more_than_fits_is_counted_and_the_least_time_left_is_shown(
    lumeon: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = [raised(lumeon.house, at=london(f"10:0{minute}")) for minute in range(3)]
    monkeypatch.setattr(module, "MOST", 1)

    found = looked(lumeon, "10:30", timedelta(hours=1))

    assert (found.count, found.shown) == (3, 1)
    assert nearest(found) == [(first, "response", timedelta(minutes=30))]


def test_what_is_solved_or_closed_is_not_at_risk(lumeon: Site) -> None:
    incident = answered(lumeon.house, lumeon.agent, london("10:00"))
    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("15:00")
    )

    found = looked(lumeon, "15:30")

    assert (found.count, found.over_count) == (0, 0)


def test_co_03_only_the_memberships_vendor_is_seen(lumeon: Site, patientiq: Site) -> None:
    raised(lumeon.house, at=london("10:00"))

    found = at_risk([patientiq.agent], FOUR, london("12:00"))

    assert (found.count, found.over_count) == (0, 0)


@pytest.fixture
def _noon() -> Iterator[None]:
    with travel(london("12:00"), tick=False):
        yield


@pytest.mark.usefixtures("_noon")
def test_the_page_has_owners_times_and_choices(lumeon: Site, northgate: House) -> None:
    raised(lumeon.house, at=london("10:00"))
    answered(northgate, lumeon.agent, london("09:00"), severity="1")

    page = signed_in(lumeon.agent.person).get(PAGE).content.decode()

    assert "1 runs out within 4 hours of service time, 1 over already" in page
    assert 'id="owner-1">Unassigned<' in page
    assert "1 h over" in page
    assert 'href="?hours=8"' in page


@pytest.mark.usefixtures("_noon")
def test_an_empty_page_says_so(lumeon: Site) -> None:
    page = signed_in(lumeon.agent.person).get(PAGE).content.decode()

    assert "Nothing is at risk" in page


@pytest.mark.parametrize("hours", ["0", "3", "900", "x"])
def test_other_hours_are_not_there(lumeon: Site, hours: str) -> None:
    assert signed_in(lumeon.agent.person).get(f"{PAGE}?hours={hours}").status_code == 404


@pytest.mark.usefixtures("_noon")
def test_the_page_takes_as_many_queries_for_three_rows_as_for_one(
    lumeon: Site, northgate: House
) -> None:
    agent = signed_in(lumeon.agent.person)

    def one_of_each(house: House) -> None:
        raised(house, at=london("10:00"))
        answered(house, lumeon.agent, london("11:00"), severity="1")

    one_of_each(lumeon.house)
    _queries(agent)  # the first look of a session writes it

    one = _queries(agent)
    one_of_each(northgate)
    one_of_each(lumeon.house)

    assert _queries(agent) == one


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(PAGE).status_code == 200
    return len(seen)
