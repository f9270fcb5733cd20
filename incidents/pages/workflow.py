"""What an incident's page shows of its way through the desk: lines, links, what it waits for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.domain.terms import Terms
from contracts.domain.workflow import ClosingReason, Status
from incidents.beside import Beside
from incidents.classifying import needs_consultation
from incidents.confirmation import Confirming, confirming
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, stage_of
from incidents.lines import able_among, line_of, lines_of
from incidents.models import Incident, IncidentLink, Message
from incidents.ondemand import OnDemand, ondemand_of
from incidents.queries import Entry
from incidents.services.linking import BY_HAND
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

Kind = IncidentLink.Kind
# What a link is called from the side of the incident that it points at.
CONVERSE = {
    Kind.RELATES: "relates to",
    Kind.CAUSED_BY: "is the cause of",
    Kind.DUPLICATE_OF: "has the duplicate",
    Kind.SPLIT_FROM: "had split off it",
}


@dataclass(frozen=True, slots=True)
class Related:
    """Another incident that belongs to this one, and how."""

    link: IncidentLink
    other: Incident
    words: str

    @property
    def is_by_hand(self) -> bool:
        """Whether it can be taken back."""
        return self.link.kind in BY_HAND


@dataclass(frozen=True, slots=True)
class Ending:
    """A reason to close, and what it does to the clocks."""

    reason: ClosingReason
    effect: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """What the page shows besides the conversation and the clocks."""

    related: Sequence[Related]
    line: str
    lines: Sequence[Status]  # to which it can be handed
    stations: Sequence[Status]  # to which it moves without being handed on
    colleagues: Sequence[Membership]
    endings: Sequence[Ending]
    splittable: Sequence[Message]
    confirming: Confirming | None
    ondemand: OnDemand | None
    consults: bool  # whether a change of severity must say what was agreed
    deeds: frozenset[str]  # beside those that the station alone allows

    @property
    def duplicate_of(self) -> Incident | None:
        """The incident as which this one goes on."""
        found = (
            one.other
            for one in self.related
            if one.link.kind == Kind.DUPLICATE_OF and one.link.other_id == one.other.pk
        )
        return next(found, None)


def workflow(
    incident: Incident,
    membership: Membership,
    *,
    story: Iterable[Entry],
    beside: Beside,
    staff: Iterable[Membership],
    at: datetime,
) -> Workflow:
    """Return what this person sees of an incident's way; what staff alone do, only to them.

    :param staff: the vendor's own people, among whom those who could work on it are found.
    """
    works, terms = may(membership, Act.WORK_ON_INCIDENTS), incident.agreement.terms
    related = related_to(incident, membership) if beside.links else []
    offered = ondemand_of(incident, at)
    return Workflow(
        related=related,
        line=line_of(incident) if membership.is_staff_side else "",
        lines=[one for one in lines_of(terms).values() if one.key != incident.status],
        stations=_stations(incident, terms),
        colleagues=able_among(staff) if works else [],
        endings=[Ending(one, _effect(one, incident, terms)) for one in terms.closing_reasons],
        splittable=_splittable(story, related) if works else [],
        confirming=confirming(incident),
        ondemand=offered,
        consults=needs_consultation(membership, terms.severity_policy),
        deeds=_deeds(offered, membership),
    )


def related_to(incident: Incident, membership: Membership) -> list[Related]:
    """Return the incidents that belong to this one, of those that this person sees."""
    rows = IncidentLink.objects.current().of(incident)
    rows = rows.select_related("incident__vendor", "incident__customer")
    found = []
    for link in rows.select_related("other__vendor", "other__customer"):
        is_from_here = link.incident_id == incident.pk
        other = link.other if is_from_here else link.incident
        if membership.is_staff_side or other.customer_id == membership.customer_id:
            words = link.get_kind_display() if is_from_here else CONVERSE[Kind(link.kind)]
            found.append(Related(link, other, words))
    return found


def _deeds(offered: OnDemand | None, membership: Membership) -> frozenset[str]:
    able = may(membership, Act.WORK_ON_INCIDENTS) or may(membership, Act.ANSWER_AS_CUSTOMER)
    asks = able and offered is not None and offered.asked is None
    return frozenset({Deed.REQUEST_ONDEMAND.name.lower()} if asks else ())


def _stations(incident: Incident, terms: Terms) -> list[Status]:
    """Return where it can be moved within its line: to another line it is handed with a note."""
    line = line_of(incident)
    return [
        known
        for known in terms.workflow.statuses
        if stage_of(known.key) in {Stage.WORKING, Stage.AWAITING_THIRD_PARTY}
        and known.key != incident.status
        and known.support_level in {None, line}
    ]


def _effect(reason: ClosingReason, incident: Incident, terms: Terms) -> str:
    if not reason.solved:
        return (
            "Clocks that still go stop without outcome: attainment leaves them out and counts "
            "them apart. What was reached stays."
        )
    if terms.clock_rules.resolution_needs_confirmation:
        return "Only the customer can: it is resolved with their confirmation."
    if incident.status == Stage.SOLUTION_PROVIDED:
        return "The clocks stopped with the solution; nothing changes for them."
    return "Send the solution first: the resolution clock stops with it."


def _splittable(story: Iterable[Entry], related: Iterable[Related]) -> list[Message]:
    split_off = {one.link.message_id for one in related}
    return [
        entry.message
        for entry in story
        if entry.message is not None
        and not entry.message.by_staff
        and entry.kind != EventKind.REPORTED
        and entry.message.pk not in split_off
    ]
