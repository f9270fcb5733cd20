"""What incident pages show, put together from more than one table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.domain.workflow import DUPLICATE, Status, WaitingOn
from contracts.models import Supplier
from incidents.classifying import may_classify
from incidents.domain.kinds import ESCALATIONS, LINKS, PROBLEMS, SUPPLIERS, EventKind
from incidents.domain.lifecycle import Deed, possible
from incidents.ladder import place_in_words
from incidents.models import Attachment, Incident, IncidentEvent, Message
from incidents.models.event import IncidentEventQuerySet
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may

# What happened speaks for itself where something was written; these lines stand alone.
LINES = {
    EventKind.CALL_LOGGED: "{who} logged a call",
    EventKind.WORK_STARTED: "{who} took it on and started work",
    EventKind.OWNER_SET: "{who} gave it to {words}",
    EventKind.MOVED: "{who} moved it to {station}",
    EventKind.WAIT_ENDED: "{who} went on without an answer",
    EventKind.SEVERITY_SET: "{who} set the severity to {severity}",
    EventKind.QUESTION_ASKED: "{who} asked for information",
    EventKind.SOLUTION_PROVIDED: "{who} provided a solution",
    EventKind.SOLUTION_REJECTED: "{who} said that the solution does not hold",
    EventKind.CONFIRMED: "{who} confirmed the solution",
    EventKind.REOPENED: "{who} reopened it",
    EventKind.CLOSED: "{who} closed it: {reason}",
    EventKind.ESCALATED: "{who} escalated it to {place}{because}",
    EventKind.ESCALATION_MOVED: "{who} took the escalation to {place}{because}",
    EventKind.ESCALATION_ENDED: "{who} ended the escalation{because}",
    EventKind.RESCUE_PLANNED: "{who} agreed a plan {words}",
    EventKind.PROBLEM_LINKED: "{who} found {words} behind it",
    EventKind.PROBLEM_UNLINKED: "{who} found that {words} is not behind it",
    EventKind.BUG_ESCALATED: "{who} asked for {words} in the maintenance releases",
    EventKind.BUG_CONSULTED: "{who} consulted {words}",
    EventKind.NEED_STATED: "{who} stated the business need for {words}",
    EventKind.FIX_SHIPPED: "{words}",
    EventKind.SUPPLIER_ASKED: "{who} asked {words} for help",
    EventKind.SUPPLIER_ANSWERED: "{words} answered",
    EventKind.ROUTED: "{who} handed it over to {words}",
    EventKind.PRODUCT_NAMED: "{who} noted: {product}",
    EventKind.CONFIRMATION_REMINDED: "{who} reminded of the solution that waits to be confirmed",
    EventKind.ONDEMAND_REQUESTED: "{who} asked for it as On-Demand work",
    EventKind.LINKED: "{who} linked: {words}",
    EventKind.UNLINKED: "{who} took a link back: {words}",
    EventKind.DUPLICATE_FOUND: "{who} found {words} to be a duplicate of this",
    EventKind.SPLIT_OFF: "{who} split {words}",
    EventKind.REPORT_PUBLISHED: "{who} published {words}",
}


# Events whose words name somebody, and stand in their line.
NAMED = (
    {
        EventKind.OWNER_SET,
        EventKind.RESCUE_PLANNED,
        EventKind.PRODUCT_NAMED,
        EventKind.REPORT_PUBLISHED,
    }
    | SUPPLIERS
    | LINKS
    | PROBLEMS
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an incident's story: a message, what happened, or both."""

    at: datetime
    kind: EventKind
    who: Person | None
    line: str
    words: str
    message: Message | None
    key: int  # of its event: they go up
    files: Sequence[Attachment] = ()

    @property
    def writer(self) -> Person | None:
        """Whose words these are, or who did it: a call's are the caller's, whoever took it.

        None: the portal itself.
        """
        return self.message.author if self.message else self.who

    @property
    def logged_by(self) -> Person | None:
        """Who took another's words down, where it was not the writer."""
        return self.who if self.message and self.who != self.message.author else None


def story(
    incident: Incident,
    *,
    for_staff: bool,
    most: int | None = None,
    files: Iterable[Attachment] | None = None,
) -> list[Entry]:
    """Return the conversation in order; customers are not shown what is the vendor's own.

    :param most: only so many entries, the newest; all if not given.
    :param files: those of the incident, if they were read just before.
    """
    events = told(incident, for_staff=for_staff).select_related("message")
    newest = _with_people(events.newest_first()[:most])
    own: dict[int | None, list[Attachment]] = defaultdict(list)  # by message
    for file in files_of(incident, for_staff=for_staff) if files is None else files:
        own[file.message_id].append(file)
    return [
        _entry(incident, event, own.get(event.message_id, ()), for_staff=for_staff)
        for event in reversed(newest)
    ]


def _with_people(events: IncidentEventQuerySet) -> list[IncidentEvent]:
    """Fetch who did and wrote what: few people, who are not joined to each of their words."""
    rows = list(events)
    said = [row.message for row in rows if row.message]
    keys = {row.actor_id for row in rows} | {message.author_id for message in said}
    people = Person.objects.in_bulk({key for key in keys if key})
    for row in rows:
        row.actor = people[row.actor_id] if row.actor_id else None
    for message in said:
        message.author = people[message.author_id] if message.author_id else None
    return rows


def files_of(incident: Incident, *, for_staff: bool) -> list[Attachment]:
    """Return the files that came with messages, as this side of the desk may have them."""
    rows = Attachment.objects.of(incident).with_verdict().order_by("message_id", "pk")
    return list(rows if for_staff else rows.filter(message__is_internal=False))


def told(incident: Incident, *, for_staff: bool) -> IncidentEventQuerySet:
    """Return what happened on an incident, as far as this side of the desk is told of it."""
    events: IncidentEventQuerySet = IncidentEvent.objects.filter(incident=incident)
    return events if for_staff else events.for_customer()


def _entry(
    incident: Incident, event: IncidentEvent, files: Sequence[Attachment], *, for_staff: bool
) -> Entry:
    terms = incident.agreement.terms
    reasons = {known.key: known.label for known in (DUPLICATE, *terms.closing_reasons)}
    severity = terms.severities.get(event.severity)
    is_ladder = event.kind in ESCALATIONS
    # What a person gave as the reason is quoted; the portal's own reason is part of the line.
    is_own = is_ladder and event.actor is None
    line = LINES.get(EventKind(event.kind), "").format(
        who=event.actor or "Sundial",
        # Who the vendor's suppliers are is told on request only (LU-24).
        words=event.words if for_staff or event.kind not in SUPPLIERS else _helper(event),
        product=_product(event.words),
        station=label_of(incident, event.status, for_staff=False) if event.status else "",
        severity=severity.name if severity else "",
        reason=reasons.get(event.reason, event.reason).lower(),
        place=place_in_words(incident, event) if is_ladder else "",
        because=f": {event.words}" if is_own else "",
    )
    words = "" if is_own or event.kind in NAMED else event.words
    kind = EventKind(event.kind)
    return Entry(event.at, kind, event.actor, line, words, event.message, event.pk, files)


def _helper(event: IncidentEvent) -> str:
    return "another department" if event.reason == Supplier.Kind.DEPARTMENT else "a third party"


def _product(words: str) -> str:
    if not words:
        return "no third party's product causes it"
    return f"{words} causes it; the customer works with its supplier, and we track it"


def status_of(incident: Incident) -> Status:
    """Return the station at which an incident stands, as its agreement describes it."""
    return incident.agreement.terms.workflow.status(incident.status)


def label_of(incident: Incident, key: str, *, for_staff: bool) -> str:
    """Return what a station is called on this side of the desk."""
    status = incident.agreement.terms.workflow.status(key)
    return status.staff_label if for_staff else status.customer_label


def statuses_waiting_on(incidents: Iterable[Incident], side: WaitingOn) -> list[Incident]:
    """Return those whose next move is this side's."""
    return [incident for incident in incidents if status_of(incident).waiting_on is side]


STAFF_DEEDS = frozenset(
    {
        Deed.REPLY,
        Deed.ACCEPT,
        Deed.ASSIGN,
        Deed.MOVE,
        Deed.ASK,
        Deed.SOLVE,
        Deed.CLOSE,
        Deed.ASK_SUPPLIER,
        Deed.RECORD_ANSWER,
        Deed.ROUTE,
        Deed.NAME_PRODUCT,
        Deed.LINK,
        Deed.MERGE,
        Deed.SPLIT,
    }
)
CUSTOMER_DEEDS = frozenset({Deed.ANSWER, Deed.CONFIRM, Deed.REJECT})


def deeds_for(incident: Incident, membership: Membership) -> set[str]:
    """Return the names of what this person can do with the incident now."""
    deeds: set[Deed] = set()
    if may(membership, Act.WORK_ON_INCIDENTS):
        deeds |= STAFF_DEEDS | {Deed.REOPEN}
    if may_classify(membership, incident.agreement.terms.severity_policy):
        deeds.add(Deed.SET_SEVERITY)
    if may(membership, Act.ANSWER_AS_CUSTOMER):
        deeds |= CUSTOMER_DEEDS | {Deed.REOPEN}
    deeds &= possible(incident.status)
    if incident.owner_id == membership.person_id:
        deeds.discard(Deed.ACCEPT)
    return {deed.name.lower() for deed in deeds}
