"""Keeping the words by which an incident is found, in the transaction in which they are written."""

from incidents import events
from incidents.domain.kinds import EventKind
from incidents.domain.words import words_of
from incidents.models import IncidentEvent, SearchWord


def keep_words(event: IncidentEvent) -> None:
    """Keep the words of what was written; of a report its title and its customer's name as well.

    A word that is kept already is no news: an answer that quotes a question costs little.
    """
    if event.message is None:
        return
    incident, text = event.incident, event.message.text
    if event.kind == EventKind.REPORTED:
        text = f"{incident.title} {incident.customer.name} {text}"
    rows = [
        SearchWord(
            vendor_id=incident.vendor_id,
            incident=incident,
            word=word,
            is_internal=event.message.is_internal,
        )
        for word in words_of(text)
    ]
    if rows:
        SearchWord.objects.bulk_create(rows, ignore_conflicts=True)


REACTIONS: dict[EventKind, events.Reaction] = dict.fromkeys(EventKind, keep_words)
