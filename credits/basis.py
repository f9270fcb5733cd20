"""What a month's credits are worked out from: its facts as they stand, or as they were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TypedDict

from availability.domain.facts import Maintenance, Outage
from availability.domain.month import Availability, Episode, episodes
from availability.domain.response_time import Day
from availability.domain.spans import Spans
from availability.figures import MonthFigure, computed
from availability.models import MonthClosing
from availability.policies import policy_with
from availability.sealing import days_kept
from availability.snapshot import Snapshot
from contracts.domain.terms import Terms
from contracts.models import AgreementVersion, Contract
from credits.domain.settlement import due_of, invoice_follows
from credits.missed import Miss
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import first_instant

ONE_DAY = timedelta(days=1)


class Term(TypedDict):
    """The instants between which a contract's service is owed."""

    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A contract's month with all that its credits hang on, besides fees and claims."""

    contract: Contract
    agreement: AgreementVersion
    found: Availability
    outages: Sequence[Outage]
    works: Sequence[Maintenance]
    days: tuple[Day, ...]
    misses: tuple[Miss, ...] = ()  # read only where the agreement gives something for them

    @property
    def month(self) -> Month:
        """The month."""
        return self.found.month

    @property
    def terms(self) -> Terms:
        """All that was agreed for it."""
        return self.agreement.terms

    @property
    def first_day(self) -> date:
        """The contract's first day in the month, by which fees are looked up."""
        return max(self.month.first_day, self.contract.starts_on)

    @property
    def term(self) -> Term:
        """When the contract's service began and ended, where that is known by this month.

        What was signed holds; an end beyond the month is the one agreed by now.
        """
        zone, ends_on = self.found.policy.reporting_zone, self.contract.ends_on
        starts = first_instant(self.contract.starts_on, zone)
        signed, whole = self.found.period, self.month.within(zone)
        if signed is not None and signed.end < whole.end:
            return {"starts": starts, "ends": signed.end}
        if ends_on is None or ends_on < self.month.last_day:
            return {"starts": starts, "ends": None}
        return {"starts": starts, "ends": first_instant(ends_on + ONE_DAY, zone)}

    @cached_property
    def begun(self) -> tuple[Episode, ...]:
        """The episodes of unavailability that began in the month, as far as the contract ran."""
        policy = self.found.policy
        return tuple(episodes(self.outages, self.works, policy, self.month, **self.term))

    @property
    def due_on(self) -> date | None:
        """By when the month's credits are settled; None: the agreement sets no date (HR-06)."""
        settlement = self.terms.settlement
        if settlement is None or settlement.payment_days is None:
            return None
        follows = invoice_follows(self.month, self.contract.ends_on)
        return due_of(self.month, settlement.payment_days, further_invoice=follows).last_day

    @property
    def slow_days(self) -> list[Day]:
        """The days whose average response time was too long."""
        return [day for day in self.days if day.fails]

    @property
    def down_by_day(self) -> list[int]:
        """The seconds of downtime of each day of the month, where it is measured."""
        zone, first = self.found.policy.reporting_zone, self.month.first_day
        days = [first + timedelta(days=place) for place in range(self.month.last_day.day + 1)]
        edges = [first_instant(one, zone) for one in days]
        down = self.found.classes.downtime
        return [(down & Spans.of([Period(*pair)])).total() for pair in pairwise(edges)]


def basis_of_figure(figure: MonthFigure, misses: tuple[Miss, ...] = ()) -> Basis:
    """Return a month as it stands; if it is not over, as if nothing more happens."""
    return Basis(
        contract=figure.facts.contract,
        agreement=figure.facts.agreement,
        found=figure.found,
        outages=figure.snapshot.outages,
        works=figure.snapshot.works,
        days=figure.days,
        misses=misses,
    )


def basis_of_closing(closing: MonthClosing, misses: tuple[Miss, ...] = ()) -> Basis:
    """Return a month from the facts that were kept when it was closed (CO-05).

    :raises Refusal: if its agreement promised no availability.
    """
    terms = closing.agreement.terms.availability
    if terms is None:
        raise Refusal("No availability was promised.", code="no_promise")
    snapshot = Snapshot.read(closing.facts)
    return Basis(
        contract=closing.contract,
        agreement=closing.agreement,
        found=computed(snapshot, policy_with(terms, snapshot.holidays)),
        outages=snapshot.outages,
        works=snapshot.works,
        days=days_kept(closing.facts, terms),
        misses=misses,
    )
