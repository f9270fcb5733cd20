"""Ways in: an invitation expires, works once, and only for the address it was sent to."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.people import seats
from portal.tenancy.models import Customer, Invitation, Membership, Person
from portal.tenancy.policy import Act, require
from portal.tenancy.roles import CUSTOMER_ROLES, Role
from portal.tenancy.scope import invitation_scope, vendor_scope

LIFETIME = timedelta(days=7)
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What a person is invited to be."""

    role: Role
    customer: Customer | None = None
    support_tier: str = ""


@transaction.atomic
def invite(
    *, by: Membership, email: str, name: str, seat: Seat, at: datetime
) -> tuple[Invitation, str]:
    """Invite an address and return the invitation with its token, which is kept nowhere.

    :raises Refusal: if the inviter may not, the seat makes no sense, the customer has no room,
        or an invitation is open already.
    """
    require(by, managing(seat.customer.pk if seat.customer else None))
    address = email.strip().lower()
    _check_seat(by, seat)
    if Membership.objects.current().filter(person__email=address, customer=seat.customer).exists():
        raise Refusal(f"{address} is a member here already.", code="already")
    seats.check(seat.customer, seat.role, at=at)
    _put_away_expired(address, seat.customer, at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                vendor=by.vendor,
                email=address,
                name=name.strip(),
                role=seat.role,
                support_tier=seat.support_tier,
                customer=seat.customer,
                token_hash=hash_of(token),
                invited_by=by.person,
                invited_at=at,
                expires_at=at + LIFETIME,
            )
    except IntegrityError:
        raise Refusal(
            f"{address} has an open invitation already; withdraw it to send another.",
            code="already",
        ) from None
    record("person invited", invitation, actor=by.person, at=at, after={"role": seat.role})
    return invitation, token


def managing(customer_id: int | None) -> Act:
    """Return the act that it takes to bring people in or out, of a customer or of the vendor."""
    return Act.MANAGE_CONTACTS if customer_id else Act.MANAGE_PEOPLE


def _put_away_expired(address: str, customer: Customer | None, at: datetime) -> None:
    # One that has expired opens nothing, and must not stand in the way of another.
    old = Invitation.objects.filter(email=address, customer=customer, expires_at__lte=at)
    old.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=F("expires_at"))


def _check_seat(by: Membership, seat: Seat) -> None:
    is_customers = seat.role in CUSTOMER_ROLES
    if is_customers and seat.customer is None:
        raise Refusal(f"Choose the customer whose {seat.role.label.lower()} this is.", code="seat")
    if not is_customers and seat.customer is not None:
        raise Refusal(
            f"{seat.role.label} is a role at {by.vendor}, not at a customer.", code="seat"
        )


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Membership, at: datetime) -> None:
    """Make an open invitation worthless."""
    require(by, managing(invitation.customer_id))
    invitation = Invitation.objects.locked().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refusal("This invitation is not open any more.", code="already")
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    record("invitation withdrawn", invitation, actor=by.person, at=at)


def find(token: str, *, at: datetime) -> Invitation:
    """Return the open invitation of a token.

    :raises Refusal: if there is none, with the same words whatever the reason.
    """
    digest = hash_of(token)
    with invitation_scope(digest):
        rows = Invitation.objects.of_token(digest)
        invitation = rows.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at).first()
    if invitation is None:
        raise Refusal(
            "This invitation does not work: it has expired, was used or withdrawn. "
            "Ask whoever invited you for a new one.",
            code="no_invitation",
        )
    return invitation


def accept(
    *, token: str, signed_in: Person | None, name: str, password: str, at: datetime
) -> Person:
    """Take an invitation up: for the person signed in, or for a new one with this password.

    :raises Refusal: if it does not work, belongs to another address, the customer has no room
        any more, or the password is weak.
    """
    invitation = find(token, at=at)
    with vendor_scope(invitation.vendor):
        # The customer before the invitation, as in inviting: two in the other order deadlock.
        seats.check(invitation.customer, Role(invitation.role), at=at, is_invited=True)
        locked = Invitation.objects.locked().get(pk=invitation.pk)
        if locked.accepted_at or locked.withdrawn_at:
            raise Refusal("This invitation was used or withdrawn just now.", code="no_invitation")
        person = _person(locked, signed_in, name, password)
        membership = Membership.objects.create(
            vendor=locked.vendor,
            person=person,
            customer=locked.customer,
            role=locked.role,
            support_tier=locked.support_tier,
            since=at,
        )
        locked.accepted_at = at
        locked.save(update_fields=["accepted_at"])
        record("invitation accepted", membership, actor=person, at=at)
    return person


def _person(invitation: Invitation, signed_in: Person | None, name: str, password: str) -> Person:
    if signed_in is not None:
        if signed_in.email != invitation.email:
            raise Refusal(
                f"This invitation is for {invitation.email}; you are signed in as "
                f"{signed_in.email}. Sign out first, or ask for an invitation to your address.",
                code="other_address",
            )
        return signed_in
    if Person.objects.filter(email=invitation.email).exists():
        raise Refusal(
            f"{invitation.email} has an account: sign in with it, then open this link again.",
            code="sign_in",
        )
    person = Person(email=invitation.email, name=name.strip() or invitation.name)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), code="weak_password") from None
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def end_membership(*, membership: Membership, by: Membership, at: datetime) -> None:
    """End what a person is here, at once; what they did stays.

    :raises Refusal: if it has ended, or is one's own: somebody must be left who can invite.
    """
    require(by, managing(membership.customer_id))
    membership = Membership.objects.locked().get(pk=membership.pk)
    if membership.ended_at:
        raise Refusal("This membership has ended already.", code="already")
    if membership.pk == by.pk:
        raise Refusal("You cannot end your own membership; ask a colleague.", code="own")
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    record("membership ended", membership, actor=by.person, at=at)


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
