"""A region's holidays through their versions, so that any of them can be read as it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

type Days = tuple[tuple[date, str], ...]  # holidays by local date, hashable


class Decision(NamedTuple):
    """What a version says of one date; a later version's word replaces it."""

    version: int
    date: date
    name: str
    closes: bool


@dataclass(frozen=True)
class RegionCalendar:
    """All that was ever decided of a region's holidays."""

    decisions: tuple[Decision, ...] = ()  # in the order of versions
    newest: int | None = None  # None: nothing was decided yet
    years: frozenset[int] = frozenset()  # those that were copied
    region: str = ""

    @cached_property
    def days(self) -> Days:
        """This property will return the holidays of the newest version."""
        return _folded(self.decisions)

    def days_in(self, version: int | None) -> Days:
        """This method will return the holidays as a version knew them; None: the newest."""
        if version is None or version == self.newest:
            return self.days
        return _folded(one for one in self.decisions if one.version <= version)

    def with_changes(self, changes: Iterable[Decision]) -> "RegionCalendar":
        """This method will return the calendar as it would be after these decisions too."""
        return replace(self, decisions=(*self.decisions, *changes))


def _folded(decisions: Iterable[Decision]) -> Days:
    found: dict[date, str] = {}
    for one in decisions:
        found.pop(one.date, None)
        if one.closes:
            found[one.date] = one.name
    return tuple(sorted(found.items()))
