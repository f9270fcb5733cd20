"""Telling people what happens to an incident, in their inbox and by mail (LU-11, CO-08).

Who hears what is `incidents.domain.telling`; here the people are found, each once, as what they
are today: nobody hears of an incident any more once their membership has ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.template.loader import render_to_string

from incidents.domain import telling
from incidents.domain.kinds import Channel, EventKind
from incidents.domain.telling import Concerned, Line, Tie
from incidents.events import Reaction
from incidents.mailin.addresses import reply_address
from incidents.mailout.outward import check_outward
from incidents.mailout.words import link_to, path_of, quoted, subject
from incidents.models import Incident, IncidentEvent, Mention, Watching
from incidents.models.event import INTERNAL_KINDS
from incidents.queries import label_of
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one person is told of one event."""

    event: IncidentEvent
    person: Person
    topic: Topic
    said: str
    quote: str = ""  # what was written, ready to be quoted
    may_answer: bool = False  # by replying to the mail


def tell_of(event: IncidentEvent) -> None:
    """Tell everyone whom the event concerns, each once."""
    people = concerned_with(event)
    news = list(_news(event, people))
    tell([as_telling(one) for one in news])


def concerned_with(event: IncidentEvent) -> dict[int, tuple[Person, Concerned]]:
    """Return by key whom an incident concerns: its reporter, owner, watchers, and who was named."""
    incident = event.incident
    ties: dict[int, set[Tie]] = defaultdict(set)
    ties[incident.reporter_id].add(Tie.REPORTER)
    if incident.owner_id is not None:
        ties[incident.owner_id].add(Tie.OWNER)
    named = _named_in(event)
    found: dict[int, tuple[Person, Concerned]] = {}
    # Nobody watches yet what is only being reported: the commonest event asks less.
    watching = set() if event.kind == EventKind.REPORTED else _watching(incident)
    for membership in _memberships(incident, set(ties) | named, watching):
        person = membership.person
        if membership.pk in watching:
            ties[person.pk].add(Tie.WATCHER)
        if person.pk in named:
            ties[person.pk].add(Tie.MENTIONED)
        # Somebody on both sides of the desk is told what the vendor's people are told.
        is_staff = membership.is_staff_side or (person.pk in found and found[person.pk][1].is_staff)
        found[person.pk] = person, Concerned(person.pk, is_staff, frozenset(ties[person.pk]))
    return found


def _named_in(event: IncidentEvent) -> set[int]:
    if event.kind != EventKind.NOTED:
        return set()
    rows = Mention.objects.filter(message=event.message_id)
    return set(rows.values_list("membership__person_id", flat=True))


def _watching(incident: Incident) -> set[int]:
    return set(Watching.objects.filter(incident=incident).values_list("membership_id", flat=True))


def _memberships(incident: Incident, people: set[int], watching: set[int]) -> Iterable[Membership]:
    here = Membership.objects.current().filter(vendor=incident.vendor_id, person__is_active=True)
    sides = here.filter(Q(customer=None) | Q(customer=incident.customer_id))
    wanted = Q(person__in=people) | Q(pk__in=watching) if watching else Q(person__in=people)
    rows = sides.filter(wanted)
    return rows.select_related("person").order_by("pk")


def _news(event: IncidentEvent, people: Mapping[int, tuple[Person, Concerned]]) -> Iterator[News]:
    kind = EventKind(event.kind)
    quote = "" if kind in INTERNAL_KINDS else quoted(event.message, event.incident)
    hearers = telling.told(kind, (one for _, one in people.values()), actor=event.actor_id)
    for one, line in hearers:
        if line is telling.RECEIVED and event.incident.channel == Channel.MONITORING:
            continue  # nobody reported it: the notice of the outage gives its number (HR-10)
        if not one.is_staff:
            check_outward(event)
        person, _ = people[one.person]
        yield News(
            event=event,
            person=person,
            topic=Topic(line.about),
            said=_said(event, line, for_staff=one.is_staff),
            quote="" if line is telling.RECEIVED else quote,  # they have just written it
            may_answer=not one.is_staff and kind != EventKind.CLOSED,
        )


def _said(event: IncidentEvent, line: Line, *, for_staff: bool) -> str:
    incident = event.incident
    station = label_of(incident, event.status, for_staff=for_staff) if event.status else ""
    return line.said.format(
        who=event.actor or "Sundial", number=incident, words=event.words, station=station
    )


def as_telling(news: News) -> Telling:
    """Return one person's news as their inbox and their mail have it; the key is the event's."""
    incident = news.event.incident
    return Telling(
        person=news.person,
        topic=news.topic,
        letter=_letter(news),
        title=f"{incident} {incident.title}",
        said=news.said,
        path=path_of(incident),
        customer_id=incident.customer_id,
        is_urgent=incident.severity == incident.agreement.terms.most_severe.key,
    )


def _letter(news: News) -> Letter:
    event, incident = news.event, news.event.incident
    reply_to = reply_address(incident, news.person) if news.may_answer else ""
    context = {
        "incident": incident,
        "recipient": news.person,
        "said": news.said,
        "quote": news.quote,
        "link": link_to(incident),
        "can_answer": bool(reply_to),
    }
    first = event.kind == EventKind.REPORTED
    return Letter(
        vendor=incident.vendor,
        key=f"incident-{incident.pk}" if first else f"incident-{incident.pk}-{event.pk}",
        recipient=news.person.email,
        subject=subject(incident),
        text=render_to_string("incidents/mail/event.txt", context),
        at=event.at,
        thread=f"incident-{incident.pk}",
        reply_to=reply_to,
    )


REACTIONS: Mapping[EventKind, Reaction] = dict.fromkeys(telling.KINDS, tell_of)
