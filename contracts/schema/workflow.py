"""The sections on the stations of an incident, its closing and its escalation."""

from dataclasses import dataclass
from fractions import Fraction

from contracts.domain.clause import Clause
from contracts.domain.targets import Milestone, Target, Unit
from contracts.domain.workflow import (
    REQUIRED_STATUSES,
    Advance,
    ClosingReason,
    FastTrack,
    Holder,
    OpenedByBreach,
    Rung,
    Status,
    WaitingOn,
    Workflow,
)
from contracts.schema.table import KEY, Table, show


@dataclass(frozen=True, slots=True)
class Escalation:
    """The ladder, who hears of its use at once, and what puts an incident on it by itself."""

    rungs: tuple[Rung, ...]
    fast_track: FastTrack | None
    opened_by_breach: OpenedByBreach | None


NO_ESCALATION = Escalation((), None, None)


def read_workflow(table: Table) -> Workflow:
    """This function will read `[workflow]` and its `[[workflow.statuses]]` (LU-19)."""
    statuses = table.many("statuses", _status, needed=True)
    keys = [status.key for status in statuses]
    for key in REQUIRED_STATUSES:
        if key not in keys:
            table.refuse("statuses", f"missing the status '{key}'")
    remind, close = _days(table, "remind_after_days", 5), _days(table, "close_after_days", 10)
    if close and remind >= close:
        table.refuse("close_after_days", f"must be more than the {remind} of the reminder")
    return Workflow(
        statuses=statuses,
        reopens_to=table.one_of("reopens_to", keys or [*REQUIRED_STATUSES]),
        remind_after_days=remind,
        close_after_days=close,
    )


def _days(table: Table, key: str, otherwise: int) -> int:
    return table.whole(key, low=0, high=100) if table.has(key) else otherwise


def _status(table: Table) -> Status:
    return Status(
        key=table.text("key", pattern=KEY.pattern),
        customer_label=table.text("customer_label"),
        staff_label=table.text("staff_label"),
        waiting_on=table.choice("waiting_on", WaitingOn),
        support_level=table.text("support_level", otherwise="") or None,
        clause=table.clause(),
    )


def read_closing_reason(table: Table) -> ClosingReason:
    """This function will read one of `[[closing_reasons]]` (LU-20)."""
    return ClosingReason(
        key=table.text("key", pattern=KEY.pattern),
        label=table.text("label"),
        solved=table.flag("solved"),
        clause=table.clause(),
    )


def read_escalation(table: Table, *, tiers: list[str], severities: list[str]) -> Escalation:
    """This function will read `[escalation]`: its rungs from the lowest, and what goes with them.

    Where `opened_by_breach` is not written, an escalation opens on request only (LU-22).
    """
    rungs = table.many("rungs", _rung)
    for place, rung in enumerate(rungs, start=1):
        is_last = place == len(rungs)
        if rung.level != place:
            table.refuse(f"rungs[{place}].level", f"must be {place}: rungs are written in order")
        if (rung.advances is Advance.FINAL) != is_last:
            table.refuse(f"rungs[{place}].advances", "the last rung, and only it, is 'final'")
    fast_track = table.one_or_none("fast_track", lambda entry: _fast_track(entry, tiers))
    opened = table.one_or_none("opened_by_breach", lambda entry: _by_breach(entry, severities))
    if opened and not rungs:
        table.refuse("opened_by_breach", "there are no rungs that it could lead to")
    return Escalation(rungs, fast_track, opened)


def _rung(table: Table) -> Rung:
    clause = table.clause()
    return Rung(
        level=table.whole("level", high=9),
        holder=table.choice("holder", Holder),
        title=table.text("title"),
        contact_within=_contact_within(table, clause),
        changes_priority=table.flag("changes_priority", otherwise=False),
        needs_rescue_plan=table.flag("needs_rescue_plan", otherwise=False),
        needs_target_date=table.flag("needs_target_date", otherwise=False),
        advances=table.choice("advances", Advance),
        clause=clause,
    )


def _contact_within(table: Table, clause: Clause) -> Target | None:
    key = "contact_within_business_days"
    if not table.has(key):
        return None
    days = Fraction(table.whole(key, high=100))
    return Target(amount=days, unit=Unit.BUSINESS_DAYS, clause=clause)


def _fast_track(table: Table, tiers: list[str]) -> FastTrack:
    chosen = table.texts("tiers")
    for tier in chosen:
        if tier not in tiers:
            table.refuse("tiers", f"unknown tier '{tier}' (known: {', '.join(tiers)})")
    return FastTrack(tiers=chosen, holder=table.choice("holder", Holder), clause=table.clause())


def _by_breach(table: Table, severities: list[str]) -> OpenedByBreach:
    stated = [milestone for milestone in Milestone if table.has(milestone)]
    if not stated:
        table.problems.add(table.path, f"empty: name {' or '.join(Milestone)} with its severities")
    chosen = {milestone: table.texts(milestone) for milestone in stated}
    for milestone, named in chosen.items():
        _check_severities(table, milestone, named, severities)
    return OpenedByBreach(severities=chosen, clause=table.clause())


def _check_severities(
    table: Table, milestone: Milestone, named: tuple[str, ...], known: list[str]
) -> None:
    if not table.values[milestone]:
        table.refuse(milestone, "empty: leave it out if missing it opens nothing")
    for severity in dict.fromkeys(named):
        if severity not in known:
            listed = ", ".join(known)
            table.refuse(milestone, f"unknown severity {show(severity)} (known: {listed})")
        elif named.count(severity) > 1:
            table.refuse(milestone, f"{show(severity)} is there twice")
