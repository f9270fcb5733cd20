"""Which deed is possible at which station, and where it leads.

Vendors name their own stations (LU-19); what the rules need to know of one is its stage.
"""

from enum import StrEnum

from portal.kernel.refusal import Refusal


class Stage(StrEnum):
    NEW = "new"
    WORKING = "working"
    AWAITING_CUSTOMER = "awaiting_customer"
    AWAITING_THIRD_PARTY = "awaiting_third_party"
    SOLUTION_PROVIDED = "solution_provided"
    CLOSED = "closed"


class Deed(StrEnum):
    REPLY = "reply"
    ACCEPT = "accept the incident"
    ASSIGN = "assign the incident"
    MOVE = "move the incident"
    ASK = "ask the customer"
    ANSWER = "write to the vendor"
    SET_SEVERITY = "change the severity"
    SOLVE = "provide a solution"
    CONFIRM = "confirm the solution"
    REJECT = "reject the solution"
    CLOSE = "close the incident"
    REOPEN = "reopen the incident"
    ESCALATE = "escalate the incident"
    END_ESCALATION = "end the escalation"
    PLAN_RESCUE = "agree a rescue plan"
    LINK_PROBLEM = "work on the problem behind the incident"
    ASK_SUPPLIER = "ask a supplier"
    RECORD_ANSWER = "record a supplier's answer"
    ROUTE = "route the incident"
    NAME_PRODUCT = "say whose product causes it"
    LINK = "link incidents"
    MERGE = "merge the incident"
    SPLIT = "split the incident"
    REQUEST_ONDEMAND = "ask for it as On-Demand work"


_OPEN = set(Stage) - {Stage.CLOSED}
_UNSOLVED = _OPEN - {Stage.SOLUTION_PROVIDED}

POSSIBLE_AT: dict[Deed, set[Stage]] = {
    Deed.REPLY: _OPEN,
    Deed.ACCEPT: _UNSOLVED,
    Deed.ASSIGN: _OPEN,
    Deed.MOVE: _UNSOLVED,
    Deed.ASK: _UNSOLVED,
    Deed.ANSWER: _OPEN,
    Deed.SET_SEVERITY: _OPEN,
    Deed.SOLVE: _UNSOLVED,
    Deed.CONFIRM: {Stage.SOLUTION_PROVIDED},
    Deed.REJECT: {Stage.SOLUTION_PROVIDED},
    Deed.CLOSE: _OPEN,
    Deed.REOPEN: {Stage.CLOSED},
    Deed.ESCALATE: _OPEN,
    Deed.END_ESCALATION: _OPEN,
    Deed.PLAN_RESCUE: _OPEN,
    Deed.LINK_PROBLEM: set(Stage),
    Deed.ASK_SUPPLIER: _UNSOLVED,
    Deed.RECORD_ANSWER: set(Stage),
    Deed.ROUTE: _UNSOLVED,
    Deed.NAME_PRODUCT: _OPEN,
    Deed.LINK: set(Stage),
    Deed.MERGE: _OPEN,
    Deed.SPLIT: set(Stage),
    Deed.REQUEST_ONDEMAND: {Stage.CLOSED},
}

WHY_NOT = {
    Stage.NEW: "it has only just been reported",
    Stage.WORKING: "it is still being worked on",
    Stage.AWAITING_CUSTOMER: "it is waiting for the customer's answer",
    Stage.AWAITING_THIRD_PARTY: "it is waiting for a third party",
    Stage.SOLUTION_PROVIDED: "a solution has been provided; confirm or reject it first",
    Stage.CLOSED: "it is closed; reopen it first",
}


def stage_of(status: str) -> Stage:
    """Return the stage of a vendor's station: one of the common ones, or else working."""
    return Stage(status) if status in set(Stage) else Stage.WORKING


def check(deed: Deed, status: str) -> None:
    """Refuse a deed that the incident's station does not allow.

    :raises Refusal: with code `not_now`.
    """
    stage = stage_of(status)
    if stage not in POSSIBLE_AT[deed]:
        raise Refusal(f"You cannot {deed} now: {WHY_NOT[stage]}.", code="not_now")


def possible(status: str) -> set[Deed]:
    """Return what can be done at a station."""
    stage = stage_of(status)
    return {deed for deed, stages in POSSIBLE_AT.items() if stage in stages}
