"""Who is told about a report, in their inbox and by mail: number and link, nothing of its text."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string

from incidents.mailout.words import subject
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import POLICY, Act
from portal.tenancy.roles import Role
from reports.models import CriticalReport

APPROVERS = [role for role, acts in POLICY.items() if Act.APPROVE_REPORTS in acts]


def tell_approvers(report: CriticalReport, *, by: Membership, at: datetime) -> None:
    """Tell those who may approve it that a report waits for them; none who wrote on it."""
    rows = _current(report).filter(customer=None, role__in=APPROVERS)
    wrote = {person.pk for person in report.writers()} | {by.person_id}
    people = [one.person for one in rows if one.person_id not in wrote]
    said = f"{by.person} handed in the critical incident report; it waits for your approval."
    _tell(report, people, said, Topic.QUESTIONS, at)


def tell_writers(report: CriticalReport, said: str, *, by: Membership, at: datetime) -> None:
    """Tell its writers what was decided on a report."""
    people = [person for person in report.writers() if person.pk != by.person_id]
    words = said.format(who=by.person, what="the critical incident report")
    _tell(report, people, words, Topic.PROGRESS, at)


def tell_contacts(report: CriticalReport, *, by: Membership, at: datetime) -> None:
    """Tell the customer's technical contacts that an issue is there to be read."""
    customer = report.incident.customer_id
    rows = _current(report).filter(customer=customer, role=Role.TECHNICAL_CONTACT)
    said = f"{by.person} published the critical incident report."
    if report.issue > 1:
        said = f"{by.person} published a corrected critical incident report, issue {report.issue}."
    _tell(report, [one.person for one in rows], said, Topic.PROGRESS, at)


def path_of(report: CriticalReport) -> str:
    """Return where a report is inside its vendor's site."""
    return f"/incidents/{report.incident}/report/"


def _current(report: CriticalReport) -> QuerySet[Membership]:
    rows = Membership.objects.current().filter(vendor=report.vendor_id, person__is_active=True)
    return rows.select_related("person").order_by("pk")


def _tell(
    report: CriticalReport, people: Iterable[Person], said: str, topic: Topic, at: datetime
) -> None:
    incident = report.incident
    told = {person.pk: person for person in people}
    tell(
        Telling(
            person=person,
            topic=topic,
            letter=_letter(report, person, said, at),
            title=f"{incident} {incident.title}",
            said=said,
            path=path_of(report),
            customer_id=incident.customer_id,
        )
        for person in told.values()
    )


def _letter(report: CriticalReport, person: Person, said: str, at: datetime) -> Letter:
    incident = report.incident
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}{path_of(report)}"
    context = {"incident": incident, "recipient": person, "said": said, "link": link}
    return Letter(
        vendor=incident.vendor,
        key=f"report-{report.pk}-{report.revision}",
        recipient=person.email,
        subject=subject(incident),
        text=render_to_string("incidents/mail/event.txt", context),
        at=at,
        thread=f"incident-{incident.pk}",
    )
