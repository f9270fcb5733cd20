"""What will be missed soon: clocks that run out within hours of their own service time.

Four service hours may lie a weekend ahead, or four hours for who works around the clock. Each
calendar therefore names the instant up to which the wanted hours reach; a clock is within them
exactly when it is due by that instant. The database is asked for what is due by the farthest of
these instants and never for all open clocks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from contracts.domain.targets import Milestone
from contracts.models import AgreementVersion
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership, Person
from sla.basis import basis_for, basis_of
from sla.models import Clock, ClockQuerySet, Outcome, Phase
from sla.overdue import ZERO, missed_unseen, time_over

MOST = 200  # shown of what will run out; all are counted
MOST_OVER = 25  # shown of what is over already
FARTHEST = timedelta(days=366)  # looked ahead on a calendar that never opens long enough

# What tells the calendars of two clocks apart, as columns and as values.
KIND = (
    "incident__contract",
    "incident__customer",
    "incident__agreement",
    "incident__tier",
    "severity",
    "milestone",
)

type Kind = tuple[int, int, int, str, str, str]
type Calendars = Mapping[Kind, BusinessCalendar]


@dataclass(frozen=True, slots=True)
class Risk:
    """A clock and the service time it has left, or by which it is over."""

    clock: Clock
    left: timedelta

    @property
    def is_over(self) -> bool:
        """Whether more than the budget is used."""
        return self.left < ZERO


@dataclass(frozen=True, slots=True)
class Owned:
    """What one person has to see to; None: nobody has taken it on."""

    owner: Person | None
    risks: list[Risk]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """What will run out, by owner, and what is over."""

    owned: list[Owned]
    count: int
    over: list[Risk]
    over_count: int

    @property
    def shown(self) -> int:
        """How many of those that will run out are listed."""
        return sum(len(one.risks) for one in self.owned)


def at_risk(memberships: Iterable[Membership], ahead: timedelta, at: datetime) -> AtRisk:
    """Return what runs out within so much service time, and what has run out."""
    clocks = Clock.objects.visible_to(memberships)
    unseen = missed_unseen(clocks, at)
    running = clocks.filter(
        phase=Phase.RUNNING, outcome=Outcome.OPEN, next_at__isnull=False, due_at__isnull=False
    ).exclude(pk__in=unseen)
    left = _left(running, _calendars(running), ahead, at)
    over = clocks.going().filter(Q(outcome=Outcome.MISSED) | Q(pk__in=unseen))
    return AtRisk(
        owned=_by_owner(_nearest(left)),
        count=len(left),
        over=_over(over, at),
        over_count=over.count(),
    )


def _calendars(clocks: ClockQuerySet) -> Calendars:
    """Return the calendar on which each kind of running clock counts."""
    kinds = set(clocks.order_by().values_list(*KIND).distinct())
    customers = Customer.objects.in_bulk({kind[1] for kind in kinds})
    agreements = AgreementVersion.objects.defer("source").in_bulk({kind[2] for kind in kinds})
    regions = {(one.vendor_id, one.holiday_region) for one in customers.values()}
    basis = basis_for({kind[0] for kind in kinds}, regions)
    found = {}
    for kind in kinds:
        contract, customer, agreement, tier, severity, milestone = kind
        later = basis.later_now(contract)
        plan = basis.plan(agreements[agreement], tier, customers[customer], later)
        promise = plan.promises[Milestone(milestone)][severity]
        found[kind] = promise.calendar if promise else BusinessCalendar.always()
    return found


def _left(
    clocks: ClockQuerySet, calendars: Calendars, ahead: timedelta, at: datetime
) -> dict[int, timedelta]:
    """Return the service time left of each clock that has no more than `ahead`, least first."""
    reach = {calendar: _reach(calendar, ahead, at) for calendar in set(calendars.values())}
    if not reach:
        return {}
    near = clocks.filter(due_at__lte=max(reach.values())).order_by("due_at", "pk")
    found = {}
    for pk, due_at, *kind in near.values_list("pk", "due_at", *KIND):
        calendar = calendars[tuple(kind)]
        if due_at and due_at <= reach[calendar]:
            found[pk] = calendar.between(at, max(at, due_at))
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _reach(calendar: BusinessCalendar, ahead: timedelta, at: datetime) -> datetime:
    try:
        return calendar.after(at, ahead)
    except Refusal:  # less is left than that: whatever is due at all is within it
        return at + FARTHEST


def _nearest(left: dict[int, timedelta]) -> list[Risk]:
    clocks = _with_names(Clock.objects.filter(pk__in=list(left)[:MOST]))
    return sorted(
        (Risk(clock, left[clock.pk]) for clock in clocks),
        key=lambda risk: (risk.left, risk.clock.pk),
    )


def _by_owner(risks: Iterable[Risk]) -> list[Owned]:
    """Return the risks by owner: what nobody has first, then whose least time is left."""
    unassigned = Owned(None, [])
    owned: dict[Person, Owned] = {}
    for risk in risks:
        owner = risk.clock.incident.owner
        own = owned.setdefault(owner, Owned(owner, [])) if owner else unassigned
        own.risks.append(risk)
    return [one for one in (unassigned, *owned.values()) if one.risks]


def _over(clocks: ClockQuerySet, at: datetime) -> list[Risk]:
    rows = list(_with_names(clocks).order_by("-due_at", "pk")[:MOST_OVER])
    basis = basis_of([clock.incident for clock in rows])
    return [Risk(clock, -time_over(clock, basis, at)) for clock in rows]


def _with_names(clocks: ClockQuerySet) -> ClockQuerySet:
    return clocks.select_related(
        "incident__vendor",
        "incident__customer",
        "incident__owner",
        "incident__agreement",
    ).defer("incident__agreement__source")
