"""The ladder of an incident's agreement: its rungs, who stands on them, who hears of it (LU-22)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.domain.workflow import Holder, Rung
from incidents.domain.escalation import FIRST, read_place
from incidents.models import Incident, IncidentEvent
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role

# Who stands on a rung by their role; the owner of the incident stands there by owning it.
ROLES: Mapping[Holder, Role] = {
    Holder.SUPPORT_MANAGER: Role.SUPPORT_MANAGER,
    Holder.SUPPORT_DIRECTOR: Role.SUPPORT_DIRECTOR,
    Holder.CHIEF_OPERATING_OFFICER: Role.CHIEF_OPERATING_OFFICER,
    Holder.TECHNICAL_ACCOUNT_MANAGER: Role.TECHNICAL_ACCOUNT_MANAGER,
}

type Crew = Mapping[tuple[int, str], list[Person]]  # by vendor and role


class Ear(StrEnum):
    """Why somebody hears of an escalation."""

    HOLDER = "holder"
    MANAGER = "manager"  # since nobody stands on the rung
    FAST_TRACK = "fast_track"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who hears of an escalation at once."""

    person: Person
    ear: Ear
    title: str  # what they are in it


def crew_of(vendor_ids: Iterable[int]) -> Crew:
    """Return who has the ladder's roles at these vendors, the longest there first; one query."""
    rows = Membership.objects.current().filter(vendor__in=set(vendor_ids), role__in=ROLES.values())
    return crew_among(rows.select_related("person").order_by("since", "pk"))


def crew_among(memberships: Iterable[Membership]) -> Crew:
    """Return who of these has which role, in their order."""
    crew: dict[tuple[int, str], list[Person]] = defaultdict(list)
    for membership in memberships:
        crew[membership.vendor_id, membership.role].append(membership.person)
    return crew


def rung_at(incident: Incident, level: int) -> Rung:
    """Return a level of the incident's ladder; levels are its rungs' places."""
    return incident.agreement.terms.ladder[level - FIRST]


def holders(incident: Incident, holder: Holder, crew: Crew) -> list[Person]:
    """Return who stands on a rung of this incident: the first holds it, the others hear of it."""
    if holder is Holder.INCIDENT_OWNER:
        return [incident.owner] if incident.owner else []
    return list(crew.get((incident.vendor_id, ROLES[holder]), ()))


def standing_from(incident: Incident, level: int, crew: Crew) -> list[Person]:
    """Return who stands on a level or above it; where nobody does, the support managers."""
    rungs = incident.agreement.terms.ladder[level - FIRST :]
    found = [person for rung in rungs for person in holders(incident, rung.holder, crew)]
    return found or holders(incident, Holder.SUPPORT_MANAGER, crew)


def told_of(incident: Incident, rung: Rung, crew: Crew) -> list[Told]:
    """Return who hears at once that the incident comes to a rung, each once."""
    found: dict[int, Told] = {}
    for told in _told(incident, rung, crew):
        found.setdefault(told.person.pk, told)
    return list(found.values())


def _told(incident: Incident, rung: Rung, crew: Crew) -> Iterator[Told]:
    on_rung = holders(incident, rung.holder, crew)
    for person in on_rung:
        yield Told(person, Ear.HOLDER, rung.title)
    if not on_rung:
        for person in holders(incident, Holder.SUPPORT_MANAGER, crew):
            yield Told(person, Ear.MANAGER, Role.SUPPORT_MANAGER.label)
    fast_track = incident.agreement.terms.fast_track
    if fast_track and incident.tier in fast_track.tiers:
        for person in holders(incident, fast_track.holder, crew):
            yield Told(person, Ear.FAST_TRACK, _called(fast_track.holder))


def _called(holder: Holder) -> str:
    return ROLES[holder].label if holder in ROLES else holder.replace("_", " ").capitalize()


def place_in_words(incident: Incident, event: IncidentEvent) -> str:
    """Return to which level an event took the incident, and whether nobody stood there."""
    if not event.reason:
        return ""
    level, is_vacant = read_place(event.reason)
    place = f"level {level} ({rung_at(incident, level).title})"
    return f"{place}, where nobody stands; the support managers were told" if is_vacant else place
