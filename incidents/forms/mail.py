"""What is typed when staff decide on a mail that was held."""

from typing import Any

from django import forms

from contracts.domain.terms import Terms
from contracts.models import AgreementVersion, Contract
from contracts.queries import active_contracts
from incidents.callers import callers_at
from incidents.mailin.entering import severity_of_mail
from incidents.mailin.releasing import LONGEST_WHY
from incidents.models import InboundMail
from portal.tenancy.models import Membership

UNKNOWN = "No registered contact has this address."


class _ContactForm(forms.Form):
    contact = forms.EmailField(
        max_length=254,
        label="Whose mail is it",
        help_text="The address of a registered technical contact, in whose name it is taken in.",
        error_messages={"required": "Say in which contact's name it is taken in."},
    )

    def __init__(self, *args: Any, mail: InboundMail, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mail = mail

    def clean_contact(self) -> list[Membership]:
        """Return what that person is a registered contact of."""
        found = callers_at(self.mail.vendor, self.cleaned_data["contact"])
        if not found:
            raise forms.ValidationError(UNKNOWN)
        return found


class MailReportForm(_ContactForm):
    """A mail as a new incident."""

    severity = forms.ChoiceField(label="How severe is it")
    contract = forms.ChoiceField(required=False, label="Under which contract")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = _terms_of(self.mail)
        known = [(one.key, one.name) for one in terms.severities.values()]
        self.fields["severity"].choices = known  # type: ignore[attr-defined]  # a choice field, as declared
        self.fields["severity"].initial = severity_of_mail(terms)
        typed = self.data.get(self.add_prefix("contact")) if self.is_bound else None
        self._offer_contracts(str(typed or self.initial.get("contact") or ""))

    def _offer_contracts(self, address: str) -> None:
        """Ask for the contract only of contacts who have several."""
        customers = [one.customer for one in callers_at(self.mail.vendor, address) if one.customer]
        self.contracts = active_contracts(customers, self.mail.received_at)
        if len(self.contracts) < 2:
            del self.fields["contract"]
            return
        choices = [(str(one.pk), _named(one)) for one in self.contracts]
        self.fields["contract"].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]  # a choice field, as declared

    def chosen_contract(self) -> Contract | None:
        """Return the contract that was chosen; None: there was no choice, or it was not made."""
        wanted = self.cleaned_data.get("contract")
        return next((one for one in self.contracts if str(one.pk) == wanted), None)

    def chosen_contact(self) -> Membership:
        """Return what the contact is for the customer whose contract it is."""
        found: list[Membership] = self.cleaned_data["contact"]
        chosen = self.chosen_contract() or (self.contracts[0] if len(self.contracts) == 1 else None)
        customer = chosen.customer_id if chosen else None
        return next((one for one in found if one.customer_id == customer), found[0])


def _named(contract: Contract) -> str:
    version = contract.agreement
    tier = version.terms.tiers[contract.tier].name
    return f"{contract.customer}: {tier}, since {contract.starts_on}"


def _terms_of(mail: InboundMail) -> Terms:
    rows = AgreementVersion.objects.filter(vendor=mail.vendor_id)
    version = rows.in_force(mail.received_at.date()).first() or rows.order_by("pk").last()
    assert version is not None  # noqa: S101 - a vendor is made by loading its agreement
    return version.terms


class MailAnswerForm(_ContactForm):
    """A mail as an answer to an incident."""

    incident = forms.CharField(
        max_length=20,
        label="Incident",
        help_text="Its number, such as the one in the subject.",
        error_messages={"required": "Say which incident it belongs to."},
    )


class MailDiscardForm(forms.Form):
    """Why nothing is to be done about a mail."""

    reason = forms.CharField(
        max_length=LONGEST_WHY,
        label="Why",
        help_text="Such as: advertising. The mail itself is kept.",
        error_messages={"required": "Say in a few words why."},
    )

    def __init__(self, *args: Any, mail: InboundMail, **kwargs: Any) -> None:
        del mail  # as the other forms take it
        super().__init__(*args, **kwargs)
