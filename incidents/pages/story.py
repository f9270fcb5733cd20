"""The conversation on an incident's page: its newest entries, the earlier ones on demand."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.beside import Beside
from incidents.models import Incident
from incidents.pages.files import Files, files_in
from incidents.queries import Entry, files_of, story, told
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

SHOWN = 50  # entries at first: more than anybody reads to know how an incident stands


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown of a story, and what of it is folded away."""

    entries: Sequence[Entry]
    files: Files  # of all of it
    earlier: int = 0  # entries before these
    is_unfolded: bool = False  # whether all of it was asked for


def told_of(
    incident: Incident, membership: Membership, beside: Beside, *, is_whole: bool = False
) -> Told:
    """Return the newest entries of a story, or all of them; its files are never folded away."""
    for_staff = may(membership, Act.READ_NOTES)
    files = files_of(incident, for_staff=for_staff) if beside.files else []
    if is_whole:
        entries = story(incident, for_staff=for_staff, files=files)
        return Told(entries, Files(files_in(entries)), is_unfolded=True)
    entries = story(incident, for_staff=for_staff, most=SHOWN + 1, files=files)
    if len(entries) <= SHOWN:
        return Told(entries, Files(files_in(entries)))
    earlier = told(incident, for_staff=for_staff).count() - SHOWN
    return Told(entries[1:], Files(files), earlier)
