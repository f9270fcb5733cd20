"""How an incident ends: a solution, its confirmation, closing, and what undoes them (LU-20)."""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage
from incidents.models import Incident
from incidents.services.cautious import check_words
from incidents.services.linking import end_duplicate
from incidents.services.sent import Sent
from incidents.services.shutting import shut
from incidents.services.steps import happen, lock, say, stand_at, terms_of
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

SOLVED = "solution_provided"  # the closing reason every agreement has
OUT_OF_SCOPE = "out_of_scope"


@transaction.atomic
def provide_solution(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Give the customer a solution, a temporary fix included (LU-17)."""
    incident = lock(incident, Deed.SOLVE)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    message = say(incident, text, by=by, at=at, **sent)
    stand_at(incident, Stage.SOLUTION_PROVIDED)
    happen(incident, EventKind.SOLUTION_PROVIDED, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def confirm(*, incident: Incident, by: Membership, at: datetime) -> Incident:
    """Take the customer's word that the solution holds, and close the incident (LU-20, HR-12)."""
    incident = lock(incident, Deed.CONFIRM)
    acting([by], incident, Act.ANSWER_AS_CUSTOMER)
    happen(incident, EventKind.CONFIRMED, actor=by.person, at=at)
    shut(incident, by=by.person, reason=SOLVED, words="", at=at)
    return incident


@transaction.atomic
def reject_solution(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Take the customer's word that it does not hold; the same clock goes on."""
    incident = lock(incident, Deed.REJECT)
    acting([by], incident, Act.ANSWER_AS_CUSTOMER)
    message = say(incident, text, by=by, at=at, **sent)
    stand_at(incident, terms_of(incident).workflow.reopens_to)
    happen(incident, EventKind.SOLUTION_REJECTED, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def close(
    *,
    incident: Incident,
    by: Membership,
    reason: str,
    words: str,
    scope: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Incident:
    """Close the incident for one of the agreement's reasons (LU-20).

    :param scope: where the reason is that it is out of scope: which line of the list (LU-10).
    :raises Refusal: if the reason is none of them, or says "solved" where no solution was given,
        or the writer must be asked first whether it holds patient data (PQ-12).
    """
    incident = lock(incident, Deed.CLOSE)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    reasons = {known.key: known for known in terms_of(incident).closing_reasons}
    if reason not in reasons:
        named = ", ".join(known.label for known in reasons.values())
        raise Refusal(f"Choose why it is closed: {named}.", code="unknown_reason")
    if reasons[reason].solved and incident.status != Stage.SOLUTION_PROVIDED:
        raise Refusal(
            f"“{reasons[reason].label}” needs the solution first: write it as a solution, "
            "so that the customer can confirm it.",
            code="no_solution",
        )
    if reasons[reason].solved and terms_of(incident).clock_rules.resolution_needs_confirmation:
        raise Refusal(
            f"{incident.vendor} resolves an incident only with the customer's confirmation: "
            f"{incident.reporter} confirms it on this page (HR-12).",
            code="no_confirmation",
        )
    check_words(incident, words, caution, by=by, at=at)
    said = f"{_beyond(incident, scope)} {words}" if reason == OUT_OF_SCOPE else words
    shut(incident, by=by.person, reason=reason, words=said, at=at)
    return incident


@transaction.atomic
def reopen(
    *, incident: Incident, by: Membership, text: str, at: datetime, **sent: Unpack[Sent]
) -> Incident:
    """Take a closed incident up again; the clocks go on where they stood."""
    incident = lock(incident, Deed.REOPEN)
    act = Act.WORK_ON_INCIDENTS if by.is_staff_side else Act.ANSWER_AS_CUSTOMER
    acting([by], incident, act)
    message = say(incident, text, by=by, at=at, **sent)
    incident.closed_at = None
    incident.save(update_fields=["closed_at"])
    stand_at(incident, terms_of(incident).workflow.reopens_to)
    end_duplicate(incident, by=by.person, at=at)
    happen(incident, EventKind.REOPENED, actor=by.person, at=at, message=message)
    return incident


def _beyond(incident: Incident, scope: str) -> str:
    """Return which line of the agreement's list an incident falls under, with its clause."""
    known = {one.key: one for one in terms_of(incident).out_of_scope}
    if not known:
        return ""
    if scope not in known:
        named = ", ".join(one.label for one in known.values())
        raise Refusal(f"Choose what of it is out of scope: {named}.", code="unknown_scope")
    return f"{known[scope].label} ({known[scope].clause.ref})."
