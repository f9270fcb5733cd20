"""Which readers stand before an article, and which tiers there are: the floor above knows that.

Contracts stand beside this app and not beneath it, so that whoever knows both registers how the
tiers of customers are found (incidents/apps.py).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Protocol

from knowledgebase.domain.visibility import Audience
from portal.tenancy.models import Membership


class Tiers(Protocol):
    """What is known of tiers in the open scope."""

    def held_by(self, customers: Collection[int], on: date) -> frozenset[str]:
        """Return the keys of the tiers that these customers have on a day."""

    def named(self) -> Mapping[str, str]:
        """Return the tiers that customers can have, key and name."""


_known: list[Tiers] = []


def register(tiers: Tiers) -> None:
    """Register how tiers are found; again changes nothing."""
    _known[:] = [tiers]


def tiers_named() -> Mapping[str, str]:
    """Return the tiers that an article can be meant for, key and name."""
    return _known[0].named() if _known else {}


def audience_of(memberships: Iterable[Membership], on: date) -> Audience:
    """Return what these memberships make of a reader on a day; none make a stranger."""
    known = list(memberships)
    if any(one.is_staff_side for one in known):
        return Audience(is_staff=True, is_member=True)
    customers = {one.customer_id for one in known if one.customer_id is not None}
    tiers = _known[0].held_by(customers, on) if _known and customers else frozenset()
    return Audience(is_member=bool(known), tiers=tiers)
