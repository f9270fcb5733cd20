"""How fast things go for one customer: what was promised, or what is usual where nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from contracts.agreement_file import agreement_paths, read_agreement
from contracts.domain.calendars import calendar_for
from contracts.domain.terms import Terms
from contracts.regions import holidays_of
from portal.kernel.business_time import BusinessCalendar, Window
from reports.demo.who import House
from sla.domain.effects import Milestone
from sla.domain.promise import Promise
from sla.terms import promises_for, rules_for

HOUR = timedelta(hours=1)
OFFICE = {day: (Window(9 * 3600, 17 * 3600 + 1800),) for day in range(5)}
USUAL_RESPONSE = 10 * HOUR
USUAL_RESOLUTION = (8 * HOUR, 24 * HOUR, 48 * HOUR, 90 * HOUR)  # of service, by severity


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of business time on its calendar."""

    calendar: BusinessCalendar
    budget: timedelta

    def at(self, start: datetime, percent: int) -> datetime:
        """This method will return when this much of the budget has passed since `start`."""
        return self.calendar.after(start, self.seconds(percent))

    def seconds(self, percent: int) -> timedelta:
        """This method will return a share of the budget in whole seconds."""
        return timedelta(seconds=int(self.budget.total_seconds()) * percent // 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The two budgets of a severity, and when the customer's people answer."""

    response: Span
    resolution: Span
    answering: BusinessCalendar
    waits_are_deducted: bool
    ends_with_confirmation: bool


@cache
def terms_of(slug: str) -> Terms:
    """This function will return a vendor's terms as its agreement file states them."""
    files = (read_agreement(path) for path in agreement_paths())
    return next(file.terms for file in files if file.terms.slug == slug)


@cache
def pace_of(slug: str, house: House, severity: str, year: int) -> Pace:
    """This function will return how fast a severity goes at a house in the months around `year`."""
    terms = terms_of(slug)
    days = _holidays(house.region, year)
    resolution = _span(terms, house, severity, Milestone.RESOLUTION, days)
    # Who reports something critical stays with it; everybody else answers from the office.
    is_critical = severity == terms.most_severe.key
    rules = rules_for(terms)
    return Pace(
        response=_span(terms, house, severity, Milestone.RESPONSE, days),
        resolution=resolution,
        answering=resolution.calendar if is_critical else office_of(house, year),
        waits_are_deducted=rules.deduct_awaiting_customer,
        ends_with_confirmation=rules.resolution_needs_confirmation,
    )


@cache
def office_of(house: House, year: int) -> BusinessCalendar:
    """This function will return when the people of a house are at their desks."""
    return BusinessCalendar(house.zone, OFFICE, holidays=_holidays(house.region, year))


@cache
def _holidays(region: str, year: int) -> Mapping[date, str]:
    return holidays_of(region, range(year - 1, year + 2))


def _span(
    terms: Terms, house: House, severity: str, milestone: Milestone, days: Mapping[date, str]
) -> Span:
    promise = promises_for(terms, house.tier, house.zone, days, milestone)[severity]
    if promise is None:
        hours = terms.hours(house.tier, severity)
        calendar = calendar_for(hours, zone=house.zone, holidays=days)
        return Span(calendar, _usual(terms, severity, milestone))
    return Span(promise.calendar, _length(promise))


def _usual(terms: Terms, severity: str, milestone: Milestone) -> timedelta:
    if milestone is Milestone.RESPONSE:
        return USUAL_RESPONSE
    return USUAL_RESOLUTION[list(terms.severities).index(severity)]


def _length(promise: Promise) -> timedelta:
    """This function will count days by their length: near enough for a plan."""
    if promise.in_days:
        return int(promise.amount) * promise.calendar.regular_day()
    return timedelta(seconds=int(promise.amount * 3600))
