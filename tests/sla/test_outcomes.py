"""The database counts what the rules count, and sees a miss before any worker does (LU-18)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incidents import services
from portal.kernel.month import Month
from sla.domain.attainment import Count, Ending
from sla.domain.clock import Outcome as Ended
from sla.models import Clock, Outcome, Phase, Verdict
from sla.outcomes import Outcomes
from sla.overdue import missed_unseen
from tests.cast import House, Site, raised
from tests.incidents.watching import london
from tests.sla.attained import answered, closed_unsolved, solved, swept

LONDON = ZoneInfo("Europe/London")
MARCH, APRIL = Month(2026, 3), Month(2026, 4)
LATER = london("2026-08-03 12:00")

# Clocks at the edges of March in London, whose April begins at 23:00 UTC: outcome, due, stopped.
CASES = [
    ("met", "2026-04-02 12:00", "2026-02-28 23:59:59"),
    ("met", "2026-04-02 12:00", "2026-03-01 00:00:00"),
    ("met", "2026-04-02 12:00", "2026-03-31 22:59:59"),
    ("met", "2026-04-02 12:00", "2026-03-31 23:00:00"),
    ("missed", "2026-03-31 22:59:59", "2026-05-01 09:00:00"),
    ("missed", "2026-03-31 23:00:00", "2026-05-01 09:00:00"),
    ("missed", "2026-03-10 10:00:00", ""),
    ("missed", "2026-02-10 10:00:00", ""),
    ("open", "", ""),
    ("none", "2026-03-10 10:00:00", "2026-03-09 10:00:00"),
]


def _utc(text: str) -> datetime | None:
    return datetime.fromisoformat(f"{text}+00:00") if text else None


def _store(clock: Clock, outcome: str, due: str, stopped: str) -> Ending:
    """Give a stored clock an outcome, and return the same as the rules know it."""
    columns: dict[str, Any] = {
        "outcome": outcome,
        "due_at": _utc(due),
        "stopped_at": _utc(stopped),
        "breached_at": _utc(due) if outcome == Outcome.MISSED else None,
        "phase": Phase.STOPPED if stopped else Phase.RUNNING,
        "next_at": None,
    }
    Clock.objects.filter(pk=clock.pk).update(**columns)
    final = columns["breached_at"] or columns["stopped_at"]
    if final:
        Verdict.objects.create(
            vendor_id=clock.vendor_id,
            clock=clock,
            at=final,
            since=final,
            outcome=outcome,
            severity=clock.severity,
            is_assumed=False,
            recorded_at=final,
        )
    return Ending(outcome=Ended(outcome), due_at=_utc(due), stopped_at=_utc(stopped))


def _outcomes(site: Site, at: datetime) -> Outcomes:
    return Outcomes.of([site.agent], None, at)


def _counted(site: Site, month: Month, at: datetime) -> Count:
    lines = _outcomes(site, at).lines(month.within(LONDON))
    return sum((line.count for line in lines), Count())


@pytest.fixture
def endings(lumeon: Site) -> list[Ending]:
    """As many stored clocks as there are cases."""
    for _ in CASES[::2]:
        raised(lumeon.house)
    clocks = Clock.objects.order_by("pk")
    return [_store(clock, *case) for clock, case in zip(clocks, CASES, strict=True)]


@pytest.mark.parametrize("month", [Month(2026, 1), Month(2026, 2), MARCH, APRIL, Month(2026, 5)])
def test_the_database_counts_a_month_as_the_rules_do(
    lumeon: Site, endings: list[Ending], month: Month
) -> None:
    assert _counted(lumeon, month, LATER) == Count.of(endings, month.within(LONDON))


def test_a_row_of_months_holds_the_same_figures_as_each_month(
    lumeon: Site, endings: list[Ending]
) -> None:
    months = [Month(2026, number) for number in range(1, 7)]

    counts = _outcomes(lumeon, LATER).by_month([month.begins(LONDON) for month in months])

    assert [counts.get((place, False), Count()) for place in range(5)] == [
        Count.of(endings, month.within(LONDON)) for month in months[:-1]
    ]


def test_what_ended_without_outcome_is_counted_apart_with_its_reason(lumeon: Site) -> None:
    closed_unsolved(lumeon.house, lumeon.agent, london("10:00"))
    solved(lumeon.house, lumeon.agent, london("11:00"))
    outcomes = _outcomes(lumeon, LATER)

    assert outcomes.left_out(MARCH.within(LONDON)) == {"customer_request": 2}
    assert outcomes.left_out(APRIL.within(LONDON)) == {}
    assert _counted(lumeon, MARCH, LATER) == Count(met=2)


def test_a_response_given_before_such_a_closing_counts_and_only_the_resolution_is_left_out(
    lumeon: Site,
) -> None:
    incident = answered(lumeon.house, lumeon.agent, london("10:00"))
    services.close(
        incident=incident,
        by=lumeon.agent,
        reason="out_of_scope",
        scope="on_site",
        words="",
        at=london("10:45"),
    )

    outcomes = _outcomes(lumeon, LATER)

    assert outcomes.left_out(MARCH.within(LONDON)) == {"out_of_scope": 1}
    assert _counted(lumeon, MARCH, LATER) == Count(met=1)


def test_a_miss_counts_before_any_worker_has_looked(lumeon: Site) -> None:
    raised(lumeon.house, at=london("10:00"))  # the response is due at 11:00

    assert _counted(lumeon, MARCH, london("11:00:00")) == Count()
    assert _counted(lumeon, MARCH, london("11:00:01")) == Count(missed=1, still_open=1)


def test_it_counts_the_same_once_a_worker_has_looked(lumeon: Site) -> None:
    raised(lumeon.house, at=london("10:00"))

    at = swept("11:00:01")

    assert missed_unseen(Clock.objects.all(), at) == []
    assert _counted(lumeon, MARCH, at) == Count(missed=1, still_open=1)


def test_in_the_night_after_the_due_instant_nothing_is_missed_yet(lumeon: Site) -> None:
    raised(lumeon.house, at=london("16:30"))  # due at 17:30, when the office closes

    assert _counted(lumeon, MARCH, london("23:00")) == Count()
    assert _counted(lumeon, MARCH, london("2026-03-03 09:00:00")) == Count()
    assert _counted(lumeon, MARCH, london("2026-03-03 09:00:01")) == Count(missed=1, still_open=1)


def test_lu_18_the_month_that_the_documentation_works_out(lumeon: Site) -> None:
    # In UTC; from 29 March London is an hour ahead of it. The replies that come in time or late:
    for reported, replied in (
        ("2026-03-02 10:00", "2026-03-02 10:30"),
        ("2026-03-02 10:00", "2026-03-02 12:00"),
        ("2026-03-31 15:30", "2026-04-01 08:30"),
        ("2026-03-31 16:00", "2026-04-01 08:20"),
    ):
        incident = raised(lumeon.house, at=london(reported))
        services.reply(incident=incident, by=lumeon.agent, text="Seen.", at=london(replied))
    raised(lumeon.house, at=london("2026-03-31 09:00"))
    closed_unsolved(lumeon.house, lumeon.agent, london("2026-03-05 10:00"))
    at = swept("2026-04-01 08:45")

    def responses(month: Month) -> Count:
        lines = _outcomes(lumeon, at).lines(month.within(LONDON))
        return sum((line.count for line in lines if line.milestone == "response"), Count())

    assert responses(MARCH) == Count(met=1, missed=3, still_open=1)
    assert responses(APRIL) == Count(met=1)
    assert _outcomes(lumeon, at).left_out(MARCH.within(LONDON)) == {"customer_request": 2}


def test_what_is_open_and_not_yet_due_is_left_out(lumeon: Site) -> None:
    raised(lumeon.house, at=london("10:00"))

    assert _counted(lumeon, MARCH, london("10:30")) == Count()


def test_a_month_that_is_over_keeps_what_was_told_of_it_when_an_incident_is_reopened(
    lumeon: Site,
) -> None:
    incident = solved(lumeon.house, lumeon.agent, london("2026-03-31 16:00"))
    assert _counted(lumeon, MARCH, LATER) == Count(met=2)

    services.reject_solution(
        incident=incident,
        by=lumeon.house.contact,
        text="Still empty.",
        at=london("2026-04-01 08:30"),
    )
    assert _counted(lumeon, MARCH, london("2026-04-01 08:31")) == Count(met=2)

    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Again.", at=london("2026-04-01 10:00")
    )
    assert _counted(lumeon, MARCH, LATER) == Count(met=2)
    assert _counted(lumeon, APRIL, LATER) == Count(met=1)


def test_what_is_reopened_within_its_month_counts_once_when_it_is_final_again(
    lumeon: Site,
) -> None:
    incident = solved(lumeon.house, lumeon.agent, london("10:00"))
    services.reject_solution(
        incident=incident, by=lumeon.house.contact, text="Still empty.", at=london("11:00")
    )
    assert _counted(lumeon, MARCH, london("11:01")) == Count(met=1)  # the response

    services.provide_solution(incident=incident, by=lumeon.agent, text="Again.", at=london("12:00"))
    assert _counted(lumeon, MARCH, LATER) == Count(met=2)


def test_a_miss_that_only_another_severity_makes_counts_when_that_was_set(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="4", at=london("2026-03-31 10:00"))
    services.set_severity(
        incident=incident,
        by=lumeon.agent,
        severity="2",
        consultation="Agreed by telephone.",
        at=london("2026-04-01 10:00"),
    )

    assert incident.clocks.get(milestone="response").breached_at == london("2026-03-31 11:00")
    assert _counted(lumeon, MARCH, LATER) == Count()
    assert _counted(lumeon, APRIL, LATER).missed == 2  # the resolution ran out by itself


def test_co_03_figures_are_those_of_the_memberships(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    solved(lumeon.house, lumeon.agent, london("10:00"))
    solved(northgate, lumeon.agent, london("10:00"))
    solved(northgate, lumeon.agent, london("11:00"))

    def customers(*memberships: Any) -> list[tuple[str, int]]:
        lines = Outcomes.of(memberships, None, LATER).lines(MARCH.within(LONDON))
        return sorted({(line.name, sum(x.count.met for x in lines)) for line in lines})

    assert customers(lumeon.house.contact) == [("St Brannock's", 2)]
    assert customers(northgate.contact) == [("Northgate Hospitals", 4)]
    assert [name for name, _ in customers(lumeon.agent)] == ["Northgate Hospitals", "St Brannock's"]
    assert customers(patientiq.agent) == customers() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_months_lines_take_one_query_beside_the_look_for_misses(
    lumeon: Site,
    northgate: House,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    rows: int,
) -> None:
    for house in (lumeon.house, northgate, lumeon.house)[:rows]:
        solved(house, lumeon.agent, london("10:00"))

    with django_assert_num_queries(2):
        assert _counted(lumeon, MARCH, LATER) == Count(met=2 * rows)
