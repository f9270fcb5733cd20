"""Who is told when an incident comes to a level of its ladder, or leaves it (LU-22, CO-08).

The reason that a person gave stays in the portal, like all that is written there (PQ-12); that a
target was missed is the portal's own finding and may be said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.wording import rung_duties
from incidents.domain.escalation import read_place
from incidents.ladder import Crew, Ear, rung_at, told_of
from incidents.models import Incident, IncidentEvent, Watching
from incidents.notifications import News, as_telling
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Person

# What each is told, after what has happened.
WHAT_FOR: Mapping[Ear, str] = {
    Ear.HOLDER: "It is with you. Level {level} {duties} ({clause}).",
    Ear.MANAGER: "Nobody stands on that level yet, so you are told: somebody has to take it on.",
    Ear.FAST_TRACK: "{customer} is on {tier}, so you hear of it at once.",
}


def tell_of_place(events: Iterable[IncidentEvent], crew: Crew) -> None:
    """Tell who hears that incidents came to a level, who reported them, and who watches them."""
    found = list(events)
    watchers = _watchers(found)
    tell([one for event in found for one in _of_place(event, crew, watchers[event.incident_id])])


def tell_of_end(event: IncidentEvent, holder: Person | None) -> None:
    """Tell the reporter, whoever stood on the level, and the watchers that it has ended."""
    people = (event.incident.reporter, holder, *_watchers([event])[event.incident_id])
    told = {person.pk: person for person in people if person}
    said = f"{event.actor} ended the escalation. The reason stands on its page; work goes on."
    tell([_telling(event, one, said) for one in told.values() if one.pk != event.actor_id])


def _watchers(events: Sequence[IncidentEvent]) -> Mapping[int, list[Person]]:
    """Return who watches the incidents of these events, by incident; one query."""
    found: dict[int, list[Person]] = defaultdict(list)
    rows = Watching.objects.current().filter(incident__in={one.incident_id for one in events})
    for watching in rows.select_related("membership__person") if events else ():
        found[watching.incident_id].append(watching.membership.person)
    return found


def _of_place(event: IncidentEvent, crew: Crew, watchers: Sequence[Person]) -> Iterator[Telling]:
    incident = event.incident
    level, _ = read_place(event.reason)
    happened = _happened(event, level)
    told = told_of(incident, rung_at(incident, level), crew)
    for one in told:
        if one.person.pk != event.actor_id:
            said = f"{happened} {_what_for(incident, level, one.ear)}"
            yield _telling(event, one.person, said, is_duty=True)
    known = {event.actor_id, *(one.person.pk for one in told)}
    others = {person.pk: person for person in (incident.reporter, *watchers)}
    for person in others.values():
        if person.pk not in known:
            yield _telling(event, person, happened)


def _happened(event: IncidentEvent, level: int) -> str:
    place = f"level {level} ({rung_at(event.incident, level).title})"
    if event.actor is None:
        return f"It was escalated to {place}: {event.words}."
    return f"{event.actor} escalated it to {place}; the reason stands on its page."


def _what_for(incident: Incident, level: int, ear: Ear) -> str:
    rung = rung_at(incident, level)
    return WHAT_FOR[ear].format(
        level=level,
        duties=", ".join(rung_duties(rung)),
        clause=rung.clause.ref,
        customer=incident.customer,
        tier=incident.tier_name,
    )


def _telling(
    event: IncidentEvent, recipient: Person, said: str, *, is_duty: bool = False
) -> Telling:
    """Return what somebody is told; whose duty it is cannot switch it off."""
    topic = Topic.QUESTIONS if is_duty else Topic.ESCALATIONS
    return as_telling(News(event=event, person=recipient, topic=topic, said=said))
