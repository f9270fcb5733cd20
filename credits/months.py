"""What a month's availability earns: the rules of credits held against the figures of a month."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from availability.domain.facts import Maintenance, Outage
from availability.domain.month import (
    Availability,
    Episode,
    availability_of,
    episodes,
    percent_text,
    seconds_of,
)
from availability.domain.policy import Policy
from contracts.domain.fees import contract_year
from contracts.domain.fees import hours_of as hours_between
from credits.domain.claims import Claim, ClaimRules, Invoice, Trigger, deadline, judged
from credits.domain.rules import HOURS_A_DAY, Bands, band_credit, hour_credit
from portal.kernel.money import Money
from portal.kernel.month import Month

HOUR = timedelta(hours=1)
HOUR_SECONDS = 3600
FIXED_YEAR = 365 * HOURS_A_DAY
type Rate = tuple[Money, int]  # an annual value, and the hours of the year over which it is spread
type AnnualValue = Callable[[date], Money]  # the one that is agreed for a date

TARGET_MET = "availability target met: no credit is due whatever the length of an outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRules:
    """How full hours of unavailability are counted (PQ-06)."""

    by_month: bool = False  # of the month's sum, not of each episode
    only_excess: bool = False  # beyond what the target allows
    any_touched: bool = False  # the gate opens for any month that the episode touches
    by_piece: bool = False  # what is excluded in the middle ends an outage
    fixed_year: bool = False  # 8,760 hours, leap year or not
    calendar_year: bool = False  # the one in which the outage began, not the contract's
    uncapped: bool = False  # an outage that goes on for long may earn more than its month costs

    @property
    def are_pooled(self) -> bool:
        """Whether hours are those of a month's outages together, and of none alone."""
        return self.by_month or self.only_excess


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What is owed for a month, rounded once, and how it came about."""

    amount: Money
    columns: dict[str, Any]
    derivation: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        figure, _, currency = str(self.amount).partition(" ")
        return self.columns | {"amount": figure, "currency": currency}


def band_credit_of(found: Availability, fee: Money, bands: Bands) -> Credit:
    """Return the share of the month's fee that its availability earns (HR-04)."""
    percent = Fraction(0) if found.percent is None else bands.credit_for(found.percent)
    amount = band_credit(fee, percent).rounded()
    return Credit(
        amount=amount,
        columns={"band_percent": _plain(percent)},
        derivation=[f"{_plain(percent)} % of {fee} = {amount}"],
    )


def hour_credit_of(
    found: Availability,
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
    *,
    annual_value: AnnualValue,
    anchor: date,
    rules: HourRules,
    claims: Sequence[Claim] | None,
    invoices: Sequence[Invoice],
    claim_rules: ClaimRules,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> Credit:
    """Return the hourly value of the year for each full hour that was claimed as it must be.

    Episodes are booked to the month in which they begin, whose miss opens the gate (PQ-06).

    :param claims: None: as if each episode were claimed as it must be.
    :param starts: the first instant of the service, whenever that was.
    :param ends: the instant at which it ended.
    """
    known = episodes(outages, works, found.policy, found.month, starts=starts, ends=ends)
    begun = [one for one in known if one.counted]
    refusals = _refusals(begun, found, claims, outages, invoices, claim_rules)
    is_open = opens_gate(found, begun, outages, works, rules)
    credited = [one for one in begun if is_open and not refusals[one]]

    def rate(one: Episode | None) -> Rate:
        return rate_of(one, found, annual_value, anchor, rules)

    hours = by_rate(found, credited, rate, rules)
    amount = worth_of(hours).rounded() if hours else rate(None)[0] * 0
    rates = [*hours] or [rate(begun[0] if begun else None)]
    return Credit(
        amount=amount,
        columns={
            "full_hours_credited": hours.total(),
            "hours_in_year": rates[0][1],
            "claim_eligible": not any(refusals.values()) if begun else None,
            "reasons": _reasons(refusals, is_open=is_open),
        },
        derivation=[
            *(_line(one, found, claim_rules, refusals[one]) for one in begun),
            *_capped(found, credited, hours.total(), rules),
            f"{times_in_words(hours or {rates[0]: 0})} = {amount}",
        ],
    )


def _refusals(
    begun: Iterable[Episode],
    found: Availability,
    claims: Sequence[Claim] | None,
    outages: Sequence[Outage],
    invoices: Sequence[Invoice],
    rules: ClaimRules,
) -> dict[Episode, tuple[str, ...]]:
    """Return of each episode why its claim does not hold; nothing where it does."""
    if claims is None:
        return dict.fromkeys(begun, ())
    return {
        one: judged(event_of(one, found, rules), _about(one, claims, outages), invoices, rules)
        for one in begun
    }


def _reasons(refusals: Mapping[Episode, Iterable[str]], *, is_open: bool) -> list[str]:
    said = list(dict.fromkeys(reason for why in refusals.values() for reason in why))
    return said if is_open or not refusals else [*said, TARGET_MET]


def by_rate(
    found: Availability,
    credited: Sequence[Episode],
    rate: Callable[[Episode], Rate],
    rules: HourRules,
) -> Counter[Rate]:
    """Return the full hours of some episodes by what each is valued at (P26).

    Hours that are no single episode's are valued as those of the dearest one, and a limit cuts off
    the cheapest: with one episode more it is never less.
    """
    rates = {one: rate(one) for one in credited}
    dearest = sorted(credited, key=lambda one: _hourly(rates[one]), reverse=True)
    if credited and rules.are_pooled:
        return Counter({rates[dearest[0]]: hours_of(found, credited, rules)})
    hours: Counter[Rate] = Counter(dict.fromkeys(rates.values(), 0))  # in order of time
    for place, one in enumerate(dearest):
        before = hours_of(found, dearest[:place], rules)
        hours[rates[one]] += hours_of(found, dearest[: place + 1], rules) - before
    return hours


def _hourly(rate: Rate) -> Fraction:
    value, year = rate
    return value.amount / year


def rate_of(
    episode: Episode | None,
    found: Availability,
    annual_value: AnnualValue,
    anchor: date,
    rules: HourRules,
) -> Rate:
    """Return at what an episode's hours are valued: by the contract year that holds its start."""
    zone = found.policy.reporting_zone
    on = episode.during.start if episode else found.month.begins(zone)
    return annual_value(on.astimezone(zone).date()), year_hours(anchor, on, found.policy, rules)


def worth_of(hours: Mapping[Rate, int]) -> Money:
    """Return what full hours come to, exactly; there must be a rate."""
    first, *others = (hour_credit(value, count, year) for (value, year), count in hours.items())
    return sum(others, first)


def times_in_words(hours: Mapping[Rate, int]) -> str:
    """Return the arithmetic of full hours in words."""
    return " + ".join(f"{value} / {year} h x {count} h" for (value, year), count in hours.items())


def longest_of(
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
    policy: Policy,
    month: Month,
    *,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> timedelta | None:
    """Return the longest outage that began in a month, net of what does not count (PQ-05).

    Maintenance is restored by no recovery: it makes no outage longer.
    """
    begun = episodes(outages, works, policy, month, starts=starts, ends=ends, join_works=False)
    return max((one.counted for one in begun if one.counted), default=None)


def _about(episode: Episode, claims: Iterable[Claim], outages: Iterable[Outage]) -> list[Claim]:
    """Return the claims about an episode; one that names no outage is about each begun by then."""
    keys = {one.key for one in outages if one.during.overlaps(episode.during)}
    begun = episode.during.start
    return [one for one in claims if (one.outage in keys if one.outage else begun <= one.filed_at)]


def event_of(episode: Episode, found: Availability, rules: ClaimRules) -> datetime:
    """Return the instant from which the days for claiming are counted."""
    if rules.trigger is Trigger.MONTH_END:
        return found.month.plus(1).begins(found.policy.reporting_zone) - timedelta(seconds=1)
    is_start = rules.trigger is Trigger.OUTAGE_START
    return episode.during.start if is_start else episode.during.end


def opens_gate(
    found: Availability,
    begun: Iterable[Episode],
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
    rules: HourRules,
) -> bool:
    """Say whether a month, or with `any_touched` one that its episodes reach, missed its target."""
    if found.is_missed or not rules.any_touched:
        return found.is_missed
    zone = found.policy.reporting_zone
    last = max((Month.of(one.during.end, zone) for one in begun), default=found.month)
    month = found.month
    while month < last:
        month = month.plus(1)
        if availability_of(month, outages, works, found.policy).is_missed:
            return True
    return False


def hours_of(found: Availability, credited: Sequence[Episode], rules: HourRules) -> int:
    """Return the full hours of some episodes, as the agreement counts them (P20 to P22, P24)."""
    hours = _full_hours(found, credited, rules)
    return hours if rules.uncapped else min(hours, _hours_in(found))


def _capped(
    found: Availability, credited: Sequence[Episode], hours: int, rules: HourRules
) -> Iterable[str]:
    if hours < _full_hours(found, credited, rules):
        yield f"a month earns no more than the hours it has: {hours} h"


def _hours_in(found: Availability) -> int:
    """Return how many hours the month has: what they are worth together is its share (P20)."""
    return found.month.within(found.policy.reporting_zone).duration // HOUR


def _full_hours(found: Availability, credited: Sequence[Episode], rules: HourRules) -> int:
    together = sum((one.counted for one in credited), timedelta(0))
    if rules.only_excess and credited:
        allowed = found.denominator * (1 - found.policy.target / found.policy.multiplier)
        beyond = seconds_of(found.classes.downtime) - allowed
        # What lies beyond may be another outage's: of these there is no more than they lasted.
        return max(min(int(beyond // HOUR_SECONDS), together // HOUR), 0)
    if rules.by_month:
        return together // HOUR
    if rules.by_piece:
        return sum(piece.duration // HOUR for one in credited for piece in one.pieces)
    return sum(one.counted // HOUR for one in credited)


def year_hours(anchor: date, on: datetime, policy: Policy, rules: HourRules) -> int:
    """Return over how many hours the annual value is spread for an instant (P26)."""
    if rules.fixed_year:
        return FIXED_YEAR
    day = on.astimezone(policy.reporting_zone).date()
    return hours_between(
        *contract_year(date(day.year, 1, 1) if rules.calendar_year else anchor, day)
    )


def _line(episode: Episode, found: Availability, rules: ClaimRules, why: Iterable[str]) -> str:
    last = deadline(event_of(episode, found, rules), rules).astimezone(UTC)
    said = "; ".join(why) or "claimed in time"
    counted = int(episode.counted.total_seconds())
    return (
        f"from {episode.during.start:%Y-%m-%dT%H:%M:%SZ}: {counted} s counted, "
        f"{episode.counted // HOUR} full hours, to be claimed by {last:%Y-%m-%dT%H:%M:%SZ}: {said}"
    )


def _plain(percent: Fraction) -> int | str:
    """Return a whole percentage as a number, any other as text: nothing is ever a float."""
    return int(percent) if percent.denominator == 1 else percent_text(percent)
