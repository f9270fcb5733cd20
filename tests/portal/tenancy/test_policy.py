"""Who may do what, cell by cell (CO-02). A new role or act fails here until it is decided."""

import pytest

from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import POLICY, Act, may, require
from portal.tenancy.roles import Role
from tests.factories import MONDAY

COLUMNS = (
    Act.FOLLOW_INCIDENTS,
    Act.RAISE_INCIDENT,
    Act.ANSWER_AS_CUSTOMER,
    Act.WORK_ON_INCIDENTS,
    Act.READ_NOTES,
    Act.SET_SEVERITY,
    Act.READ_AGREEMENT,
    Act.MANAGE_PEOPLE,
)

#                                   follow raise answer work notes severity agreement people
TABLE = {
    Role.TECHNICAL_CONTACT: "       yes    yes   yes    no   no    no       yes       no",
    Role.VIEWER: "                  yes    no    no     no   no    no       yes       no",
    Role.AGENT: "                   yes    no    no     yes  yes   yes      yes       no",
    Role.SUPPORT_MANAGER: "         yes    no    no     yes  yes   yes      yes       yes",
    Role.SUPPORT_DIRECTOR: "        yes    no    no     yes  yes   yes      yes       no",
    Role.CHIEF_OPERATING_OFFICER: " yes    no    no     no   yes   no       yes       no",
    Role.ACCOUNT_MANAGER: "         yes    no    no     no   yes   no       yes       no",
    Role.TECHNICAL_ACCOUNT_MANAGER: "yes   no    no     yes  yes   yes      yes       no",
    Role.PRODUCT_MANAGER: "         yes    no    no     no   yes   no       yes       no",
    Role.ADMINISTRATOR: "           yes    no    no     no   yes   no       yes       yes",
}

# What is done by these roles and by no other.
DONE_BY = {
    Act.PUBLISH_RELEASES: {Role.PRODUCT_MANAGER, Role.ADMINISTRATOR},
    Act.RECORD_UPGRADE: set(Role)
    - {
        Role.TECHNICAL_CONTACT,
        Role.VIEWER,
        Role.CHIEF_OPERATING_OFFICER,
    },
    Act.AGREE_PLAN: {
        Role.AGENT,
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.CHIEF_OPERATING_OFFICER,
        Role.TECHNICAL_ACCOUNT_MANAGER,
    },
    Act.APPROVE_REPORTS: {Role.SUPPORT_MANAGER, Role.SUPPORT_DIRECTOR},
    Act.MANAGE_PROBLEMS: {Role.PRODUCT_MANAGER},
    Act.SHARE_VIEWS: {Role.SUPPORT_MANAGER},
    Act.EDIT_CALENDARS: {Role.ADMINISTRATOR},
    Act.RESTATE: {Role.ADMINISTRATOR},
    Act.READ_AUDIT: {Role.SUPPORT_DIRECTOR, Role.ADMINISTRATOR},
    Act.AMEND_CONTRACTS: {Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.MANAGE_INVOICES: {Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.PUBLISH_AGREEMENT: {Role.ADMINISTRATOR},
    Act.MANAGE_SUPPLIERS: {Role.SUPPORT_MANAGER, Role.ADMINISTRATOR},
    Act.KEEP_MACROS: {Role.SUPPORT_MANAGER, Role.SUPPORT_DIRECTOR},
    Act.MANAGE_MAIL: {Role.ADMINISTRATOR},
    Act.DECLARE_OUTAGE: {
        Role.AGENT,
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.TECHNICAL_ACCOUNT_MANAGER,
    },
    Act.DECIDE_EXCLUSION: {Role.SUPPORT_DIRECTOR, Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.PLAN_MAINTENANCE: {
        Role.AGENT,
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.TECHNICAL_ACCOUNT_MANAGER,
        Role.PRODUCT_MANAGER,
    },
    Act.MANAGE_MONITORS: {Role.PRODUCT_MANAGER, Role.ADMINISTRATOR},
    Act.WRITE_ARTICLES: {
        Role.AGENT,
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.TECHNICAL_ACCOUNT_MANAGER,
        Role.PRODUCT_MANAGER,
        Role.ADMINISTRATOR,
    },
    Act.PUBLISH_ARTICLES: {Role.SUPPORT_MANAGER, Role.ADMINISTRATOR},
    Act.ANNOUNCE: {Role.SUPPORT_MANAGER, Role.PRODUCT_MANAGER, Role.ADMINISTRATOR},
    Act.WRITE_IN_FORUM: set(Role) - {Role.VIEWER},
    Act.MODERATE_FORUM: {Role.SUPPORT_MANAGER, Role.SUPPORT_DIRECTOR, Role.ADMINISTRATOR},
    Act.OPEN_FORUM: {Role.ADMINISTRATOR},
    Act.CLOSE_MONTH: {Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.ISSUE_REPORTS: {Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.DECIDE_CREDITS: {Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.FILE_CLAIM: {
        Role.TECHNICAL_CONTACT,
        Role.AGENT,
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.TECHNICAL_ACCOUNT_MANAGER,
        Role.ACCOUNT_MANAGER,
        Role.ADMINISTRATOR,
    },
    Act.KEEP_ACCOUNT: {
        Role.SUPPORT_MANAGER,
        Role.ACCOUNT_MANAGER,
        Role.TECHNICAL_ACCOUNT_MANAGER,
        Role.ADMINISTRATOR,
    },
    Act.SEE_CONTACTS: set(Role) - {Role.VIEWER},
    Act.MANAGE_CONTACTS: {Role.SUPPORT_MANAGER, Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.NAME_INSTRUCTORS: {Role.TECHNICAL_CONTACT},
    Act.APPROVE_INSTRUCTORS: {Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR},
    Act.ESCALATE: {
        Role.TECHNICAL_CONTACT,
        Role.AGENT,
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.CHIEF_OPERATING_OFFICER,
        Role.TECHNICAL_ACCOUNT_MANAGER,
    },
    Act.END_ESCALATION: {
        Role.SUPPORT_MANAGER,
        Role.SUPPORT_DIRECTOR,
        Role.CHIEF_OPERATING_OFFICER,
    },
}

CELLS = [
    *(
        pytest.param(role, act, answer == "yes", id=f"{role}-{act}")
        for role, row in TABLE.items()
        for act, answer in zip(COLUMNS, row.split(), strict=True)
    ),
    *(
        pytest.param(role, act, role in able, id=f"{role}-{act}")
        for act, able in DONE_BY.items()
        for role in Role
    ),
]


def test_the_table_has_every_role_and_every_act() -> None:
    assert set(TABLE) == set(Role) == set(POLICY)
    assert set(COLUMNS) | set(DONE_BY) == set(Act)


@pytest.mark.parametrize(("role", "act", "allowed"), CELLS)
def test_a_role_may_do_what_the_table_says(role: Role, act: Act, allowed: bool) -> None:
    assert may(Membership(role=role), act) is allowed


def test_a_membership_that_has_ended_allows_nothing() -> None:
    for role in Role:
        ended = Membership(role=role, ended_at=MONDAY)
        assert not any(may(ended, act) for act in Act)


def test_a_refusal_says_who_could_do_it() -> None:
    with pytest.raises(Refusal, match="As viewer you cannot raise an incident") as refused:
        require(Membership(role=Role.VIEWER), Act.RAISE_INCIDENT)

    assert str(refused.value).endswith("This is done by: technical contact.")
    assert refused.value.code == "not_allowed"
