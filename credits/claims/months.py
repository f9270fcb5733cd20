"""All by which claims of a month are judged: its outages, the agreement's rules, the account.

Until the month is closed it is read as it stands; afterwards from the facts that were signed, so
that a claim is judged the same whenever one looks (CO-05).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from availability.domain.derivation import decimal_text
from availability.domain.month import Episode, percent_text
from availability.figures import figure_of
from availability.models import MonthClosing, Outage
from availability.policies import holidays_around
from availability.services.closing import last_closing
from contracts.commitments import fees_on
from contracts.domain.terms import Terms
from contracts.models import Contract
from contracts.services.amending import terms_on
from credits.basis import Basis, basis_of_closing, basis_of_figure
from credits.claims.outstanding import invoices_of
from credits.commitments import annual_values
from credits.domain.claims import Claim, ClaimRules, Invoice, deadline
from credits.domain.conditions import Condition, Limit, Lost, Verdict, conditions, limits
from credits.months import (
    AnnualValue,
    HourRules,
    Rate,
    by_rate,
    event_of,
    hours_of,
    opens_gate,
    rate_of,
)
from credits.terms import claims_for, hours_for
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal

SECOND = timedelta(seconds=1)
NOTHING = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class ClaimsMonth:
    """A contract's month as claims see it."""

    basis: Basis
    closing: MonthClosing | None  # None: it is not closed, and read as it stands

    @property
    def contract(self) -> Contract:
        """This property will return whose month it is."""
        return self.basis.contract

    @property
    def terms(self) -> Terms:
        """This property will return what was agreed for it."""
        return self.basis.terms

    @property
    def month(self) -> Month:
        """This property will return which month it is."""
        return self.basis.month

    @property
    def zone(self) -> ZoneInfo:
        """This property will return where the month and the days for claiming are counted."""
        return self.basis.found.policy.reporting_zone

    @cached_property
    def rules(self) -> ClaimRules:
        """This property will return how claims are made."""
        asked = self.terms.claims
        if asked is None:
            raise Refusal("This agreement knows no claims.", code="no_claims")
        holidays = holidays_around(asked.holidays, self.contract.vendor_id, self.month)
        return claims_for(asked, self.zone.key, holidays)

    @cached_property
    def hour_rules(self) -> HourRules:
        """This property will return how full hours are counted."""
        stated = self.terms.hour_credits
        return hours_for(stated) if stated else HourRules()

    @cached_property
    def invoices(self) -> list[Invoice]:
        """This property will return the account of the customer."""
        return invoices_of(self.contract.customer_id, self.zone)

    @property
    def begun(self) -> Sequence[Episode]:
        """This property will return the episodes that began in the month."""
        return self.basis.begun

    @cached_property
    def verdict(self) -> Verdict:
        """This property will return what the month came to."""
        found, basis = self.basis.found, self.basis
        counted = [one for one in self.begun if one.counted]
        opens = opens_gate(found, counted, basis.outages, basis.works, self.hour_rules)
        return Verdict(
            month=self.month,
            is_closed=self.closing is not None,
            is_met=None if found.percent is None else not opens,
            percent="" if found.percent is None else percent_text(found.percent),
            target=decimal_text(found.policy.target),
        )

    def episode_of(self, key: str) -> Episode | None:
        """This method will return the episode of an outage, if it began in this month."""
        known = [one.during for one in self.basis.outages if one.key == key]
        return next((one for one in self.begun for it in known if one.during.overlaps(it)), None)

    def case(self, outage: Outage, before: Sequence[Episode] = ()) -> "Case":
        """This method will return what there is to judge of a claim for an outage.

        :param before: the episodes that earlier claims of the month are credited with.
        """
        episode, version = self.episode_of(str(outage)), outage.current
        if episode is None:  # withdrawn, or it is in no month's facts yet
            ends = version.ends_at or version.starts_at
            lost = Lost(starts_at=version.starts_at, ends_at=ends, counted=NOTHING, hours=0)
            return Case(of=self, lost=lost, episode=None)
        is_new = episode not in before
        more = self._hours([*before, episode]) - self._hours(before) if is_new else 0
        lost = Lost(
            starts_at=episode.during.start,
            ends_at=episode.during.end,
            counted=episode.counted,
            hours=max(more, 0),
            is_anothers=not is_new,
            may_add=bool(episode.counted and is_new and self._hours(self._with(episode))),
        )
        return Case(of=self, lost=lost, episode=episode)

    def hours_together(self, outages: Iterable[Outage]) -> Counter[Rate]:
        """This method will return the full hours of outages, with what each is worth (P26).

        They depend on which outages these are and on the month, not on their order.
        """
        wanted = {self.episode_of(str(one)) for one in outages}
        credited = [one for one in self.begun if one in wanted]
        return by_rate(self.basis.found, credited, self.rate, self.hour_rules)

    def rate(self, episode: Episode | None) -> Rate:
        """This method will return what an hour of an episode is worth; of none: of the month."""
        found, anchor = self.basis.found, self.contract.starts_on
        return rate_of(episode, found, self._annual_values, anchor, self.hour_rules)

    @cached_property
    def _annual_values(self) -> AnnualValue:
        value = fees_on(self.contract, self.basis.first_day).of_a_year()
        if value is None:
            raise Refusal(
                f"The contract with {self.contract.customer} states no annual value, so an hour "
                "is worth nothing yet: record its fees first.",
                code="no_fees",
            )
        return annual_values(self.contract, value)

    def _hours(self, credited: Sequence[Episode]) -> int:
        return hours_of(self.basis.found, list(credited), self.hour_rules)

    def _with(self, episode: Episode) -> Sequence[Episode]:
        """This method will return the episodes with which one can come to a full hour."""
        return self.begun if self.hour_rules.are_pooled else [episode]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One outage's claim before the rules."""

    of: ClaimsMonth
    lost: Lost
    episode: Episode | None

    @cached_property
    def last(self) -> datetime:
        """This property will return the last second in which a claim is in time."""
        if self.episode is None:
            return next(one.at for one in self.limits if one.is_agreed)
        return deadline(event_of(self.episode, self.of.basis.found, self.of.rules), self.of.rules)

    @cached_property
    def limits(self) -> list[Limit]:
        """This property will return the deadline by each reading, the earliest first (P27)."""
        ends = self.of.month.plus(1).begins(self.of.zone) - SECOND
        return limits(self.lost, ends, self.of.rules)

    def judge(self, claim: Claim, *, at: datetime) -> list[Condition]:
        """This method will judge a claim point by point."""
        of = self.of
        return conditions(claim, self.lost, of.verdict, self.last, of.invoices, of.rules, at=at)


def closed_month(closing: MonthClosing) -> ClaimsMonth:
    """This function will read a month from the facts that were signed.

    :raises Refusal: if its agreement promised no availability.
    """
    return ClaimsMonth(basis=basis_of_closing(closing), closing=closing)


def open_month(contract: Contract, month: Month, *, at: datetime) -> ClaimsMonth:
    """This function will read a month as it stands.

    :raises Refusal: if no availability was promised in it.
    """
    figure = figure_of(contract, month, at=at)
    return ClaimsMonth(basis=basis_of_figure(figure), closing=None)


def month_of(contract: Contract, outage: Outage, *, at: datetime) -> ClaimsMonth:
    """This function will return the month to which an outage is booked: that of its beginning.

    A closed month that does not hold the outage is read as it stands: it was declared later, and
    counts once the month is stated anew.

    :raises Refusal: if no availability was promised in that month.
    """
    starts = outage.current.starts_at
    stated = terms_on(contract, starts.date()).agreement.terms.availability
    zone = ZoneInfo(stated.zone if stated else contract.customer.time_zone)
    # For a contract that began while it went on, it began with the contract.
    began = contract.starts_on
    month = max(Month.of(starts, zone), Month(began.year, began.month))
    booked = _read(contract, month, outage, at)
    if booked.episode_of(str(outage)) is None and contract.starts_on < month.first_day:
        # It may go on from an outage of the month before, with which it is one.
        try:
            before = _read(contract, month.plus(-1), outage, at)
        except Refusal:  # nothing was promised then
            return booked
        return before if before.episode_of(str(outage)) else booked
    return booked


def _read(contract: Contract, month: Month, outage: Outage, at: datetime) -> ClaimsMonth:
    closing = last_closing(contract, month)
    if closing is not None:
        closing.contract = contract  # as it was read already
        signed = closed_month(closing)
        if any(one.key == str(outage) for one in signed.basis.outages):
            return signed
    return open_month(contract, month, at=at)
