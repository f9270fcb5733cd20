"""The sections on what the vendor does regularly, and on what else it owes."""

from contracts.domain.obligations import DayCount, Duty, ObligationKind
from contracts.domain.recurrence import RULE, ActivityKind, How
from contracts.schema.table import KEY, Table

MOST_DAYS = 366
MOST_HOURS = 24 * 366


def read_activity(table: Table, *, tiers: list[str]) -> ActivityKind:
    """This function will read one of `[[activities]]` (LU-05)."""
    named = table.texts("tiers")
    for tier in named:
        if tier not in tiers:
            table.refuse("tiers", f"there is no tier {tier!r} (known: {', '.join(tiers)})")
    if not named:
        table.refuse("tiers", "empty: name the tiers that have it")
    return ActivityKind(
        key=table.text("key", pattern=KEY.pattern),
        name=table.text("name"),
        tiers=named,
        recurrence=table.text("recurrence", pattern=RULE.pattern),
        how=table.choice("how", How),
        has_review_pack=table.flag("review_pack", otherwise=False),
        clause=table.clause(),
    )


def read_obligation(table: Table) -> ObligationKind:
    """This function will read one of `[[obligations]]` (HR-09, HR-13, PQ-03).

    A notice wants its days, an attestation its recurrence; a request may have hours or none.
    """
    duty = table.choice("kind", Duty)
    is_notice = duty is Duty.NOTICE
    has_hours = duty is Duty.REQUEST and table.has("hours")
    return ObligationKind(
        key=table.text("key", pattern=KEY.pattern),
        name=table.text("name"),
        duty=duty,
        days=table.whole("days", high=MOST_DAYS) if is_notice else 0,
        day_count=_day_count(table) if is_notice else DayCount.CALENDAR,
        hours=table.whole("hours", high=MOST_HOURS) if has_hours else None,
        recurrence=(
            table.text("recurrence", pattern=RULE.pattern) if duty is Duty.ATTESTATION else ""
        ),
        remedy=table.text("remedy", otherwise=""),
        charge=table.text("charge", otherwise="") if duty is Duty.REQUEST else "",
        clause=table.clause(),
    )


def _day_count(table: Table) -> DayCount:
    return table.choice("day_count", DayCount, otherwise=DayCount.CALENDAR)
