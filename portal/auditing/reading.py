"""Records as people read them: from which value to which, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.audit.models import AuditEvent
from portal.auditing import naming

WHY = ("why", "reason")  # under which some deeds keep their reason among what they wrote
ABSENT = object()


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; empty where there was or is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One record, ready to be shown."""

    event: AuditEvent
    subject: str
    page: str
    history: str
    changes: list[Change]
    reason: str

    @property
    def who(self) -> str:
        """Who did it; what nobody asked for was done by the portal."""
        return str(self.event.actor) if self.event.actor else "The portal itself"


def read(events: Iterable[AuditEvent]) -> Iterator[Reading]:
    """Yield records as people read them; their objects' names are fetched for all at once."""
    rows = list(events)
    names = naming.names_of(map(naming.subject_of, rows))
    for event in rows:
        subject = naming.subject_of(event)
        yield Reading(
            event=event,
            subject=naming.called(subject, names),
            page=naming.page_of(subject),
            history=naming.history_of(subject),
            changes=list(changes(event.before, event.after)),
            reason=event.reason
            or next((str(event.after[k]) for k in WHY if event.after.get(k)), ""),
        )


def _why(after: dict[str, Any]) -> str:
    return next((str(after[key]) for key in WHY if after.get(key)), "")


def changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Yield what differs, in the order in which it was written down."""
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key, ABSENT), after.get(key, ABSENT)
        if key not in WHY and was != now:
            yield Change(label=key.replace("_", " "), before=written(was), after=written(now))


def written(value: Any) -> str:
    """Write a value of a record for people."""
    if value is ABSENT:
        return ""
    if value is None or value in ("", [], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(written(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {written(one)}" for key, one in value.items())
    return str(value)
