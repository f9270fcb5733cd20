"""A critical incident at Northgate, whose tier has documented reports, and a report of it."""

from datetime import datetime, timedelta

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from reports.critical.approving import approve, submit
from reports.critical.publishing import publish
from reports.critical.writing import draft, save
from reports.models import CriticalIssue, CriticalReport
from tests.cast import House, Site, raised
from tests.factories import MONDAY

NOTE = "Between ourselves: the restart was ours to prevent."
WORDS = {
    "summary": "Referral letters stopped for two hours.",
    "impact": "Every clinic; forty letters were sent late.",
    "cause": "A full disk on the letter server.",
    "corrective": "Space was freed and the queue restarted.",
    "planned": "Disk space is watched from 9 March on.",
}


def solved(site: Site, house: House, *, severity: str = "1") -> Incident:
    """Raise an incident, work on it with a note among ourselves, and provide a solution."""
    incident = raised(house, severity=severity, title="Referral letters cannot be sent")
    by = site.agent
    services.accept(incident=incident, by=by, at=after(5))
    services.reply(incident=incident, by=by, text="We are looking at the queue.", at=after(10))
    services.add_note(incident=incident, by=by, text=NOTE, at=after(15))
    services.provide_solution(
        incident=incident, by=by, text="The queue runs again: the disk was full.", at=after(120)
    )
    return Incident.objects.get(pk=incident.pk)


def after(minutes: int) -> datetime:
    """Return so many minutes after the incident was reported."""
    return MONDAY + timedelta(minutes=minutes)


def written(incident: Incident, by: Membership, at: datetime | None = None) -> CriticalReport:
    """Draft the report of an incident and write every section."""
    at = at or after(180)
    report = draft(by=by, incident=incident, at=at)
    return save(by=by, report=report, revision=report.revision, sections=WORDS, at=at)


def approved(incident: Incident, by: Membership, manager: Membership) -> CriticalReport:
    """Write the report of an incident and have it approved."""
    report = written(incident, by)
    report = submit(by=by, report=report, revision=report.revision, at=after(190))
    return approve(by=manager, report=report, revision=report.revision, at=after(200))


def published(incident: Incident, by: Membership, manager: Membership) -> CriticalIssue:
    """Write the report of an incident, have it approved, and publish it."""
    report = approved(incident, by, manager)
    return publish(by=by, report=report, revision=report.revision, at=after(210))
