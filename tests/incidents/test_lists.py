"""Lists: who sees which rows in which order, with as many queries for three rows as for one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services
from incidents.models import Incident
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from sla.queries import time_left
from tests.cast import House, Site, raised, signed_in
from tests.factories import MembershipFactory
from tests.incidents.watching import london


def _row(site: Site, house: House) -> Incident:
    """Raise an incident with an owner of its own, so that every name in a row is another."""
    agent = MembershipFactory.create(vendor=site.vendor)
    incident = raised(house, at=timezone.now().replace(microsecond=0))
    return services.accept(incident=incident, by=agent, at=incident.reported_at)


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["queue/", "incidents/", "api/incidents/"])
def test_staffs_lists_take_as_many_queries_for_three_rows_as_for_one(
    lumeon: Site, northgate: House, path: str
) -> None:
    agent = signed_in(lumeon.agent.person)
    _row(lumeon, lumeon.house)
    _queries(agent, f"/lumeon/{path}")  # the first look of a session writes it

    one = _queries(agent, f"/lumeon/{path}")
    _row(lumeon, northgate)
    _row(lumeon, lumeon.house)

    assert _queries(agent, f"/lumeon/{path}") == one


@pytest.mark.parametrize("path", ["/lumeon/", "/lumeon/incidents/", "/lumeon/api/incidents/"])
def test_a_contacts_lists_take_as_many_queries_for_three_rows_as_for_one(
    lumeon: Site, path: str
) -> None:
    contact = signed_in(lumeon.house.contact.person)
    _row(lumeon, lumeon.house)
    _queries(contact, path)  # the first look of a session writes it

    one = _queries(contact, path)
    _row(lumeon, lumeon.house)
    _row(lumeon, lumeon.house)

    assert _queries(contact, path) == one


def test_co_01_the_home_over_two_vendors_takes_as_many_queries_for_more_rows(
    patientiq: Site, lumeon: Site
) -> None:
    priya = lumeon.house.contact.person
    with vendor_scope(patientiq.vendor):
        MembershipFactory.create(
            vendor=patientiq.vendor,
            customer=patientiq.house.customer,
            role=Role.TECHNICAL_CONTACT,
            person=priya,
        )
        raised(patientiq.house, severity="high", category="functionality", at=timezone.now())
    _row(lumeon, lumeon.house)
    contact = signed_in(priya)
    _queries(contact, "/")

    one = _queries(contact, "/")
    for _ in range(2):
        _row(lumeon, lumeon.house)

    assert _queries(contact, "/") == one


@pytest.mark.parametrize("rows", [1, 3])
def test_the_time_left_of_a_page_takes_one_query_beside_its_rows(
    lumeon: Site,
    northgate: House,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    rows: int,
) -> None:
    for house in (lumeon.house, northgate, lumeon.house)[:rows]:
        raised(house, at=london("10:00"))

    # Rows, their nearest clocks, what contracts stand on: by which calendars is known already.
    with django_assert_num_queries(3):
        seen = list(Incident.objects.all().with_names())
        left = time_left(seen, london("10:15"))

    assert len(left) == rows
    assert {known.left for known in left.values()} == {timedelta(minutes=45)}


def test_time_left_is_of_the_clock_that_runs_out_first(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    assert _left(incident, "11:30") == ("response", timedelta(minutes=-30), 100)

    services.reply(incident=incident, by=lumeon.agent, text="Sorry.", at=london("11:30"))
    assert _left(incident, "14:00") == ("resolution", timedelta(hours=4), 50)
    # Monday's rest is 3.5 h of the 4: the night counts for nothing.
    assert _left(incident, "2026-03-03 08:59") == ("resolution", timedelta(minutes=30), 93)

    services.ask(
        incident=incident, by=lumeon.agent, question="Which?", at=london("2026-03-03 09:15")
    )
    assert _left(incident, "2026-03-03 17:00") == ("resolution", timedelta(minutes=15), 96)


def _left(incident: Incident, when: str) -> tuple[str, timedelta, int]:
    rows = Incident.objects.filter(pk=incident.pk).with_names()
    left = time_left(rows, london(when))[incident.pk]
    return left.milestone, left.left, left.percent


def test_what_is_closed_has_no_time_left(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    services.close(
        incident=incident,
        by=lumeon.agent,
        reason="customer_request",
        words="",
        at=london("10:05"),
    )
    rows = Incident.objects.all().with_names()

    assert time_left(rows, london("10:10")) == {}


def test_the_queue_has_the_least_time_left_first_and_what_waits_last(lumeon: Site) -> None:
    low = raised(lumeon.house, severity="4", at=london("10:00"))
    waits = raised(lumeon.house, severity="1", at=london("10:00"))
    high = raised(lumeon.house, severity="2", at=london("10:00"))
    critical = raised(lumeon.house, severity="1", at=london("10:10"))
    services.ask(incident=waits, by=lumeon.agent, question="Which?", at=london("10:05"))

    assert list(Incident.objects.open().by_time_left()) == [critical, high, low, waits]


def test_co_03_rows_are_those_of_the_memberships(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    ours, theirs = raised(lumeon.house), raised(northgate)
    contact, nora, agent = lumeon.house.contact, northgate.contact, lumeon.agent

    assert list(Incident.objects.visible_to([contact])) == [ours]
    assert list(Incident.objects.visible_to([nora])) == [theirs]
    assert set(Incident.objects.visible_to([contact, nora])) == {ours, theirs}
    assert set(Incident.objects.visible_to([agent])) == {ours, theirs}
    assert list(Incident.objects.visible_to([patientiq.agent])) == []
    assert list(Incident.objects.visible_to([])) == []
