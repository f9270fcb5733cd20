"""What can be done about a credit, by the nouns of its addresses, for pages and the API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.domain.standing import InvoiceState
from contracts.models import Contract, Invoice
from contracts.services.amending import local_date
from credits.models import LedgerEntry
from credits.pages.forms import ApplicationForm, NoteForm, OffsetForm, PaymentForm
from credits.queries import CreditState
from credits.services.settling import apply_to_invoice, issue_note, offset, pay_out
from portal.tenancy.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants something done about which credit, and when."""

    by: Membership
    state: CreditState
    at: datetime

    @property
    def known(self) -> dict[str, Any]:
        """What every service asks for."""
        return {
            "by": self.by,
            "contract": self.state.contract,
            "credit": self.state.credit,
            "at": self.at,
        }


def _note(asked: Asked, form: Any) -> LedgerEntry:
    return issue_note(**asked.known, key=form.cleaned_data["key"])


def _application(asked: Asked, form: Any) -> LedgerEntry:
    return apply_to_invoice(
        **asked.known,
        invoice=form.cleaned_data["invoice"],
        amount=form.money(asked.state.account.currency),
        key=form.cleaned_data["key"],
    )


def _payment(asked: Asked, form: Any) -> LedgerEntry:
    return pay_out(
        **asked.known,
        amount=form.money(asked.state.account.currency),
        on=form.cleaned_data["on"],
        words=form.cleaned_data["words"],
        key=form.cleaned_data["key"],
    )


def _offset(asked: Asked, form: Any) -> LedgerEntry:
    return offset(**asked.known, words=form.cleaned_data["words"], key=form.cleaned_data["key"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that is done to a credit."""

    title: str
    button: str
    done: str
    form: type[forms.Form]
    act: Callable[[Asked, Any], LedgerEntry]
    fits: Callable[[CreditState], bool]


DEEDS: Mapping[str, Deed] = {
    "note": Deed(
        title="Issue a credit note",
        button="Issue it",
        done="The credit note is issued.",
        form=NoteForm,
        act=_note,
        fits=lambda state: bool(state.account.to_issue),
    ),
    "application": Deed(
        title="Set it against an invoice",
        button="Set it against the invoice",
        done="The credit is set against the invoice.",
        form=ApplicationForm,
        act=_application,
        fits=lambda state: bool(state.account.to_settle),
    ),
    "payment": Deed(
        title="Record a payment",
        button="Record the payment",
        done="The payment is recorded.",
        form=PaymentForm,
        act=_payment,
        fits=lambda state: bool(state.account.to_settle),
    ),
    "offset": Deed(
        title="Note an offset against damages",
        button="Note it",
        done="The offset is noted.",
        form=OffsetForm,
        act=_offset,
        fits=lambda state: state.account.earned > 0,
    ),
}


def form_for(noun: str, state: CreditState, at: datetime, data: Any = None) -> forms.Form:
    """Return the form of a deed, filled with what is most likely meant."""
    made = DEEDS[noun].form
    left = str(state.account.to_settle).partition(" ")[0]
    today = local_date(state.contract, at)
    known: dict[str, Any] = {"initial": {"amount": left, "on": today}, "prefix": noun}
    if made is ApplicationForm:
        known["invoices"] = invoices_for(state.contract, at)
    return made(data, **known)


def invoices_for(contract: Contract, at: datetime) -> QuerySet[Invoice]:
    """Return the invoices of a contract against which a credit can be set."""
    today = local_date(contract, at)
    open_ones = Invoice.objects.filter(contract=contract).in_state(
        today, InvoiceState.OPEN, InvoiceState.DISPUTED
    )
    return open_ones.order_by("due_on", "pk")
