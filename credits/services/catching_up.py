"""Posting what a closed month earned after all: its contract stated no fee when it was closed."""

from datetime import datetime

from django.db import transaction

from availability.services.closing import last_closing
from contracts.commitments import fees_on
from contracts.models import Contract
from contracts.services.releases import check_own
from credits.domain.ledger import LedgerKind
from credits.figures import figures_for
from credits.models import LedgerEntry
from credits.queries import basis_of
from credits.services.posting import post
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


@transaction.atomic
def post_missing(
    *, by: Membership, contract: Contract, month: Month, at: datetime
) -> list[LedgerEntry]:
    """Post each credit of a closed month of which nothing was ever posted.

    :raises Refusal: if `by` may not, the month is not closed, or all of it is posted.
    """
    require(by, Act.DECIDE_CREDITS)
    check_own(by, contract)
    contract = Contract.objects.locked().select_related("customer", "vendor").get(pk=contract.pk)
    closing = last_closing(contract, month)
    if closing is None:
        raise Refusal(f"{month} was not closed yet: credits accrue with its close.", code="open")
    basis = basis_of(contract, month, at=at)
    posted = set(LedgerEntry.objects.filter(contract=contract).values_list("credit", flat=True))
    made = []
    for figure in figures_for(basis, fees_on(contract, basis.first_day)):
        if figure.amount is None or not figure.is_due or figure.credit in posted:
            continue
        entry = post(
            contract=contract,
            kind=LedgerKind.ACCRUED,
            key=f"{LedgerKind.ACCRUED}/{figure.credit}/late",
            credit=figure.credit,
            month=month,
            stated=figure.amount,
            clause=figure.clause.ref,
            derivation=figure.derivation,
            words=figure.name,
            closing=closing,
            due_on=basis.due_on,
            by=by,
            at=at,
        )
        after = {"credit": entry.credit, "amount": str(entry.money)}
        record("credit accrued", entry, actor=by.person, at=at, after=after)
        made.append(entry)
    if not made:
        raise Refusal(f"All that {month} earned is posted.", code="posted")
    return made
