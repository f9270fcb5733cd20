"""Telling who owes something on a ladder, before it is due and once it is over (LU-22).

A plan whose target passes while the incident is not resolved leads to the next level by itself.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from contracts.domain.workflow import Advance
from incidents import events
from incidents.domain.duties import DutyKind
from incidents.domain.kinds import EventKind
from incidents.ladder import Crew, crew_of, rung_at
from incidents.mailout import escalations as escalation_mail
from incidents.mailout.duties import tell_before, tell_over
from incidents.models import EscalationDuty, Incident
from incidents.services.duties import begin_level, leave_level
from incidents.services.rungs import place_of, step_to

BATCH = 50


@transaction.atomic
def take_duties(*, at: datetime) -> int:
    """Tell of the duties in scope that want it by `at`, a batch at most; return how many.

    Each is told twice at most, whoever looks and how often: the row says what was told.
    """
    wanted = list(EscalationDuty.objects.due(at).values_list("pk", "escalation__incident")[:BATCH])
    if not wanted:
        return 0
    # Deeds lock the incident first and so does this; what somebody works on now is taken next time.
    rows = Incident.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(pk__in={incident for _, incident in wanted}).order_by("pk")
    incidents = {row.pk: row for row in rows.with_names()}
    crew = crew_of({row.vendor_id for row in incidents.values()})
    due = EscalationDuty.objects.due(at).filter(pk__in=[pk for pk, _ in wanted])
    taken = 0
    for duty in due.select_related("escalation", "plan"):
        incident = incidents.get(duty.escalation.incident_id)
        if incident is not None:
            duty.escalation.incident = incident
            _take(duty, crew, at)
            taken += 1
    return taken


def _take(duty: EscalationDuty, crew: Crew, at: datetime) -> None:
    if duty.due_at is not None and duty.due_at < at:
        _over(duty, crew, at)
        return
    duty.reminded_at = at
    duty.turn()
    duty.save(update_fields=["reminded_at", "next_at"])
    tell_before(duty, crew, at=at)


def _over(duty: EscalationDuty, crew: Crew, at: datetime) -> None:
    duty.overdue_told_at = at
    duty.turn()
    duty.save(update_fields=["overdue_told_at", "next_at"])
    rung = rung_at(duty.escalation.incident, duty.escalation.level)
    if duty.kind == DutyKind.TARGET and rung.advances is Advance.PLAN_MISSED:
        _rise(duty, crew, at)
    else:
        tell_over(duty, crew, at=at)


def _rise(duty: EscalationDuty, crew: Crew, at: datetime) -> None:
    """Take an escalation whose plan's target passed to the next level, saying when it passed."""
    row = duty.escalation
    incident = row.incident
    fact = {"reason": place_of(incident, row.level + 1, crew), "words": _passed(duty, incident)}
    event = events.record_found([incident], EventKind.ESCALATION_MOVED, [fact], at)[0]
    leave_level(row, event.at)
    row.level += 1
    row.save(update_fields=["level"])
    step_to(row, event, crew).save(force_insert=True)
    begin_level([(row, event)])
    escalation_mail.tell_of_place([event], crew)


def _passed(duty: EscalationDuty, incident: Incident) -> str:
    assert duty.due_at is not None  # noqa: S101 - a target has one
    local = duty.due_at.astimezone(ZoneInfo(incident.customer.time_zone))
    return f"the plan's target of {local:%a} {local.day} {local:%b %Y %H:%M %Z} passed"
