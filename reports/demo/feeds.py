"""Feeds of the demo world: what an agent and a contact read elsewhere."""

from datetime import timedelta

from incidents.models import SavedView
from portal.feeds.models import FeedAddress
from portal.feeds.reading import reader_for
from portal.feeds.registry import feed_named
from portal.feeds.services import make_address
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import DAY, Cast

READ = timedelta(minutes=25)  # ago


def keep_feeds(cast: Cast) -> None:
    """This function will make a contact's and an agent's addresses, one of them not read yet."""
    by_role = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    contact, agent = by_role[Role.TECHNICAL_CONTACT], by_role[Role.AGENT]
    _keep(cast, contact, "calendar", is_read=True)
    _keep(cast, contact, "announcements", is_read=False)
    own = SavedView.objects.filter(owner=agent.person).first()
    if own is not None:
        _keep(cast, agent, "queue", is_read=True, about=own.pk)


def _keep(
    cast: Cast, by: Membership, name: str, *, is_read: bool, about: int | None = None
) -> None:
    reader = reader_for(by.vendor, by.person, cast.at - 20 * DAY, about)
    feed = feed_named(name)
    if reader is None or feed is None:
        return
    row = make_address(reader=reader, feed=feed)
    if is_read:
        FeedAddress.objects.filter(pk=row.pk).update(last_fetched_at=cast.at - READ)
