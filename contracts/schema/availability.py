"""The section on availability: the target, how a month is counted, and what maintenance is."""

from zoneinfo import ZoneInfo

from contracts.domain.availability import (
    AvailabilityTerms,
    ChronicTerms,
    EmergencyCounts,
    MaintenanceMeasure,
    MaintenanceTerms,
    Recovery,
    ResponseTimeTerms,
)
from contracts.domain.counting import Counting, Week
from contracts.schema.counting import read_counting, read_other_readings
from contracts.schema.table import KEY, Table
from portal.kernel.refusal import Refusal
from portal.kernel.window import Window

CURRENCY = "[A-Z]{3}"
REGION = "[A-Z]{2}(-[A-Z0-9]{1,3})?"
MOST_MINUTES = 31 * 24 * 60


def read_availability(table: Table) -> AvailabilityTerms:
    """This function will read `[availability]` (PQ-01, HR-01)."""
    return AvailabilityTerms(
        target=table.percent("target_percent"),
        multiplier=table.percent("formula_multiplier"),
        zone=_zone(table, "reporting_zone"),
        excluded_time_in_denominator=table.flag("excluded_time_in_denominator"),
        exclusions=_exclusions(table),
        other_readings=read_other_readings(table),
        counting=table.one_or_none("counting", read_counting) or Counting(),
        maintenance=table.one("maintenance", _maintenance),
        recovery=table.one_or_none("recovery", _recovery),
        response_time=table.one_or_none("response_time", _response_time),
        chronic=table.one_or_none("chronic", _chronic),
        clause=table.clause(),
    )


def _maintenance(table: Table) -> MaintenanceTerms:
    days = table.whole("notice_business_days", low=0) if table.has("notice_business_days") else 0
    hours = table.whole("notice_hours", low=0) if table.has("notice_hours") else 0
    if days and hours:
        table.refuse("notice_hours", "notice is either business days or hours, not both")
    return MaintenanceTerms(
        zone=_zone(table, "zone"),
        by_deployment=table.flag("by_deployment", otherwise=False),
        window=_window(table),
        measure=table.choice("measure", MaintenanceMeasure, otherwise=MaintenanceMeasure.ACTUAL),
        notice_business_days=days,
        notice_hours=hours,
        notice_is_condition=table.flag("notice_is_condition", otherwise=True),
        unexpected_needs_notice=table.flag("unexpected_needs_notice", otherwise=True),
        notice_holidays=table.text("notice_holidays", pattern=REGION)
        if table.has("notice_holidays")
        else "",
        monthly_minutes=_whole_or_none(table, "monthly_minutes", MOST_MINUTES),
        overflow_leaves_month=table.flag("overflow_leaves_month", otherwise=False),
        only_weekends=table.flag("only_weekends", otherwise=False),
        sessions_per_week=_whole_or_none(table, "sessions_per_week", 7),
        week=table.choice("week", Week, otherwise=Week.ISO),
        emergency_counts=table.choice("emergency_counts", EmergencyCounts),
        emergency_needs_window=table.flag("emergency_needs_window", otherwise=False),
        emergency_only_outside=table.flag("emergency_only_outside", otherwise=False),
        emergency_requires_notice=table.flag("emergency_requires_notice", otherwise=False),
        emergency_contact_minutes=_whole_or_none(table, "emergency_contact_minutes", MOST_MINUTES),
        running_outage_wins=table.flag("running_outage_wins", otherwise=True),
        clause=table.clause(),
    )


def _recovery(table: Table) -> Recovery:
    return Recovery(
        time_hours=table.whole("time_hours"),
        point_hours=table.whole("point_hours"),
        clause=table.clause(),
    )


def _response_time(table: Table) -> ResponseTimeTerms:
    return ResponseTimeTerms(
        limit_seconds=table.amount("limit_seconds"),
        equality_fails=table.flag("equality_fails", otherwise=False),
        credit_per_day=table.amount("credit_per_day"),
        currency=table.text("currency", pattern=CURRENCY),
        clause=table.clause(),
    )


def _chronic(table: Table) -> ChronicTerms:
    read = ChronicTerms(
        missed_months=table.whole("missed_months", low=2, high=120),
        within_months=table.whole("within_months", low=2, high=120),
        slow_days=table.whole("slow_days", high=62),
        slow_days_in_each=table.flag("slow_days_in_each", otherwise=False),
        clause=table.clause(),
    )
    if read.missed_months > read.within_months:
        table.refuse("within_months", "must hold as many months as may be missed")
    return read


def _exclusions(table: Table) -> tuple[str, ...]:
    reasons = table.texts("exclusions")
    for reason in reasons:
        if not KEY.fullmatch(reason):
            table.refuse("exclusions", "a reason has small letters, digits, _ and - only")
    return reasons


def _zone(table: Table, key: str) -> str:
    name = table.text(key)
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        if name:
            table.refuse(key, f"'{name}' is not a time zone such as Europe/London")
    return name


def _window(table: Table) -> Window:
    opens, _, closes = table.text("window").partition("-")
    try:
        return Window.parse(opens.strip(), closes.strip())
    except Refusal as refusal:
        table.refuse("window", str(refusal))
        return Window(0, 0)


def _whole_or_none(table: Table, key: str, high: int) -> int | None:
    return table.whole(key, high=high) if table.has(key) else None
