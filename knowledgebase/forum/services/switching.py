"""Whether a vendor has a forum; what was written stays while it is closed (LU-28)."""

from datetime import datetime

from django.db import transaction

from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require


@transaction.atomic
def open_forum(*, by: Membership, is_open: bool, at: datetime) -> Vendor:
    """Open a vendor's forum to all its customers' people, or close it.

    :raises Refusal: if `by` may not, or it is so already.
    """
    require(by, Act.OPEN_FORUM)
    vendor = Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)
    if vendor.has_forum == is_open:
        raise Refusal("It is so already; nothing was changed.", code="already")
    vendor.has_forum = is_open
    vendor.save(update_fields=["has_forum"])
    verb = "forum opened" if is_open else "forum closed"
    record(verb, by, actor=by.person, at=at)
    return vendor
