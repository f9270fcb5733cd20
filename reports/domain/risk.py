"""Which customers want looking after first: signs, each with its sentence, and no score.

A sign is grave where a promise is broken or may end the contract, else it is a warning. Customers
are put in order by their grave signs, then their warnings, then how much of the month's allowance
is used, then by name. Nothing is weighed against anything else, so that an order can be explained
by counting (docs/algorithms/portfolio.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

NEARLY_USED = Fraction(3, 4)  # of what a month may lose
SOON = 90  # days until a contract's end


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to look at a customer."""

    key: str
    words: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a contract stands, as far as it says something of risk."""

    name: str
    has_right: bool = False  # to terminate for chronic failure, open
    is_near_right: bool = False  # one more miss gives it
    missed_month: bool = False
    used: Fraction = Fraction(0)  # of what the month may lose; above 1: more than that
    criticals: int = 0
    escalations: int = 0
    below_aim: bool = False
    standing: tuple[str, ...] = ()  # why it is not in good standing
    owes_credits: bool = False
    late_activities: int = 0
    days_left: int | None = None  # None: until further notice


def signs_of(one: Position) -> list[Sign]:
    """This function will return the signs of a contract, grave ones first."""
    return sorted(_signs(one), key=lambda sign: not sign.is_grave)


def order_of(one: Position) -> tuple[int, int, Fraction, str]:
    """This function will return by what a contract is put in order: the worst first."""
    signs = signs_of(one)
    grave = sum(sign.is_grave for sign in signs)
    return -grave, grave - len(signs), -one.used, one.name.casefold()


def _signs(one: Position) -> Iterator[Sign]:
    if one.has_right:
        yield Sign("right", "may be terminated for chronic failure", is_grave=True)
    elif one.is_near_right:
        yield Sign("near_right", "one more miss gives the right to terminate")
    if one.missed_month:
        yield Sign("availability", "this month's availability is missed", is_grave=True)
    elif one.used >= NEARLY_USED:
        yield Sign("budget", f"{int(one.used * 100)} % of the month's allowance is used")
    if one.criticals:
        yield Sign("criticals", f"{one.criticals} critical open", is_grave=True)
    if one.escalations:
        yield Sign("escalations", f"{one.escalations} escalated")
    if one.below_aim:
        yield Sign("attainment", "attainment is below the aim")
    if one.standing:
        yield Sign("standing", "not in good standing")
    if one.owes_credits:
        yield Sign("credits", "credits are due")
    if one.late_activities:
        plural = "activity" if one.late_activities == 1 else "activities"
        yield Sign("activities", f"{one.late_activities} {plural} overdue")
    if one.days_left is not None and one.days_left <= SOON:
        yield Sign("renewal", f"ends in {one.days_left} days")
