"""A changed calendar moves open clocks and leaves final outcomes as they were told (CO-05)."""

from datetime import date

import pytest

from contracts.models import CalendarVersion
from contracts.services import change_calendar
from contracts.services.calendars import Change
from incidents import services as deeds
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from sla import services
from sla.domain.attainment import Count
from sla.figures import figures_for
from sla.models import Clock, ClockMove, Verdict
from sla.names import Names
from sla.outcomes import Outcomes
from sla.preview import if_calendar_changed, if_restated
from sla.restating import restate
from sla.tasks import follow_all
from tests.cast import Site, raised
from tests.incidents.watching import london
from tests.sla.attained import swept
from tests.sla.test_outcomes import LONDON, MARCH, _counted
from tests.sla.test_replay import differences

TUESDAY = date(2026, 3, 3)
CLOSED = [Change(TUESDAY, "Founder's day")]


def changed(site: Site, *changes: Change, at: str = "2026-03-02 16:00") -> CalendarVersion:
    """Let the administrator change the region's calendar."""
    return change_calendar(
        by=site.administrator,
        region="GB-ENG",
        changes=list(changes) or CLOSED,
        reason="It was forgotten.",
        at=london(at),
    )


def test_an_open_clock_follows_and_is_listed_with_both_dues(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    before = incident.clocks.get(milestone="resolution").due_at

    version = changed(lumeon, at="2026-03-02 17:10")

    clock = incident.clocks.get(milestone="resolution")
    assert (before, clock.due_at) == (london("2026-03-03 16:30"), london("2026-03-04 16:30"))
    assert clock.calendar == version
    move = ClockMove.objects.get(clock=clock)
    assert (move.due_before, move.due_after, move.outcome_after) == (before, clock.due_at, "open")
    incident.refresh_from_db()
    assert incident.next_due_at == london("2026-03-04 09:30")
    assert differences(lumeon) == []


def test_what_would_change_is_what_changes(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    at = london("2026-03-02 17:10")

    preview = if_calendar_changed("GB-ENG", CLOSED, at)
    changed(lumeon, at="2026-03-02 17:10")

    assert {(m.clock.milestone, m.due_after) for m in preview.moves} == {
        (clock.milestone, clock.due_at) for clock in incident.clocks.all()
    }
    assert (preview.moved, preview.missed, preview.flipped) == (2, 0, 0)


def test_taking_a_holiday_away_may_make_a_miss_from_the_instant_it_was_decided(
    lumeon: Site,
) -> None:
    first = changed(lumeon, at="2026-03-01 12:00")
    incident = raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    again = [Change(TUESDAY, "", closes=False)]
    at = london("2026-03-03 17:00")
    assert if_calendar_changed("GB-ENG", again, at).missed == 2

    version = changed(lumeon, *again, at="2026-03-03 17:00")

    response = incident.clocks.get(milestone="response")
    assert (response.outcome, response.breached_at) == ("missed", london("2026-03-03 09:30"))
    verdict = Verdict.objects.get(clock=response)
    assert (verdict.since, verdict.calendar, first.number + 1) == (at, version, version.number)
    assert differences(lumeon) == []


def test_what_is_final_stays_as_told_until_it_is_restated(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    at = swept("2026-03-03 17:00")
    deeds.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("2026-03-04 09:10")
    )
    assert _counted(lumeon, MARCH, at) == Count(missed=2)

    version = changed(lumeon, at="2026-04-02 12:00")

    assert {clock.outcome for clock in incident.clocks.all()} == {"missed"}
    assert _counted(lumeon, MARCH, at) == Count(missed=2)
    assert differences(lumeon) == []
    assert {(f.before, f.after) for f in if_restated(version, at).flips} == {("missed", "met")}

    restatement = restate(
        by=lumeon.administrator,
        version=version,
        reason="The day was public.",
        at=london("2026-04-03 12:00"),
    )

    assert {clock.outcome for clock in incident.clocks.all()} == {"met"}
    assert {v.since for v in restatement.verdicts.all()} == {london("2026-03-04 09:10")}
    assert _counted(lumeon, MARCH, at) == Count(met=2)
    assert _counted(lumeon, Month(2026, 4), at) == Count()
    assert differences(lumeon) == []


def test_a_month_shows_what_was_told_before_it_was_restated(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    at = swept("2026-03-03 17:00")
    deeds.reply(incident=incident, by=lumeon.agent, text="Seen.", at=london("2026-03-04 09:05"))
    version = changed(lumeon, at="2026-04-02 12:00")
    restatement = restate(by=lumeon.administrator, version=version, reason="Public.", at=at)
    outcomes = Outcomes.of([lumeon.agent], None, at)

    figures = figures_for(outcomes, MARCH, MARCH.within(LONDON), Names.on(MARCH.last_day))

    assert figures.totals[0].count == Count(met=1)
    assert figures.restated is not None
    assert figures.restated.before.count == Count(missed=2, still_open=1)
    assert figures.restated.by == [restatement]


@pytest.mark.parametrize(
    ("who", "reason", "sentence"),
    [
        ("agent", "Public.", "you cannot restate"),
        ("administrator", " ", "Say why"),
        ("administrator", "Public.", "No final outcome would change"),
    ],
)
def test_restating_is_refused_with_a_sentence(
    lumeon: Site, who: str, reason: str, sentence: str
) -> None:
    version = changed(lumeon)

    with pytest.raises(Refusal, match=sentence):
        restate(by=getattr(lumeon, who), version=version, reason=reason, at=london("17:00"))


def test_an_older_version_and_a_second_time_are_refused(lumeon: Site) -> None:
    raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    at = swept("2026-03-03 17:00")
    older = changed(lumeon, at="2026-03-05 12:00")
    newer = changed(lumeon, Change(date(2026, 3, 5), "Another"), at="2026-03-05 13:00")

    with pytest.raises(Refusal, match="not the newest"):
        restate(by=lumeon.administrator, version=older, reason="Public.", at=at)
    restate(by=lumeon.administrator, version=newer, reason="Public.", at=at)
    with pytest.raises(Refusal, match="restated already"):
        restate(by=lumeon.administrator, version=newer, reason="Public.", at=at)


def test_workers_go_on_with_what_a_change_left_behind(lumeon: Site) -> None:
    version = changed(lumeon)
    for _ in range(3):
        raised(lumeon.house, severity="2", at=london("2026-03-02 17:00"))
    Clock.objects.update(calendar=CalendarVersion.objects.get(region="GB-ENG", number=1))
    at = london("2026-03-02 17:11")

    assert services.follow_calendar(version, at=at, batch=2) == 2
    assert follow_all(at=at) == 4
    assert follow_all(at=at) == 0
    assert set(Clock.objects.values_list("calendar", flat=True)) == {version.pk}
