"""From an agreement's terms to what the clocks need: promises by severity, and rules.

`sla.domain` knows nothing of agreements, so that its rules can be read and tested alone; this
is the one place where the words of the two meet.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from contracts.domain.calendars import calendar_for
from contracts.domain.clock_rules import ElapsedHours
from contracts.domain.targets import Milestone as PromisedMilestone
from contracts.domain.targets import Target, Unit
from contracts.domain.terms import Terms
from portal.kernel.business_time import BusinessCalendar
from sla.domain.effects import Milestone
from sla.domain.promise import Promise
from sla.domain.rules import BusinessDay, Reopened, Rules, SeverityChange


def rules_for(terms: Terms) -> Rules:
    """This function will return the settings of an agreement as the clocks know them."""
    settings = terms.clock_rules
    return Rules(
        deduct_awaiting_customer=settings.deduct_awaiting_customer,
        response_needs_work_started=settings.response_needs_work_started,
        resolution_needs_confirmation=settings.resolution_needs_confirmation,
        severity_change=SeverityChange(settings.severity_change),
        business_day=BusinessDay(settings.business_day),
        reopened=Reopened(settings.reopened),
    )


class LaterTerms(NamedTuple):
    """Terms that hold from a later date on; of them the clocks follow the hours (CO-04)."""

    since: date
    terms: Terms
    tier: str


def promises_for(
    terms: Terms,
    tier: str,
    zone: str,
    holidays: Mapping[date, str],
    milestone: Milestone,
    later: Sequence[LaterTerms] = (),
) -> dict[str, Promise | None]:
    """This function will return what each severity is promised on a tier; None where nothing is.

    :param zone: the customer's IANA zone, in which hours without a zone of their own are read.
    :param holidays: the customer's holidays by local date.
    :param later: what was agreed for later dates: its hours count from there on.
    :raises Refusal: if the agreement has no such tier.
    """
    return {
        severity: _promise(terms, tier, severity, zone, holidays, milestone, later)
        for severity in terms.severities
    }


def _promise(
    terms: Terms,
    tier: str,
    severity: str,
    zone: str,
    holidays: Mapping[date, str],
    milestone: Milestone,
    later: Sequence[LaterTerms],
) -> Promise | None:
    calendar = hours_through(terms, tier, severity, zone, holidays, later)
    target = terms.target(severity, PromisedMilestone(milestone))
    if target is None:
        return None
    if _is_elapsed(terms, target):  # plain hours: no service hours count them (LU-14)
        calendar = BusinessCalendar.always()
    return Promise(
        severity=severity,
        calendar=calendar,
        amount=target.amount,
        in_days=target.unit is Unit.BUSINESS_DAYS,
        assumed=target.assumed,
    )


def hours_through(
    terms: Terms,
    tier: str,
    severity: str,
    zone: str,
    holidays: Mapping[date, str],
    later: Sequence[LaterTerms] = (),
) -> BusinessCalendar:
    """This function will return a severity's service hours, each date's as agreed for it.

    A later version that no longer has the severity leaves its hours as they were.

    :raises Refusal: if the agreement has no such tier or severity.
    """
    calendar = calendar_for(terms.hours(tier, severity), zone=zone, holidays=holidays)
    changes = [
        (one.since, calendar_for(one.terms.hours(one.tier, severity), zone=zone, holidays=holidays))
        for one in later
        if severity in one.terms.severities
    ]
    if all(changed == calendar for _, changed in changes):
        return calendar
    if calendar == BusinessCalendar.always():
        calendar = calendar.in_zone(zone)
    return calendar.changing(changes)


def resting(terms: Terms, tier: str) -> frozenset[str]:
    """This function will return the severities whose hours rest on holidays."""
    return frozenset(
        severity for severity in terms.severities if terms.hours(tier, severity).closes_on_holidays
    )


def _is_elapsed(terms: Terms, target: Target) -> bool:
    covered = terms.clock_rules.elapsed_hours is ElapsedHours.COVERED
    return target.unit is Unit.ELAPSED_HOURS and not covered
