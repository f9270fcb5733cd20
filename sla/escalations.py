"""What clocks have to do with the ladder: misses lead onto it, and its days are counted (LU-22)."""

from collections.abc import Iterable
from datetime import datetime

from contracts.domain.targets import Milestone, Target, Unit
from incidents.models import Incident
from incidents.services import Miss, escalate_for_misses
from portal.kernel.refusal import Refusal
from sla.basis import basis_of
from sla.domain.promise import Promise
from sla.models import BREACH, Crossing, Phase


def open_for(crossings: Iterable[Crossing], at: datetime) -> None:
    """Hand on the misses among newly recorded crossings; each crossing is recorded once.

    A milestone that was reached, if late, needs nobody's focus any more. The crossings' clocks and
    incidents must be locked, and fetched with their agreements.
    """
    misses = [
        Miss(
            incident=crossing.clock.incident,
            milestone=Milestone(crossing.clock.milestone),
            severity=crossing.clock.severity,
            missed_at=crossing.at,
        )
        for crossing in crossings
        if crossing.percent == BREACH and crossing.clock.phase != Phase.STOPPED
    ]
    escalate_for_misses(misses, at=at)


def contact_due(incident: Incident, within: Target, since: datetime) -> datetime | None:
    """Return by when a rung's holder is to contact the customer, counted from coming to the rung.

    The days are those of the incident's own service hours; None where they cannot be counted.
    """
    try:
        plan = basis_of([incident]).plan_of(incident)
        promise = Promise(
            severity=incident.severity,
            calendar=plan.hours[incident.severity],
            amount=within.amount,
            in_days=within.unit is Unit.BUSINESS_DAYS,
        )
        return promise.calendar.after(since, promise.budget_from(since, plan.rules.business_day))
    except Refusal:
        return None
