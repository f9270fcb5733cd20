"""What became of topics that were asked for as enhancements: the floor above knows that.

Problems stand above this app, so that whoever keeps them registers how a topic's is found
(incidents/apps.py).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from portal.tenancy.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the request stands to which a topic led, in words that customers may read."""

    name: str  # PR-7
    kind: str
    status: str
    aim: str  # its release, if there is one
    votes: int  # for all topics behind it
    address: str  # of its own page, for the vendor's own people


class Requests(Protocol):
    """What is known of requests in the open scope."""

    def standing(self, topics: Collection[int]) -> Mapping[int, Standing]:
        """Return where the requests of these topics stand, by the topics' keys."""

    def address_to_ask(self, topic: int, memberships: Iterable[Membership]) -> str:
        """Return where these memberships ask for a topic as an enhancement; empty: nowhere."""


_known: list[Requests] = []


def register(requests: Requests) -> None:
    """Register how requests are found; again changes nothing."""
    _known[:] = [requests]


def standing_of(topics: Collection[int]) -> Mapping[int, Standing]:
    """Return where the requests of these topics stand, by the topics' keys."""
    return _known[0].standing(topics) if _known and topics else {}


def address_to_ask(topic: int, memberships: Iterable[Membership]) -> str:
    """Return where these memberships ask for a topic as an enhancement; empty: nowhere."""
    return _known[0].address_to_ask(topic, memberships) if _known else ""
