"""What can happen to an incident. Each kind is an event row; clocks are a fold over them."""

from enum import StrEnum


class EventKind(StrEnum):
    REPORTED = "reported"
    REPLIED = "replied"
    NOTED = "noted"
    WORK_STARTED = "work_started"
    OWNER_SET = "owner_set"
    MOVED = "moved"
    QUESTION_ASKED = "question_asked"
    CUSTOMER_REPLIED = "customer_replied"
    WAIT_ENDED = "wait_ended"
    SEVERITY_SET = "severity_set"
    SOLUTION_PROVIDED = "solution_provided"
    SOLUTION_REJECTED = "solution_rejected"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    CLOSED = "closed"
    ESCALATED = "escalated"
    ESCALATION_MOVED = "escalation_moved"
    ESCALATION_ENDED = "escalation_ended"
    SUPPLIER_ASKED = "supplier_asked"
    SUPPLIER_ANSWERED = "supplier_answered"


# What happens on the ladder (LU-22): no clock hears of it.
ESCALATIONS = frozenset(
    {EventKind.ESCALATED, EventKind.ESCALATION_MOVED, EventKind.ESCALATION_ENDED}
)

# What passes between the vendor and its suppliers (LU-24): the customer's clocks go on.
SUPPLIERS = frozenset({EventKind.SUPPLIER_ASKED, EventKind.SUPPLIER_ANSWERED})


class Channel(StrEnum):
    """How it reached the vendor (CO-09)."""

    PORTAL = "portal"
    TELEPHONE = "telephone"
    EMAIL = "email"
    API = "api"
