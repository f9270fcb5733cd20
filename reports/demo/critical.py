"""Reports of critical incidents in the demo world: one published, one being written (LU-05)."""

from datetime import datetime, timedelta

from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.critical.approving import approve, submit
from reports.critical.listing import owed
from reports.critical.publishing import publish
from reports.critical.writing import draft, save
from reports.demo.contacts import Cast
from reports.models import CriticalReport

WORDS = {
    "impact": "The clinics concerned worked on paper and by telephone until it was solved.",
    "cause": (
        "The server was watched as a whole, not the part of it that was used up. So nobody was "
        "warned before users noticed."
    ),
    "planned": (
        "That part is watched by itself from now on, and warns the line on call at 80 per cent."
        "\n\nOther parts of its kind are reviewed by the end of the month."
    ),
}


DONE = "What was used up was freed, and the service restarted."


def keep_critical_reports(slug: str, cast: Cast) -> None:
    """This function will write the reports that Lumeon owes: the first goes out, the next waits."""
    if slug != "lumeon":
        return
    crew = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    agent = crew[Role.AGENT]
    waiting = [row.incident for row in owed([agent])][-2:]
    for place, incident in enumerate(reversed(waiting)):
        at = _after(cast.at - timedelta(minutes=50), incident)
        report = _written(incident, agent, at)
        if place == 0:
            _publish(report, agent, crew[Role.SUPPORT_MANAGER], at)


def _written(incident: Incident, agent: Membership, at: datetime) -> CriticalReport:
    report = draft(by=agent, incident=incident, at=at)
    _, _, done = report.corrective.partition("\n\n")  # without the greeting of the solution
    said = WORDS | {"corrective": done or report.corrective or DONE}
    return save(by=agent, report=report, revision=report.revision, sections=said, at=at)


def _publish(report: CriticalReport, agent: Membership, manager: Membership, at: datetime) -> None:
    report = submit(by=agent, report=report, revision=report.revision, at=at)
    report = approve(by=manager, report=report, revision=report.revision, at=at)
    publish(by=agent, report=report, revision=report.revision, at=at)


def _after(at: datetime, incident: Incident) -> datetime:
    """This function will return an instant that comes after what was told of an incident."""
    return max(at, incident.last_event_at, incident.told_until or at)
