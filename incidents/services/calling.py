"""Telephone calls: what a contact reports, and what is said about an incident (CO-09, LU-17)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Unpack

from django.db import transaction

from contracts.models import Contract, Instance
from incidents.domain.kinds import Channel, EventKind
from incidents.models import Incident
from incidents.services.conversation import engage
from incidents.services.raising import Report, raise_incident
from incidents.services.sent import Sent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

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
    **sent: Unpack[Sent],
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
        **sent,
    )


@transaction.atomic
def record_call(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Keep what was said with the contact on the telephone: engagement, as a reply is (LU-17).

    It counts from when it is logged: what the clocks have told already is not taken back. The
    customer reads it in the conversation.

    :raises Refusal: if it is closed, the membership may not, or nothing is said of the call.
    """
    return engage(EventKind.CALL_LOGGED, incident, text, by=by, at=at, **sent)


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
