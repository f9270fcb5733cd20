"""The last check before words leave for a customer: what is internal never does (CO-03)."""

from incidents.models import IncidentEvent
from incidents.models.event import INTERNAL_KINDS


class InternalWords(RuntimeError):
    """A mailer was handed what only the vendor's own people may read."""


def check_outward(event: IncidentEvent) -> None:
    """Stop whoever is about to tell a customer of this event, if it is the vendor's own.

    :raises InternalWords: for a note, and for anything that carries one.
    """
    message = event.message
    if event.kind in INTERNAL_KINDS or (message is not None and message.is_internal):
        raise InternalWords(f"Event {event.pk} is internal: it is told to staff only.")
