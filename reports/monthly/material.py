"""What a report of a month is made from: the contract, its terms then, the month's bounds.

Availability is read from the closed month where there is one, so that the report says what was
signed; else as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from availability.domain.deductions import Deduction, Recovery, deductions, recovery_of
from availability.domain.derivation import derivation
from availability.domain.month import Availability
from availability.domain.readings import Reading, readings_of
from availability.domain.response_time import Day
from availability.figures import computed, figure_of
from availability.models import MonthClosing, OutageVersion
from availability.policies import policy_with
from availability.queries import facts_of_many
from availability.sealing import days_kept
from availability.services.closing import last_closing
from availability.slow import SlowDay, slow_days
from availability.snapshot import Snapshot
from contracts.domain.availability import AvailabilityTerms
from contracts.domain.terms import Terms
from contracts.models import AgreementVersion, Contract, ContractTerms
from portal.kernel.month import Month
from portal.kernel.period import Period


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A month's availability with what stands behind it, as closed or as it stands."""

    found: Availability
    so_far: Availability
    snapshot: Snapshot
    days: tuple[Day, ...]
    slow: tuple[SlowDay, ...]  # days that were too long, with what was said of them
    versions: Mapping[str, OutageVersion]  # what was known of each outage, by its key
    terms: AvailabilityTerms
    lines: tuple[str, ...]

    @cached_property
    def deductions(self) -> list[Deduction]:
        """Each outage with what of it counts and what does not."""
        return list(deductions(self.found, self.snapshot.outages))

    @cached_property
    def recoveries(self) -> list[tuple[Deduction, Recovery]]:
        """Each outage with whether it was over in time (PQ-05)."""
        return [(one, recovery_of(one.outage, self.found)) for one in self.deductions]

    @cached_property
    def readings(self) -> list[Reading]:
        """What other readings of the agreement would come to, verdicts first."""
        settings = self.terms.other_readings
        return readings_of(self.found, settings, self.snapshot.outages, self.snapshot.works)


@dataclass(frozen=True, kw_only=True)
class Material:
    """A contract's month as a report sees it."""

    contract: Contract
    month: Month
    agreement: AgreementVersion  # in force on the contract's first day in the month
    tier: str
    zone: ZoneInfo
    period: Period  # the month's instants
    at: datetime
    closing: MonthClosing | None
    measured: Measured | None  # None: no availability is promised

    @property
    def terms(self) -> Terms:
        """The agreement's terms in the month."""
        return self.agreement.terms

    @property
    def is_over(self) -> bool:
        """Whether the month has passed where it is measured."""
        return self.at >= self.period.end

    @property
    def until(self) -> datetime:
        """The last instant that the report tells of."""
        return min(self.at, self.period.end)

    @property
    def today(self) -> date:
        """The date on which the report is drawn, never past the month's last day."""
        return min(self.at.astimezone(self.zone).date(), self.month.last_day)


def material_of(contract: Contract, month: Month, *, at: datetime) -> Material:
    """Read what a contract's report of a month is made from."""
    terms = _terms(contract, month)
    promised = terms.agreement.terms.availability
    zone = ZoneInfo(promised.zone if promised else contract.vendor.time_zone)
    runs = runs_in(contract, month)
    closing = last_closing(contract, month) if promised else None
    return Material(
        contract=contract,
        month=month,
        agreement=terms.agreement,
        tier=terms.agreement.terms.tiers[terms.tier].name,
        zone=zone,
        period=month.within(zone),
        at=at,
        closing=closing,
        measured=_measured(contract, month, closing, at) if promised and runs else None,
    )


def runs_in(contract: Contract, month: Month) -> bool:
    """Say whether a contract is active on a day of a month."""
    ends = contract.ends_on
    return contract.starts_on <= month.last_day and (ends is None or ends >= month.first_day)


def _terms(contract: Contract, month: Month) -> ContractTerms:
    first = max(month.first_day, contract.starts_on)
    rows = list(ContractTerms.objects.of({contract.pk}))
    return ([row for row in rows if row.since <= first] or rows[:1])[-1]


def _measured(
    contract: Contract, month: Month, closing: MonthClosing | None, at: datetime
) -> Measured | None:
    if closing:
        return _kept(contract, month, closing, at)
    return _standing(contract, month, at)


def _standing(contract: Contract, month: Month, at: datetime) -> Measured:
    """Return the month as it is known now."""
    figure = figure_of(contract, month, at=at)
    return Measured(
        found=figure.found,
        so_far=figure.so_far,
        snapshot=figure.snapshot,
        days=figure.days,
        slow=figure.slow,
        versions=_by_key(figure.facts.versions),
        terms=figure.facts.terms,
        lines=tuple(figure.derivation),
    )


def _kept(contract: Contract, month: Month, closing: MonthClosing, at: datetime) -> Measured | None:
    """Return the month as it was signed, its outages in the words that were known then."""
    terms = closing.agreement.terms.availability
    if terms is None:
        return None
    snapshot = Snapshot.read(closing.facts)
    found = computed(snapshot, policy_with(terms, snapshot.holidays))
    known = facts_of_many(contract.vendor, month, [contract], at=closing.signed_at)
    days = days_kept(closing.facts, terms)
    return Measured(
        found=found,
        so_far=found,
        snapshot=snapshot,
        days=days,
        slow=_slow(contract, month, days, closing, at),
        versions=_by_key(known[contract.pk].versions) if known else {},
        terms=terms,
        lines=tuple(closing.derivation) or tuple(derivation(found)),
    )


def _slow(
    contract: Contract, month: Month, days: tuple[Day, ...], closing: MonthClosing, at: datetime
) -> tuple[SlowDay, ...]:
    """Return the slow days of a closed month in the words known then.

    A day of which nothing was said by then has the words that were written of it later: they take
    the place of none, and the report says when they were written.
    """
    then, now = (
        slow_days(month, {contract.pk: days}, known_by=by).get(contract.pk, ())
        for by in (closing.signed_at, max(at, closing.signed_at))
    )
    return tuple(
        early if early.is_explained else late for early, late in zip(then, now, strict=True)
    )


def _by_key(versions: tuple[OutageVersion, ...]) -> dict[str, OutageVersion]:
    return {str(one.outage): one for one in versions}
