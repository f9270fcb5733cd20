"""Keeping the stored clocks true to the events, and recording what they cross."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch

from contracts.domain.targets import Milestone
from contracts.models import Contract
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from sla import warnings
from sla.columns import DROPPED, LONGEST_REASON, READ_COLUMNS, columns_of
from sla.domain.clock import Reading
from sla.domain.thresholds import crossings
from sla.models import BREACH, Clock, ClockQuerySet, Crossing, Phase
from sla.readings import Facts, facts_of, reading_of

BATCH = 250


def refresh(event: IncidentEvent) -> None:
    """Read the incident's clocks again after something happened to it, in its transaction."""
    incident = event.incident
    facts = facts_of([incident])
    known = {clock.milestone: clock for clock in Clock.objects.locked().filter(incident=incident)}
    for clock in known.values():
        clock.incident = incident  # each would fetch it anew, with its contract and agreement
    clocks = []
    for milestone in Milestone:
        clock = known.get(milestone) or Clock(
            vendor_id=incident.vendor_id, incident=incident, milestone=milestone
        )
        if _read(clock, incident, facts, event.at):
            clocks.append(clock)
    _keep(clocks, facts, event.at)
    _drop([clock for clock in known.values() if clock not in clocks], event.at)
    _show_nearest(incident, clocks)


def sweep(*, at: datetime, batch: int = BATCH) -> int:
    """Record what became due by `at`, for at most `batch` clocks; return how many were taken.

    Several workers may sweep at once: each takes clocks that no other holds. What crossed is
    stamped with the instant it was due, so that a late look changes no figure.
    """
    with transaction.atomic():
        taken = list(_due(at)[:batch])
        facts = facts_of({clock.incident for clock in taken})
        for clock in taken:
            _read(clock, clock.incident, facts, at)
        _keep(taken, facts, at)
    return len(taken)


def _due(at: datetime) -> ClockQuerySet:
    """Return the clocks that are due and held by nobody else, with what reading them takes.

    They are joined to their incidents and to nothing more: misled by the fences' conditions, the
    planner would begin a longer join at the contracts, and read every clock there is.
    """
    contracts = Contract.objects.select_related("agreement").defer("agreement__source")
    return (
        Clock.objects.due(at)
        .select_related("incident")
        .select_for_update(skip_locked=True, of=("self", "incident"))
        .prefetch_related(
            Prefetch("incident__contract", contracts), "incident__customer", "incident__owner"
        )
    )


def _read(clock: Clock, incident: Incident, facts: Facts, at: datetime) -> bool:
    """Set the clock's columns from its reading; say whether anything is promised at all."""
    try:
        reading = reading_of(incident, Milestone(clock.milestone), facts, at)
    except Refusal as refusal:
        # One clock that cannot be read must not hold up the others: it waits here, with why.
        clock.parked, clock.next_at = str(refusal)[:LONGEST_REASON], None
        return not clock._state.adding
    if reading is None:
        return False
    _set(clock, reading, incident)
    return True


def _set(clock: Clock, reading: Reading, incident: Incident) -> None:
    thresholds = incident.contract.agreement.terms.thresholds
    for name, value in zip(READ_COLUMNS, columns_of(reading, thresholds), strict=True):
        setattr(clock, name, value)
    clock.reading = reading  # type: ignore[attr-defined]  # for _crossed, in this transaction only


def _keep(clocks: list[Clock], facts: Facts, at: datetime) -> None:
    known = [clock for clock in clocks if not clock._state.adding]
    Clock.objects.bulk_create([clock for clock in clocks if clock._state.adding])
    if len(known) > len(Milestone):
        Clock.objects.bulk_update(known, READ_COLUMNS)
    else:  # an incident's own clocks: a CASE for every column would cost more than two updates
        for clock in known:
            clock.save(update_fields=READ_COLUMNS)
    _record(list(_crossed(clocks)), facts, at)


def _record(found: list[Crossing], facts: Facts, at: datetime) -> None:
    """Keep the crossings not recorded before, and note who is to hear of them.

    The clocks are locked, so that nobody else records one of theirs meanwhile.
    """
    if not found:
        return
    kept = Crossing.objects.filter(clock__in={crossing.clock_id for crossing in found})
    known = set(kept.values_list("clock_id", "episode", "percent"))
    new = [one for one in found if (one.clock_id, one.episode, one.percent) not in known]
    Crossing.objects.bulk_create(new)
    warnings.foresee(new, facts.holidays, at)


def _crossed(clocks: Iterable[Clock]) -> Iterator[Crossing]:
    for clock in clocks:
        reading: Reading | None = getattr(clock, "reading", None)
        if reading is None:
            continue
        thresholds = clock.incident.contract.agreement.terms.thresholds
        for crossing in crossings(reading, thresholds):
            yield Crossing(
                vendor_id=clock.vendor_id,
                clock=clock,
                episode=clock.episode,
                percent=BREACH if crossing.percent is None else crossing.percent,
                at=crossing.due_at,
                recorded_at=reading.read_at,
            )


def _drop(clocks: list[Clock], at: datetime) -> None:
    """Stop clocks whose severity now promises nothing (PQ-10: at discretion)."""
    for clock in clocks:
        clock.read_at = at
        for name, value in DROPPED.items():
            setattr(clock, name, value)
    Clock.objects.bulk_update(clocks, READ_COLUMNS)


def _show_nearest(incident: Incident, clocks: Iterable[Clock]) -> None:
    going = [clock.due_at for clock in clocks if clock.phase != Phase.STOPPED and clock.due_at]
    nearest = min(going, default=None)
    if incident.next_due_at != nearest:
        incident.next_due_at = nearest
        incident.save(update_fields=["next_due_at"])
