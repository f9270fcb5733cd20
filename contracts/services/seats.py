"""The check that keeps a customer to its seats, and handing a seat on (LU-03)."""

from datetime import datetime

from django.db import transaction

from contracts.seats import Seats, seats_of
from portal.kernel.refusal import Refusal
from portal.people import seats as people_seats
from portal.people.seats import Asked
from portal.people.services import Seat, end_membership, invite
from portal.tenancy.models import Invitation, Membership
from portal.tenancy.policy import POLICY, Act
from portal.tenancy.roles import Role

MOST_NAMED = 12  # holders in a refusal


def check_seat(asked: Asked) -> None:
    """Refuse a technical contact for whom there is no seat; the customer's row is locked.

    An invitation holds its seat, and whoever accepts it takes that one. Should the seats have
    shrunk meanwhile, nobody loses access, but nobody new comes in until there is room: those who
    accept first have what is left.

    :raises Refusal: with how many are used, of how many, by whom, and who can change it.
    """
    if asked.role is not Role.TECHNICAL_CONTACT:
        return
    found = seats_of(asked.customer, asked.at)
    if found.limit is None:
        return
    if asked.is_invited and len(found.members) >= found.limit:
        raise Refusal(
            f"{found.customer} has no seat left: since you were invited they have become "
            f"{found.limit}, and {len(found.members)} are taken. Ask whoever invited you.",
            code="no_seat",
        )
    if not asked.is_invited and found.used >= found.limit:
        raise Refusal(_no_seat(found), code="no_seat")


def _no_seat(found: Seats) -> str:
    able = sorted(
        role.label.lower() for role, acts in POLICY.items() if Act.AMEND_CONTRACTS in acts
    )
    sentences = [f"All seats of {found.customer} are taken: {found.used} of {found.limit}"]
    if found.used:
        named = found.holders[:MOST_NAMED]
        more = found.used - len(named)
        sentences[0] += f", by {', '.join(named)}" + (f" and {more} more" if more else "")
    elif not found.shares:
        sentences = [f"{found.customer} has no active contract, and so no seats"]
    managers = sorted(
        role.label.lower() for role, acts in POLICY.items() if Act.MANAGE_CONTACTS in acts
    )
    sentences.append(f"A seat is freed or handed on by: {', '.join(managers)}")
    sentences.append(f"More can be agreed with: {', '.join(able)}")
    return ". ".join(sentences) + "."


@transaction.atomic
def replace(
    *, membership: Membership, by: Membership, email: str, name: str, at: datetime
) -> tuple[Invitation, str]:
    """Hand a seat on in one act: end one contact's access and invite another; or do neither.

    :raises Refusal: if either may not be done.
    """
    if membership.role != Role.TECHNICAL_CONTACT or membership.customer is None:
        raise Refusal("Only a technical contact has a seat to hand on.", code="seat")
    people_seats.lock(membership.customer)
    end_membership(membership=membership, by=by, at=at)
    seat = Seat(role=Role.TECHNICAL_CONTACT, customer=membership.customer)
    return invite(by=by, email=email, name=name, seat=seat, at=at)
