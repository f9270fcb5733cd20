"""How an incident ends: a solution, its confirmation, closing, and what undoes them (LU-20)."""

from datetime import datetime

from django.db import transaction

from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage
from incidents.events import stamp
from incidents.models import Incident
from incidents.services.steps import checked_text, happen, lock, say, stand_at, terms_of
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

SOLVED = "solution_provided"  # the closing reason every agreement has


@transaction.atomic
def provide_solution(*, incident: Incident, by: Membership, text: str, at: datetime) -> Incident:
    """Give the customer a solution, a temporary fix included (LU-17)."""
    incident = lock(incident, Deed.SOLVE)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    message = say(incident, text, by=by, at=at)
    stand_at(incident, Stage.SOLUTION_PROVIDED)
    happen(incident, EventKind.SOLUTION_PROVIDED, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def confirm(*, incident: Incident, by: Membership, at: datetime) -> Incident:
    """Take the customer's word that the solution holds, and close the incident (LU-20, HR-12)."""
    incident = lock(incident, Deed.CONFIRM)
    acting([by], incident, Act.ANSWER_AS_CUSTOMER)
    happen(incident, EventKind.CONFIRMED, actor=by.person, at=at)
    _close(incident, by, SOLVED, "", at)
    return incident


@transaction.atomic
def reject_solution(*, incident: Incident, by: Membership, text: str, at: datetime) -> Incident:
    """Take the customer's word that it does not hold; the same clock goes on."""
    incident = lock(incident, Deed.REJECT)
    acting([by], incident, Act.ANSWER_AS_CUSTOMER)
    message = say(incident, text, by=by, at=at)
    stand_at(incident, terms_of(incident).workflow.reopens_to)
    happen(incident, EventKind.SOLUTION_REJECTED, actor=by.person, at=at, message=message)
    return incident


@transaction.atomic
def close(*, incident: Incident, by: Membership, reason: str, words: str, at: datetime) -> Incident:
    """Close the incident for one of the agreement's reasons (LU-20).

    :raises Refusal: if the reason is none of them, or says "solved" where no solution was given.
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
    _close(incident, by, reason, words, at)
    return incident


def _close(incident: Incident, by: Membership, reason: str, words: str, at: datetime) -> None:
    incident.closed_at = stamp(incident, at)
    incident.save(update_fields=["closed_at"])
    stand_at(incident, Stage.CLOSED)
    said = checked_text(words)[:300] if words.strip() else ""
    happen(incident, EventKind.CLOSED, actor=by.person, at=at, reason=reason, words=said)


@transaction.atomic
def reopen(*, incident: Incident, by: Membership, text: str, at: datetime) -> Incident:
    """Take a closed incident up again; the clocks go on where they stood."""
    incident = lock(incident, Deed.REOPEN)
    act = Act.WORK_ON_INCIDENTS if by.is_staff_side else Act.ANSWER_AS_CUSTOMER
    acting([by], incident, act)
    message = say(incident, text, by=by, at=at)
    incident.closed_at = None
    incident.save(update_fields=["closed_at"])
    stand_at(incident, terms_of(incident).workflow.reopens_to)
    happen(incident, EventKind.REOPENED, actor=by.person, at=at, message=message)
    return incident
