"""Who hears of what happens to a contract by itself, and telling them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from contracts.models import AssignedManager, Contract
from portal.notify.services import Letter
from portal.notify.telling import Telling
from portal.notify.telling import tell as tell_people
from portal.notify.topics import Topic
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
    path: str,
    at: datetime,
    topic: Topic = Topic.CONTRACTS,
    may_wait: bool = True,
) -> None:
    """Tell each of them once per key, in their inbox and by mail as they have chosen (CO-08).

    :param template: the name of a mail about contracts, or the path of another app's.
    :param path: where to look, inside the vendor's site.
    :param topic: `Topic.QUESTIONS` where somebody waits for these very people.
    :param may_wait: whether the mail may go out at the end of somebody's quiet hours.
    """
    link = f"{settings.PORTAL_URL}/{contract.vendor.slug}"
    told = []
    for person in people:
        said = {"recipient": person, "contract": contract, "link": link} | dict(context)
        letter = Letter(
            vendor=contract.vendor,
            key=key,
            recipient=person.email,
            subject=subject,
            text=render_to_string(_file(template), said),
            at=at,
        )
        told.append(
            Telling(
                person=person,
                topic=topic,
                letter=letter,
                title=subject,
                said=f"By the agreement of {contract.customer}.",
                path=path,
                customer_id=contract.customer_id,
                may_wait=may_wait,
            )
        )
    tell_people(told)


def _file(template: str) -> str:
    return f"{template}.txt" if "/" in template else f"contracts/mail/{template}.txt"
