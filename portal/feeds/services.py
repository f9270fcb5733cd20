"""Making a personal address, and making it worthless (CO-14)."""

import secrets
from datetime import datetime

from django.db import transaction

from portal.audit.models import record
from portal.feeds.models import FeedAddress
from portal.feeds.registry import Feed, Reader
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Person

TOKEN_BYTES = 32
MOST_ADDRESSES = 60  # that work at a time, of one person at a vendor


@transaction.atomic
def make_address(*, reader: Reader, feed: Feed) -> FeedAddress:
    """Make a person's own address of a feed, or return the one that they have.

    :raises Refusal: if they have nothing to read there, or too many addresses.
    """
    if feed.subject_for(reader) is None:
        raise Refusal("There is no such feed for you here.", code="no_feed")
    # Two at once: the second finds what the first has made.
    Person.objects.select_for_update(of=("self",)).get(pk=reader.person.pk)
    own = FeedAddress.objects.open().filter(vendor=reader.vendor, person=reader.person)
    if (row := own.filter(feed=feed.name, about=reader.about).first()) is not None:
        return row
    if own.count() >= MOST_ADDRESSES:
        raise Refusal(
            f"You have {MOST_ADDRESSES} addresses that work, the most there may be. "
            "Revoke one that nothing reads any more.",
            code="too_many",
        )
    row = FeedAddress.objects.create(
        vendor=reader.vendor,
        person=reader.person,
        feed=feed.name,
        about=reader.about,
        signed_token=secrets.token_urlsafe(TOKEN_BYTES),
        made_at=reader.at,
    )
    record("feed address made", row, actor=reader.person, at=reader.at, after=_said(row))
    return row


@transaction.atomic
def revoke_address(*, row: FeedAddress, by: Person, at: datetime) -> None:
    """Make one's own address worthless, for good.

    :raises Refusal: if it is another person's, or was revoked before.
    """
    row = FeedAddress.objects.locked().select_related("person").get(pk=row.pk)
    if row.person_id != by.pk:
        raise Refusal(f"It is {row.person}'s; they can revoke it.", code="not_yours")
    if row.revoked_at is not None:
        raise Refusal("The address was revoked already.", code="already")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record("feed address revoked", row, actor=by, at=at, before=_said(row))


def _said(row: FeedAddress) -> dict[str, object]:
    return {"feed": row.feed} | ({} if row.about is None else {"about": row.about})
