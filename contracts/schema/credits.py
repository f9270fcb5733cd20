"""The section on credits: bands that leave no figure without an answer."""

from itertools import pairwise

from contracts.domain.credits import (
    AvailabilityCredits,
    Claims,
    ClaimTrigger,
    CreditBand,
    CreditGate,
    CreditScope,
    FailureRounding,
    GapRule,
    HourBasis,
    HourCap,
    HourCredits,
    InvoiceGate,
    YearHours,
)
from contracts.schema.table import KEY, Table


def read_credits(table: Table) -> AvailabilityCredits:
    """This function will read `[credits]`: bands from the best to the worst, without a gap.

    Where the document prints bands that do not meet, `gap_rule` must say what becomes of a
    figure between them (HR-04); without it the gap is refused.
    """
    read = AvailabilityCredits(
        bands=table.many("bands", _read_band, needed=True),
        gap_rule=table.choice("gap_rule", GapRule, otherwise=GapRule.NONE),
        rounding=table.choice("failure_rounding", FailureRounding, otherwise=FailureRounding.GAP),
        clause=table.clause(),
    )
    _check_order(table, read)
    return read


def _read_band(table: Table) -> CreditBand:
    band = CreditBand(
        low=table.percent("from_percent"),
        high=table.percent("to_percent"),
        credit=table.percent("credit_percent"),
        clause=table.clause(),
    )
    if band.low >= band.high:
        table.refuse("to_percent", "must be greater than from_percent")
    return band


def _check_order(table: Table, stated: AvailabilityCredits) -> None:
    for place, (better, worse) in enumerate(pairwise(stated.bands), start=2):
        key = f"bands[{place}].to_percent"
        if worse.high > better.low:
            table.refuse(key, f"overlaps the band above, which begins at {float(better.low):g}")
        elif worse.high < better.low and stated.gap_rule is GapRule.NONE:
            table.refuse(
                key,
                f"leaves a gap from {float(worse.high):g} to {float(better.low):g}: "
                "close it, or state a gap_rule",
            )
        if worse.credit <= better.credit:
            table.refuse(f"bands[{place}].credit_percent", "must be more than the band above earns")
    if stated.bands and stated.bands[-1].low > 0:
        table.refuse(f"bands[{len(stated.bands)}].from_percent", "leaves a gap down to 0")


def read_hour_credits(table: Table) -> HourCredits:
    """This function will read `[hour_credits]`: the year's value for each full hour (PQ-06)."""
    return HourCredits(
        basis=table.choice("basis", HourBasis, otherwise=HourBasis.EPISODE),
        scope=table.choice("scope", CreditScope, otherwise=CreditScope.ALL),
        gate=table.choice("gate", CreditGate, otherwise=CreditGate.MONTH),
        year=table.choice("hours_of_year", YearHours, otherwise=YearHours.CONTRACT_YEAR),
        cap=table.choice("cap", HourCap, otherwise=HourCap.MONTH),
        clause=table.clause(),
    )


def read_claims(table: Table) -> Claims:
    """This function will read `[claims]`: how a credit is claimed (PQ-07)."""
    details = table.texts("details")
    for detail in details:
        if not KEY.fullmatch(detail):
            table.refuse("details", "a detail has small letters, digits, _ and - only")
    return Claims(
        trigger=table.choice("trigger", ClaimTrigger, otherwise=ClaimTrigger.OUTAGE_END),
        business_days=table.whole("business_days", high=366),
        holidays=table.text("holidays", pattern="[A-Z]{2}(-[A-Z0-9]{1,3})?")
        if table.has("holidays")
        else "",
        invoice_gate=table.choice("invoice_gate", InvoiceGate, otherwise=InvoiceGate.NONE),
        incomplete_is_none=table.flag("incomplete_is_none", otherwise=True),
        details=details,
        second_person_above=table.amount("second_person_above")
        if table.has("second_person_above")
        else None,
        clause=table.clause(),
    )
