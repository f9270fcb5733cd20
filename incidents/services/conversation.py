"""What is said: replies, questions and answers, and notes the customer never sees."""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, stage_of
from incidents.models import Incident, Message
from incidents.services.sent import Sent
from incidents.services.steps import happen, lock, say, stand_at
from incidents.services.watching import mention
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def reply(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Write to the customer: the engagement that stops a response clock (LU-17)."""
    return engage(EventKind.REPLIED, incident, text, by=by, at=at, **sent)


def engage(
    kind: EventKind,
    incident: Incident,
    text: str,
    *,
    by: Membership,
    at: datetime,
    **sent: Unpack[Sent],
) -> Incident:
    """Keep what was said to the customer, in whichever way; work has begun with it."""
    incident = lock(incident, Deed.REPLY)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    message = say(incident, text, by=by, at=at, **sent)
    if stage_of(incident.status) is Stage.NEW:
        stand_at(incident, incident.working_status)
    happen(incident, kind, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def ask(
    *, incident: Incident, by: Membership, question: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Ask the customer for what is needed; the clocks wait where the agreement says so (LU-16)."""
    incident = lock(incident, Deed.ASK)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    message = say(incident, question, by=by, at=at, **sent)
    stand_at(incident, Stage.AWAITING_CUSTOMER)
    happen(incident, EventKind.QUESTION_ASKED, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def answer(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Take what the customer writes; if it was asked for, the vendor's work goes on."""
    incident = lock(incident, Deed.ANSWER)
    acting([by], incident, Act.ANSWER_AS_CUSTOMER)
    message = say(incident, text, by=by, at=at, **sent)
    if stage_of(incident.status) is Stage.AWAITING_CUSTOMER:
        stand_at(incident, incident.working_status)
    happen(incident, EventKind.CUSTOMER_REPLIED, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def add_note(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Message:
    """Keep a note among the vendor's own people. No clock hears of it."""
    incident = lock(incident, Deed.REPLY)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    message = say(incident, text, by=by, at=at, internal=True, **sent)
    mention(message, at)
    happen(incident, EventKind.NOTED, actor=by.person, at=at, message=message)
    return message
