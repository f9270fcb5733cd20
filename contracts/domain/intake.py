"""How an incident comes in: channels, categories, notes on the form, and what bars it."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.domain.clause import Clause


class ChannelKind(StrEnum):
    """The ways a vendor publishes to reach its support (CO-09)."""

    PORTAL = "portal"
    TELEPHONE = "telephone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One published way in, with its address or number."""

    key: str
    kind: ChannelKind
    label: str
    address: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What an incident is about (LU-11, PQ-11, PQ-14)."""

    key: str
    label: str
    has_targets: bool  # False: recorded and answered, never measured (PQ-14)
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfScope:
    """A kind of request the agreement does not cover (LU-10, PQ-11)."""

    key: str
    label: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FormNote:
    """A sentence shown where an incident is written (PQ-12)."""

    key: str
    text: str
    clause: Clause


class OverdueInvoice(StrEnum):
    """What an overdue invoice does to a new incident (LU-09)."""

    ALLOW = "allow"  # nothing
    FLAG = "flag"  # it comes in, and the account manager is told
    REFUSE = "refuse"
