"""What pages and the API show of an incident's files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.urls import reverse

from incidents.domain.files import MOST_OF_INCIDENT, State, in_words
from incidents.models import Attachment, Incident
from incidents.queries import Entry

SAID = {State.WAITING: "being checked", State.CLEAN: "", State.QUARANTINED: "withheld"}


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a story, and how much of their room is used."""

    rows: Sequence[Attachment]

    @property
    def used(self) -> str:
        """How much the files that are seen here have, of all that an incident may hold."""
        return f"{in_words(sum(one.size for one in self.rows))} of {in_words(MOST_OF_INCIDENT)}"


def files_in(story: Iterable[Entry]) -> list[Attachment]:
    """Return the files of a story's messages, in its order; none is asked for once more."""
    return [file for entry in story for file in entry.files]


class FileShape(TypedDict):
    """A file of a message; `url` gives its content once its state is clean."""

    id: int
    name: str
    size: int
    type: str
    sha256: str
    state: str
    url: str


def file_as_data(incident: Incident, file: Attachment) -> FileShape:
    """Return what the API says of a file."""
    return {
        "id": file.pk,
        "name": file.name,
        "size": file.size,
        "type": file.media_type,
        "sha256": file.sha256,
        "state": file.state.value,
        "url": reverse("api:file", args=[str(incident), file.pk]),
    }
