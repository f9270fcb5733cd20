"""The arithmetic of a clock as lines a person can add up (CO-06)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla.domain.state import Span, Standing
from sla.domain.tally import ZERO, Leg, Tally


class Reason(StrEnum):
    """Why a stretch counted or did not."""

    RUNNING = "running"
    CLOSED = "closed"  # outside service hours; the label names night, weekend, holiday
    AWAITING_CUSTOMER = "awaiting customer"
    STOOD_SOLVED = "stood solved"
    STOOD_CLOSED = "stood closed"
    NOTHING_TO_COUNT = "nothing to count"  # the severity it then had promised nothing


UNCOUNTED: dict[Standing, Reason] = {
    Standing.RUNNING: Reason.NOTHING_TO_COUNT,
    Standing.AWAITING: Reason.AWAITING_CUSTOMER,
    Standing.REACHED: Reason.STOOD_SOLVED,
    Standing.LEFT: Reason.STOOD_CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch [start, end) of a clock's life with the reason and what it added to the sum."""

    start: datetime
    end: datetime
    reason: Reason
    counted: timedelta
    label: str = ""  # the words beside the reason: which nights and holidays, who asked

    def __str__(self) -> str:
        """This function will print why, such as "closed: night, weekend"."""
        return f"{self.reason}: {self.label}" if self.label else str(self.reason)


def segments_of(tally: Tally) -> tuple[Segment, ...]:
    """This function will return the life of a clock without gap or overlap.

    The counted times add up to the tally's `spent`, to the second.
    """
    return tuple(segment for leg in tally.legs for segment in _of_leg(leg))


def _of_leg(leg: Leg) -> Iterator[Segment]:
    span = leg.span
    if leg.calendar is None:
        yield Segment(
            start=span.start,
            end=span.end,
            reason=UNCOUNTED[span.standing],
            counted=ZERO,
            label=_who(span),
        )
        return
    for stretch in leg.calendar.stretches(span.start, span.end):
        yield Segment(
            start=stretch.period.start,
            end=stretch.period.end,
            reason=Reason.RUNNING if stretch.is_open else Reason.CLOSED,
            counted=stretch.period.duration if stretch.is_open else ZERO,
            label=_while_stopped(span) if stretch.is_open else stretch.reason,
        )


def _who(span: Span) -> str:
    """This function will name who began and who ended a stretch, as far as that is known."""
    begun, ended = BEGUN_AND_ENDED.get(span.standing, ("", ""))
    named = ((begun, span.begun_by), (ended, span.ended_by))
    return ", ".join(f"{verb} by {who}" for verb, who in named if verb and who)


BEGUN_AND_ENDED: dict[Standing, tuple[str, str]] = {
    Standing.AWAITING: ("asked", "answered"),
    Standing.REACHED: ("solved", "reopened"),
    Standing.LEFT: ("closed", "reopened"),
}


def _while_stopped(span: Span) -> str:
    """This function will say that time counted although the incident stood stopped (`run`)."""
    return "" if span.standing is Standing.RUNNING else f"while it {span.standing}"
