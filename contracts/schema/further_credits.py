"""The sections on further credits, their limits and their settlement."""

from collections.abc import Callable, Mapping

from contracts.domain.further_credits import (
    BelowMinimum,
    CreditLimits,
    FlatDays,
    FurtherCredit,
    Gate,
    MinuteSteps,
    MissedMilestones,
    PercentSteps,
    ServiceDays,
    Settlement,
)
from contracts.domain.targets import Milestone
from contracts.schema.table import KEY, Table

MOST_MINUTES = 31 * 24 * 60
MOST_DAYS = 31


def read_further_credit(table: Table, *, severities: list[str]) -> FurtherCredit:
    """This function will read one of `[[further_credits]]` by its shape."""
    shape = table.one_of("shape", list(SHAPES))
    return SHAPES[shape](table, severities)


def read_limits(table: Table) -> CreditLimits:
    """This function will read `[credit_limits]`: a cap, a minimum, or both."""
    if not (table.has("cap_percent") or table.has("minimum")):
        table.refuse("cap_percent", "missing: state a cap_percent, a minimum, or both")
    return CreditLimits(
        cap=table.percent("cap_percent") if table.has("cap_percent") else None,
        minimum=table.amount("minimum") if table.has("minimum") else None,
        below_minimum=table.choice("below_minimum", BelowMinimum, otherwise=BelowMinimum.RAISED),
        clause=table.clause(),
    )


def read_settlement(table: Table) -> Settlement:
    """This function will read `[settlement]`: by when credits are paid, and against what (PQ-08).

    A document may state either, or both.
    """
    has_date = table.has("payment_days")
    offsets = table.flag("offsets_damages", otherwise=False)
    if not (has_date or offsets):
        table.refuse("payment_days", "missing: state payment_days, offsets_damages, or both")
    return Settlement(
        payment_days=table.whole("payment_days", high=366) if has_date else None,
        offsets_damages=offsets,
        clause=table.clause(),
    )


def _minute_steps(table: Table, _: list[str]) -> MinuteSteps:
    return MinuteSteps(
        key=_key(table),
        name=table.text("name"),
        gate=_gate(table),
        minutes=table.whole("minutes", high=MOST_MINUTES),
        credit=table.percent("credit_percent"),
        clause=table.clause(),
    )


def _percent_steps(table: Table, _: list[str]) -> PercentSteps:
    percent = table.percent("percent")
    if not percent:
        table.refuse("percent", "a step must be more than nothing")
    return PercentSteps(
        key=_key(table),
        name=table.text("name"),
        gate=_gate(table),
        percent=percent,
        credit=table.percent("credit_percent"),
        clause=table.clause(),
    )


def _service_days(table: Table, _: list[str]) -> ServiceDays:
    return ServiceDays(
        key=_key(table),
        name=table.text("name"),
        gate=_gate(table),
        minutes=table.whole("minutes", high=MOST_MINUTES),
        days=table.whole("days", high=MOST_DAYS),
        clause=table.clause(),
    )


def _flat_days(table: Table, _: list[str]) -> FlatDays:
    return FlatDays(
        key=_key(table),
        name=table.text("name"),
        gate=_gate(table),
        minutes=table.whole("minutes", high=MOST_MINUTES),
        amount=table.amount("amount"),
        currency=table.text("currency", pattern="[A-Z]{3}"),
        clause=table.clause(),
    )


def _missed_milestones(table: Table, severities: list[str]) -> MissedMilestones:
    named = table.texts("severities", otherwise=[])
    for severity in named:
        if severity not in severities:
            table.refuse("severities", f"unknown '{severity}' (known: {', '.join(severities)})")
    stated = table.texts("milestones")
    known = [one.value for one in Milestone]
    for milestone in stated:
        if milestone not in known:
            table.refuse("milestones", f"unknown '{milestone}' (known: {', '.join(known)})")
    return MissedMilestones(
        key=_key(table),
        name=table.text("name"),
        gate=_gate(table),
        milestones=tuple(Milestone(one) for one in stated if one in known),
        severities=named,
        credit=table.percent("credit_percent"),
        further=table.percent("further_percent"),
        doubling=table.flag("doubling", otherwise=False),
        most=table.percent("most_percent"),
        clause=table.clause(),
    )


def _key(table: Table) -> str:
    return table.text("key", pattern=KEY.pattern)


def _gate(table: Table) -> Gate:
    return table.choice("gate", Gate, otherwise=Gate.NONE)


SHAPES: Mapping[str, Callable[[Table, list[str]], FurtherCredit]] = {
    "minute_steps": _minute_steps,
    "percent_steps": _percent_steps,
    "service_days": _service_days,
    "flat_days": _flat_days,
    "missed_milestones": _missed_milestones,
}
