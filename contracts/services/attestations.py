"""Opening what is attested again and again, period by period of the contract (HR-09)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from contracts.domain.obligations import Duty, ObligationKind, end_of
from contracts.domain.recurrence import stretches
from contracts.models import Contract, Obligation
from contracts.services.amending import local_date
from contracts.services.obligations import open_obligation


@transaction.atomic
def open_attestations(*, contracts: Iterable[Contract], at: datetime) -> int:
    """Open the attestation of the period that runs, and of those missed since the last one.

    It may run as often as it likes; return how many are new.
    """
    opened = 0
    for contract in contracts:
        for kind in contract.agreement.terms.obligations:
            if kind.duty is Duty.ATTESTATION:
                opened += _attestations(contract, kind, at)
    return opened


def _attestations(contract: Contract, kind: ObligationKind, at: datetime) -> int:
    today = local_date(contract, at)
    rows = Obligation.objects.filter(contract=contract, key=kind.key)
    last = rows.order_by("period_from").values_list("period_from", flat=True).last()
    opened = 0
    # A period of a year at most ends within the next; the ones after it have not begun.
    far = today.replace(year=today.year + 2, day=1)
    for stretch in stretches(kind.recurrence, contract.starts_on, until=far):
        is_new = stretch.first > last if last else stretch.last >= today
        runs_out = contract.ends_on is not None and stretch.last > contract.ends_on
        if stretch.first > today or runs_out:
            break
        if is_new:
            due = end_of(stretch.last, ZoneInfo(contract.customer.time_zone))
            open_obligation(
                contract,
                kind,
                by=None,
                at=at,
                period_from=stretch.first,
                due_on=due.on,
                due_at=due.at,
            )
            opened += 1
    return opened
