"""The fees by which a month's credits are worked out, for one contract or for ten thousand."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from contracts.commitments import commitments_of, held_on
from contracts.domain.fees import Fees
from contracts.models import Commitment, Contract
from credits.basis import Basis
from credits.months import AnnualValue
from portal.kernel.money import Money


def fees_for(bases: Iterable[Basis]) -> dict[int, Fees]:
    """Return the fees that held on each contract's first day in its month, in one query."""
    known = {one.contract.pk: one for one in bases}
    rows = defaultdict(list)
    for row in Commitment.objects.filter(contract__in=list(known)).order_by("pk"):
        rows[row.contract_id].append(row)
    found = {}
    for key, basis in known.items():
        held = held_on(rows[key], basis.first_day)
        found[key] = held.fees if held else Fees()
    return found


def annual_values(contract: Contract, otherwise: Money) -> AnnualValue:
    """Return what a contract is worth a year by date: that of the contract year it lies in (P26).

    Read once, and only if somebody asks.

    :param otherwise: where the contract states none for a date, or in another currency: amounts
        of a month are added up.
    """
    rows = cache(lambda: commitments_of(contract))

    def value_on(on: date) -> Money:
        held = held_on(rows(), on)
        value = held.fees.of_a_year() if held else None
        return value if value and value.currency == otherwise.currency else otherwise

    return value_on
