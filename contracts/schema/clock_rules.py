"""The section on how clocks count: one table per rule, each with its clause."""

from enum import StrEnum

from contracts.domain.clause import Clause
from contracts.domain.clock_rules import (
    BusinessDay,
    ClockRules,
    ElapsedHours,
    Reopened,
    SeverityChange,
)
from contracts.schema.table import Table


def read_clock_rules(table: Table) -> ClockRules:
    """This function will read `[clock.*]`; no rule has a silent default (LU-14 to LU-16, HR-12)."""
    rules = RuleReader(table)
    return ClockRules(
        deduct_awaiting_customer=rules.flag("deduct_awaiting_customer"),
        response_needs_work_started=rules.flag("response_needs_work_started"),
        resolution_needs_confirmation=rules.flag("resolution_needs_confirmation"),
        severity_change=rules.choice("severity_change", SeverityChange),
        business_day=rules.choice("business_day", BusinessDay),
        reopened=rules.choice("reopened", Reopened),
        elapsed_hours=rules.choice("elapsed_hours", ElapsedHours),
        clauses=rules.clauses,
    )


class RuleReader:
    """Reads tables of a `value` and its clause, and keeps the clauses by the rule's name."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.clauses: dict[str, Clause] = {}

    def flag(self, rule: str) -> bool:
        """This method will return a rule that is true or false."""
        value, self.clauses[rule] = self.table.one(rule, lambda t: (t.flag("value"), t.clause()))
        return value

    def choice[E: StrEnum](self, rule: str, options: type[E]) -> E:
        """This method will return a rule that is one of several readings."""
        value, self.clauses[rule] = self.table.one(
            rule, lambda t: (t.choice("value", options), t.clause())
        )
        return value
