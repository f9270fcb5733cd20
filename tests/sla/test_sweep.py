"""The sweep: what fell due is recorded once, with the instant it was due (CO-05, LU-18)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest

from contracts.models import CalendarVersion, Holiday
from incidents import services as deeds
from incidents.domain.kinds import EventKind
from incidents.models import Incident, IncidentEvent
from portal.tenancy.models import Vendor
from portal.tenancy.scope import every_vendor
from sla import services
from sla.models import Clock, Crossing
from tests.cast import Site, raised
from tests.factories import MONDAY
from tests.incidents.watching import assert_stored_as_read, clock, london

NEXT_DAY = london("2026-03-03 12:00")


def crossed(incident: Incident, milestone: str) -> list[tuple[int, datetime]]:
    """Return what a clock has crossed: percent of the budget, and when that was used."""
    rows = Crossing.objects.filter(clock__incident=incident, clock__milestone=milestone)
    return [(row.percent, row.at) for row in rows.order_by("at", "percent")]


RESPONSE = [
    (50, london("10:30")),
    (75, london("10:45")),
    (90, london("10:54")),
    (100, london("11:00")),
]


def test_a_breach_is_stamped_with_its_due_instant_whenever_a_worker_woke(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    services.sweep(at=NEXT_DAY)

    assert crossed(incident, "response") == RESPONSE
    response = clock(incident, "response")
    assert (response.breached_at, response.outcome) == (london("11:00"), "missed")
    assert set(Crossing.objects.values_list("recorded_at", flat=True)) == {NEXT_DAY}


def test_warnings_come_one_by_one_as_the_budget_is_used(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    seen = []
    for looked in ("10:29:59", "10:30", "10:45", "10:54", "11:00", "11:00:01"):
        services.sweep(at=london(looked))
        seen.append([percent for percent, _ in crossed(incident, "response")])

    assert seen == [[], [50], [50, 75], [50, 75, 90], [50, 75, 90], [50, 75, 90, 100]]


def test_each_look_names_the_next_instant_at_which_something_happens(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    nexts = [clock(incident, "response").next_at]
    for looked in ("10:30", "10:45", "10:54", "11:00:01"):
        services.sweep(at=london(looked))
        nexts.append(clock(incident, "response").next_at)

    assert nexts == [
        london("10:30"),
        london("10:45"),
        london("10:54"),
        london("11:00:01"),
        None,
    ]


def test_a_look_before_anything_is_due_takes_nothing(lumeon: Site) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))

    assert services.sweep(at=london("10:29:59")) == 0
    assert not Crossing.objects.exists()


def test_a_second_look_adds_nothing(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    services.sweep(at=NEXT_DAY)
    before = list(Crossing.objects.values())

    assert services.sweep(at=NEXT_DAY) == 0
    assert services.sweep(at=NEXT_DAY + timedelta(days=9)) == 0

    assert list(Crossing.objects.values()) == before
    assert clock(incident, "resolution").breached_at == london("2026-03-03 09:30")


def test_what_was_looked_at_late_reads_like_what_was_looked_at_in_time(lumeon: Site) -> None:
    watched = raised(lumeon.house, severity="2", at=london("10:00"))
    for looked in ("10:30", "10:47", "10:54", "11:00:01"):
        services.sweep(at=london(looked))
    forgotten = raised(lumeon.house, severity="2", at=london("10:00"))

    services.sweep(at=NEXT_DAY)

    assert crossed(watched, "response") == crossed(forgotten, "response")
    assert crossed(watched, "resolution") == crossed(forgotten, "resolution")


def test_a_late_reply_records_the_miss_itself(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    deeds.reply(incident=incident, by=lumeon.agent, text="Sorry.", at=london("12:00"))

    assert crossed(incident, "response") == RESPONSE
    response = clock(incident, "response")
    assert (response.outcome, response.breached_at) == ("missed", london("11:00"))
    assert services.sweep(at=london("12:00")) == 0


def test_a_reply_in_the_last_second_leaves_warnings_but_no_breach(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    deeds.reply(incident=incident, by=lumeon.agent, text="Here.", at=london("11:00"))
    services.sweep(at=london("11:00:01"))

    assert [percent for percent, _ in crossed(incident, "response")] == [50, 75, 90]
    assert clock(incident, "response").outcome == "met"


def test_lu_16_a_waiting_clock_falls_due_for_nothing(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    deeds.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("10:10"))

    assert services.sweep(at=NEXT_DAY) == 0
    assert crossed(incident, "resolution") == []


def test_lu_15_a_changed_severity_warns_anew(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    services.sweep(at=london("2026-03-02 15:00"))
    assert [percent for percent, _ in crossed(incident, "response")] == [50]

    deeds.set_severity(
        incident=incident,
        by=lumeon.agent,
        severity="2",
        consultation="Agreed.",
        at=london("15:10"),
    )

    response = clock(incident, "response")
    assert response.episode == 1
    episode = Crossing.objects.filter(clock=response, episode=1)
    assert [row.percent for row in episode] == [50, 75, 90, 100]


def test_a_clock_that_cannot_be_read_is_parked_and_the_others_go_on(lumeon: Site) -> None:
    broken = raised(lumeon.house, severity="2", at=london("10:00"))
    sound = raised(lumeon.house, severity="2", at=london("10:00"))
    IncidentEvent.objects.create(  # past the services, as a faulty import might
        vendor=lumeon.vendor,
        incident=broken,
        kind=EventKind.REPORTED,
        at=london("10:01"),
        severity="2",
    )

    services.sweep(at=NEXT_DAY)

    parked = Clock.objects.get(incident=broken, milestone="response")
    assert parked.parked == "An incident is reported once, not 2 times."
    assert (parked.next_at, crossed(broken, "response")) == (None, [])
    assert crossed(sound, "response") == RESPONSE
    assert services.sweep(at=NEXT_DAY) == 0


def test_a_batch_takes_the_longest_due_first_and_the_next_one_the_rest(lumeon: Site) -> None:
    incidents = [
        raised(lumeon.house, severity="2", at=london(when)) for when in ("10:00", "10:05", "10:10")
    ]

    # Three response clocks: the resolution clocks reach their half at 14:00 and later.
    taken = [services.sweep(at=london("13:00"), batch=2) for _ in range(3)]

    assert taken == [2, 1, 0]
    assert all(crossed(incident, "response")[-1][0] == 100 for incident in incidents)


def test_co_05_swept_clocks_are_what_the_facts_say(lumeon: Site) -> None:
    incidents = [raised(lumeon.house, severity=severity, at=london("10:00")) for severity in "1234"]

    for days in range(12):
        services.sweep(at=london("10:00") + timedelta(days=days, minutes=17 * days))

        for incident in incidents:
            assert_stored_as_read(incident)


@pytest.mark.parametrize("due", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_is_due(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    due: int,
) -> None:
    for _ in range(due):
        raised(lumeon.house, severity="2", at=london("10:00"))

    # The clocks, their agreements and customers, events, what contracts stand on, newest
    # calendars, one update, what crossed before and now, verdicts, the managers (with an owner or
    # manager also the warnings), up to when it was told, and a savepoint around.
    with django_assert_num_queries(14):
        assert services.sweep(at=london("12:00")) == due


def test_co_03_vendors_holidays_are_not_mixed_in_a_sweep_over_all(lumeon: Site) -> None:
    """Each vendor keeps dated rows of its own; another's extra day must not close these hours."""
    incident = raised(lumeon.house, severity="2", at=london("17:00"))
    other = Vendor.objects.get(slug="patientiq")
    with every_vendor("a sweep takes the clocks of all vendors"):
        version = CalendarVersion.objects.create(
            vendor=other,
            region="GB-ENG",
            number=1,
            since=date(2026, 3, 3),
            reason="A day of theirs.",
            made_at=MONDAY,
        )
        Holiday.objects.create(
            vendor=other,
            version=version,
            region="GB-ENG",
            date=date(2026, 3, 3),
            name="Their own day",
        )

        services.sweep(at=NEXT_DAY)

        assert crossed(incident, "response")[-1] == (100, london("2026-03-03 09:30"))
