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
    SearchWord.objects.keep(incident, words_of(text), is_internal=event.message.is_internal)


REACTIONS: dict[EventKind, events.Reaction] = dict.fromkeys(EventKind, keep_words)
