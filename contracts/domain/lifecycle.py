"""Where a release stands in its life, and what its customers are given there (LU-08).

The rule with worked tables: docs/algorithms/lifecycle.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.domain.clause import Clause
from contracts.domain.versions import ReleaseKind, ReleaseNumber, Series

ONE_DAY = timedelta(days=1)


class LifeStage(StrEnum):
    UNPUBLISHED = "unpublished"  # not out, or never a release: nothing is said of it
    FULL = "full"
    SUSTAINING = "sustaining"
    EXTENDED = "extended"
    EOSL = "eosl"


STATED_STAGES = tuple(LifeStage)[1:]  # those that an agreement describes, in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTerms:
    """What the agreement gives to a release at one stage."""

    stage: LifeStage
    name: str
    gives: str  # a sentence or two for the customer
    maintenance: bool  # it still gets maintenance releases
    measured: bool  # service level clocks run for its incidents
    closing_reason: str  # for which its incidents may be closed, or nothing (LU-20)
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """How releases of a vendor age: the figures of its agreement (LU-07, LU-08)."""

    quarterlies_in_a_major: int
    sustaining: int  # quarterly releases before the current one that are still maintained
    extended_years: int
    stages: Mapping[LifeStage, StageTerms]
    clause: Clause

    def name_of(self, stage: LifeStage) -> str:
        """This method will return what the agreement calls a stage."""
        return self.stages[stage].name if stage in self.stages else "Not published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A release that is out, or announced for a day to come; its EOL date if one is stated."""

    number: ReleaseNumber
    on: date
    eol_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A release's place in its life on a date. Dates that depend on what is not out are None."""

    stage: LifeStage
    since: date | None = None
    changes_on: date | None = None
    changes_to: LifeStage | None = None
    eol_on: date | None = None
    eosl_on: date | None = None
    terms: StageTerms | None = None

    @property
    def is_measured(self) -> bool:
        """This property will say whether service level clocks run (LU-08)."""
        return self.terms is None or self.terms.measured

    @property
    def is_past_eol(self) -> bool:
        """This property will say whether the release has reached its end of life."""
        return self.stage in {LifeStage.EXTENDED, LifeStage.EOSL}


def stage_of(
    number: ReleaseNumber,
    published: Iterable[Published],
    *,
    on: date,
    rules: Lifecycle,
    extended_until: date | None = None,
) -> Standing:
    """This function will say where a release stands on a date, and what comes next (LU-08).

    Corrections share the stage of the quarterly release they correct. The EOL date is the stated
    one, or the day on which the first quarterly release too many is published (n-4).

    :param published: releases of the product; those announced for later days tell what comes.
    :param extended_until: the last day of extended support agreed with a customer, if any.
    """
    quarterly = quarterlies(published)
    own = next((one for one in quarterly if one.number.series == number.series), None)
    if own is not None and own.on > on:
        return Standing(stage=LifeStage.UNPUBLISHED, changes_on=own.on, changes_to=LifeStage.FULL)
    if not any(one.on <= on and one.number.series >= number.series for one in quarterly):
        return Standing(stage=LifeStage.UNPUBLISHED)
    changes = _changes(number.series, own, quarterly, rules, extended_until)
    past = [change for change in changes if change[0] is None or change[0] <= on]
    ahead = changes[len(past) :]
    since, stage = past[-1]
    return Standing(
        stage=stage,
        since=since,
        changes_on=ahead[0][0] if ahead else None,
        changes_to=ahead[0][1] if ahead else None,
        eol_on=_first_day(changes, LifeStage.EXTENDED),
        eosl_on=_first_day(changes, LifeStage.EOSL),
        terms=rules.stages[stage],
    )


type Change = tuple[date | None, LifeStage]  # None: before the first release that is known


def _changes(
    series: Series,
    own: Published | None,
    quarterly: Sequence[Published],
    rules: Lifecycle,
    extended_until: date | None,
) -> list[Change]:
    """This function will list the stages of a release with their first days, in order."""
    later = [one for one in quarterly if one.number.series > series]
    eol_on = end_of_life(own, later, rules)
    changes: list[Change] = [(own.on if own else None, LifeStage.FULL)]
    if later and (eol_on is None or later[0].on < eol_on):
        changes.append((later[0].on, LifeStage.SUSTAINING))
    if eol_on is not None:
        ends_on = years_on(eol_on, rules.extended_years)
        if extended_until is not None:
            ends_on = max(ends_on, extended_until + ONE_DAY)
        changes += [(eol_on, LifeStage.EXTENDED), (ends_on, LifeStage.EOSL)]
    return changes


def _first_day(changes: Sequence[Change], stage: LifeStage) -> date | None:
    return next((day for day, to in changes if to is stage), None)


def end_of_life(own: Published | None, later: Sequence[Published], rules: Lifecycle) -> date | None:
    """This function will return the first day beyond a release's life, if it is known (LU-08)."""
    if own is not None and own.eol_on is not None:
        return own.eol_on
    return later[rules.sustaining].on if len(later) > rules.sustaining else None


def quarterlies(published: Iterable[Published]) -> list[Published]:
    """This function will return the quarterly releases in the order of their numbers."""
    found = [one for one in published if one.number.kind is ReleaseKind.QUARTERLY]
    return sorted(found, key=lambda one: one.number)


def years_on(day: date, years: int) -> date:
    """This function will return the same day some years on; 29 February is followed by 1 March.

    So a year of support that begins on a leap day has its 28 February too.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def coverage(
    published: Sequence[Published], *, on: date, rules: Lifecycle
) -> tuple[ReleaseNumber, ReleaseNumber] | None:
    """This function will return the oldest and newest release under full or sustaining support.

    With 5.3.1 as the newest that is 5.0.0 to 5.3.1 (LU-08); None where nothing is.
    """
    covered = sorted(
        one.number
        for one in published
        if one.on <= on and not stage_of(one.number, published, on=on, rules=rules).is_past_eol
    )
    return (covered[0], covered[-1]) if covered else None


def upgrade_path(
    number: ReleaseNumber, published: Iterable[Published], *, on: date
) -> tuple[ReleaseNumber, ...]:
    """This function will return what can be upgraded to: its own newest correction, the newest."""
    out = sorted(one.number for one in published if one.on <= on and one.number > number)
    own = [one for one in out if one.series == number.series]
    return tuple(dict.fromkeys([*own[-1:], *out[-1:]]))
