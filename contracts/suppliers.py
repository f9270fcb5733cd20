"""What pages show of suppliers: their targets beside what customers were promised (LU-24)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.domain.calendars import calendar_for
from contracts.domain.suppliers import ZERO, Promised, latest_excess
from contracts.domain.targets import Milestone, Target, Unit
from contracts.domain.terms import Terms
from contracts.models import SupplierAgreement
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A supplier's target for a severity, held against our promise on one tier."""

    severity: str
    tier: str
    milestone: Milestone
    ours: Target
    minutes: int
    excess: timedelta  # by how much they may be later than we promised, at worst

    @property
    def is_longer(self) -> bool:
        """Whether the supplier may keep their word and make us break ours."""
        return self.excess > ZERO


def compared(agreement: SupplierAgreement, terms: Terms, zone: str, on: date) -> list[Compared]:
    """Return each of an agreement's targets beside our promise on every tier.

    The promise is the resolution, or the response where no resolution is promised.
    """
    return [
        found
        for target in agreement.targets.all()
        if target.severity in terms.severities
        for tier in terms.tiers
        for found in _compared(agreement, target.severity, target.minutes, terms, tier, zone, on)
    ]


def promised_by(agreement: SupplierAgreement, severity: str) -> Promised | None:
    """Return what a supplier promises for a severity; None: nothing."""
    minutes = {target.severity: target.minutes for target in agreement.targets.all()}
    if severity not in minutes:
        return None
    return Promised(agreement.support.calendar(), timedelta(minutes=minutes[severity]))


def _compared(
    agreement: SupplierAgreement,
    severity: str,
    minutes: int,
    terms: Terms,
    tier: str,
    zone: str,
    on: date,
) -> Iterator[Compared]:
    theirs = Promised(agreement.support.calendar(), timedelta(minutes=minutes))
    for milestone in (Milestone.RESOLUTION, Milestone.RESPONSE):
        target = terms.target(severity, milestone)
        if target is None:
            continue
        try:
            excess = latest_excess(_ours(terms, tier, severity, target, zone), theirs, on)
        except Refusal:
            return  # hours that never open promise nothing to compare
        yield Compared(
            severity=terms.severities[severity].name,
            tier=terms.tiers[tier].name,
            milestone=milestone,
            ours=target,
            minutes=minutes,
            excess=excess,
        )
        return


def _ours(terms: Terms, tier: str, severity: str, target: Target, zone: str) -> Promised:
    if target.unit is Unit.ELAPSED_HOURS:
        return Promised(BusinessCalendar.always(), _hours(target))
    calendar = calendar_for(terms.hours(tier, severity), zone=zone, holidays={})
    if target.unit is Unit.BUSINESS_DAYS:
        seconds = target.amount * int(calendar.regular_day().total_seconds())
        return Promised(calendar, timedelta(seconds=int(seconds)))
    return Promised(calendar, _hours(target))


def _hours(target: Target) -> timedelta:
    return timedelta(seconds=int(target.amount * 3600))
