"""The portfolio: where each contract stands this month, the worst first (experience: Portfolio).

Availability is the month's if nothing more happens; attainment what became final in it so far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property

from availability.domain.month import percent_text
from availability.figures import MonthFigure, figures_of_many
from contracts.account import standings_of
from contracts.domain.standing import GoodStanding
from contracts.models import Contract
from contracts.services.amending import local_date
from contracts.standings import today_at
from credits.chronic import ChronicState, chronic_of_many
from credits.queries import balances_of
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.tenancy.models import Membership, Vendor
from portal.web.templatetags.sundial import duration
from reports.domain.risk import Position, Sign, order_of, signs_of
from reports.portfolio.reading import (
    Attained,
    criticals_of,
    escalations_of,
    late_of,
    managers_of,
)
from sla.domain.attainment import Count, percent


@dataclass(frozen=True, kw_only=True)
class Held:
    """One contract with all that the portfolio says of it."""

    contract: Contract
    manager: Membership | None
    count: Count
    figure: MonthFigure | None  # None: no availability is promised
    criticals: int
    escalations: int
    late: int
    standing: GoodStanding
    credits: tuple[Money, ...]  # owed, by currency
    chronic: ChronicState | None  # None: the agreement gives no such right
    days_left: int | None

    @property
    def aim(self) -> Fraction | None:
        """The aim for attainment of the terms in force."""
        return self.contract.agreement.terms.attainment_aim

    @property
    def attained(self) -> str:
        """The share met this month, in percent and cut off; nothing where nothing was counted."""
        return "" if self.count.share is None else percent(self.count.share)

    @property
    def aim_percent(self) -> str:
        """The aim in percent; nothing where none is stated."""
        return "" if self.aim is None else percent(self.aim)

    @property
    def percent(self) -> str:
        """This month's availability if nothing more happens; nothing where none is measured."""
        found = self.figure.found.percent if self.figure else None
        return "" if found is None else percent_text(found)

    @property
    def target(self) -> str:
        """The target for availability in percent."""
        if self.figure is None:
            return ""
        policy = self.figure.found.policy
        return percent_text(policy.target).rstrip("0").rstrip(".")

    @property
    def budget_left(self) -> int | None:
        """The seconds that may still be lost this month; below zero: so many too many were."""
        return self.figure.budget_left if self.figure and self.percent else None

    @property
    def left_words(self) -> str:
        """What may still be lost this month, or by how much more was, as a duration."""
        return duration(timedelta(seconds=abs(self.budget_left or 0)))

    @property
    def owed(self) -> str:
        """What is owed in credits, in words; nothing where nothing is."""
        return ", ".join(map(str, self.credits))

    @property
    def chronic_words(self) -> str:
        """How far chronic failure is, in a sentence; nothing where it gives no right (HR-07)."""
        return self.chronic.sentences[0] if self.chronic else ""

    @property
    def used(self) -> Fraction:
        """How much of what the month may lose is used; above 1: more than that."""
        if self.figure is None or not self.percent:
            return Fraction(0)
        found = self.figure.found
        if found.allowed:
            return Fraction(found.down) / found.allowed
        return Fraction(2 if found.down else 0)

    @cached_property
    def position(self) -> Position:
        """Where it stands, as far as it says something of risk."""
        return Position(
            name=str(self.contract.customer),
            has_right=bool(self.chronic and self.chronic.right),
            is_near_right=bool(self.chronic and self.chronic.misses.left == 1),
            missed_month=bool(self.figure and self.figure.found.is_missed),
            used=self.used,
            criticals=self.criticals,
            escalations=self.escalations,
            below_aim=self.count.reaches(self.aim) is False,
            standing=self.standing.reasons,
            owes_credits=bool(self.credits),
            late_activities=self.late,
            days_left=self.days_left,
        )

    @cached_property
    def signs(self) -> list[Sign]:
        """Why to look at it, grave signs first."""
        return signs_of(self.position)


def month_of(vendor: Vendor, at: datetime) -> Month:
    """Return the present month by the vendor's calendar."""
    today = today_at(vendor, at)
    return Month(today.year, today.month)


def portfolio_of(vendor: Vendor, contracts: Sequence[Contract], *, at: datetime) -> list[Held]:
    """Return where contracts stand, the worst first, with as many queries for one as for all."""
    month, keys = month_of(vendor, at), [one.pk for one in contracts]
    figures = figures_of_many(vendor, month, contracts, at=at, with_days=False)
    counts = Attained.of(keys, vendor, at).in_month(month)
    standings, managers = standings_of(contracts, at), managers_of(keys)
    criticals, escalations = criticals_of(keys), escalations_of(keys)
    late, owed = late_of(keys, today_at(vendor, at)), balances_of(keys)
    chronic = chronic_of_many(contracts, at)
    rows = [
        Held(
            contract=one,
            manager=managers.get(one.pk),
            count=counts.get(one.pk, Count()),
            figure=figures.get(one.pk),
            criticals=criticals.get(one.pk, 0),
            escalations=escalations.get(one.pk, 0),
            late=late.get(one.pk, 0),
            standing=standings[one.pk],
            credits=tuple(money for money in owed.get(one.pk, ()) if money.amount > 0),
            chronic=chronic.get(one.pk),
            days_left=_days_left(one, at),
        )
        for one in contracts
    ]
    return sorted(rows, key=lambda row: (order_of(row.position), row.contract.pk))


def _days_left(contract: Contract, at: datetime) -> int | None:
    if contract.ends_on is None:
        return None
    return (contract.ends_on - local_date(contract, at)).days
