"""Who may read a published article (LU-26; docs/algorithms/knowledge.md, Visibility)."""

from dataclasses import dataclass
from enum import StrEnum


class Visibility(StrEnum):
    """For whom a revision is meant: part of it, so that whoever publishes it decides that too."""

    PUBLIC = "public"
    CUSTOMERS = "customers"
    TIERS = "tiers"
    INTERNAL = "internal"

    @property
    def label(self) -> str:
        """This property will return it in the words of its pages."""
        return LABELS[self]


LABELS = {
    Visibility.PUBLIC: "Everybody, without signing in",
    Visibility.CUSTOMERS: "All customers",
    Visibility.TIERS: "Customers on some tiers",
    Visibility.INTERNAL: "Our own people",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads: the vendor's own people, a customer's on these tiers, or anybody at all."""

    is_staff: bool = False
    is_member: bool = False  # one of either side
    tiers: frozenset[str] = frozenset()


EVERYBODY = Audience()
