"""Who hears of what happens to a contract by itself, and the mail that tells them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from contracts.models import AssignedManager, Contract
from portal.notify.services import post
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role


def contacts_of(contract: Contract) -> list[Person]:
    """Return the technical contacts of a contract's customer."""
    rows = Membership.objects.current().filter(
        customer=contract.customer_id, role=Role.TECHNICAL_CONTACT
    )
    return [membership.person for membership in rows.select_related("person")]


def keepers_of(contract: Contract, *roles: Role) -> list[Person]:
    """Return the vendor's people who look after a contract: those in these roles, and its own."""
    wanted = roles or (Role.ACCOUNT_MANAGER,)
    rows = Membership.objects.current().filter(role__in=wanted).select_related("person")
    found = [membership.person for membership in rows.filter(vendor=contract.vendor_id)]
    assigned = AssignedManager.objects.current().filter(
        contract=contract, membership__ended_at=None
    )
    found += [row.membership.person for row in assigned.select_related("membership__person")]
    return list(dict.fromkeys(found))


def tell(
    people: Iterable[Person],
    *,
    contract: Contract,
    key: str,
    subject: str,
    template: str,
    context: Mapping[str, object],
    at: datetime,
) -> None:
    """Put one mail for each of them into the outbox, once per key."""
    link = f"{settings.PORTAL_URL}/{contract.vendor.slug}"
    for person in people:
        said = {"recipient": person, "contract": contract, "link": link} | dict(context)
        text = render_to_string(f"contracts/mail/{template}.txt", said)
        post(
            vendor=contract.vendor,
            key=key,
            recipient=person.email,
            subject=subject,
            text=text,
            at=at,
        )
