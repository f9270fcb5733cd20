"""What a person's calendar feed has besides activities: parts that apps above give (CO-14)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from icalendar import Event

from portal.tenancy.models import Membership, Vendor

# Asked in the vendor's scope: vendor, what the person is there, the site's address, instant.
type Part = Callable[[Vendor, Sequence[Membership], str, datetime], Iterable[Event]]

_parts: list[Part] = []


def register(part: Part) -> None:
    """Let a part stand in every feed; called once, when its app is ready."""
    if part not in _parts:
        _parts.append(part)


def further_events(
    vendor: Vendor, memberships: Sequence[Membership], site: str, at: datetime
) -> Iterator[Event]:
    """Yield the events of all parts."""
    for part in _parts:
        yield from part(vendor, memberships, site, at)
