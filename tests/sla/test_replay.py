"""The proof: clocks that were lived through are what the events say, and planted faults are found.

CO-05: the same facts give the same figures, today or in a year.
"""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from incidents import services as deeds
from incidents.domain.kinds import EventKind
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from sla import services
from sla.columns import READ_COLUMNS
from sla.differences import Difference
from sla.models import Clock, Crossing
from sla.replay import Part, replay
from tests.cast import Site, raised
from tests.incidents.watching import london
from tests.sla.walks import possible_deeds

NEXT_DAY = london("2026-03-03 12:00")
SECOND = timedelta(seconds=1)


def parts(site: Site, **options: Any) -> list[Part]:
    return list(replay(site.vendor, **options))


def differences(site: Site, **options: Any) -> list[Difference]:
    return [one for part in parts(site, **options) for one in part.differences]


@pytest.fixture
def missed(lumeon: Site) -> Incident:
    """An incident whose response was missed and whose resolution runs."""
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    services.sweep(at=london("12:00"))
    assert differences(lumeon) == []
    return incident


@pytest.mark.parametrize("slug", ["lumeon", "patientiq", "healthy-roster"])
@pytest.mark.parametrize("seed", range(4))
def test_co_05_a_world_that_was_lived_through_has_no_difference(
    request: pytest.FixtureRequest, slug: str, seed: int
) -> None:
    site: Site = request.getfixturevalue(slug.replace("-", "_"))
    dice = random.Random(f"{slug} {seed}")  # noqa: S311 - a walk that can be walked again
    with vendor_scope(site.vendor):
        for _ in range(5):
            _live(site, dice)

        assert differences(site, chunk=2) == []
        assert sum(part.incidents for part in parts(site)) == 5


def _live(site: Site, dice: random.Random) -> None:
    incident, walk = possible_deeds(site, dice, at=london("10:00"))
    at = london("10:00")
    for _ in range(12):
        at += timedelta(seconds=dice.choice([0, 1, 59, 1800, 3600, 7 * 3600, 26 * 3600]))
        try:
            walk()(at)
        except Refusal:
            continue
    assert incident.pk


PLANTED: dict[str, object] = {
    "severity": "3",
    "budget": timedelta(hours=2),
    "spent": timedelta(minutes=1),
    "phase": "paused",
    "outcome": "met",
    "is_assumed": True,
    "due_at": london("11:00:01"),
    "stopped_at": london("11:30"),
    "breached_at": london("10:59:59"),
    "episode": 3,
    "next_at": london("13:00"),
    "parked": "There is no such severity.",
}


def test_a_fault_is_planted_in_every_column_but_the_instant_of_reading() -> None:
    assert PLANTED.keys() | {"read_at"} == set(READ_COLUMNS)


@pytest.mark.parametrize("column", sorted(PLANTED.keys() - {"episode"}))
def test_a_fault_in_a_column_is_found(lumeon: Site, missed: Incident, column: str) -> None:
    before = Clock.objects.values_list(column, flat=True).get(incident=missed, milestone="response")
    missed.clocks.filter(milestone="response").update(**{column: PLANTED[column]})

    found = differences(lumeon)

    assert [(one.incident, one.milestone, one.column) for one in found] == [
        (str(missed), "response", column)
    ]
    assert found[0].stored.startswith(str(PLANTED[column])[:19])
    assert found[0].read.startswith(str(before)[:19])
    assert found[0].stored != found[0].read


def test_a_fault_in_the_episode_is_found(lumeon: Site, missed: Incident) -> None:
    missed.clocks.filter(milestone="response").update(episode=3)

    assert [(one.column, one.stored, one.read) for one in differences(lumeon)] == [
        ("episode", "3", "0")
    ]


def test_a_clock_read_at_another_instant_than_it_says_is_found(
    lumeon: Site, missed: Incident
) -> None:
    missed.clocks.filter(milestone="resolution").update(read_at=london("11:00"))

    assert {one.column for one in differences(lumeon)} == {"spent"}


def test_a_crossing_that_was_never_recorded_is_found(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    fresh = london("10:40")
    # The clock says that it was looked at after half its budget, and nobody recorded the half.
    missing = Clock.objects.filter(incident=incident, milestone="response")
    missing.update(read_at=fresh, spent=timedelta(minutes=40), next_at=london("10:45"))

    assert differences(lumeon) == [
        Difference(str(incident), "response", "crossing 50 %", "nothing", "2026-03-02 10:30:00")
    ]


def test_a_crossing_that_never_was_is_found(lumeon: Site, missed: Incident) -> None:
    resolution = missed.clocks.get(milestone="resolution")
    Crossing.objects.create(
        vendor=lumeon.vendor,
        clock=resolution,
        episode=0,
        percent=50,
        at=london("11:00"),
        recorded_at=london("12:00"),
    )

    assert differences(lumeon) == [
        Difference(str(missed), "resolution", "crossing 50 %", "2026-03-02 11:00:00", "nothing")
    ]


def test_lu_15_crossings_of_an_earlier_budget_are_proved_too(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    services.sweep(at=london("15:00"))
    deeds.set_severity(
        incident=incident,
        by=lumeon.agent,
        severity="2",
        consultation="Agreed.",
        at=london("15:10"),
    )
    assert differences(lumeon) == []
    response = incident.clocks.get(milestone="response")
    Crossing.objects.create(
        vendor=lumeon.vendor,
        clock=response,
        episode=0,
        percent=90,
        at=london("14:59"),
        recorded_at=london("15:00"),
    )

    assert [(one.column, one.stored) for one in differences(lumeon)] == [
        ("crossing 90 %", "2026-03-02 14:59:00")
    ]


@pytest.mark.parametrize("swept", [True, False])
def test_lu_18_a_miss_may_be_told_before_its_clock_is_left_without_outcome(
    lumeon: Site, swept: bool
) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    if swept:
        services.sweep(at=london("12:00"))
    deeds.close(
        incident=incident, by=lumeon.agent, reason="customer_request", words="", at=london("12:10")
    )

    assert incident.clocks.get(milestone="response").outcome == "none"
    assert differences(lumeon) == []


def test_lu_18_a_miss_told_of_a_clock_that_was_left_in_time_is_found(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    deeds.close(
        incident=incident, by=lumeon.agent, reason="customer_request", words="", at=london("10:20")
    )
    Crossing.objects.create(
        vendor=lumeon.vendor,
        clock=incident.clocks.get(milestone="response"),
        episode=0,
        percent=100,
        at=london("11:00"),
        recorded_at=london("12:00"),
    )

    assert differences(lumeon) == [
        Difference(str(incident), "response", "crossing 100 %", "2026-03-02 11:00:00", "nothing")
    ]


def test_a_clock_that_is_not_there_is_found(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    incident.clocks.filter(milestone="resolution").delete()

    assert differences(lumeon) == [Difference(str(incident), "resolution", "clock", "nothing", "2")]


def test_a_parked_clock_is_proved_by_its_reason(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    IncidentEvent.objects.create(  # past the services, as a faulty import might
        vendor=lumeon.vendor,
        incident=incident,
        kind=EventKind.REPORTED,
        at=london("10:01"),
        severity="2",
    )
    services.sweep(at=NEXT_DAY)
    assert differences(lumeon) == []

    incident.clocks.update(parked="")

    assert {(one.column, one.read) for one in differences(lumeon)} == {
        ("parked", "An incident is reported once, not 2 times.")
    }


def test_pq_10_a_clock_dropped_at_discretion_is_proved_as_dropped(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(
            patientiq.house, severity="high", category="functionality", at=london("15:00")
        )
        deeds.set_severity(
            incident=incident,
            by=patientiq.agent,
            severity="low",
            consultation="Agreed.",
            at=london("16:00"),
        )
        assert differences(patientiq) == []

        incident.clocks.update(outcome="met")

        assert {one.column for one in differences(patientiq)} == {"outcome"}


def test_only_incidents_reported_since_are_read(lumeon: Site) -> None:
    for when in ("10:00", "11:00", "12:00"):
        raised(lumeon.house, severity="2", at=london(when))

    assert [part.incidents for part in parts(lumeon, since=london("11:00"))] == [2]


def test_a_replay_goes_on_from_where_another_stopped(lumeon: Site) -> None:
    for _ in range(5):
        raised(lumeon.house, severity="2", at=london("10:00"))
    first = next(replay(lumeon.vendor, chunk=2))

    rest = parts(lumeon, after=first.last, chunk=2)

    assert (first.incidents, [part.incidents for part in rest]) == (2, [2, 1])


def test_another_vendors_clocks_are_not_read(lumeon: Site, patientiq: Site) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))

    assert parts(patientiq) == []


@pytest.mark.parametrize("incidents", [1, 3])
def test_a_chunk_takes_the_same_queries_however_many_incidents_it_holds(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    incidents: int,
) -> None:
    for _ in range(incidents):
        raised(lumeon.house, severity="2", at=london("10:00"))

    # Incidents, contracts, customers, holidays, events, clocks, crossings; savepoints and the
    # scope around.
    with django_assert_num_queries(15):
        assert [part.clocks for part in parts(lumeon)] == [2 * incidents]
