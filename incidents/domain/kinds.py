"""What can happen to an incident. Each kind is an event row; clocks are a fold over them."""

from enum import StrEnum


class EventKind(StrEnum):
    REPORTED = "reported"
    REPLIED = "replied"
    CALL_LOGGED = "call_logged"
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
    RESCUE_PLANNED = "rescue_planned"
    PROBLEM_LINKED = "problem_linked"
    PROBLEM_UNLINKED = "problem_unlinked"
    BUG_ESCALATED = "bug_escalated"
    BUG_CONSULTED = "bug_consulted"
    NEED_STATED = "need_stated"
    FIX_SHIPPED = "fix_shipped"
    SUPPLIER_ASKED = "supplier_asked"
    SUPPLIER_ANSWERED = "supplier_answered"
    ROUTED = "routed"
    PRODUCT_NAMED = "product_named"
    CONFIRMATION_REMINDED = "confirmation_reminded"
    ONDEMAND_REQUESTED = "ondemand_requested"
    LINKED = "linked"
    UNLINKED = "unlinked"
    DUPLICATE_FOUND = "duplicate_found"
    SPLIT_OFF = "split_off"
    REPORT_PUBLISHED = "report_published"


# What happens on the ladder (LU-22): no clock hears of it.
ESCALATIONS = frozenset(
    {EventKind.ESCALATED, EventKind.ESCALATION_MOVED, EventKind.ESCALATION_ENDED}
)

# What lies behind it (LU-21): no clock hears of it; a solution that ships is one like any other.
PROBLEMS = frozenset(
    {
        EventKind.PROBLEM_LINKED,
        EventKind.PROBLEM_UNLINKED,
        EventKind.BUG_ESCALATED,
        EventKind.BUG_CONSULTED,
        EventKind.NEED_STATED,
        EventKind.FIX_SHIPPED,
    }
)

# What passes between the vendor and its suppliers (LU-24): the customer's clocks go on.
SUPPLIERS = frozenset({EventKind.SUPPLIER_ASKED, EventKind.SUPPLIER_ANSWERED})


# What is said beside the work on an incident: no clock hears of it.
ASIDE = frozenset(
    {
        EventKind.ROUTED,
        EventKind.PRODUCT_NAMED,
        EventKind.CONFIRMATION_REMINDED,
        EventKind.ONDEMAND_REQUESTED,
        EventKind.REPORT_PUBLISHED,
    }
)

# What is said of incidents that belong together: no clock hears of it.
LINKS = frozenset(
    {EventKind.LINKED, EventKind.UNLINKED, EventKind.DUPLICATE_FOUND, EventKind.SPLIT_OFF}
)


class Channel(StrEnum):
    """How it reached the vendor (CO-09)."""

    PORTAL = "portal"
    TELEPHONE = "telephone"
    EMAIL = "email"
    API = "api"
    MONITORING = "monitoring"  # the vendor found it before anybody reported it (HR-10)
