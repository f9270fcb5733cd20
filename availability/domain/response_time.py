"""Response times by day: an average of requests, in the reporting zone's days (HR-05)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """The longest average that is still in order, in seconds."""

    seconds: Fraction
    equality_fails: bool = False

    def fails(self, mean: Fraction) -> bool:
        """This function will say whether an average is too long."""
        return mean >= self.seconds if self.equality_fails else mean > self.seconds


@dataclass(frozen=True, slots=True)
class Day:
    """A day's average; None: nothing was measured, which is neither a failure nor a pass."""

    on: date
    mean: Fraction | None
    fails: bool


def seconds_text(mean: Fraction) -> str:
    """This function will write an average in seconds with three places, cut off."""
    whole, rest = divmod(mean.numerator * MILLISECONDS // mean.denominator, MILLISECONDS)
    return f"{whole}.{rest:03}"


def days_of(samples: Mapping[date, Iterable[Fraction]], limit: Limit) -> list[Day]:
    """This function will return each day's average, in order of dates."""
    return [_day(on, list(samples[on]), limit) for on in sorted(samples)]


def _day(on: date, samples: list[Fraction], limit: Limit) -> Day:
    if not samples:
        return Day(on, None, fails=False)
    mean = sum(samples, Fraction(0)) / len(samples)
    return Day(on, mean, limit.fails(mean))
