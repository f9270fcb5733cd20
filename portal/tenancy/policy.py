"""Who may do what: one table, read by pages, API, tasks and mail alike (CO-02)."""

from enum import StrEnum

from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role


class Act(StrEnum):
    FOLLOW_INCIDENTS = "follow incidents"
    RAISE_INCIDENT = "raise an incident"
    ANSWER_AS_CUSTOMER = "answer for the customer"
    WORK_ON_INCIDENTS = "work on incidents"
    READ_NOTES = "read internal notes"
    SET_SEVERITY = "set the severity"
    READ_AGREEMENT = "read the agreement"
    MANAGE_PEOPLE = "invite and remove people"


_CUSTOMER = {Act.FOLLOW_INCIDENTS, Act.READ_AGREEMENT}
_STAFF = {Act.FOLLOW_INCIDENTS, Act.READ_NOTES, Act.READ_AGREEMENT}
_DESK = _STAFF | {Act.WORK_ON_INCIDENTS, Act.SET_SEVERITY}

POLICY: dict[Role, set[Act]] = {
    Role.TECHNICAL_CONTACT: _CUSTOMER | {Act.RAISE_INCIDENT, Act.ANSWER_AS_CUSTOMER},
    Role.VIEWER: _CUSTOMER,
    Role.AGENT: _DESK,
    Role.SUPPORT_MANAGER: _DESK | {Act.MANAGE_PEOPLE},
    Role.SUPPORT_DIRECTOR: _DESK,
    Role.CHIEF_OPERATING_OFFICER: _STAFF,
    Role.ACCOUNT_MANAGER: _STAFF,
    Role.TECHNICAL_ACCOUNT_MANAGER: _DESK,
    Role.PRODUCT_MANAGER: _STAFF,
    Role.ADMINISTRATOR: _STAFF | {Act.MANAGE_PEOPLE},
}


def may(membership: Membership, act: Act) -> bool:
    """Say whether a membership that has not ended allows an act."""
    return membership.ended_at is None and act in POLICY[Role(membership.role)]


def require(membership: Membership, act: Act) -> None:
    """Refuse an act that the membership does not allow, naming who could do it.

    :raises Refusal: with code `not_allowed`.
    """
    if not may(membership, act):
        able = sorted(role.label.lower() for role, acts in POLICY.items() if act in acts)
        raise Refusal(
            f"As {Role(membership.role).label.lower()} you cannot {act}. "
            f"This is done by: {', '.join(able)}.",
            code="not_allowed",
        )
