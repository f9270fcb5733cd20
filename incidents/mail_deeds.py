"""What staff can do with a held mail, by noun: pages and the API answer from this table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from incidents.domain.numbering import read_number
from incidents.forms.mail import MailAnswerForm, MailDiscardForm, MailReportForm
from incidents.mailin import releasing
from incidents.models import InboundMail, Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

SHOWN = 20_000  # characters of a mail's words


@dataclass(frozen=True, slots=True)
class MailNoun:
    """A deed: its form, and what does it and returns what is said then."""

    form: Callable[..., Any]
    do: Callable[[InboundMail, Membership, Any, datetime], str]


def _report(mail: InboundMail, by: Membership, form: MailReportForm, at: datetime) -> str:
    incident = releasing.release_as_report(
        mail=mail,
        by=by,
        contact=form.chosen_contact(),
        contract=form.chosen_contract(),
        severity=form.cleaned_data["severity"],
        at=at,
    )
    return f"{incident} was raised from it, and counts from when the mail was received."


def _answer(mail: InboundMail, by: Membership, form: forms.Form, at: datetime) -> str:
    incident = _incident(form.cleaned_data["incident"], by)
    contacts: list[Membership] = form.cleaned_data["contact"]
    contact = next((one for one in contacts if one.customer_id == incident.customer_id), None)
    if contact is None:
        raise Refusal(
            f"{contacts[0].person} is no contact of {incident.customer}, whose incident it is.",
            code="no_contact",
        )
    releasing.release_as_answer(mail=mail, by=by, incident=incident, contact=contact, at=at)
    return f"It is part of {incident} now."


def _discard(mail: InboundMail, by: Membership, form: forms.Form, at: datetime) -> str:
    releasing.discard(mail=mail, by=by, reason=form.cleaned_data["reason"], at=at)
    return "Put away. The mail itself is kept."


def _incident(number: str, by: Membership) -> Incident:
    wanted = read_number(number, by.vendor.number_prefix)
    incident = Incident.objects.filter(vendor=by.vendor, number=wanted).first()
    if incident is None:
        raise Refusal(f"There is no incident {number.strip()[:20]}.", code="unknown")
    return incident


MAIL_NOUNS = {
    "report": MailNoun(MailReportForm, _report),
    "answer": MailNoun(MailAnswerForm, _answer),
    "discarding": MailNoun(MailDiscardForm, _discard),
}
