"""Missed targets that put incidents on the ladder by themselves, many at one look (LU-22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from contracts.domain.targets import Milestone
from incidents import events
from incidents.domain.escalation import FIRST, cause_of
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage, stage_of
from incidents.ladder import crew_of
from incidents.mailout import escalations as mail
from incidents.models import Escalation, EscalationStep, Incident
from incidents.services.duties import begin_level
from incidents.services.rungs import opened, place_of, step_to
from incidents.services.steps import terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A target that ran out before its milestone was reached."""

    incident: Incident
    milestone: Milestone
    severity: str  # whose target it was
    missed_at: datetime

    @property
    def words(self) -> str:
        """Why this is an escalation, in the zone where the incident's hours run."""
        local = self.missed_at.astimezone(ZoneInfo(self.incident.customer.time_zone))
        return (
            f"the {self.milestone} time was missed on {local:%a} {local.day} {local:%b %Y %H:%M %Z}"
        )


def escalate_for_misses(misses: Iterable[Miss], *, at: datetime) -> list[Escalation]:
    """Put incidents on the first rung whose agreement says that such a miss does (LU-22).

    The incidents must have been locked. Of several misses of one, the first counts; an incident
    that is escalated already stays where it stands, so that a second look opens nothing.
    """
    opening = _opening(misses)
    if not opening:
        return []
    incidents = [miss.incident for miss in opening]
    prefetch_related_objects(incidents, "vendor", "customer", "owner", "reporter")
    crew = crew_of(incident.vendor_id for incident in incidents)
    facts = [
        {"reason": place_of(miss.incident, FIRST, crew), "words": miss.words} for miss in opening
    ]
    found = events.record_found(incidents, EventKind.ESCALATED, facts, at)
    rows = [
        opened(event, cause_of(miss.milestone), miss.missed_at)
        for event, miss in zip(found, opening, strict=True)
    ]
    Escalation.objects.bulk_create(rows)
    EscalationStep.objects.bulk_create(
        [step_to(row, event, crew) for row, event in zip(rows, found, strict=True)]
    )
    begin_level(list(zip(rows, found, strict=True)))
    mail.tell_of_place(found, crew)
    return rows


def _opening(misses: Iterable[Miss]) -> list[Miss]:
    """Return the first miss of each incident that opens an escalation now."""
    first: dict[int, Miss] = {}
    for miss in sorted(misses, key=lambda miss: miss.missed_at):
        if _opens(miss):
            first.setdefault(miss.incident.pk, miss)
    if not first:
        return []
    rows = Escalation.objects.open().filter(incident__in=first)
    on_ladder = set(rows.values_list("incident_id", flat=True))
    return [miss for pk, miss in first.items() if pk not in on_ladder]


def _opens(miss: Miss) -> bool:
    opened_by = terms_of(miss.incident).opened_by_breach
    if opened_by is None or stage_of(miss.incident.status) is Stage.CLOSED:
        return False
    return opened_by.covers(miss.milestone, miss.severity)
