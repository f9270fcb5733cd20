"""From an agreement's terms to what the clocks need: promises by severity, and rules.

`sla.domain` knows nothing of agreements, so that its rules can be read and tested alone; this
is the one place where the words of the two meet.
"""

from collections.abc import Mapping
from datetime import date

from contracts.domain.calendars import calendar_for
from contracts.domain.clock_rules import ElapsedHours
from contracts.domain.hours import ServiceHours
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


def promises_for(
    terms: Terms, tier: str, zone: str, holidays: Mapping[date, str], milestone: Milestone
) -> dict[str, Promise | None]:
    """This function will return what each severity is promised on a tier; None where nothing is.

    :param zone: the customer's IANA zone, in which hours without a zone of their own are read.
    :param holidays: the customer's holidays by local date.
    :raises Refusal: if the agreement has no such tier.
    """
    return {
        severity: _promise(terms, tier, severity, zone, holidays, milestone)
        for severity in terms.severities
    }


def _promise(
    terms: Terms,
    tier: str,
    severity: str,
    zone: str,
    holidays: Mapping[date, str],
    milestone: Milestone,
) -> Promise | None:
    hours = terms.hours(tier, severity)
    target = terms.target(severity, PromisedMilestone(milestone))
    if target is None:
        return None
    return Promise(
        severity=severity,
        calendar=_calendar(terms, hours, target, zone, holidays),
        amount=target.amount,
        in_days=target.unit is Unit.BUSINESS_DAYS,
        assumed=target.assumed,
    )


def _calendar(
    terms: Terms, hours: ServiceHours, target: Target, zone: str, holidays: Mapping[date, str]
) -> BusinessCalendar:
    """This function will return the severity's hours, or all hours for plain ones (LU-14)."""
    covered = terms.clock_rules.elapsed_hours is ElapsedHours.COVERED
    if target.unit is Unit.ELAPSED_HOURS and not covered:
        return BusinessCalendar.always()
    return calendar_for(hours, zone=zone, holidays=holidays)
