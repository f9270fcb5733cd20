"""Who is told of problems and the changes that deliver them (LU-21, CO-08).

What was written stays in the portal (PQ-12).
"""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from incidents.models import Incident, IncidentEvent, Problem
from incidents.notifications import News, as_telling
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role


def tell_product_managers(problem: Problem, said: str, by: Membership, at: datetime) -> None:
    """Tell the vendor's product managers what happened to a problem."""
    rows = Membership.objects.current().filter(vendor=problem.vendor_id, role=Role.PRODUCT_MANAGER)
    words = said.format(who=by.person, problem=problem)
    step = problem.steps.count()
    tell(
        _telling(problem, one.person, words, f"problem-{problem.pk}-{step}", Topic.PROBLEMS, at)
        for one in rows.select_related("person").order_by("pk")
        if one.person_id != by.person_id
    )


def tell_account(incident: Incident, problem: Problem, *, by: Person, at: datetime) -> None:
    """Tell the account managers that they are to be consulted about an escalated bug."""
    rows = Membership.objects.current().filter(vendor=incident.vendor_id, role=Role.ACCOUNT_MANAGER)
    words = (
        f"{incident.customer} has escalated {problem} from {incident} into the maintenance "
        "releases; you are consulted about it."
    )
    key = f"problem-{problem.pk}-account-{incident.pk}"
    tell(
        _telling(problem, one.person, words, key, Topic.QUESTIONS, at)
        for one in rows.select_related("person").order_by("pk")
        if one.person_id != by.pk
    )


def tell_of_fix(event: IncidentEvent) -> None:
    """Tell the reporter that a fix is delivered for what has a solution already."""
    said = f"{event.words}. Install it, and confirm on the incident's page whether that solves it."
    reporter = event.incident.reporter
    tell([as_telling(News(event=event, person=reporter, topic=Topic.QUESTIONS, said=said))])


def _telling(
    problem: Problem, to: Person, said: str, key: str, topic: Topic, at: datetime
) -> Telling:
    """Return what one of the vendor's people is told of a problem."""
    vendor, path = problem.vendor, f"/problems/{problem.number}/"
    link = f"{settings.PORTAL_URL}/{vendor.slug}{path}"
    context = {"problem": problem, "recipient": to, "said": said, "link": link}
    letter = Letter(
        vendor=vendor,
        key=key,
        recipient=to.email,
        subject=f"[{problem}] {vendor.name + ' support' if vendor.phi_mode else problem.title}",
        text=render_to_string("incidents/mail/problem.txt", context),
        at=at,
        thread=f"problem-{problem.pk}",
    )
    return Telling(
        person=to,
        topic=topic,
        letter=letter,
        title=f"{problem} {problem.title}",
        said=said,
        path=path,
    )
