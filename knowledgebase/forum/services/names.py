"""Under which name a customer's person writes: chosen once, and whether it names the customer."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from knowledgebase.domain.forum import checked_name, default_name, free_name
from knowledgebase.forum.naming import has_written
from knowledgebase.models import ForumName
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require


def own_name(by: Membership, *, at: datetime) -> ForumName:
    """Return the name of one of a customer's people, locked; made from their own if need be."""
    found = ForumName.objects.locked().filter(person=by.person_id).first()
    if found is not None:
        return found
    _one_at_a_time(by)
    wanted = default_name(by.person.name)
    taken = [*ForumName.objects.values_list("name", flat=True), *_staff(), by.vendor.name]
    ForumName.objects.bulk_create(
        [ForumName(vendor_id=by.vendor_id, person=by.person, name=free_name(wanted, taken), at=at)],
        ignore_conflicts=True,  # of their own, made a moment ago
    )
    return ForumName.objects.locked().get(person=by.person_id)


@transaction.atomic
def choose_name(*, by: Membership, name: str, shows_customer: bool, at: datetime) -> ForumName:
    """Keep under which name somebody writes, and whether their customer stands beside it.

    :raises Refusal: if `by` may not, the name misleads or is taken, or it stands beside posts.
    """
    if not by.vendor.has_forum:
        raise Refusal(f"{by.vendor} has no forum.", code="closed")
    require(by, Act.WRITE_IN_FORUM)
    if by.is_staff_side:
        raise Refusal(
            "The vendor's own people write under their own names, with their role.", code="staff"
        )
    row = own_name(by, at=at)
    before = {"name": row.name, "shows_customer": row.shows_customer}
    if name.strip() and name.strip() != row.name:
        row.name = _free(by, row, name)
    row.shows_customer = shows_customer
    row.save(update_fields=["name", "shows_customer"])
    after = {"name": row.name, "shows_customer": row.shows_customer}
    record("forum name chosen", row, actor=by.person, at=at, before=before, after=after)
    return row


def _free(by: Membership, row: ForumName, name: str) -> str:
    if has_written(by.person):
        raise Refusal(
            f"You have written as {row.name}. Others know you by that name, so it stays.",
            code="name",
        )
    customers = Membership.objects.filter(person=by.person_id).exclude(customer=None)
    said = checked_name(
        name,
        vendor=by.vendor.name,
        staff=_staff(),
        customers=customers.values_list("customer__name", flat=True),
    )
    _one_at_a_time(by)
    others = ForumName.objects.annotate(small=Lower("name")).exclude(pk=row.pk)
    if others.filter(small=said.lower()).exists():
        raise Refusal(f"Somebody is called {said} here already. Choose another.", code="name")
    return said


def _staff() -> list[str]:
    rows = Membership.objects.current().staff()
    return list(rows.order_by().values_list("person__name", flat=True))


def _one_at_a_time(by: Membership) -> None:
    # Two who want one name at once wait for each other; rows of the vendor's go on meanwhile.
    Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)
