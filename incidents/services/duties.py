"""What is owed on the levels of a ladder: begun, kept, and dropped with what it belongs to (LU-22).

Who speaks with the customer keeps the duty to do so; nobody has to tick it off.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from incidents.domain.duties import OF_ONE_LEVEL, DutyKind, reminder
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage, stage_of
from incidents.events import Reaction
from incidents.hours import Hours, hours_of
from incidents.ladder import crew_of, rung_at, standing_from
from incidents.models import Escalation, EscalationDuty, Incident, IncidentEvent, RescuePlan
from portal.kernel.refusal import Refusal


def begin_level(rows: Sequence[tuple[Escalation, IncidentEvent]]) -> None:
    """Begin what is owed on the level to which escalations came.

    The escalations must have been saved, and their incidents locked.
    """
    incidents = [event.incident for _, event in rows]
    hours = hours_of(incidents)
    begun = [
        duty
        for (row, event), incident in zip(rows, incidents, strict=True)
        for duty in _of_level(row, incident, event.at, hours.get(incident.pk))
    ]
    EscalationDuty.objects.bulk_create(begun)


def _of_level(
    row: Escalation, incident: Incident, since: datetime, hours: Hours | None
) -> Iterator[EscalationDuty]:
    rung = rung_at(incident, row.level)
    within = rung.contact_within
    due = hours.due(since, within) if hours and within else None
    yield begun(row, DutyKind.CONTACT, since, due, hours)
    if rung.needs_rescue_plan or rung.needs_target_date:
        yield begun(row, DutyKind.PLAN, since, due, hours)


def begun(
    row: Escalation,
    kind: DutyKind,
    since: datetime,
    due: datetime | None,
    hours: Hours | None,
    plan: RescuePlan | None = None,
) -> EscalationDuty:
    """Return a duty that begins now, with when somebody is told of it."""
    duty = EscalationDuty(
        vendor_id=row.vendor_id,
        escalation=row,
        level=row.level,
        kind=kind,
        plan=plan,
        since=since,
        due_at=due,
        remind_at=_remind_at(hours, since, due),
    )
    duty.turn()
    return duty


def _remind_at(hours: Hours | None, since: datetime, due: datetime | None) -> datetime | None:
    if hours is None or due is None:
        return None
    try:
        return reminder(hours.calendar, since, due)
    except Refusal:
        return None  # hours that never open so far back: it is told once it is over


def leave_level(row: Escalation, at: datetime) -> None:
    """Drop what is owed on the level that an escalation leaves; agreed updates go on."""
    row.duties.open().filter(kind__in=OF_ONE_LEVEL).update(dropped_at=at, next_at=None)


def drop_all(incident: Incident, at: datetime) -> None:
    """Drop all that is owed for an incident whose escalation ends."""
    owed = EscalationDuty.objects.open().filter(escalation__incident=incident)
    owed.update(dropped_at=at, next_at=None)


def hear(event: IncidentEvent) -> None:
    """Take what the customer was told as the contact and the update that were owed."""
    row = Escalation.objects.open().filter(incident=event.incident_id).first()
    if row is None or event.actor_id is None:
        return
    duties = list(row.duties.open().select_related("plan"))
    for duty in duties:
        if duty.kind == DutyKind.CONTACT and _is_theirs(event, row):
            meet(duty, event)
        elif duty.kind == DutyKind.UPDATE:
            meet(duty, event)
            go_on_updating(row, duty, event)
        elif duty.kind == DutyKind.TARGET and event.kind == EventKind.SOLUTION_PROVIDED:
            meet(duty, event)


def _is_theirs(event: IncidentEvent, row: Escalation) -> bool:
    """Say whether the one who spoke stands on this level or above it."""
    crew = crew_of([event.vendor_id])
    return event.actor_id in {one.pk for one in standing_from(event.incident, row.level, crew)}


def meet(duty: EscalationDuty, event: IncidentEvent) -> None:
    """Keep that a duty was done, by whom and when; in time or late."""
    duty.met_at, duty.met_by, duty.next_at = event.at, event.actor, None
    duty.save(update_fields=["met_at", "met_by", "next_at"])


def go_on_updating(row: Escalation, duty: EscalationDuty, event: IncidentEvent) -> None:
    """Begin the next update of a plan, unless the customer has a solution to look at."""
    if duty.plan is None or stage_of(event.incident.status) is Stage.SOLUTION_PROVIDED:
        return
    begin_updates(row, duty.plan, event, last=max(event.at, duty.due_at or event.at))


def begin_updates(
    row: Escalation, plan: RescuePlan, event: IncidentEvent, *, last: datetime
) -> None:
    """Begin the next update that a plan agrees, counted from the last one."""
    hours = hours_of([event.incident]).get(event.incident_id)
    if hours is None:
        return
    # A rhythm begins anew with each word; of agreed times, one that was answered early is done.
    since = event.at if plan.updates_every is not None else last
    try:
        due = plan.rhythm.after(since, hours.calendar)
    except Refusal:
        return
    if due is not None:
        begun(row, DutyKind.UPDATE, event.at, due, hours, plan).save(force_insert=True)


def resume(event: IncidentEvent) -> None:
    """Take a solution that does not hold as none: the plan's target and updates are owed again."""
    row = Escalation.objects.open().filter(incident=event.incident_id).first()
    plan = row.plans.newest().first() if row else None
    if row is None or plan is None:
        return
    hours = hours_of([event.incident]).get(event.incident_id)
    is_owed = row.duties.filter(kind=DutyKind.TARGET, level=row.level, plan=plan).exists()
    if is_owed and not row.duties.open().filter(kind=DutyKind.TARGET).exists():
        duty = begun(row, DutyKind.TARGET, plan.at, plan.target_at, hours, plan)
        duty.save(force_insert=True)
    if not row.duties.open().filter(kind=DutyKind.UPDATE).exists():
        begin_updates(row, plan, event, last=event.at)


REACTIONS: dict[EventKind, Reaction] = {
    EventKind.REPLIED: hear,
    EventKind.CALL_LOGGED: hear,
    EventKind.QUESTION_ASKED: hear,
    EventKind.SOLUTION_PROVIDED: hear,
    EventKind.SOLUTION_REJECTED: resume,
}
