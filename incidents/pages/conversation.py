"""What the page of an incident shows around its conversation: drafts, readers, who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from incidents.domain.macros import NAMES
from incidents.domain.places import ON_AN_INCIDENT, Place
from incidents.models import Draft, Incident, Macro, Reading
from incidents.models.event import INTERNAL_KINDS
from incidents.queries import Entry
from incidents.reading import readers_of
from incidents.services.drafts import drafts_on
from incidents.watching import watchers_of
from portal.kernel.keys import read_key
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

# Which composer the words of a noun are typed in.
PLACE_OF: Mapping[str, Place] = {
    "replies": Place.WRITE,
    "calls": Place.WRITE,
    "questions": Place.WRITE,
    "solution": Place.WRITE,
    "answers": Place.WRITE,
    "notes": Place.NOTE,
}


@dataclass(frozen=True, slots=True)
class Conversation:
    """Beside the story: what is typed, who reads along, who has read."""

    last_event: int
    drafts: Mapping[str, Draft]
    watchers: Sequence[Membership]
    is_watching: bool
    told: Sequence[str]  # who hears of what is written to the other side
    macros: Mapping[str, Sequence[Macro]]  # ready texts, by composer
    read_by: Sequence[Reading] = ()
    last_reply: int = 0
    new: Sequence[Entry] = field(default=())  # what a held back writer has not seen


def conversation(
    incident: Incident, membership: Membership, story: Sequence[Entry], seen: str = ""
) -> Conversation:
    """Return what this person is shown around the story.

    :param seen: the event up to which the page that was sent from had it, as it was sent.
    """
    watchers = list(watchers_of(incident))
    last_reply = _last_reply(story) if membership.is_staff_side else 0
    read_by = list(readers_of(incident, last_reply)) if last_reply else []
    return Conversation(
        last_event=max((entry.key for entry in story), default=0),
        drafts=drafts_on(incident, membership),
        watchers=[one for one in watchers if membership.is_staff_side or not one.is_staff_side],
        is_watching=membership in watchers,
        told=_told(incident, membership, watchers),
        macros=_macros(membership),
        # Who has answered since has read it, by mail or on the telephone.
        last_reply=last_reply if read_by or not _is_answered(story, last_reply) else 0,
        read_by=read_by,
        new=_new(story, membership, seen),
    )


def macro_values(incident: Incident, membership: Membership) -> dict[str, str]:
    """Return what stands for each name in a macro's braces on this incident."""
    values = {
        "contact": str(incident.reporter),
        "customer": incident.customer.name,
        "number": str(incident),
        "title": incident.title,
        "me": str(membership.person),
    }
    return {name: values[name] for name in NAMES}


def _macros(membership: Membership) -> dict[str, list[Macro]]:
    if not may(membership, Act.WORK_ON_INCIDENTS):
        return {}
    rows = list(Macro.objects.current().open_to(membership))
    return {
        place.value: [one for one in rows if one.place == place] for place in sorted(ON_AN_INCIDENT)
    }


def _told(incident: Incident, membership: Membership, watchers: Sequence[Membership]) -> list[str]:
    """Return who hears of what is sent: as `incidents.domain.telling` has it for a reply.

    Customers are not told who of the vendor's people reads along.
    """
    shown = [one.person for one in watchers if membership.is_staff_side or not one.is_staff_side]
    people = [one for one in (incident.reporter, incident.owner, *shown) if one is not None]
    names = {one.pk: str(one) for one in people if one.pk != membership.person_id}
    return list(names.values())


def _last_reply(story: Sequence[Entry]) -> int:
    """Return the event of the vendor's last word to the customer."""
    said = (e.key for e in story if e.message and e.message.by_staff and not e.message.is_internal)
    return max(said, default=0)


def _is_answered(story: Sequence[Entry], event: int) -> bool:
    return any(e.key > event and e.message and not e.message.by_staff for e in story)


def _new(story: Sequence[Entry], membership: Membership, seen: str) -> list[Entry]:
    """Return the entries of the story that a held back writer is to read (services.guarding)."""
    known = read_key(seen)
    newer = [entry for entry in story if entry.key > known] if known is not None else []
    mine = membership.person_id
    return [
        entry
        for entry in newer
        if entry.kind not in INTERNAL_KINDS
        and (entry.message or entry.who is None or entry.who.pk != mine)
    ]
