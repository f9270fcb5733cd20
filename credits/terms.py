"""From an agreement's terms to the rules of credits: the one place where their words meet."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from contracts.domain.credits import (
    AvailabilityCredits,
    Claims,
    CreditGate,
    CreditScope,
    HourBasis,
    HourCap,
    HourCredits,
    YearHours,
)
from contracts.domain.further_credits import MissedMilestones
from credits.domain.claims import ClaimRules, InvoiceGate, Trigger
from credits.domain.rules import Band, Bands, Rounding
from credits.domain.shapes import MissRule
from credits.months import HourRules


def bands_for(terms: AvailabilityCredits, target: Fraction) -> Bands:
    """This function will return the bands by which a missed month earns a share of the fee."""
    bands = [Band(band.low, band.high, band.credit) for band in terms.bands]
    return Bands(bands, target, Rounding(terms.rounding))


def claims_for(terms: Claims, zone: str, holidays: Mapping[date, str]) -> ClaimRules:
    """This function will return how a credit is claimed, counted in days of a zone.

    :param holidays: those of the region that the terms name.
    """
    return ClaimRules(
        zone=ZoneInfo(zone),
        trigger=Trigger(terms.trigger),
        business_days=terms.business_days,
        holidays=holidays if terms.holidays else {},
        gate=InvoiceGate(terms.invoice_gate),
        incomplete_is_none=terms.incomplete_is_none,
    )


def hours_for(terms: HourCredits) -> HourRules:
    """This function will return how full hours are credited (PQ-06)."""
    return HourRules(
        by_month=terms.basis is HourBasis.MONTH,
        only_excess=terms.scope is CreditScope.EXCESS,
        any_touched=terms.gate is CreditGate.ANY_TOUCHED,
        by_piece=terms.basis is HourBasis.PIECE,
        fixed_year=terms.year is YearHours.FIXED,
        calendar_year=terms.year is YearHours.CALENDAR_YEAR,
        uncapped=terms.cap is HourCap.NONE,
    )


def miss_rule_for(terms: MissedMilestones) -> MissRule:
    """This function will return what a missed milestone earns."""
    return MissRule(
        credit=terms.credit, further=terms.further, doubling=terms.doubling, most=terms.most
    )
