"""Agreeing a rescue plan with the customer: what is done, by when, and how they hear (LU-22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from incidents.access import acting
from incidents.domain.duties import DutyKind, Rhythm, check_rhythm, in_order
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed
from incidents.hours import hours_of
from incidents.ladder import crew_of, standing_from
from incidents.mailout.duties import tell_of_plan
from incidents.models import Escalation, Incident, IncidentEvent, RescuePlan
from incidents.services.duties import begin_updates, begun, meet
from incidents.services.steps import happen, lock, say
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@dataclass(frozen=True, slots=True)
class _Agreed:
    row: Escalation
    plan: RescuePlan
    event: IncidentEvent


@transaction.atomic
def plan_rescue(
    *,
    incident: Incident,
    by: Membership,
    text: str,
    target_at: datetime,
    agreed_with: str,
    updates_every: int | None = None,
    updates_at: Sequence[datetime] = (),
    caution: Caution = Caution.ASK,
    at: datetime,
) -> RescuePlan:
    """Keep the plan that was agreed with the customer; it replaces the one before it (LU-22).

    The customer reads it in the conversation. From now on the updates it agrees are owed, and
    its target; where the agreement says so, passing the target leads to the next level.

    :param caution: what is done if patient data seems to be in it (PQ-12).
    :raises Refusal: if the incident stands on no ladder, or the plan cannot be kept to.
    """
    incident = lock(incident, Deed.PLAN_RESCUE)
    acting([by], incident, Act.AGREE_PLAN)
    row = Escalation.objects.locked().open().filter(incident=incident).first()
    if row is None:
        raise Refusal(
            f"{incident} is not escalated; a rescue plan belongs to an escalation (LU-22).",
            code="not_escalated",
        )
    rhythm = Rhythm(every=updates_every, instants=in_order(updates_at))
    _check(rhythm, at, target_at)
    message = say(incident, text, by=by, at=at, caution=caution)
    plan = RescuePlan.objects.create(
        vendor_id=row.vendor_id,
        escalation=row,
        level=row.level,
        message=message,
        target_at=target_at,
        updates_every=rhythm.every,
        updates_at=list(rhythm.instants),
        agreed_with=_name(agreed_with),
        by=by.person,
        at=message.at,
    )
    words = _words(plan, incident)
    kind = EventKind.RESCUE_PLANNED
    event = happen(incident, kind, actor=by.person, at=at, message=message, words=words)
    _owe(_Agreed(row, plan, event))
    tell_of_plan(event)
    return plan


def _check(rhythm: Rhythm, at: datetime, target_at: datetime) -> None:
    if target_at <= at:
        raise Refusal("The plan's target lies in the past; name a time to come.", code="target")
    check_rhythm(rhythm, at=at, target=target_at)


def _name(text: str) -> str:
    name = " ".join(text.replace("\x00", "").split())
    if not name:
        raise Refusal("Say with whom at the customer the plan was agreed.", code="agreed_with")
    if len(name) > 100:
        raise Refusal("A name holds 100 characters at most.", code="agreed_with")
    return name


def _owe(agreed: _Agreed) -> None:
    """End what an earlier plan owed, take this one as the plan that was owed, owe what it says."""
    row, plan, event = agreed.row, agreed.plan, agreed.event
    earlier = row.duties.open().filter(kind__in=(DutyKind.UPDATE, DutyKind.TARGET))
    earlier.update(dropped_at=event.at, next_at=None)
    crew = crew_of([row.vendor_id])
    theirs = {one.pk for one in standing_from(event.incident, row.level, crew)}
    for duty in row.duties.open():
        if duty.kind == DutyKind.PLAN or event.actor_id in theirs:
            meet(duty, event)
    hours = hours_of([event.incident]).get(event.incident_id)
    begun(row, DutyKind.TARGET, event.at, plan.target_at, hours, plan).save(force_insert=True)
    begin_updates(row, plan, event, last=event.at)


def _words(plan: RescuePlan, incident: Incident) -> str:
    """Return the plan in one line, in the zone where the incident's hours run."""
    local = plan.target_at.astimezone(ZoneInfo(incident.customer.time_zone))
    target = f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}"
    return f"with {plan.agreed_with}: resolved by {target}, {rhythm_in_words(plan, incident)}"


def rhythm_in_words(plan: RescuePlan, incident: Incident) -> str:
    """Return how often the customer hears how it stands, in words."""
    if plan.updates_every is not None:
        hours = "service hour" if plan.updates_every == 1 else f"{plan.updates_every} service hours"
        return f"an update every {hours}"
    zone = ZoneInfo(incident.customer.time_zone)
    several = len(plan.updates_at) > 1
    first = plan.updates_at[0].astimezone(zone)
    said = f"{first:%a} {first.day} {first:%b %H:%M %Z}"
    return f"{len(plan.updates_at)} updates from {said} on" if several else f"an update by {said}"
