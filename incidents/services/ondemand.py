"""Asking for work that the agreement does not cover (LU-10)."""

from datetime import datetime

from django.db import transaction

from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed
from incidents.models import Incident
from incidents.ondemand import ondemand_of, tell_account_managers
from incidents.services.cautious import check_words
from incidents.services.steps import checked_text, happen, lock
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

LONGEST_WORDS = 300  # characters


@transaction.atomic
def request_ondemand(
    *,
    incident: Incident,
    by: Membership,
    words: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Incident:
    """Ask for an incident out of scope as On-Demand work; the account managers are told.

    Nothing is drawn by it: how much time it takes is agreed first.

    :raises Refusal: if it is not closed as out of scope, the vendor sells no tokens, or it was
        asked for already, or the writer must be asked first about patient data (PQ-12).
    """
    incident = lock(incident, Deed.REQUEST_ONDEMAND)
    act = Act.WORK_ON_INCIDENTS if by.is_staff_side else Act.ANSWER_AS_CUSTOMER
    acting([by], incident, act)
    offered = ondemand_of(incident, at)
    if offered is None:
        raise Refusal(
            f"{incident} was not closed as out of scope, or {incident.vendor} sells no On-Demand "
            "time. Reopen it to say what is missing.",
            code="not_offered",
        )
    if offered.asked is not None:
        raise Refusal(f"{offered.asked.actor} has asked for it already.", code="already")
    check_words(incident, words, caution, by=by, at=at)
    event = happen(
        incident,
        EventKind.ONDEMAND_REQUESTED,
        actor=by.person,
        at=at,
        words=_checked(words),
    )
    tell_account_managers(event)
    return incident


def _checked(words: str) -> str:
    said = " ".join(checked_text(words).split()) if words.strip() else ""
    if len(said) > LONGEST_WORDS:
        raise Refusal(
            f"That is {len(said)} characters; {LONGEST_WORDS} fit. The account manager asks for "
            "the rest.",
            code="too_long",
        )
    return said
