"""What customers have and run: the floor above knows that (LU-28).

Contracts stand beside this app and not beneath it, so that whoever knows both registers how the
tiers and versions of customers are found (incidents/apps.py), as for the tiers of articles.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from knowledgebase.domain.announcing import Holding
from portal.tenancy.models import Vendor


class Holdings(Protocol):
    """What is known of customers in the open scope, in as many questions whoever is asked for."""

    def of_customers(
        self, vendor: Vendor, at: datetime, only: Collection[int] | None = None
    ) -> Mapping[int, Holding]:
        """Return what customers have on the vendor's day; those with nothing may be left out."""

    def products(self, vendor: Vendor) -> Mapping[str, Sequence[str]]:
        """Return the vendor's products by name, each with the versions that are run of it."""


_known: list[Holdings] = []


def register(holdings: Holdings) -> None:
    """Register how it is found; again changes nothing."""
    _known[:] = [holdings]


def held_by(
    vendor: Vendor, at: datetime, only: Collection[int] | None = None
) -> Mapping[int, Holding]:
    """Return what customers have and run, by their key: these, or all of the vendor's."""
    return _known[0].of_customers(vendor, at, only) if _known else {}


def products_of(vendor: Vendor) -> Mapping[str, Sequence[str]]:
    """Return what an announcement can be about, each with the versions that are run."""
    return _known[0].products(vendor) if _known else {}
