"""A long clock's arithmetic and strip: fewer lines and pieces, the same sum."""

from datetime import datetime, timedelta

import pytest

from sla.domain.clock import Reading
from sla.domain.effects import Kind
from sla.folding import KEPT, MOST, Folded, folded
from sla.strip import MOST_DRAWN, draw
from tests.sla.domain.lives import LONDON, it, read, reported

ZERO = timedelta(0)
SPRING = "2026-05-29 12:00"  # three months after the report: a night and a day for each


def _summed(reading: Reading) -> timedelta:
    return sum((line.counted for line in folded(reading.segments)), ZERO)


def test_a_short_clocks_lines_are_shown_as_they_are() -> None:
    reading = read(reported("09:30"), at="2026-03-06 12:00")

    assert len(reading.segments) <= MOST
    assert folded(reading.segments) == list(reading.segments)


def test_co_06_the_lines_of_a_long_clock_are_folded_and_add_up_to_the_same() -> None:
    reading = read(reported("09:30"), at=SPRING)
    lines = folded(reading.segments)

    (fold,) = [line for line in lines if isinstance(line, Folded)]
    assert len(lines) == 2 * KEPT + 1
    assert str(fold) == f"{len(reading.segments) - 2 * KEPT} stretches"
    assert (fold.start, fold.end) == (lines[KEPT - 1].end, lines[KEPT + 1].start)
    assert _summed(reading) == reading.spent


def _waited(since: str, until: str) -> tuple[object, ...]:
    return it(Kind.QUESTION_ASKED, since), it(Kind.CUSTOMER_REPLIED, until)


def test_a_long_strip_draws_no_nights_and_keeps_its_waits() -> None:
    life = (reported("09:30"), *_waited("2026-03-30 10:00", "2026-04-13 10:00"))
    reading = read(*life, at=SPRING)  # type: ignore[arg-type]  # happenings, made by it()

    strip = draw(reading, LONDON, "you")

    looks = [stretch.piece.look for stretch in strip.stretches]
    assert looks == ["counted", "late", "waiting", "late"]
    assert strip.stretches[0].piece.start == reading.segments[0].start
    assert strip.stretches[-1].piece.end == reading.segments[-1].end
    counted = sum((s.piece.counted for s in strip.stretches), ZERO)
    assert counted == reading.spent


@pytest.mark.parametrize("until", ["2026-03-13 12:00", "2026-03-20 12:00"])
def test_a_strip_of_some_weeks_still_draws_each_night(until: str) -> None:
    reading = read(reported("09:30"), at=until)

    strip = draw(reading, LONDON, "you")

    closed: list[datetime] = [s.piece.start for s in strip.stretches if s.piece.look == "closed"]
    assert len(reading.segments) <= MOST_DRAWN
    assert len(closed) > 5
