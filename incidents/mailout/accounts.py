"""Telling account managers that a customer with an overdue invoice has raised an incident."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from incidents.choosing import Overdue
from incidents.models import Incident
from portal.notify.services import Letter, post_all
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role


def tell_account_managers(incident: Incident, overdue: Overdue, *, at: datetime) -> None:
    """Mail the account managers once an incident; without any, the administrators (LU-09)."""
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}"
    letters = [
        Letter(
            vendor=incident.vendor,
            key=f"incident-{incident.pk}-overdue",
            recipient=membership.person.email,
            subject=f"[{incident}] {incident.customer} has an overdue invoice",
            text=render_to_string(
                "incidents/mail/overdue.txt",
                {
                    "incident": incident,
                    "recipient": membership.person,
                    "words": overdue.words,
                    "link": f"{link}/incidents/{incident}/",
                    "contract_link": f"{link}/contracts/{incident.contract_id}/",
                },
            ),
            at=at,
            thread=f"incident-{incident.pk}",
        )
        for membership in hearers(incident)
    ]
    post_all(letters)


def hearers(incident: Incident) -> list[Membership]:
    """Return the vendor's account managers; without any, its administrators."""
    staff = Membership.objects.current().filter(vendor=incident.vendor, customer=None)
    wanted = (Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR)
    rows = list(staff.filter(role__in=wanted).select_related("person"))
    return [row for row in rows if row.role == Role.ACCOUNT_MANAGER] or rows
