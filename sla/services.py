"""Keeping the stored clocks true to the events and to the calendars."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Greatest

from contracts.domain.targets import Milestone
from contracts.models import CalendarVersion, ContractTerms
from incidents.domain.kinds import EventKind
from incidents.models import Incident, IncidentEvent
from portal.tenancy.bulk import update_rows
from sla import keeping
from sla.holding import held
from sla.keeping import Look, look
from sla.models import Clock, ClockMove, Phase
from sla.readings import KINDS, Facts, facts_of, facts_of_report

BATCH = 250


def refresh(event: IncidentEvent) -> None:
    """Read the incident's clocks again after something happened to it, in its transaction."""
    incident = event.incident
    facts = facts_of_report(event) if event.kind == EventKind.REPORTED else facts_of([incident])
    known = _known(event)
    if event.kind in KINDS:
        _catch_up(known.values(), facts, event)
    looks = []
    for milestone in Milestone:
        clock = known.get(milestone) or Clock(
            vendor_id=incident.vendor_id, incident=incident, milestone=milestone
        )
        if found := look(clock, facts, event.at):
            looks.append(found)
    keeping.keep(looks, facts, event.at, because=event.at)
    clocks = [one.clock for one in looks]
    keeping.drop([clock for clock in known.values() if clock not in clocks], event.at)
    _show_nearest(incident, clocks)


def _known(event: IncidentEvent) -> dict[str, Clock]:
    """Return the incident's clocks by milestone, locked; with its report there is none yet."""
    if event.kind == EventKind.REPORTED:
        return {}
    clocks = Clock.objects.locked().filter(incident=event.incident)
    for clock in clocks:
        clock.incident = event.incident  # each would fetch it anew, with contract and agreement
    return {clock.milestone: clock for clock in clocks}


def _catch_up(clocks: Iterable[Clock], facts: Facts, event: IncidentEvent) -> None:
    """Record what was due before the event as a sweep would have, had it looked in between.

    So it makes no difference to any record whether a worker came before somebody acted.
    """
    due = [clock for clock in clocks if clock.next_at and clock.next_at <= event.at]
    before = facts.happenings[event.incident_id][:-1]
    looks = [found for clock in due if (found := look(clock, facts, event.at, before))]
    keeping.keep(looks, facts, event.at)


def sweep(*, at: datetime, batch: int = BATCH) -> int:
    """Record what became due by `at`, for at most `batch` clocks; return how many were taken.

    Several workers may sweep at once: each takes clocks that no other holds. What crossed is
    stamped with the instant it was due, so that a late look changes no figure.
    """
    with transaction.atomic():
        taken = list(held(Clock.objects.due(at))[:batch])
        if not taken:
            return 0
        facts = facts_of({clock.incident for clock in taken})
        looks = [found for clock in taken if (found := look(clock, facts, at))]
        keeping.keep(looks, facts, at)
        _told(taken, at)
    return len(taken)


def follow_calendar(version: CalendarVersion, *, at: datetime, batch: int = BATCH) -> int:
    """Read open clocks by a calendar's newest version, and keep which of them it moved.

    Returns how many were taken, at most `batch`; those that others hold are left for later.
    Final outcomes stay as they were told: `sla.restating` is for them.
    """
    with transaction.atomic():
        taken = list(held(Clock.objects.behind(version))[:batch])
        before = [clock.due_at for clock in taken]
        facts = facts_of({clock.incident for clock in taken})
        looks = [look(clock, facts, max(at, clock.read_at)) for clock in taken]
        keeping.keep([one for one in looks if one], facts, at, because=version.made_at)
        for clock in taken:
            clock.calendar = version  # also of one that is promised nothing: it is done with
        Clock.objects.bulk_update(taken, ["calendar"])
        _keep_moves(looks, before, at, calendar=version)
        _told(taken, at)
        _show_nearest_of([clock.incident for clock in taken])
    return len(taken)


def follow_terms(terms: ContractTerms) -> int:
    """Read a contract's open clocks by the hours that it has from a date on; return how many.

    What was agreed lies ahead, so that no figure of the past moves.
    """
    at = terms.made_at
    clocks = Clock.objects.going().filter(incident__contract=terms.contract_id)
    known = list(clocks.order_by("pk").values_list("pk", flat=True))
    taken = list(held(Clock.objects.filter(pk__in=known), waiting=True))
    facts = facts_of({clock.incident for clock in taken})
    before = [clock.due_at for clock in taken]
    looks = [look(clock, facts, max(at, clock.read_at)) for clock in taken]
    keeping.keep([one for one in looks if one], facts, at)
    _keep_moves(looks, before, at, terms=terms)
    _told(taken, at)
    _show_nearest_of([clock.incident for clock in taken])
    return len(taken)


def _keep_moves(
    looks: Sequence[Look | None],
    before: Sequence[datetime | None],
    at: datetime,
    *,
    calendar: CalendarVersion | None = None,
    terms: ContractTerms | None = None,
) -> None:
    """Keep which clocks are due at another instant than before, and what moved them."""
    ClockMove.objects.bulk_create(
        (
            ClockMove(
                vendor_id=one.clock.vendor_id,
                calendar=calendar,
                terms=terms,
                clock=one.clock,
                at=at,
                due_before=due_before,
                due_after=one.clock.due_at,
                outcome_after=one.clock.outcome,
            )
            for one, due_before in zip(looks, before, strict=True)
            if one and (one.clock.due_at != due_before or one.has_turned)
        ),
        ignore_conflicts=True,
    )


def _told(clocks: Iterable[Clock], at: datetime) -> None:
    """Keep up to when something was told of these incidents: no deed counts from before it.

    A worker whose clock is behind takes nothing back.
    """
    incidents = Incident.objects.filter(pk__in={clock.incident_id for clock in clocks})
    incidents.update(told_until=Greatest("told_until", at))


def _show_nearest(incident: Incident, clocks: Iterable[Clock]) -> None:
    going = [clock.due_at for clock in clocks if clock.phase != Phase.STOPPED and clock.due_at]
    nearest = min(going, default=None)
    if incident.next_due_at != nearest:
        incident.next_due_at = nearest
        incident.save(update_fields=["next_due_at"])


def _show_nearest_of(incidents: Sequence[Incident]) -> None:
    going = Clock.objects.going().filter(incident__in=incidents).order_by()
    nearest = dict(going.values_list("incident").annotate(Min("due_at")))
    for incident in incidents:
        incident.next_due_at = nearest.get(incident.pk)
    update_rows(incidents, ["next_due_at"])
