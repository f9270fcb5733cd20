"""Telling account managers that a customer with an overdue invoice has raised an incident."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from incidents.choosing import Overdue
from incidents.mailout.words import path_of
from incidents.models import Incident
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role


def tell_account_managers(incident: Incident, overdue: Overdue, *, at: datetime) -> None:
    """Tell the account managers once an incident; without any, the administrators (LU-09)."""
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}"
    tell(
        account_news(
            incident,
            membership.person,
            key=f"incident-{incident.pk}-overdue",
            said=f"{incident.customer} has an overdue invoice",
            template="overdue",
            context={
                "words": overdue.words,
                "link": f"{link}/incidents/{incident}/",
                "contract_link": f"{link}/contracts/{incident.contract_id}/",
            },
            at=at,
        )
        for membership in hearers(incident)
    )


def account_news(
    incident: Incident,
    to: Person,
    *,
    key: str,
    said: str,
    template: str,
    context: Mapping[str, object],
    at: datetime,
) -> Telling:
    """Return what someone who looks after an account is told of one of its incidents."""
    letter = Letter(
        vendor=incident.vendor,
        key=key,
        recipient=to.email,
        subject=f"[{incident}] {said}",
        text=render_to_string(
            f"incidents/mail/{template}.txt",
            {"incident": incident, "recipient": to} | dict(context),
        ),
        at=at,
        thread=f"incident-{incident.pk}",
    )
    return Telling(
        person=to,
        topic=Topic.CONTRACTS,
        letter=letter,
        title=f"{incident} {incident.title}",
        said=f"{said}.",
        path=path_of(incident),
        customer_id=incident.customer_id,
    )


def hearers(incident: Incident) -> list[Membership]:
    """Return the vendor's account managers; without any, its administrators."""
    staff = Membership.objects.current().filter(vendor=incident.vendor, customer=None)
    wanted = (Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR)
    rows = list(staff.filter(role__in=wanted).select_related("person"))
    return [row for row in rows if row.role == Role.ACCOUNT_MANAGER] or rows
