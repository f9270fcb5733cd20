"""What a contact should know of a release before reporting on it (LU-08, LU-20)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.domain.lifecycle import Standing
from contracts.models import Contract, Instance
from contracts.standings import shelf_for, today_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """An instance whose release is past its end of life, and how its incidents may be closed."""

    instance: Instance
    standing: Standing
    closing: str  # the agreement's words for that reason, or nothing


def aged_instances(contract: Contract, at: datetime) -> list[Aged]:
    """Return the contract's instances whose release has reached its end of life."""
    terms = contract.agreement.terms
    if terms.lifecycle is None:
        return []
    rows = list(Instance.objects.running().with_names().filter(contract=contract))
    shelf = shelf_for(rows, today_at(contract.vendor, at))
    labels = {reason.key: reason.label for reason in terms.closing_reasons}
    found = [(row, shelf.of(row, terms.lifecycle)) for row in rows]
    return [
        Aged(
            instance=row,
            standing=standing,
            closing=labels.get(standing.terms.closing_reason, "") if standing.terms else "",
        )
        for row, standing in found
        if standing.is_past_eol
    ]
