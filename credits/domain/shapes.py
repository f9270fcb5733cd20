"""Shapes of credits other than bands and full hours: each a small rule; all figures exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

MINUTE = 60  # seconds
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissRule:
    """What a missed milestone earns, in percent of the month's fee."""

    credit: Fraction
    further: Fraction
    doubling: bool
    most: Fraction


def full_steps(amount: Fraction, step: Fraction) -> int:
    """This function will count the full steps in an amount; less than nothing has none."""
    return max(int(amount // step), 0)


def minute_steps(down: Fraction, minutes: int) -> int:
    """This function will count the full so many minutes in seconds of downtime."""
    return full_steps(down, Fraction(minutes * MINUTE))


def percent_steps(percent: Fraction | None, target: Fraction, step: Fraction) -> int:
    """This function will count the full so many percent by which a month is below its target."""
    return 0 if percent is None else full_steps(target - percent, step)


def days_with(down_by_day: Iterable[int], minutes: int) -> int:
    """This function will count the days with at least so many minutes of downtime."""
    return sum(1 for seconds in down_by_day if seconds >= minutes * MINUTE)


def days_share(days: int, days_in_month: int) -> Fraction:
    """This function will return what days of service are worth, as a share of the month's fee."""
    return Fraction(days, days_in_month)


def late_hours(late: timedelta) -> int:
    """This function will count the further hours begun after the first one that it is late."""
    begun = -(-late // HOUR)  # rounded up: a part of an hour is one
    return max(begun - 1, 0)


def miss_percent(late: timedelta, rule: MissRule) -> Fraction:
    """This function will return what one missed milestone earns, in percent, capped."""
    further = late_hours(late)
    if rule.doubling:
        # Doubling is stopped where the cap is reached: hours may be in the thousands.
        found = rule.credit
        for _ in range(further):
            if found >= rule.most:
                break
            found *= 2
    else:
        found = rule.credit + rule.further * further
    return min(found, rule.most)


def capped(amounts: Sequence[Fraction], most: Fraction) -> list[Fraction]:
    """This function will give amounts in order until the most is reached."""
    left, given = most, []
    for amount in amounts:
        given.append(min(amount, left))
        left -= given[-1]
    return given


def lifted(amounts: Sequence[Fraction], least: Fraction, *, to_least: bool) -> list[Fraction]:
    """This function will apply a minimum to amounts that together are less, and not nothing.

    :param to_least: the first amount is raised so that together they reach it; else none is due.
    """
    total = sum(amounts, Fraction(0))
    if not total or total >= least:
        return list(amounts)
    if not to_least:
        return [Fraction(0) for _ in amounts]
    first = next(place for place, amount in enumerate(amounts) if amount)
    return [
        amount + (least - total if place == first else 0) for place, amount in enumerate(amounts)
    ]
