"""From incidents to the problems behind them, and what customers ask of those (LU-21)."""

from datetime import datetime

from django.db import transaction

from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed
from incidents.domain.problems import ProblemKind, Step, check_open
from incidents.mailout.problems import tell_product_managers
from incidents.models import Incident, Problem, ProblemLink, ProblemStep
from incidents.services.cautious import check_words
from incidents.services.numbers import next_problem
from incidents.services.steps import checked_text, happen, lock
from incidents.services.written import brief, written
from portal.audit.models import record
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act


def took(
    problem: Problem,
    kind: Step,
    *,
    by: Person | None,
    at: datetime,
    incident: Incident | None = None,
    said: str = "",
    words: str = "",
) -> ProblemStep:
    """Write down what happened to a problem."""
    return ProblemStep.objects.create(
        vendor_id=problem.vendor_id,
        problem=problem,
        kind=kind,
        by=by,
        at=at,
        incident=incident,
        said=said[:300],
        words=words,
    )


@transaction.atomic
def report_problem(
    *,
    incident: Incident,
    by: Membership,
    title: str,
    text: str,
    business_need: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Problem:
    """Report what lies behind an incident to product management, who qualify it (LU-21).

    :raises Refusal: if the writer must be asked first whether it holds patient data (PQ-12).
    """
    incident = lock(incident, Deed.LINK_PROBLEM)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    check_words(incident, f"{title}\n{text}\n{business_need}", caution, by=by, at=at)
    problem = Problem.objects.create(
        vendor=incident.vendor,
        number=next_problem(incident.vendor),
        title=brief(title, "title"),
        description=checked_text(text),
        product=incident.instance.product if incident.instance else None,
        business_need=business_need.replace("\x00", "").strip(),
        reported_by=by.person,
        reported_at=at,
    )
    took(problem, Step.REPORTED, by=by.person, at=at, incident=incident, said=problem.title)
    record("problem reported", problem, actor=by.person, at=at, after={"title": problem.title})
    _link(problem, incident, by.person, at)
    tell_product_managers(problem, "{who} reported {problem}; it is to be qualified.", by, at)
    return problem


@transaction.atomic
def link_problem(
    *, incident: Incident, by: Membership, problem: Problem, at: datetime
) -> ProblemLink:
    """Say that a known problem lies behind an incident; its customer sees where it stands.

    :raises Refusal: if it is another vendor's, over, or linked already.
    """
    incident = lock(incident, Deed.LINK_PROBLEM)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    problem = locked(problem, incident)
    check_open(str(problem), problem.status)
    if problem.links.current().filter(incident=incident).exists():
        raise Refusal(f"{problem} is linked with {incident} already.", code="already")
    took(problem, Step.LINKED, by=by.person, at=at, incident=incident, said=str(incident))
    return _link(problem, incident, by.person, at)


@transaction.atomic
def unlink_problem(*, incident: Incident, by: Membership, problem: Problem, at: datetime) -> None:
    """Take a link back that was a mistake; the customer does not see the problem any more.

    :raises Refusal: if it is not linked, or the customer has asked for it to be fixed.
    """
    incident = lock(incident, Deed.LINK_PROBLEM)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    problem = locked(problem, incident)
    link = linked(problem, incident)
    if problem.escalations.filter(incident=incident).exists():
        raise Refusal(
            f"{incident.customer} has escalated {problem} from this incident; product management "
            "decides on it, so the link stays.",
            code="escalated",
        )
    link.ended_at = at
    link.save(update_fields=["ended_at"])
    took(problem, Step.UNLINKED, by=by.person, at=at, incident=incident, said=str(incident))
    happen(incident, EventKind.PROBLEM_UNLINKED, actor=by.person, at=at, words=str(problem))


@transaction.atomic
def state_need(
    *,
    incident: Incident,
    by: Membership,
    problem: Problem,
    text: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Problem:
    """Say why an enhancement is needed; the planning of the next release reads it (LU-21).

    :raises Refusal: if the problem was found to be a bug, or is over.
    """
    incident = lock(incident, Deed.LINK_PROBLEM)
    act = Act.WORK_ON_INCIDENTS if by.is_staff_side else Act.ANSWER_AS_CUSTOMER
    acting([by], incident, act)
    problem = locked(problem, incident)
    linked(problem, incident)
    check_open(str(problem), problem.status)
    if problem.kind == ProblemKind.BUG:
        raise Refusal(
            f"{problem} is a bug: it is fixed without a business need. Where it is of severity 1 "
            "or 2 it can be escalated into the maintenance releases (LU-21).",
            code="is_bug",
        )
    check_words(incident, text, caution, by=by, at=at)
    words = written(text, "why it is needed")
    problem.business_need = words
    problem.save(update_fields=["business_need"])
    said = f"{incident.customer}"
    took(problem, Step.NEED_STATED, by=by.person, at=at, incident=incident, said=said, words=words)
    happen(incident, EventKind.NEED_STATED, actor=by.person, at=at, words=str(problem))
    return problem


def locked(problem: Problem, incident: Incident) -> Problem:
    """Return a problem locked, where it is of the incident's vendor.

    :raises Refusal: with code `unknown_problem`.
    """
    row = Problem.objects.locked().filter(vendor=incident.vendor_id, pk=problem.pk).first()
    if row is None:
        raise Refusal("There is no such problem.", code="unknown_problem")
    return row


def linked(problem: Problem, incident: Incident) -> ProblemLink:
    """Return the link between a problem and an incident.

    :raises Refusal: with code `not_linked`.
    """
    link = problem.links.current().filter(incident=incident).first()
    if link is None:
        raise Refusal(f"{problem} does not lie behind {incident}.", code="not_linked")
    return link


def _link(problem: Problem, incident: Incident, by: Person, at: datetime) -> ProblemLink:
    link = ProblemLink.objects.create(
        vendor_id=problem.vendor_id, problem=problem, incident=incident, by=by, at=at
    )
    words = f"{problem}: {problem.title}"[:300]
    happen(incident, EventKind.PROBLEM_LINKED, actor=by, at=at, words=words)
    return link
