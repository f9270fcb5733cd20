"""Which membership a person acts with on an incident, and whether it allows the act."""

from collections.abc import Iterable

from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require


def acting(memberships: Iterable[Membership], incident: Incident, act: Act) -> Membership:
    """Return the membership that allows `act` on this incident.

    :raises Refusal: if none does, saying who could.
    """
    concerned = [m for m in memberships if concerns(m, incident)]
    for membership in concerned:
        if may(membership, act):
            return membership
    if not concerned:
        raise Refusal("You have no part in this incident.", code="not_allowed")
    require(concerned[0], act)
    raise AssertionError("require() refuses what may() denied")


def concerns(membership: Membership, incident: Incident) -> bool:
    """Say whether a membership has to do with an incident: the vendor's staff, or its customer."""
    if membership.vendor_id != incident.vendor_id:
        return False
    return membership.is_staff_side or membership.customer_id == incident.customer_id
