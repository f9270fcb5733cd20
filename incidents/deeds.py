"""What can be done to an incident, by noun: the form that is asked, the service that does it.

Pages and the API answer the same addresses from this one table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from incidents import services
from incidents.forms import (
    AskSupplierForm,
    ClosureForm,
    ReasonForm,
    SeverityForm,
    StationForm,
    SupplierAnswerForm,
    TextForm,
)
from incidents.models import Incident

type Service = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Noun:
    """What a POST to `…/<noun>/` does: its form, its service, what is said when it is done."""

    service: Service
    done: str
    form: Callable[[Incident, Any], forms.Form] | None = None
    fields: tuple[tuple[str, str], ...] = ()  # form field -> service argument


def _text(_incident: Incident, data: Any) -> forms.Form:
    return TextForm(data)


def _reason(_incident: Incident, data: Any) -> forms.Form:
    return ReasonForm(data)


TEXT = (("text", "text"),)
REASON = (("text", "reason"),)

NOUNS: dict[str, Noun] = {
    "replies": Noun(services.reply, "Your reply is with the customer.", _text, TEXT),
    "questions": Noun(
        services.ask, "Your question is with the customer.", _text, (("text", "question"),)
    ),
    "answers": Noun(services.answer, "Your message has been sent.", _text, TEXT),
    "notes": Noun(services.add_note, "The note is kept. Customers do not see it.", _text, TEXT),
    "solution": Noun(
        services.provide_solution, "The solution is with the customer to confirm.", _text, TEXT
    ),
    "confirmation": Noun(services.confirm, "Thank you. The incident is closed."),
    "rejection": Noun(
        services.reject_solution, "It is being worked on again; the clocks go on.", _text, TEXT
    ),
    "reopening": Noun(services.reopen, "It is open again; the clocks go on.", _text, TEXT),
    "acceptance": Noun(services.accept, "It is yours now."),
    "severity": Noun(
        services.set_severity,
        "The severity is changed; the clocks were read again.",
        lambda incident, data: SeverityForm(data, incident=incident),
        (("severity", "severity"), ("consultation", "consultation")),
    ),
    "station": Noun(
        services.move, "Moved.", lambda _incident, data: StationForm(data), (("status", "status"),)
    ),
    "closure": Noun(
        services.close,
        "The incident is closed.",
        lambda incident, data: ClosureForm(data, incident=incident),
        (("reason", "reason"), ("words", "words")),
    ),
    "supplier-requests": Noun(
        services.ask_supplier,
        "It awaits them now, and their clock runs. The customer's clocks go on.",
        lambda incident, data: AskSupplierForm(data, incident=incident),
        (("supplier", "supplier"), ("text", "text"), ("reference", "reference")),
    ),
    "supplier-answers": Noun(
        services.record_answer,
        "Their answer is kept; the work is with us again.",
        lambda incident, data: SupplierAnswerForm(data, incident=incident),
        (("supplier", "supplier"), ("text", "text")),
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
    "escalation-ending": Noun(
        services.end_escalation, "The escalation has ended; the work goes on.", _reason, REASON
    ),
}
