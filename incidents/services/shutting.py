"""The last step of every way in which an incident ends."""

from datetime import datetime

from incidents import events
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage
from incidents.models import Incident
from incidents.services.steps import checked_text, stand_at
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Person

LONGEST_WORDS = 300  # characters


def shut(incident: Incident, *, by: Person | None, reason: str, words: str, at: datetime) -> None:
    """Close an incident that was locked, for a reason; `by` None: it closes by itself.

    :raises Refusal: if the words are too many.
    """
    said = _said(words)
    incident.closed_at = events.stamp(incident, at)
    incident.save(update_fields=["closed_at"])
    stand_at(incident, Stage.CLOSED)
    events.record(
        incident,
        EventKind.CLOSED,
        actor=by,
        at=at,
        status=incident.status,
        reason=reason,
        words=said,
    )


def _said(words: str) -> str:
    said = " ".join(checked_text(words).split()) if words.strip() else ""
    if len(said) > LONGEST_WORDS:
        raise Refusal(
            f"That makes {len(said)} characters; {LONGEST_WORDS} stand beside the reason. "
            "Write the rest as a message first.",
            code="too_long",
        )
    return said
