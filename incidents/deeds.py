"""What can be done to an incident, by noun: the form that is asked, the service that does it.

Pages and the API answer the same addresses from this one table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from incidents import services
from incidents.asking import AboutIncident, Plain
from incidents.forms import (
    AskSupplierForm,
    ClosureForm,
    ColleagueForm,
    LinkForm,
    MergeForm,
    OnDemandForm,
    ProductForm,
    ReasonForm,
    RescuePlanForm,
    RouteForm,
    SeverityForm,
    SplitForm,
    StationForm,
    SupplierAnswerForm,
    TextForm,
    UnlinkForm,
)
from incidents.forms.problems import (
    BugEscalationForm,
    ConsultationForm,
    LinkedProblemForm,
    LinkProblemForm,
    NeedForm,
    ReportProblemForm,
)
from incidents.services import bug_escalating, problems
from incidents.services.guarding import unless_moved_on

type Service = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Noun:
    """What a POST to `…/<noun>/` does: its form, its service, what is said when it is done."""

    service: Service
    done: str  # it may name what was `{made}`
    form: Plain | AboutIncident | None = None
    fields: tuple[tuple[str, str], ...] = ()  # form field -> service argument


_text, _reason = Plain(TextForm), Plain(ReasonForm)


def _guarded(service: Service, done: str, form: Any, fields: tuple[tuple[str, str], ...]) -> Noun:
    """Return the noun of a service whose words are held back if the thread has moved on."""
    return Noun(unless_moved_on(service), done, form, (*fields, ("if_last_event", "seen")))


def _same(*names: str) -> tuple[tuple[str, str], ...]:
    """Return fields that are called like the service's arguments."""
    return tuple((name, name) for name in names)


CAUTION = ("patient_data_acknowledged", "caution")
TEXT = (("text", "text"), CAUTION, ("files", "files"))
REASON = (("text", "reason"), CAUTION)

NOUNS: dict[str, Noun] = {
    "replies": _guarded(services.reply, "Your reply is with the customer.", _text, TEXT),
    "questions": _guarded(
        services.ask,
        "Your question is with the customer.",
        _text,
        (("text", "question"), *TEXT[1:]),
    ),
    "calls": _guarded(
        services.record_call, "The call is kept; the customer reads what was said.", _text, TEXT
    ),
    "answers": _guarded(services.answer, "Your message has been sent.", _text, TEXT),
    "notes": Noun(services.add_note, "The note is kept. Customers do not see it.", _text, TEXT),
    "solution": _guarded(
        services.provide_solution, "The solution is with the customer to confirm.", _text, TEXT
    ),
    "confirmation": Noun(services.confirm, "Thank you. The incident is closed."),
    "rejection": Noun(
        services.reject_solution, "It is being worked on again; the clocks go on.", _text, TEXT
    ),
    "reopening": Noun(services.reopen, "It is open again; the clocks go on.", _text, TEXT),
    "acceptance": Noun(services.accept, "It is yours now."),
    "watching": Noun(services.watch, "You are told from now on what happens here."),
    "watching-ending": Noun(services.stop_watching, "You do not watch it any more."),
    "severity": Noun(
        services.set_severity,
        "The severity is changed; the clocks were read again.",
        AboutIncident(SeverityForm),
        (*_same("severity", "consultation"), CAUTION),
    ),
    "station": Noun(
        services.move,
        "Moved.",
        Plain(StationForm),
        (("status", "status"), ("text", "note"), CAUTION),
    ),
    "closure": Noun(
        services.close,
        "The incident is closed.",
        AboutIncident(ClosureForm),
        (*_same("reason", "scope", "words"), CAUTION),
    ),
    "supplier-requests": Noun(
        services.ask_supplier,
        "It awaits them now, and their clock runs. The customer's clocks go on.",
        AboutIncident(AskSupplierForm),
        (
            ("supplier", "supplier"),
            ("text", "text"),
            ("reference", "reference"),
            CAUTION,
        ),
    ),
    "supplier-answers": Noun(
        services.record_answer,
        "Their answer is kept; the work is with us again.",
        AboutIncident(SupplierAnswerForm),
        (
            ("supplier", "supplier"),
            ("text", "text"),
            CAUTION,
        ),
    ),
    "escalations": Noun(
        services.escalate,
        "It is escalated; whoever stands on that level was told.",
        _reason,
        REASON,
    ),
    "next-level": Noun(
        services.next_rung, "It is a level higher; whoever stands there was told.", _reason, REASON
    ),
    "rescue-plan": Noun(
        services.plan_rescue,
        "The plan is with the customer; what it promises is owed from now on.",
        AboutIncident(RescuePlanForm),
        (
            ("text", "text"),
            ("agreed_with", "agreed_with"),
            ("target_at", "target_at"),
            ("updates_every", "updates_every"),
            ("updates_at", "updates_at"),
            CAUTION,
        ),
    ),
    "owner": Noun(
        services.assign,
        "It is given to your colleague, who is told.",
        AboutIncident(ColleagueForm),
        (("colleague", "to"),),
    ),
    "route": Noun(
        services.route,
        "It is handed on, with your note.",
        AboutIncident(RouteForm),
        (
            ("status", "status"),
            ("text", "note"),
            ("colleague", "to"),
            CAUTION,
        ),
    ),
    "third-party-product": Noun(
        services.name_product,
        "It is kept whose product causes it. The incident stays engaged.",
        Plain(ProductForm),
        (("product", "product"),),
    ),
    "links": Noun(
        services.link,
        "The two are linked.",
        Plain(LinkForm),
        (("number", "number"), ("kind", "kind")),
    ),
    "unlinking": Noun(
        services.unlink,
        "The link is taken back.",
        Plain(UnlinkForm),
        (("link", "link"),),
    ),
    "duplicate": Noun(
        services.merge,
        "It is closed as a duplicate; the other one goes on.",
        Plain(MergeForm),
        (*_same("number", "words"), CAUTION),
    ),
    "split": Noun(
        services.split,
        "{made} is made of it, and counts from when it was written. See “Belongs together”.",
        Plain(SplitForm),
        (*_same("message", "title"), CAUTION),
    ),
    "on-demand": Noun(
        services.request_ondemand,
        "The account manager is told and will agree with you what it takes.",
        Plain(OnDemandForm),
        (("words", "words"), CAUTION),
    ),
    "problem-reports": Noun(
        problems.report_problem,
        "Product management is told; the customer sees the problem's number and status.",
        AboutIncident(ReportProblemForm),
        (*_same("title", "text", "business_need"), CAUTION),
    ),
    "problem-links": Noun(
        problems.link_problem,
        "The problem is linked; the customer sees where it stands.",
        AboutIncident(LinkProblemForm),
        _same("problem"),
    ),
    "problem-unlinking": Noun(
        problems.unlink_problem,
        "The link is taken back; the customer does not see it any more.",
        AboutIncident(LinkedProblemForm),
        _same("problem"),
    ),
    "bug-escalations": Noun(
        bug_escalating.escalate_bug,
        "It is escalated; product management and the account's people are told.",
        AboutIncident(BugEscalationForm),
        (*_same("problem", "priority", "justification", "target"), CAUTION),
    ),
    "bug-consultations": Noun(
        bug_escalating.consult,
        "The consultation is kept on the incident and on the bug.",
        AboutIncident(ConsultationForm),
        (*_same("problem", "side", "name", "text"), CAUTION),
    ),
    "business-need": Noun(
        problems.state_need,
        "It is kept; the planning of the next release reads it.",
        AboutIncident(NeedForm),
        (*_same("problem", "text"), CAUTION),
    ),
    "escalation-ending": Noun(
        services.end_escalation, "The escalation has ended; the work goes on.", _reason, REASON
    ),
}
