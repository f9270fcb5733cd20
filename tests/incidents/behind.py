"""A problem with a planned change behind an incident, for walks over pages and fields."""

from datetime import datetime

from incidents.models import ChangeRequest, Incident
from incidents.services import planning, problems
from portal.tenancy.models import Membership
from tests.factories import MONDAY


def planned_behind(
    incident: Incident, agent: Membership, planner: Membership, *, at: datetime = MONDAY
) -> ChangeRequest:
    """Report a problem behind an incident, qualify it as a bug, and plan a change for it."""
    problem = problems.report_problem(
        incident=incident, by=agent, title="Letters lose the name", text="An index.", at=at
    )
    planning.qualify(problem=problem, by=planner, kind="bug", at=at)
    return planning.plan_change(
        problem=problem, by=planner, title="Load first", target_text="6.1", at=at
    )
