"""Which contract a new incident falls under: one answer for pages and the API alike (LU-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.account import overdue_in_words
from contracts.domain.intake import OverdueInvoice
from contracts.domain.terms import Terms
from contracts.models import Contract
from contracts.queries import active_contracts
from contracts.services.amending import local_date
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader's active contracts, those on which they speak, and the one they mean."""

    contacts: list[Membership]
    contracts: list[Contract]
    contract: Contract | None

    @property
    def chosen(self) -> Contract:
        """The contract that is meant.

        :raises Refusal: if none is.
        """
        if self.contract is None:
            raise Refusal("Say for which active contract of yours this is.", code="no_agreement")
        return self.contract

    @property
    def contact(self) -> Membership:
        """The membership that speaks under the contract that is meant."""
        customer = self.chosen.customer_id
        return next(one for one in self.contacts if one.customer_id == customer)


def choose(memberships: Sequence[Membership], wanted: object, at: datetime) -> Choice:
    """Return the contract that a reader means: the one they name, or their only one."""
    contacts = [one for one in memberships if may(one, Act.RAISE_INCIDENT)]
    contracts = active_contracts([one.customer for one in contacts if one.customer], at)
    if len(contracts) == 1 and wanted in (None, ""):
        return Choice(contacts, contracts, contracts[0])
    named = next((one for one in contracts if str(one.pk) == str(wanted)), None)
    return Choice(contacts, contracts, named)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue under a contract, and what its agreement makes of that (LU-09)."""

    words: str = ""  # which invoices; empty: none is, or the agreement does not mind
    is_barred: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)


def overdue_for(contract: Contract, at: datetime, terms: Terms | None = None) -> Overdue:
    """Say what overdue invoices mean for an incident that is raised at an instant.

    :param terms: those the incident would stand on; none: the contract's own of today.
    """
    rule = (terms or contract.agreement.terms).intake.overdue_invoice
    if rule is OverdueInvoice.ALLOW:
        return Overdue()
    words = overdue_in_words(contract, local_date(contract, at))
    return Overdue(words, bool(words) and rule is OverdueInvoice.REFUSE)
