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
    ESCALATE = "escalate an incident"
    END_ESCALATION = "end an escalation"
    AGREE_PLAN = "agree a rescue plan"
    APPROVE_REPORTS = "approve reports of critical incidents"
    MANAGE_PROBLEMS = "manage problems and change requests"
    SHARE_VIEWS = "share views of the queue"
    KEEP_MACROS = "keep the texts that the desk shares"
    READ_AGREEMENT = "read the agreement"
    MANAGE_PEOPLE = "invite and remove people"
    SEE_CONTACTS = "see who speaks for a customer"
    MANAGE_CONTACTS = "invite and remove customers' people"
    NAME_INSTRUCTORS = "name who may give instructions"
    APPROVE_INSTRUCTORS = "approve who may give instructions"
    KEEP_ACCOUNT = "look after a customer's account"
    EDIT_CALENDARS = "change calendars"
    PUBLISH_RELEASES = "publish releases"
    RECORD_UPGRADE = "record an upgrade"
    AMEND_CONTRACTS = "change what a contract stands on"
    PUBLISH_AGREEMENT = "publish versions of the agreement"
    MANAGE_INVOICES = "enter invoices and payments"
    RESTATE = "restate outcomes that are final"
    READ_AUDIT = "read who changed what"
    MANAGE_SUPPLIERS = "keep agreements with suppliers"
    MANAGE_MAIL = "decide what mail may carry"
    DECLARE_OUTAGE = "declare and correct outages"
    DECIDE_EXCLUSION = "decide what of an outage does not count"
    PLAN_MAINTENANCE = "plan maintenance"
    MANAGE_MONITORS = "keep services, components and monitors"
    CLOSE_MONTH = "close a month"
    ISSUE_REPORTS = "issue SLA reports"
    WRITE_ARTICLES = "write articles"
    PUBLISH_ARTICLES = "publish articles"
    ANNOUNCE = "write and publish announcements"
    WRITE_IN_FORUM = "write in the forum"
    MODERATE_FORUM = "moderate the forum"
    OPEN_FORUM = "open and close the forum"
    DECIDE_CREDITS = "decide claims and settle credits"
    FILE_CLAIM = "file a claim for a credit"


_CUSTOMER = {Act.FOLLOW_INCIDENTS, Act.READ_AGREEMENT}
_STAFF = {
    Act.FOLLOW_INCIDENTS,
    Act.READ_NOTES,
    Act.READ_AGREEMENT,
    Act.SEE_CONTACTS,
    Act.WRITE_IN_FORUM,
}
_DESK = _STAFF | {
    Act.WORK_ON_INCIDENTS,
    Act.SET_SEVERITY,
    Act.ESCALATE,
    Act.AGREE_PLAN,
    Act.RECORD_UPGRADE,
    Act.DECLARE_OUTAGE,
    Act.PLAN_MAINTENANCE,
    Act.FILE_CLAIM,
    Act.WRITE_ARTICLES,
}

POLICY: dict[Role, set[Act]] = {
    Role.TECHNICAL_CONTACT: _CUSTOMER
    | {
        Act.RAISE_INCIDENT,
        Act.ANSWER_AS_CUSTOMER,
        Act.ESCALATE,
        Act.SEE_CONTACTS,
        Act.NAME_INSTRUCTORS,
        Act.FILE_CLAIM,
        Act.WRITE_IN_FORUM,
    },
    Role.VIEWER: _CUSTOMER,
    Role.AGENT: _DESK,
    Role.SUPPORT_MANAGER: _DESK
    | {
        Act.END_ESCALATION,
        Act.APPROVE_REPORTS,
        Act.SHARE_VIEWS,
        Act.KEEP_MACROS,
        Act.MANAGE_CONTACTS,
        Act.KEEP_ACCOUNT,
        Act.MANAGE_PEOPLE,
        Act.MANAGE_SUPPLIERS,
        Act.PUBLISH_ARTICLES,
        Act.MODERATE_FORUM,
        Act.ANNOUNCE,
    },
    Role.SUPPORT_DIRECTOR: _DESK
    | {
        Act.END_ESCALATION,
        Act.APPROVE_REPORTS,
        Act.KEEP_MACROS,
        Act.READ_AUDIT,
        Act.DECIDE_EXCLUSION,
        Act.MODERATE_FORUM,
    },
    Role.CHIEF_OPERATING_OFFICER: _STAFF | {Act.ESCALATE, Act.AGREE_PLAN, Act.END_ESCALATION},
    Role.ACCOUNT_MANAGER: _STAFF
    | {
        Act.MANAGE_CONTACTS,
        Act.APPROVE_INSTRUCTORS,
        Act.KEEP_ACCOUNT,
        Act.AMEND_CONTRACTS,
        Act.MANAGE_INVOICES,
        Act.RECORD_UPGRADE,
        Act.DECIDE_EXCLUSION,
        Act.CLOSE_MONTH,
        Act.ISSUE_REPORTS,
        Act.DECIDE_CREDITS,
        Act.FILE_CLAIM,
    },
    Role.TECHNICAL_ACCOUNT_MANAGER: _DESK | {Act.KEEP_ACCOUNT},
    Role.PRODUCT_MANAGER: _STAFF
    | {
        Act.PUBLISH_RELEASES,
        Act.RECORD_UPGRADE,
        Act.MANAGE_PROBLEMS,
        Act.WRITE_ARTICLES,
        Act.PLAN_MAINTENANCE,
        Act.MANAGE_MONITORS,
        Act.ANNOUNCE,
    },
    Role.ADMINISTRATOR: _STAFF
    | {
        Act.MANAGE_CONTACTS,
        Act.APPROVE_INSTRUCTORS,
        Act.KEEP_ACCOUNT,
        Act.MANAGE_PEOPLE,
        Act.PUBLISH_RELEASES,
        Act.RECORD_UPGRADE,
        Act.EDIT_CALENDARS,
        Act.AMEND_CONTRACTS,
        Act.PUBLISH_AGREEMENT,
        Act.MANAGE_INVOICES,
        Act.RESTATE,
        Act.READ_AUDIT,
        Act.MANAGE_SUPPLIERS,
        Act.MANAGE_MAIL,
        Act.DECIDE_EXCLUSION,
        Act.MANAGE_MONITORS,
        Act.CLOSE_MONTH,
        Act.ISSUE_REPORTS,
        Act.DECIDE_CREDITS,
        Act.FILE_CLAIM,
        Act.WRITE_ARTICLES,
        Act.PUBLISH_ARTICLES,
        Act.MODERATE_FORUM,
        Act.OPEN_FORUM,
        Act.ANNOUNCE,
    },
}


def may(membership: Membership, act: Act) -> bool:
    """Say whether a membership that has not ended allows an act."""
    return membership.ended_at is None and act in POLICY[Role(membership.role)]


def require(membership: Membership, act: Act) -> None:
    """Refuse an act that the membership does not allow, naming who could do it.

    :raises Refusal: with code `not_allowed`.
    """
    if not may(membership, act):
        raise Refusal(
            f"As {Role(membership.role).label.lower()} you cannot {act}. "
            f"This is done by: {able(act)}.",
            code="not_allowed",
        )


def able(act: Act) -> str:
    """Name the roles that allow an act, for a sentence."""
    return ", ".join(sorted(role.label.lower() for role, acts in POLICY.items() if act in acts))
