"""Credits in the demo world: all on credit notes, one of a vendor set against an invoice."""

from contracts.models import Contract
from credits.pages.deeds import invoices_for
from credits.queries import CreditState, entries_of, state_of, states_of
from credits.services.settling import apply_to_invoice, issue_note
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast


def settle_credits(cast: Cast) -> None:
    """This function will put what closed months and claims earned on credit notes."""
    able = (one for one in cast.members.values() if may(one, Act.DECIDE_CREDITS))
    if (manager := next(able, None)) is None:
        return
    contracts = Contract.objects.select_related("customer", "vendor").order_by("pk")
    rows = entries_of(contracts)
    owed = [
        state for entries in rows.values() for state in states_of(entries) if state.account.to_issue
    ]
    for state in owed:
        _issue(manager, state, cast)
    for state in owed:
        if _apply(manager, state, cast):
            return


def _issue(by: Membership, state: CreditState, cast: Cast) -> None:
    contract, credit = state.contract, state.credit
    issue_note(by=by, contract=contract, credit=credit, key="demo", at=cast.at)


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
