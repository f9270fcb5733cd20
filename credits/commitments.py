"""The fees by which a month's credits are worked out, for one contract or for ten thousand."""

from collections import defaultdict
from collections.abc import Iterable

from contracts.commitments import held_on
from contracts.domain.fees import Fees
from contracts.models import Commitment
from credits.basis import Basis


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
