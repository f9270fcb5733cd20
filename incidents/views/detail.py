"""The page of one incident, for both sides of the desk."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.domain.workflow import WaitingOn
from incidents.awaited import may_be_asked, of_incident
from incidents.beside import Beside, beside
from incidents.choosing import Overdue, overdue_for
from incidents.finding import find, membership_for
from incidents.ladder import crew_among
from incidents.lines import staff_of
from incidents.models import Incident
from incidents.pages.conversation import conversation
from incidents.pages.duties import promised
from incidents.pages.escalation import on_ladder
from incidents.pages.problems import behind_of
from incidents.pages.story import told_of
from incidents.pages.workflow import workflow
from incidents.queries import Entry, deeds_for, status_of
from incidents.reading import mark_read
from portal.kernel.patient_data import Finding
from portal.notify.inbox import read_thread
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

# Where on the page each noun is typed, and the deed without which that place is not there.
PLACES = {
    "replies": ("write-text", "reply"),
    "calls": ("write-text", "reply"),
    "questions": ("write-text", "reply"),
    "solution": ("write-text", "reply"),
    "notes": ("note-text", "reply"),
    "answers": ("write-text", "answer"),
    "confirmation": ("verdict", "confirm"),
    "rejection": ("rejection-text", "reject"),
    "reopening": ("reopen-text", "reopen"),
    "severity": ("consultation", "set_severity"),
    "station": ("station", "move"),
    "closure": ("reason", "close"),
    "supplier-requests": ("suppliers", "ask_supplier"),
    "supplier-answers": ("suppliers", "record_answer"),
    "escalations": ("escalation-text", "escalate"),
    "next-level": ("next-level-text", "next_rung"),
    "rescue-plan": ("plan-text", "plan_rescue"),
    "problem-reports": ("problem-title", "report_problem"),
    "problem-links": ("problem", "report_problem"),
    "problem-unlinking": ("problems", "report_problem"),
    "bug-escalations": ("problems", "escalate_bug"),
    "bug-consultations": ("problems", "report_problem"),
    "business-need": ("problems", "state_need"),
    "escalation-ending": ("ending-text", "end_escalation"),
    "owner": ("colleague", "assign"),
    "route": ("route-text", "route"),
    "third-party-product": ("product", "name_product"),
    "links": ("link-number", "link"),
    "unlinking": ("belonging", "link"),
    "duplicate": ("duplicate-number", "merge"),
    "split": ("split-title", "split"),
    "on-demand": ("ondemand-words", "request_ondemand"),
}


@require_safe
def detail(request: PortalRequest, number: str) -> HttpResponse:
    """Show an incident: whose turn it is, its clocks, its story, and what can be done."""
    incident = find(request, number)
    if request.method == "GET":
        membership = membership_for(request, incident)
        read_thread(membership=membership, thread=f"incident-{incident.pk}", at=now())
        # Before the story is read: what comes in between is shown, and counts as unread.
        mark_read(incident, membership, now())
    return page(request, incident)


def page(
    request: PortalRequest,
    incident: Incident,
    *,
    problem: str = "",
    failed: str = "",
    typed: dict[str, Any] | None = None,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    """Render the page; after a refusal with what was typed still in its place."""
    membership = membership_for(request, incident)
    there = beside(incident)
    told = told_of(incident, membership, there, is_whole=request.GET.get("story") == "all")
    context = frame(incident, membership, told.entries, there)
    seen = str((typed or {}).get("if_last_event", ""))
    context |= {
        "story": told,
        "conversation": conversation(incident, membership, told.entries, seen),
        "problem": problem,
        "failed": failed,
        "typed": typed or {},
        "findings": findings,
        "at": now(),
    }
    place, deed = PLACES.get(failed, ("", ""))
    if deed in context["deeds"]:
        context["failed_at"] = place
    elif typed:
        # The incident has moved on and has no place for these words any more: they go back.
        context["stranded"] = typed.get("text", "")
    return render(request, "incidents/detail.html", context, status=status)


def frame(
    incident: Incident, membership: Membership, story: Sequence[Entry], there: Beside
) -> dict[str, Any]:
    """Return what the page of this incident shows to this person around its story."""
    terms = incident.agreement.terms
    status = status_of(incident)
    works = may(membership, Act.WORK_ON_INCIDENTS)
    staff = staff_of(incident) if works else []
    ladder = on_ladder(incident, membership, there, crew_among(staff) if works else None)
    behind = behind_of(incident, membership, there)
    way = workflow(incident, membership, story=story, beside=there, staff=staff, at=now())
    asked = of_incident(incident, now()) if works and there.requests else []
    return {
        "incident": incident,
        "membership": membership,
        "terms": terms,
        "severity": terms.severities[incident.severity],
        "category": next(c for c in terms.categories if c.key == incident.category),
        "station": status,
        "whom": incident.customer.name if membership.is_staff_side else "you",
        "with_vendor": status.waiting_on is WaitingOn.VENDOR,
        "with_customer": status.waiting_on is WaitingOn.CUSTOMER,
        "deeds": deeds_for(incident, membership) | ladder.deeds | behind.deeds | way.deeds,
        "workflow": way,
        "ladder": ladder,
        "behind": behind,
        "works": works,
        "promised": promised(ladder.row, incident, now()),
        "overdue": _overdue(incident, membership),
        "suppliers_asked": asked,
        "suppliers": may_be_asked(incident, asked) if works else [],
    }


def _overdue(incident: Incident, membership: Membership) -> Overdue:
    """Return what was overdue when it was reported, by what is known now; the vendor's own."""
    if not membership.is_staff_side:
        return Overdue()
    contract = incident.contract
    contract.customer = incident.customer  # the same row, fetched with the incident
    return overdue_for(contract, incident.reported_at, incident.agreement.terms)
