"""Which contracts, and what hangs on them, a reader may see (CO-03)."""

from collections.abc import Iterable

from django.db.models import Q

from portal.tenancy.models import Membership


def seen_by(memberships: Iterable[Membership], customer: str) -> Q:
    """Return the condition for rows these memberships may see: staff all, contacts their own.

    `customer` is the path to the row's customer, such as `contract__customer`.
    """
    seen = Q(pk__in=())
    for membership in memberships:
        own = Q(vendor_id=membership.vendor_id)
        seen |= own if membership.is_staff_side else own & Q(**{customer: membership.customer_id})
    return seen
