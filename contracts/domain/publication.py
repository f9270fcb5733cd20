"""Whether a release may be published among those that are: numbers and days agree (LU-07)."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from contracts.domain.lifecycle import Lifecycle, Published, quarterlies, stage_of
from contracts.domain.versions import ReleaseKind, ReleaseNumber, Series
from portal.kernel.refusal import Refusal


def check_publication(
    new: Published, published: Sequence[Published], *, rules: Lifecycle | None
) -> None:
    """This function will refuse a release that does not fit in with the others (LU-07, LU-08).

    :param rules: how the vendor's releases age; without them a release must only be new.
    :raises Refusal: if the number is out already, is none that follows, or its day breaks the
        order of the numbers; or if a correction comes for a release past its end of life.
    """
    twin = next((one for one in published if one.number == new.number), None)
    if twin is not None:
        raise Refusal(f"{new.number} was published on {_day(twin.on)} already.", code="already")
    if new.eol_on is not None and new.eol_on <= new.on:
        raise Refusal("A release ends its life after the day it is published.", code="eol")
    if rules is None:
        return
    check_series(new.number, rules)
    if new.number.kind is ReleaseKind.QUARTERLY:
        _check_quarterly(new, published, rules)
    else:
        _check_correction(new, published, rules)


def check_series(number: ReleaseNumber, rules: Lifecycle | None) -> None:
    """This function will refuse a number that no release can have: 5.4 where four make a major.

    :raises Refusal: with code `no_number`, naming the one that follows instead (LU-07).
    """
    if rules is not None and number.minor >= rules.quarterlies_in_a_major:
        last = Series(number.major, rules.quarterlies_in_a_major - 1)
        raise Refusal(
            f"There is no {number.series}: after {last} comes "
            f"{last.next(rules.quarterlies_in_a_major)}, because the first number rises after "
            f"{rules.quarterlies_in_a_major} quarterly releases ({rules.clause.ref}).",
            code="no_number",
        )


def _check_quarterly(new: Published, published: Sequence[Published], rules: Lifecycle) -> None:
    """This function will see that quarterly releases follow one another without a gap."""
    for before, after in pairwise(quarterlies([*published, new])):
        if new not in (before, after):
            continue
        due = before.number.series.next(rules.quarterlies_in_a_major)
        if due != after.number.series:
            raise Refusal(
                f"After {before.number.series} comes {due}, not {after.number.series}.",
                code="no_number",
            )
        if after.on <= before.on:
            raise Refusal(
                f"{after.number} follows {before.number}, so it cannot be published earlier or "
                f"on the same day: {_day(before.on)} and {_day(after.on)}.",
                code="too_early",
            )


def _check_correction(new: Published, published: Sequence[Published], rules: Lifecycle) -> None:
    """This function will see that a correction has something to correct, in its order."""
    number = new.number
    base = ReleaseNumber(number.major, number.minor)
    if number.kind is ReleaseKind.HOT_FIX:
        base = ReleaseNumber(number.major, number.minor, number.maintenance)
    if not any(one.number == base and one.on <= new.on for one in published):
        raise Refusal(
            f"{number} corrects {base}, which is not published by {_day(new.on)}.", code="no_base"
        )
    series = sorted(
        [new, *(one for one in published if one.number.series == number.series)],
        key=lambda one: one.number,
    )
    for before, after in pairwise(series):
        if new in (before, after) and after.on < before.on:
            raise Refusal(
                f"{after.number} follows {before.number}, so it cannot be published earlier: "
                f"{_day(before.on)} and {_day(after.on)}.",
                code="too_early",
            )
    standing = stage_of(number, published, on=new.on, rules=rules)
    if standing.terms is not None and not standing.terms.maintenance:
        raise Refusal(
            f"{number.series} reached its end of life on {_day(standing.eol_on)}; from then on "
            f"it gets no maintenance releases ({standing.terms.clause.ref}). Whoever publishes "
            "releases can state a later end of life first.",
            code="past_eol",
        )


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day unknown"
