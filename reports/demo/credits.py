"""Credits in the demo world: on credit notes, one of a vendor set against an invoice or offset."""

from contracts.models import Contract
from credits.pages.deeds import invoices_for
from credits.queries import CreditState, entries_of, state_of, states_of
from credits.services.settling import apply_to_invoice, issue_note, offset
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast

LETTER = "Their letter about the staff they called in while nothing could be stored"


def settle_credits(cast: Cast) -> None:
    """This function will put what closed months and claims earned on credit notes."""
    able = (one for one in cast.members.values() if may(one, Act.DECIDE_CREDITS))
    if (manager := next(able, None)) is None:
        return
    contracts = Contract.objects.select_related("agreement", "customer", "vendor").order_by("pk")
    rows = entries_of(contracts)
    owed = [
        state for entries in rows.values() for state in states_of(entries) if state.account.to_issue
    ]
    for state in owed:
        _issue(manager, state, cast)
    _offset(manager, owed, cast)
    for state in owed:
        if _apply(manager, state, cast):
            return


def _issue(by: Membership, state: CreditState, cast: Cast) -> None:
    contract, credit = state.contract, state.credit
    issue_note(by=by, contract=contract, credit=credit, key="demo", at=cast.at)


def _offset(by: Membership, owed: list[CreditState], cast: Cast) -> None:
    """Note on one credit that it counts towards damages, where the agreement says so (PQ-08)."""
    for state in owed:
        settlement = state.contract.agreement.terms.settlement
        if settlement is not None and settlement.offsets_damages:
            contract, credit = state.contract, state.credit
            offset(by=by, contract=contract, credit=credit, words=LETTER, key="demo", at=cast.at)
            return


def _apply(by: Membership, state: CreditState, cast: Cast) -> bool:
    """Set a credit against the first open invoice that takes all of it, if there is one."""
    noted = state_of(state.contract, state.credit)
    if noted is None:
        return False
    amount = noted.account.to_settle
    for invoice in invoices_for(state.contract, cast.at):
        if invoice.currency == amount.currency and not invoice.money < amount:
            apply_to_invoice(
                by=by,
                contract=state.contract,
                credit=state.credit,
                invoice=invoice,
                amount=amount,
                key="demo",
                at=cast.at,
            )
            return True
    return False
