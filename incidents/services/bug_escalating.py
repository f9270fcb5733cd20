"""Bugs that cannot wait for a release: escalated, with those who were consulted (LU-21)."""

from datetime import datetime

from django.db import transaction

from contracts.domain.severities import Severity
from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed
from incidents.domain.problems import (
    Priority,
    Side,
    Step,
    check_may_escalate,
    check_open,
    label,
)
from incidents.mailout.problems import tell_account, tell_product_managers
from incidents.models import Consultation, Incident, MaintenanceEscalation, Problem
from incidents.services.cautious import check_words
from incidents.services.problems import linked, locked, took
from incidents.services.steps import happen, lock, terms_of
from incidents.services.written import brief, written
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def escalate_bug(
    *,
    incident: Incident,
    by: Membership,
    problem: Problem,
    priority: str,
    justification: str,
    target: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> MaintenanceEscalation:
    """Ask for a bug of severity 1 or 2 to be fixed in the maintenance releases (LU-21).

    It is recorded on the incident and on the bug; product management and the account's people
    are told.

    :raises Refusal: if it is no such bug, or was asked for from this incident already, or the
        writer must be asked first whether it holds patient data (PQ-12).
    """
    incident = lock(incident, Deed.LINK_PROBLEM)
    acting([by], incident, Act.ESCALATE)
    problem = locked(problem, incident)
    severity = _escalatable(problem, incident)
    if priority not in set(Priority):
        raise Refusal("Choose how urgent it is.", code="priority")
    check_words(incident, f"{justification}\n{target}", caution, by=by, at=at)
    why = written(justification, "why it cannot wait")
    row = MaintenanceEscalation.objects.create(
        vendor_id=problem.vendor_id,
        problem=problem,
        incident=incident,
        severity=incident.severity,
        priority=priority,
        justification=why,
        target_text=brief(target, "target", longest=40) if target.strip() else "",
        by=by.person,
        at=at,
    )
    said = f"{incident}, severity {severity.name}: {label(priority).lower()}"
    took(problem, Step.ESCALATED, by=by.person, at=at, incident=incident, said=said, words=why)
    happen(incident, EventKind.BUG_ESCALATED, actor=by.person, at=at, words=str(problem))
    tell_product_managers(problem, "{who} escalated {problem} into the maintenance cycle.", by, at)
    tell_account(incident, problem, by=by.person, at=at)
    return row


def _escalatable(problem: Problem, incident: Incident) -> Severity:
    """Return the severity for which a bug may be escalated from an incident, or refuse it."""
    linked(problem, incident)
    check_open(str(problem), problem.status)
    severity = terms_of(incident).severities[incident.severity]
    check_may_escalate(str(problem), problem.kind, severity.rank, severity.name)
    if problem.escalations.filter(incident=incident).exists():
        raise Refusal(f"{problem} is escalated from {incident} already.", code="already")
    return severity


@transaction.atomic
def consult(
    *,
    incident: Incident,
    by: Membership,
    problem: Problem,
    side: str,
    name: str,
    text: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Consultation:
    """Record that the contact or the account's people were consulted about an escalated bug.

    :raises Refusal: if it is not escalated, or it is not said who was asked and what came of it.
    """
    incident = lock(incident, Deed.LINK_PROBLEM)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    problem = locked(problem, incident)
    row = problem.escalations.filter(incident=incident).first()
    if row is None:
        raise Refusal(
            f"{problem} is not escalated from {incident}; consultations belong to an escalation "
            "(LU-21).",
            code="not_escalated",
        )
    if side not in set(Side):
        raise Refusal("Choose who was consulted.", code="side")
    check_words(incident, text, caution, by=by, at=at)
    found = Consultation.objects.create(
        vendor_id=problem.vendor_id,
        escalation=row,
        side=side,
        name=brief(name, "name", longest=100),
        words=written(text, "what came of it"),
        by=by.person,
        at=at,
    )
    whom = f"{found.name} ({label(side).lower()})"
    took(
        problem, Step.CONSULTED, by=by.person, at=at, incident=incident, said=whom,
        words=found.words,
    )  # fmt: skip
    words = f"{whom} about {problem}"
    happen(incident, EventKind.BUG_CONSULTED, actor=by.person, at=at, words=words)
    return found
