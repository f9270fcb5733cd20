"""Writing what was read: clocks, what they crossed, and what became of their promises.

The clocks and their incidents are locked by whoever calls, so that nobody else writes meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.domain.targets import Milestone
from portal.kernel.refusal import Refusal
from sla import escalations, warnings
from sla.columns import DROPPED, LONGEST_REASON, READ_COLUMNS, columns_of
from sla.domain.clock import Reading
from sla.domain.effects import Happening
from sla.domain.thresholds import crossings
from sla.models import BREACH, Clock, Crossing, Outcome, Restatement, Verdict
from sla.readings import Facts, reading_kept

WRITTEN_COLUMNS = (*READ_COLUMNS, "calendar")

type Standing = tuple[str, str, bool]  # outcome, severity, whether the target is assumed


@dataclass(slots=True)
class Look:
    """A clock as it stood before it was read, and the reading, for one transaction only."""

    clock: Clock
    before: Standing
    reading: Reading | None = None  # None: it cannot be read, and waits with the reason

    @property
    def after(self) -> Standing:
        """What is stored of its outcome now."""
        return _standing(self.clock)

    @property
    def has_turned(self) -> bool:
        """Whether what became of the promise is another thing than before."""
        is_open = self.before[0] == self.after[0] == Outcome.OPEN
        return self.before != self.after and not is_open


def look(
    clock: Clock, facts: Facts, at: datetime, happenings: Sequence[Happening] | None = None
) -> Look | None:
    """Set a clock's columns from its reading; None: nothing at all is promised.

    The clock's incident must have been fetched with its agreement, contract and customer.
    """
    incident, milestone = clock.incident, Milestone(clock.milestone)
    found = Look(clock, _standing(clock))
    kept = clock.calendar_id if _is_final(clock) else None
    try:
        reading, version = reading_kept(
            incident, milestone, facts, at, kept=kept, happenings=happenings
        )
    except Refusal as refusal:
        # One clock that cannot be read must not hold up the others: it waits here, with why.
        clock.parked, clock.next_at = str(refusal)[:LONGEST_REASON], None
        clock.calendar_id = kept or facts.basis.calendar_of(incident).newest
        return None if clock._state.adding else found
    if reading is None:
        return None
    set_columns(clock, reading, version)
    found.reading = reading
    return found


def set_columns(clock: Clock, reading: Reading, version: int | None) -> None:
    """Set a clock's columns from a reading by a calendar's version."""
    thresholds = clock.incident.agreement.terms.thresholds
    for name, value in zip(READ_COLUMNS, columns_of(reading, thresholds), strict=True):
        setattr(clock, name, value)
    clock.calendar_id = version


def keep(
    looks: Sequence[Look],
    facts: Facts,
    at: datetime,
    *,
    because: datetime | None = None,
    restatement: Restatement | None = None,
) -> None:
    """Write clocks that were read at `at`, what they crossed and what became of them.

    :param because: when the event or decision happened that may have turned outcomes; None:
        time alone has passed.
    :param restatement: the decision to turn outcomes that were final; nobody is warned of it.
    """
    _write([one.clock for one in looks])
    new = _record(list(_crossed(looks)))
    if restatement is None:
        warnings.foresee(new, facts.basis, at)
        escalations.open_for(new, at)
    _judge([one for one in looks if one.has_turned], at, because, restatement)


def drop(clocks: Iterable[Clock], at: datetime) -> None:
    """Stop clocks whose severity now promises nothing (PQ-10: at discretion)."""
    looks = [Look(clock, _standing(clock)) for clock in clocks]
    for one in looks:
        one.clock.read_at = at
        for name, value in DROPPED.items():
            setattr(one.clock, name, value)
    Clock.objects.bulk_update([one.clock for one in looks], WRITTEN_COLUMNS)
    _judge([one for one in looks if one.has_turned], at, at, None)


def _is_final(clock: Clock) -> bool:
    return not clock._state.adding and clock.outcome != Outcome.OPEN


def _standing(clock: Clock) -> Standing:
    return clock.outcome or Outcome.OPEN.value, clock.severity, clock.is_assumed


def _write(clocks: Sequence[Clock]) -> None:
    known = [clock for clock in clocks if not clock._state.adding]
    Clock.objects.bulk_create([clock for clock in clocks if clock._state.adding])
    if len(known) > len(Milestone):
        Clock.objects.bulk_update(known, WRITTEN_COLUMNS)
    else:  # an incident's own clocks: two updates by key cost least
        for clock in known:
            clock.save(update_fields=WRITTEN_COLUMNS)


def _crossed(looks: Iterable[Look]) -> Iterator[Crossing]:
    for one in looks:
        if one.reading is None:
            continue
        clock = one.clock
        for crossing in crossings(one.reading, clock.incident.agreement.terms.thresholds):
            yield Crossing(
                vendor_id=clock.vendor_id,
                clock=clock,
                episode=clock.episode,
                percent=BREACH if crossing.percent is None else crossing.percent,
                at=crossing.due_at,
                recorded_at=one.reading.read_at,
                calendar_id=clock.calendar_id,
            )


def _record(found: Sequence[Crossing]) -> list[Crossing]:
    """Keep the crossings not recorded before, and return these."""
    if not found:
        return []
    kept = Crossing.objects.filter(clock__in={crossing.clock_id for crossing in found})
    known = set(kept.values_list("clock_id", "episode", "percent"))
    new = [one for one in found if (one.clock_id, one.episode, one.percent) not in known]
    return Crossing.objects.bulk_create(new)


def _judge(
    turned: Sequence[Look],
    at: datetime,
    because: datetime | None,
    restatement: Restatement | None,
) -> None:
    """Write what became of promises: a month once told is read from these rows (LU-18)."""
    if not turned:
        return
    stays = [one for one in turned if restatement or one.before[0] == one.after[0]]
    told = _told([one.clock.pk for one in stays])
    Verdict.objects.bulk_create(
        _verdict(one, told.get(one.clock.pk), at, because, restatement) for one in turned
    )


def _told(clocks: Sequence[int]) -> dict[int, tuple[datetime, datetime]]:
    """Return from when the last verdict on each clock was so, and since when its outcome holds."""
    if not clocks:
        return {}
    last = Verdict.objects.filter(clock__in=clocks).order_by("clock_id", "-pk")
    rows = last.distinct("clock_id").values_list("clock_id", "at", "since")
    return {clock: (at, since) for clock, at, since in rows}


def _verdict(
    one: Look,
    told: tuple[datetime, datetime] | None,
    at: datetime,
    because: datetime | None,
    restatement: Restatement | None,
) -> Verdict:
    clock = one.clock
    turned_at = _turned_at(clock, at, because, restatement)
    stays = told is not None and one.before[0] == one.after[0]
    return Verdict(
        vendor_id=clock.vendor_id,
        clock=clock,
        # A restatement takes the place of what it corrects: of that month, and of no later one.
        at=told[0] if told and restatement else turned_at,
        since=told[1] if told and stays else turned_at,
        outcome=clock.outcome,
        severity=clock.severity,
        is_assumed=clock.is_assumed,
        recorded_at=at,
        calendar_id=clock.calendar_id,
        restatement=restatement,
    )


def _turned_at(
    clock: Clock, at: datetime, because: datetime | None, restatement: Restatement | None
) -> datetime:
    """Return the instant from which an outcome counts, which decides on its month."""
    ended = clock.breached_at if clock.outcome == Outcome.MISSED else clock.stopped_at
    if because is None or restatement is not None:
        return ended or at
    return max(because, ended or because)
