"""Onto the ladder, up it and off it again: hierarchical escalation (LU-22)."""

from datetime import datetime

from django.db import transaction

from contracts.domain.workflow import Advance
from contracts.wording import ADVANCES
from incidents import events
from incidents.access import acting
from incidents.domain.escalation import FIRST, LONGEST_REASON, Cause, check_rise
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed
from incidents.events import Reaction
from incidents.ladder import crew_of, rung_at
from incidents.mailout import escalations as mail
from incidents.models import Escalation, Incident, IncidentEvent
from incidents.services.cautious import check_words
from incidents.services.duties import begin_level, drop_all, leave_level
from incidents.services.rungs import holder_of, opened, place_of, step_to
from incidents.services.steps import checked_text, happen, lock, terms_of
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def escalate(
    *,
    incident: Incident,
    by: Membership,
    reason: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Escalation:
    """Put an incident on the first rung of its ladder because somebody asks for it (LU-22).

    :raises Refusal: if the agreement has no ladder, or the incident is on it already.
    """
    incident = lock(incident, Deed.ESCALATE)
    acting([by], incident, Act.ESCALATE)
    _check_can_begin(incident)
    words = _checked_reason(reason)
    check_words(incident, words, caution, by=by, at=at)
    crew = crew_of([incident.vendor_id])
    place = place_of(incident, FIRST, crew)
    event = happen(incident, EventKind.ESCALATED, actor=by.person, at=at, reason=place, words=words)
    row = opened(event, Cause.REQUESTED)
    row.save(force_insert=True)
    step_to(row, event, crew).save(force_insert=True)
    begin_level([(row, event)])
    mail.tell_of_place([event], crew)
    return row


@transaction.atomic
def next_rung(
    *,
    incident: Incident,
    by: Membership,
    reason: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Escalation:
    """Take an escalation to the next level, at the customer's word or the vendor's own (LU-22).

    :raises Refusal: if there is none above, or it is not the customer's word that leads there.
    """
    incident = lock(incident, Deed.ESCALATE)
    acting([by], incident, Act.ESCALATE)
    row = _open_one(incident)
    rung = rung_at(incident, row.level)
    check_rise(
        row.level,
        rung.title,
        is_final=rung.advances is Advance.FINAL,
        on_request=rung.advances is Advance.CUSTOMER_REQUEST,
        by_customer=not by.is_staff_side,
        clause=rung.clause.ref,
    )
    words = _checked_reason(reason)
    check_words(incident, words, caution, by=by, at=at)
    crew = crew_of([incident.vendor_id])
    place = place_of(incident, row.level + 1, crew)
    event = happen(
        incident, EventKind.ESCALATION_MOVED, actor=by.person, at=at, reason=place, words=words
    )
    leave_level(row, event.at)
    row.level += 1
    row.save(update_fields=["level"])
    step_to(row, event, crew).save(force_insert=True)
    begin_level([(row, event)])
    mail.tell_of_place([event], crew)
    return row


@transaction.atomic
def end_escalation(
    *,
    incident: Incident,
    by: Membership,
    reason: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Escalation:
    """Take an incident off the ladder; the work on it goes on.

    :raises Refusal: if it is not on it, or no reason is given.
    """
    incident = lock(incident, Deed.END_ESCALATION)
    acting([by], incident, Act.END_ESCALATION)
    row = _open_one(incident)
    words = _checked_reason(reason)
    check_words(incident, words, caution, by=by, at=at)
    event = happen(incident, EventKind.ESCALATION_ENDED, actor=by.person, at=at, words=words)
    row.ended_at, row.ended_by, row.ended_why = event.at, by.person, words
    row.save(update_fields=["ended_at", "ended_by", "ended_why"])
    drop_all(incident, event.at)
    mail.tell_of_end(event, holder_of(incident, row.level, crew_of([incident.vendor_id])))
    return row


def end_with_incident(event: IncidentEvent) -> None:
    """End the escalation of an incident that was closed, whoever closed it and how."""
    why = "the incident was closed"
    ended = Escalation.objects.open().filter(incident=event.incident_id)
    if ended.update(ended_at=event.at, ended_by=event.actor_id, ended_why=why):
        incident = event.incident
        drop_all(incident, event.at)
        events.record(
            incident,
            EventKind.ESCALATION_ENDED,
            actor=None,
            at=event.at,
            status=incident.status,
            words=why,
        )


REACTIONS: dict[EventKind, Reaction] = {EventKind.CLOSED: end_with_incident}


def _check_can_begin(incident: Incident) -> None:
    terms = terms_of(incident)
    if not terms.ladder:
        raise Refusal(
            f"{terms.name}'s agreement names no ladder of escalation. Write on this page what is "
            "urgent, or call; the agreement's page shows how.",
            code="no_ladder",
        )
    row = Escalation.objects.open().filter(incident=incident).first()
    if row is not None:
        rung = rung_at(incident, row.level)
        raise Refusal(
            f"{incident} is escalated already, to level {row.level} ({rung.title}). "
            f"{ADVANCES[rung.advances]}",
            code="already",
        )


def _open_one(incident: Incident) -> Escalation:
    row = Escalation.objects.locked().open().filter(incident=incident).first()
    if row is None:
        raise Refusal(
            f"{incident} is not escalated; it can be, while it is open.", code="not_escalated"
        )
    return row


def _checked_reason(reason: str) -> str:
    words = " ".join(checked_text(reason).split())
    if len(words) > LONGEST_REASON:
        raise Refusal(
            f"That is {len(words):,} characters; a reason holds {LONGEST_REASON}. "
            "Say the rest in a message.",
            code="too_long",
        )
    return words
