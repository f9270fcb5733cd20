"""What would change: asked before a calendar or a contract is changed, answered by reading.

Nothing is written. Open clocks are read as they stand and as they would stand; final ones as a
restatement would read them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import batched

from django.db.models import Q

from contracts.domain.holidays import Decision
from contracts.domain.targets import Milestone
from contracts.models import AgreementVersion, CalendarVersion, Contract, ContractTerms
from contracts.services.calendars import Change
from portal.kernel.refusal import Refusal
from sla.basis import Basis
from sla.domain.clock import Outcome as Ended
from sla.domain.clock import Reading
from sla.holding import with_facts
from sla.models import Clock, ClockQuerySet, Outcome
from sla.readings import Facts, facts_of, reading_of
from sla.restating import affected, around

CHUNK = 500  # clocks read at once: memory stays flat
MOST = 200  # shown of each kind; all are counted
NEXT = 2**62  # stands for the version that is not made yet


@dataclass(frozen=True, slots=True)
class Move:
    """An open clock that would be due at another instant."""

    clock: Clock
    due_before: datetime | None
    due_after: datetime | None
    becomes_missed: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """A final outcome that a restatement would turn, or date otherwise."""

    clock: Clock
    before: str
    after: str
    final_before: datetime | None
    final_after: datetime | None


@dataclass(slots=True)
class Preview:
    """What would change; of each kind the first are listed and all are counted."""

    read: int = 0
    moved: int = 0
    missed: int = 0
    flipped: int = 0
    moves: list[Move] = field(default_factory=list)
    flips: list[Flip] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether no clock and no outcome would change."""
        return not self.moved and not self.flipped

    def add_move(self, move: Move) -> None:
        """Count an open clock that moves."""
        self.moved += 1
        self.missed += move.becomes_missed
        if len(self.moves) < MOST:
            self.moves.append(move)

    def add_flip(self, flip: Flip) -> None:
        """Count a final outcome that flips."""
        self.flipped += 1
        if len(self.flips) < MOST:
            self.flips.append(flip)


def if_calendar_changed(region: str, changes: Sequence[Change], at: datetime) -> Preview:
    """Return what these changes to a region's calendar would do to clocks."""
    decided = [Decision(NEXT, one.date, one.name, one.closes) for one in changes]
    start, end = around([change.date for change in changes])
    ran = Clock.objects.filter(
        incident__customer__holiday_region=region, incident__reported_at__lt=end
    )
    final = ran.exclude(outcome__in=[Outcome.OPEN, Outcome.NONE]).filter(
        Q(breached_at=None) | Q(breached_at__gt=start), read_at__gt=start
    )
    return _preview(ran, final, at, lambda basis: _on_calendar(basis, region, decided))


def if_restated(version: CalendarVersion, at: datetime) -> Preview:
    """Return which final outcomes a restatement by a calendar's newest version would flip."""
    return _preview(Clock.objects.none(), affected(version), at, lambda basis: basis)


def if_terms_changed(
    contract: Contract, agreement: AgreementVersion, tier: str, since: date, at: datetime
) -> Preview:
    """Return what other terms from a date on would do to a contract's open clocks."""
    terms = ContractTerms(contract=contract, since=since, agreement=agreement, tier=tier)
    ran = Clock.objects.filter(incident__contract=contract)
    return _preview(ran, ran.none(), at, lambda basis: _on_terms(basis, terms))


type Supposing = Callable[[Basis], Basis]


def _on_calendar(basis: Basis, region: str, decided: Iterable[Decision]) -> Basis:
    calendars = {
        place: calendar.with_changes(decided) if place[1] == region else calendar
        for place, calendar in basis.calendars.items()
    }
    return replace(basis, calendars=calendars, _plans={})


def _on_terms(basis: Basis, terms: ContractTerms) -> Basis:
    rows = [*ContractTerms.objects.of({terms.contract_id}), terms]  # also what was signed
    return replace(basis, terms={**basis.terms, terms.contract_id: rows}, _plans={})


def _preview(
    ran: ClockQuerySet, final: ClockQuerySet, at: datetime, supposing: Supposing
) -> Preview:
    preview = Preview()
    for clock, facts in _each(ran.going().filter(outcome=Outcome.OPEN), supposing):
        preview.read += 1
        after = _reading(clock, facts, max(at, clock.read_at))
        if after and after.due_at != clock.due_at:
            missed = after.outcome is Ended.MISSED
            preview.add_move(Move(clock, clock.due_at, after.due_at, missed))
    for clock, facts in _each(final, supposing):
        preview.read += 1
        after = _reading(clock, facts, clock.read_at)
        if after and (after.outcome.value, after.breached_at) != (clock.outcome, clock.breached_at):
            preview.add_flip(_flip(clock, after))
    return preview


def _flip(clock: Clock, after: Reading) -> Flip:
    return Flip(
        clock,
        clock.outcome,
        after.outcome.value,
        final_before=clock.breached_at or clock.stopped_at,
        final_after=after.breached_at or after.stopped_at,
    )


def _each(clocks: ClockQuerySet, supposing: Supposing) -> Iterator[tuple[Clock, Facts]]:
    """Yield clocks with the facts as they are supposed to be."""
    keys = list(clocks.order_by("due_at", "pk").values_list("pk", flat=True))
    for chunk in batched(keys, CHUNK, strict=False):
        found = with_facts(Clock.objects.filter(pk__in=chunk)).in_bulk()
        facts = facts_of({clock.incident for clock in found.values()})
        supposed = replace(facts, basis=supposing(facts.basis))
        for key in chunk:
            if key in found:
                yield found[key], supposed


def _reading(clock: Clock, facts: Facts, at: datetime) -> Reading | None:
    try:
        return reading_of(clock.incident, Milestone(clock.milestone), facts, at)
    except Refusal:  # it waits with its reason, whatever the calendar says
        return None
