"""Attainment: how many of the promises that came to an end were kept (LU-18, PQ-10, HR-11).

met / (met + missed), an exact fraction. What is open and overdue is missed already; what is open
and not yet due is not in it, nor what ended without outcome. Nothing counted is no share at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Self

from portal.kernel.period import Period
from sla.domain.clock import Outcome

HUNDREDTHS = 100  # of a percent are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What has become of one milestone so far."""

    outcome: Outcome
    due_at: datetime | None = None
    stopped_at: datetime | None = None  # None while the milestone is still to be reached

    @property
    def final_at(self) -> datetime | None:
        """This property will return when the outcome became final; None: it is not, or is none.

        A miss is final at its due time, however long the milestone is still worked for.
        """
        if self.outcome is Outcome.MET:
            return self.stopped_at
        return self.due_at if self.outcome is Outcome.MISSED else None


@dataclass(frozen=True, slots=True)
class Count:
    """Milestones whose outcome is final."""

    met: int = 0
    missed: int = 0
    still_open: int = 0  # of the missed: still to be reached

    @classmethod
    def of(cls, endings: Iterable[Ending], during: Period) -> Self:
        """This function will count the endings that became final in a period."""
        final = [one for one in endings if one.final_at and during.contains(one.final_at)]
        missed = [one for one in final if one.outcome is Outcome.MISSED]
        still_open = [one for one in missed if one.stopped_at is None]
        return cls(len(final) - len(missed), len(missed), len(still_open))

    @property
    def counted(self) -> int:
        """This property will return the denominator."""
        return self.met + self.missed

    @property
    def share(self) -> Fraction | None:
        """This property will return the share met, exactly; None where nothing was counted."""
        return Fraction(self.met, self.counted) if self.counted else None

    def reaches(self, aim: Fraction | None) -> bool | None:
        """This function will say whether the aim is reached: at exactly the aim it is.

        None: there is no aim, or nothing to hold against it.
        """
        return None if aim is None or self.share is None else self.share >= aim

    def __add__(self, other: "Count") -> "Count":
        """This function will count two sets of milestones together."""
        return Count(
            self.met + other.met, self.missed + other.missed, self.still_open + other.still_open
        )


def percent(share: Fraction) -> str:
    """This function will write a share as a percentage with two places.

    The rest is cut off and never rounded up: 89.999 % must not read as an aim of 90 % reached.
    """
    whole, rest = divmod(share * 100 * HUNDREDTHS // 1, HUNDREDTHS)
    return f"{whole}.{rest:02}"
