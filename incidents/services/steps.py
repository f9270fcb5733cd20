"""The steps that services share: lock, check, say, record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contracts.domain.terms import Terms
from contracts.domain.workflow import WaitingOn
from incidents import events
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, check, stage_of
from incidents.models import Incident, IncidentEvent, Message
from incidents.services.cautious import patient_data_in
from incidents.services.files import Upload, attach
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person

LONGEST_TEXT = 20_000  # characters


def lock(incident: Incident, deed: Deed) -> Incident:
    """Re-read the incident, locked, and refuse what its station does not allow."""
    locked = (
        Incident.objects.locked()
        .select_related("vendor", "customer", "contract", "agreement")
        .defer("agreement__source")
        .get(pk=incident.pk)
    )
    check(deed, locked.status)
    return locked


def terms_of(incident: Incident) -> Terms:
    """Return the terms in force when the incident was reported."""
    return incident.agreement.terms


def say(
    incident: Incident,
    text: str,
    *,
    by: Membership | None,
    at: datetime,
    internal: bool = False,
    caution: Caution = Caution.ASK,
    beside: str = "",
    files: Sequence[Upload] = (),
) -> Message:
    """Keep what was written, at the instant from which its event counts: stories stay in order.

    :param by: who wrote it; None: the portal itself, for the vendor and without files.
    :param caution: what is done if patient data seems to be in it (PQ-12).
    :param beside: what was written in other fields, to be looked through as well.
    :param files: what is kept with it; where one is refused, the words are not kept either.
    :raises Refusal: if it is empty or too long, or its writer must be asked first; nothing is
        kept then.
    """
    message = Message.objects.create(
        vendor_id=incident.vendor_id,
        incident=incident,
        author=by.person if by else None,
        by_staff=by is None or by.is_staff_side,
        is_internal=internal,
        text=checked_text(text),
        at=events.stamp(incident, at),
        **patient_data_in(f"{text}\n{beside}", caution, vendor=incident.vendor),
    )
    if by is not None:
        attach(message=message, files=files, by=by, at=message.at)
    return message


def checked_text(text: str) -> str:
    """Return what was written without blank edges.

    :raises Refusal: if there is nothing, or too much, or what PostgreSQL cannot keep.
    """
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise Refusal("Write a few words first: an empty message helps nobody.", code="empty")
    if len(words) > LONGEST_TEXT:
        raise Refusal(
            f"That is {len(words):,} characters; a message holds {LONGEST_TEXT:,}. "
            "Shorten it, or send the rest as a second message.",
            code="too_long",
        )
    return words


def happen(
    incident: Incident, kind: EventKind, *, actor: Person | None, at: datetime, **facts: Any
) -> IncidentEvent:
    """Record an event with the station the incident now stands at; actor None: the portal."""
    return events.record(incident, kind, actor=actor, at=at, status=incident.status, **facts)


def stand_at(incident: Incident, status: str) -> None:
    """Put the incident at a station, remembering the last one the vendor worked at."""
    incident.status = status
    if stage_of(status) is Stage.WORKING:
        incident.working_status = status
    incident.save(update_fields=["status", "working_status"])


def first_working_status(terms: Terms) -> str:
    """Return the station at which the vendor's work begins: triage, or whatever it is called."""
    return next(
        status.key
        for status in terms.workflow.statuses
        if status.waiting_on is WaitingOn.VENDOR and stage_of(status.key) is Stage.WORKING
    )
