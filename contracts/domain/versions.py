"""Release numbers: what a number says about its release, and which comes before which (LU-07)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from portal.kernel.refusal import Refusal

_NUMBER = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?", re.ASCII)


class ReleaseKind(StrEnum):
    QUARTERLY = "quarterly"  # x.Y.z: functions change or are added
    MAINTENANCE = "maintenance"  # x.y.Z: several faults corrected
    HOT_FIX = "hot fix"  # x.y.z.Z: one critical fault corrected, for the time being

    @property
    def words(self) -> str:
        """This property will write the kind with its noun: a hot fix, a quarterly release."""
        return self.value if self is ReleaseKind.HOT_FIX else f"{self.value} release"


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """A quarterly release with all that only corrects it: 5.3 (LU-07)."""

    major: int
    minor: int

    def __str__(self) -> str:
        """This method will write a series as people do: 5.3."""
        return f"{self.major}.{self.minor}"

    def next(self, in_a_major: int) -> Self:
        """This method will return the quarterly release that follows: 5.2, 5.3, 6.0 (LU-07)."""
        if self.minor + 1 < in_a_major:
            return type(self)(self.major, self.minor + 1)
        return type(self)(self.major + 1, 0)


@dataclass(frozen=True, slots=True, order=True)
class ReleaseNumber:
    """One release by its number; numbers are ordered as the releases are (LU-07)."""

    major: int
    minor: int
    maintenance: int = 0
    hot_fix: int = 0

    def __str__(self) -> str:
        """This method will write the number with three parts, or four for a hot fix."""
        parts = [self.major, self.minor, self.maintenance, *([self.hot_fix] * bool(self.hot_fix))]
        return ".".join(map(str, parts))

    @property
    def series(self) -> Series:
        """This property will return the quarterly release that this one is, or corrects."""
        return Series(self.major, self.minor)

    @property
    def kind(self) -> ReleaseKind:
        """This property will derive the kind of release from which part counts (LU-07)."""
        if self.hot_fix:
            return ReleaseKind.HOT_FIX
        return ReleaseKind.MAINTENANCE if self.maintenance else ReleaseKind.QUARTERLY


def parse_number(text: str) -> ReleaseNumber:
    """This function will read a release number such as 5.3, 5.3.1 or 5.3.1.2 (LU-07).

    5.3 is short for 5.3.0. Signs, blanks within and further parts make it none.

    :raises Refusal: with code `no_number`, saying how one is written.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        shown = text.strip()[:30] or "Nothing"
        raise Refusal(
            f"“{shown}” is no release number. Write 5.3.0 for a quarterly release, 5.3.1 for a "
            "maintenance release, 5.3.1.2 for a hot fix.",
            code="no_number",
        )
    return ReleaseNumber(*(int(part or 0) for part in found.groups()))
