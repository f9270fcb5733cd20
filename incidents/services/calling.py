"""Telephone calls: what a contact reports, and what is said about an incident (CO-09, LU-17)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from contracts.models import Contract, Instance
from incidents.access import acting
from incidents.domain.kinds import Channel, EventKind
from incidents.domain.lifecycle import Deed, Stage, stage_of
from incidents.domain.patient_data import Caution
from incidents.models import Incident
from incidents.services.files import Upload
from incidents.services.raising import Report, raise_incident
from incidents.services.steps import happen, lock, say, stand_at
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

LONGEST_AGO = timedelta(days=7)  # after a typing error a month that was told would change


def log_call(
    *,
    by: Membership,
    contact: Membership,
    contract: Contract,
    instance: Instance | None,
    report: Report,
    called_at: datetime,
    at: datetime,
    caution: Caution = Caution.ASK,
    files: Sequence[Upload] = (),
) -> Incident:
    """Take a call down: it is the contact's report, made when they called, logged by staff.

    :param by: the member of staff who took the call.
    :param called_at: when it was; the clocks run from then.
    :raises Refusal: if the call is yet to come or too long ago, or the report is refused.
    """
    _check_time(called_at, at)
    return raise_incident(
        by=contact,
        contract=contract,
        instance=instance,
        report=replace(report, channel=Channel.TELEPHONE),
        at=called_at,
        recorder=by,
        caution=caution,
        files=files,
    )


@transaction.atomic
def record_call(
    *,
    incident: Incident,
    by: Membership,
    text: str,
    at: datetime,
    caution: Caution = Caution.ASK,
    files: Sequence[Upload] = (),
) -> Incident:
    """Keep what was said with the contact on the telephone: engagement, as a reply is (LU-17).

    It counts from when it is logged: what the clocks have told already is not taken back. The
    customer reads it in the conversation.

    :raises Refusal: if it is closed, the membership may not, or nothing is said of the call.
    """
    incident = lock(incident, Deed.REPLY)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    message = say(incident, text, by=by, at=at, caution=caution, files=files)
    if stage_of(incident.status) is Stage.NEW:
        stand_at(incident, incident.working_status)
    happen(incident, EventKind.CALL_LOGGED, actor=by.person, at=at, message=message)
    return incident


def _check_time(called_at: datetime, at: datetime) -> None:
    if called_at > at:
        raise Refusal(
            "A call cannot be logged before it was made: its time is still to come.",
            code="not_yet",
        )
    if at - called_at > LONGEST_AGO:
        raise Refusal(
            f"Calls are logged within {LONGEST_AGO.days} days, and this one is longer ago. Check "
            "the date; if it is right, log it as of now and say in the text when the call was.",
            code="too_long_ago",
        )
