"""The stations of an incident, why it may be closed, and whom it escalates to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.domain.clause import Clause
from contracts.domain.targets import Milestone, Target


class WaitingOn(StrEnum):
    """Whose move it is."""

    VENDOR = "vendor"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"
    NOBODY = "nobody"


# The stations every vendor's workflow has; the services name them.
REQUIRED_STATUSES = ("new", "awaiting_customer", "solution_provided", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One station of the workflow and what each side calls it (LU-19)."""

    key: str
    customer_label: str
    staff_label: str
    waiting_on: WaitingOn
    support_level: str | None  # "L1", "L2", "L3" where the vendor has such levels
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """The stations in the order of an incident's life."""

    statuses: tuple[Status, ...]
    reopens_to: str  # the key of the station a reopened incident returns to
    # Working days of the customer's from the solution on; 0: never (LU-20).
    remind_after_days: int = 5
    close_after_days: int = 10

    def status(self, key: str) -> Status:
        """This method will return the station of that key.

        :raises KeyError: if the workflow has none.
        """
        return {status.key: status for status in self.statuses}[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingReason:
    """Why an incident may be closed (LU-20)."""

    key: str
    label: str
    solved: bool  # False: clocks not yet reached stop without outcome
    clause: Clause


# An incident that says what another one says. No document names it, and every desk needs it.
DUPLICATE = ClosingReason(
    key="duplicate",
    label="A duplicate of another incident",
    solved=False,
    clause=Clause("LU-20", reading="None of the five reasons: the other incident is measured."),
)


class Holder(StrEnum):
    """Who stands on a rung of the ladder (LU-22)."""

    INCIDENT_OWNER = "incident_owner"
    SUPPORT_MANAGER = "support_manager"
    SUPPORT_DIRECTOR = "support_director"
    CHIEF_OPERATING_OFFICER = "chief_operating_officer"
    TECHNICAL_ACCOUNT_MANAGER = "technical_account_manager"


class Advance(StrEnum):
    """What takes an escalation from one rung to the next (LU-22)."""

    CUSTOMER_REQUEST = "customer_request"
    PLAN_MISSED = "plan_missed"  # at once when the rescue plan's target passes
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of hierarchical escalation: who, what, and by when (LU-22)."""

    level: int
    holder: Holder
    title: str
    contact_within: Target | None  # None: as soon as possible, no figure
    changes_priority: bool
    needs_rescue_plan: bool
    needs_target_date: bool
    advances: Advance
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FastTrack:
    """Who else hears of an escalation at once, and for which tiers (LU-22)."""

    tiers: tuple[str, ...]
    holder: Holder
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedByBreach:
    """Which missed targets put an incident on the first rung by themselves (LU-22)."""

    severities: Mapping[Milestone, tuple[str, ...]]
    clause: Clause

    def covers(self, milestone: Milestone, severity: str) -> bool:
        """This method will say whether missing this target opens an escalation."""
        return severity in self.severities.get(milestone, ())
