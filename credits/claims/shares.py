"""What a claim adds to the claims of its month that are approved (PQ-06).

The full hours of a month are those of its approved claims together, however the agreement counts
them, valued and rounded once. A claim is given what they come to with it, less what they came to
before. So the sum hangs on which claims were approved and on the month, not on the order of the
decisions, and the minutes of a declined claim are nobody's and take nothing from anybody.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from availability.models import Outage
from credits.claims.months import ClaimsMonth
from credits.months import Rate, times_in_words, worth_of
from portal.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Share:
    """What a claim is given, and how that came about."""

    money: Money
    lines: list[str]


def share_of(month: ClaimsMonth, own: Outage, approved: Sequence[Outage]) -> Share:
    """This function will return what a claim adds to those that were approved.

    :param approved: the outages of these, without its own.
    """
    before, together = month.hours_together(approved), month.hours_together([*approved, own])
    known, whole = _worth(month, before), _worth(month, together)
    return Share(whole - known, [*_lines(month, before, together, known, whole)])


def nothing_of(month: ClaimsMonth, why: Sequence[str]) -> Share:
    """This function will return the share of a claim that does not hold any more."""
    return Share(_worth(month, Counter()), list(why))


def _worth(month: ClaimsMonth, hours: Counter[Rate]) -> Money:
    return worth_of(hours).rounded() if hours else month.rate(None)[0] * 0


def _lines(
    month: ClaimsMonth, before: Counter[Rate], together: Counter[Rate], known: Money, whole: Money
) -> Sequence[str]:
    if not before.total():
        return [f"{times_in_words(together)} = {whole}"]
    return [
        f"{before.total()} h of {month.month} are credited already: {known}",
        f"{times_in_words(together)} = {whole}, less {known}: {whole - known}",
    ]
