"""From a history to where a clock stands: one happening after the other, up to an instant."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

from portal.kernel.refusal import Refusal
from sla.domain.effects import Happening, Kind, Milestone
from sla.domain.rules import Rules
from sla.domain.state import ClockState

WHEN = attrgetter("at")


def follow(
    milestone: Milestone, happenings: Iterable[Happening], rules: Rules, at: datetime
) -> ClockState:
    """This function will return where the clock stands at `at`, later happenings unseen.

    :raises Refusal: unless the incident was reported once, before all else and not after `at`.
    """
    report, later = in_order(happenings)
    if at < report.at:
        raise Refusal("The clock is read before the incident was reported.", code="too_early")
    state = ClockState.from_report(milestone, rules, report)
    for happening in later:
        if happening.at > at:
            break
        state = state.after(happening)
    return state


def in_order(happenings: Iterable[Happening]) -> tuple[Happening, list[Happening]]:
    """This function will return the report and the rest by time, equal instants as given."""
    ordered = sorted(happenings, key=WHEN)
    reports = [happening for happening in ordered if happening.kind is Kind.REPORTED]
    if len(reports) != 1:
        raise Refusal(
            f"An incident is reported once, not {len(reports)} times.", code="not_reported_once"
        )
    if ordered[0].at < reports[0].at:
        raise Refusal(
            f"Nothing can happen before the report, yet this did: {ordered[0].kind}.",
            code="before_report",
        )
    if ordered[0] is reports[0]:
        return ordered[0], ordered[1:]
    return reports[0], [happening for happening in ordered if happening is not reports[0]]
