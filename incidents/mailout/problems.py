"""Who is mailed about problems and the changes that deliver them (LU-21, CO-08).

What was written stays in the portal (PQ-12).
"""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from incidents.mailout.words import subject
from incidents.models import Incident, IncidentEvent, Problem
from portal.notify.services import Letter, post_all
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role


def tell_product_managers(problem: Problem, said: str, by: Membership, at: datetime) -> None:
    """Mail the vendor's product managers what happened to a problem."""
    rows = Membership.objects.current().filter(vendor=problem.vendor_id, role=Role.PRODUCT_MANAGER)
    words = said.format(who=by.person, problem=problem)
    step = problem.steps.count()
    post_all(
        _letter(problem, one.person, words, f"problem-{problem.pk}-{step}", at)
        for one in rows.select_related("person").order_by("pk")
        if one.person_id != by.person_id
    )


def tell_account(incident: Incident, problem: Problem, *, by: Person, at: datetime) -> None:
    """Mail the account managers that they are to be consulted about an escalated bug."""
    rows = Membership.objects.current().filter(vendor=incident.vendor_id, role=Role.ACCOUNT_MANAGER)
    words = (
        f"{incident.customer} has escalated {problem} from {incident} into the maintenance "
        "releases; you are consulted about it."
    )
    key = f"problem-{problem.pk}-account-{incident.pk}"
    post_all(
        _letter(problem, one.person, words, key, at)
        for one in rows.select_related("person").order_by("pk")
        if one.person_id != by.pk
    )


def tell_of_fix(event: IncidentEvent) -> None:
    """Mail the reporter that a fix is delivered for what has a solution already."""
    incident = event.incident
    said = f"{event.words}. Install it, and confirm on the incident's page whether that solves it."
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}/incidents/{incident}/"
    context = {
        "incident": incident, "recipient": incident.reporter, "said": said, "link": link
    }  # fmt: skip
    letter = Letter(
        vendor=incident.vendor,
        key=f"incident-{incident.pk}-{event.pk}",
        recipient=incident.reporter.email,
        subject=subject(incident),
        text=render_to_string("incidents/mail/event.txt", context),
        at=event.at,
        thread=f"incident-{incident.pk}",
    )
    post_all([letter])


def _letter(problem: Problem, to: Person, said: str, key: str, at: datetime) -> Letter:
    vendor = problem.vendor
    link = f"{settings.PORTAL_URL}/{vendor.slug}/problems/{problem.number}/"
    context = {"problem": problem, "recipient": to, "said": said, "link": link}
    return Letter(
        vendor=vendor,
        key=key,
        recipient=to.email,
        subject=f"[{problem}] {vendor.name + ' support' if vendor.phi_mode else problem.title}",
        text=render_to_string("incidents/mail/problem.txt", context),
        at=at,
        thread=f"problem-{problem.pk}",
    )
