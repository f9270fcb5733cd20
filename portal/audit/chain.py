"""The chain's arithmetic: what a record says, written one way only, and its digest (CO-07).

A seal's digest is SHA-256 over the record, its number and the digest before it, as JSON: keys in
order, no blanks, instants in UTC with microseconds, rows by their ids. A byte that differs in a
record, its number or its predecessor gives another digest, and so do all that follow.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from portal.audit.models import AuditEvent

GENESIS = "0" * 64  # what the first seal follows
SEALED = (
    "id", "vendor_id", "at", "recorded_at", "actor_id", "verb", "object_type", "object_id",
    "before", "after", "reason", "request_id", "channel", "address",
)  # fmt: skip
# What records did not hold from the beginning is sealed where it says something: what was sealed
# before it came reads as it did then.
LATER = ("token",)


def digest(event: AuditEvent, number: int, previous: str) -> str:
    """Return the digest of a record in its place."""
    said = {name: getattr(event, name) for name in SEALED}
    said |= {name: value for name in LATER if (value := getattr(event, name))}
    return hashlib.sha256(canonical({**said, "number": number, "previous": previous})).hexdigest()


def canonical(said: dict[str, Any]) -> bytes:
    """Write what a record says in the one way in which it is sealed."""
    text = json.dumps(
        said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_instant
    )
    return text.encode()


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} has no place in a sealed record.")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
