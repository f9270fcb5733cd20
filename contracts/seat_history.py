"""Who held a customer's seats when, read from invitations and memberships (LU-03)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.audit.models import AuditEvent
from portal.tenancy.models import Customer, Invitation, Membership
from portal.tenancy.roles import Role

OPEN, CONTACT, LEFT, WITHDRAWN, EXPIRED = "open", "contact", "left", "withdrawn", "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """One person's time on a seat, the invitation included."""

    name: str
    email: str
    invited_at: datetime | None
    invited_by: str
    since: datetime | None  # a contact from then on
    until: datetime | None
    ended_by: str
    state: str

    @property
    def held_from(self) -> datetime | None:
        """When the seat was taken."""
        return self.invited_at or self.since


def history_of(customer: Customer, at: datetime) -> list[Tenure]:
    """Return everyone who ever held a seat of a customer, the latest first, in three queries."""
    tenures = [*_tenures(customer, at)]
    return sorted(tenures, key=lambda one: (one.held_from or at, one.name), reverse=True)


def _tenures(customer: Customer, at: datetime) -> Iterator[Tenure]:
    role = Role.TECHNICAL_CONTACT
    members = list(Membership.objects.filter(customer=customer, role=role).select_related("person"))
    ended_by = _ended_by(members)
    invitations = Invitation.objects.filter(customer=customer, role=role)
    accepted: dict[tuple[str, datetime], Invitation] = {}
    for invitation in invitations.select_related("invited_by"):
        if invitation.accepted_at:
            accepted[invitation.email, invitation.accepted_at] = invitation
        else:
            yield _invited(invitation, at)
    for member in members:
        came_by = accepted.get((member.person.email, member.since))
        yield _held(member, came_by, ended_by.get(member.pk, ""))


def _held(member: Membership, came_by: Invitation | None, ended_by: str) -> Tenure:
    return Tenure(
        name=str(member.person),
        email=member.person.email,
        invited_at=came_by.invited_at if came_by else None,
        invited_by=str(came_by.invited_by) if came_by else "",
        since=member.since,
        until=member.ended_at,
        ended_by=ended_by,
        state=LEFT if member.ended_at else CONTACT,
    )


def _invited(invitation: Invitation, at: datetime) -> Tenure:
    ended = min(filter(None, [invitation.withdrawn_at, invitation.expires_at]))
    state = OPEN if at < ended else WITHDRAWN if ended < invitation.expires_at else EXPIRED
    return Tenure(
        name=invitation.name,
        email=invitation.email,
        invited_at=invitation.invited_at,
        invited_by=str(invitation.invited_by),
        since=None,
        until=None if state == OPEN else ended,
        ended_by="",
        state=state,
    )


def _ended_by(members: list[Membership]) -> dict[int, str]:
    rows = AuditEvent.objects.filter(
        verb="membership ended",
        object_type=Membership._meta.label_lower,
        object_id__in=[member.pk for member in members if member.ended_at],
    ).select_related("actor")
    return {row.object_id: str(row.actor) for row in rows}
