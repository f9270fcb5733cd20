"""Problem reports and change requests: what kinds there are, and what may follow what (LU-21)."""

from enum import StrEnum

from portal.kernel.refusal import Refusal

MOST_SEVERE = 2  # ranks of severity whose bugs a customer may escalate (LU-21)


class ProblemKind(StrEnum):
    """What product management found a problem to be."""

    UNQUALIFIED = "unqualified"
    BUG = "bug"
    ENHANCEMENT = "enhancement"


class ProblemStatus(StrEnum):
    """Where a problem stands; what follows what is in `FOLLOWS`."""

    REPORTED = "reported"
    QUALIFIED = "qualified"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    DECLINED = "declined"


class ChangeStatus(StrEnum):
    """Where a software change request stands."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SHIPPED = "shipped"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What happened to a problem, each written once."""

    REPORTED = "reported"
    LINKED = "linked"
    UNLINKED = "unlinked"
    QUALIFIED = "qualified"
    NEED_STATED = "need_stated"
    ESCALATED = "escalated"
    CONSULTED = "consulted"
    REVIEWED = "reviewed"
    PLANNED = "planned"
    BEGUN = "begun"
    RETARGETED = "retargeted"
    WITHDRAWN = "withdrawn"
    SHIPPED = "shipped"
    DECLINED = "declined"


class Priority(StrEnum):
    """How urgent an escalated bug is, as the customer says."""

    NEXT = "next_maintenance_release"
    SOON = "soon"
    WHEN_POSSIBLE = "when_possible"


class Side(StrEnum):
    """Who was consulted about an escalated bug (LU-21)."""

    CONTACT = "contact"
    ACCOUNT = "account"


class Decision(StrEnum):
    """What the planning of a release made of an enhancement request."""

    TAKEN_ON = "taken_on"
    DEFERRED = "deferred"
    DECLINED = "declined"


LABELS: dict[StrEnum, str] = {
    ProblemKind.UNQUALIFIED: "Not qualified yet",
    ProblemKind.BUG: "Bug",
    ProblemKind.ENHANCEMENT: "Enhancement",
    ProblemStatus.REPORTED: "Reported",
    ProblemStatus.QUALIFIED: "Qualified",
    ProblemStatus.PLANNED: "Planned",
    ProblemStatus.IN_PROGRESS: "In progress",
    ProblemStatus.DELIVERED: "Delivered",
    ProblemStatus.DECLINED: "Declined",
    ChangeStatus.SHIPPED: "Shipped",
    ChangeStatus.WITHDRAWN: "Withdrawn",
    Priority.NEXT: "In the next maintenance release",
    Priority.SOON: "Soon",
    Priority.WHEN_POSSIBLE: "When it is possible",
    Side.CONTACT: "Technical contact",
    Side.ACCOUNT: "Account staff",
    Decision.TAKEN_ON: "Taken on",
    Decision.DEFERRED: "Deferred to a later release",
    Decision.DECLINED: "Declined",
}

OPEN = frozenset(ProblemStatus) - {ProblemStatus.DELIVERED, ProblemStatus.DECLINED}
LIVE = frozenset({ChangeStatus.PLANNED, ChangeStatus.IN_PROGRESS})


def label(value: str) -> str:
    """This function will return what a kind, status or decision is called on the screen."""
    return next((words for known, words in LABELS.items() if known == value), value)


def status_with(changes: list[ChangeStatus]) -> ProblemStatus:
    """This function will return where a problem stands by the changes that deliver it.

    It is delivered once all that was not withdrawn has shipped; with nothing left it is where it
    was before anything was planned.
    """
    left = [status for status in changes if status is not ChangeStatus.WITHDRAWN]
    if not left:
        return ProblemStatus.QUALIFIED
    if all(status is ChangeStatus.SHIPPED for status in left):
        return ProblemStatus.DELIVERED
    if any(status is not ChangeStatus.PLANNED for status in left):
        return ProblemStatus.IN_PROGRESS
    return ProblemStatus.PLANNED


def check_open(number: str, status: str) -> None:
    """This function will refuse to work on a problem that is over.

    :raises Refusal: with code `not_open`.
    """
    if ProblemStatus(status) not in OPEN:
        raise Refusal(
            f"{number} is {label(status).lower()}; report another problem if there is more to it.",
            code="not_open",
        )


def check_may_escalate(number: str, kind: str, rank: int, name: str) -> None:
    """This function will refuse to escalate what the agreement does not let a customer escalate.

    :raises Refusal: if it is no bug, or its incident is not of severity 1 or 2 (LU-21).
    """
    if kind != ProblemKind.BUG:
        raise Refusal(
            f"{number} is {label(kind).lower()}; only what product management has found to be a "
            "bug can be escalated into the maintenance releases (LU-21).",
            code="no_bug",
        )
    if rank > MOST_SEVERE:
        raise Refusal(
            f"This incident is of severity {name}; bugs of severity 1 and 2 can be escalated into "
            "the maintenance releases (LU-21). Ask support whether its severity is right.",
            code="not_severe",
        )
