"""Mail before unspent tokens expire: once for each purchase and distance (LU-06)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from contracts.domain import tokens
from contracts.domain.tokens import Holding, TokenOffer, written
from contracts.models import Contract, TokenWarning
from contracts.services.amending import local_date
from contracts.services.hearers import contacts_of, keepers_of, tell
from contracts.services.tokens import ledger_of


@transaction.atomic
def warn_of_expiry(*, contracts: Iterable[Contract], at: datetime) -> int:
    """Mail contacts and account managers what will expire soon; return how many mails' worth.

    A warning that nobody was there to give is given late, as long as the tokens can be used;
    of two that are late together only the nearer is given.
    """
    selling = {row.pk: row for row in contracts if row.agreement.terms.tokens}
    given = 0
    for pk, ledger in ledger_of(selling.values()).items():
        contract, offer = selling[pk], selling[pk].agreement.terms.tokens
        assert offer is not None  # noqa: S101 - these are the contracts that have one
        held = tokens.holdings(*ledger)
        for holding, days in tokens.warnings_due(held, offer, local_date(contract, at)):
            given += _warn(contract, offer, holding, days, at)
    return given


def _warn(contract: Contract, offer: TokenOffer, holding: Holding, days: int, at: datetime) -> bool:
    purchase = holding.purchase
    # Of two workers at once both may come here: the rows and the mail have keys of their own.
    overtaken = [one for one in offer.warn_days if one >= days]
    there = TokenWarning.objects.filter(purchase=purchase.key)
    known = set(there.values_list("days_before", flat=True))
    if days in known:
        return False
    TokenWarning.objects.bulk_create(
        [
            TokenWarning(
                vendor_id=contract.vendor_id, purchase_id=purchase.key, days_before=one, at=at
            )
            for one in overtaken
            if one not in known
        ],
        ignore_conflicts=True,
    )
    people = dict.fromkeys([*contacts_of(contract), *keepers_of(contract)])
    tell(
        people,
        contract=contract,
        key=f"token-warning-{purchase.key}-{days}",
        subject=(
            f"{written(holding.left)} of specialist time expire after "
            f"{purchase.usable_until:%d %B %Y}"
        ),
        template="token_warning",
        context={
            "left": written(holding.left),
            "tokens": offer.tokens(holding.left),
            "purchase": purchase,
        },
        path=f"/contracts/tokens/{contract.pk}/",
        at=at,
    )
    return True
