"""What a contract is bound to on a date, and what was known of its term at an instant."""

from collections.abc import Iterable
from datetime import date, datetime

from contracts.domain.fees import Fees
from contracts.domain.standing import Running
from contracts.models import Commitment, Contract


def commitments_of(contract: Contract) -> list[Commitment]:
    """Return a contract's commitments in the order in which they were written."""
    return sorted(contract.commitments.all(), key=lambda one: one.pk)


def last_commitment(contract: Contract) -> Commitment | None:
    """Return the one written last."""
    return contract.commitments.order_by("-pk").first()


def fees_on(contract: Contract, on: date) -> Fees:
    """Return the fees that hold on a date; before the first day those it will begin with."""
    row = held_on(commitments_of(contract), on)
    return row.fees if row else Fees()


def held_on(commitments: Iterable[Commitment], on: date) -> Commitment | None:
    """Return the commitment that holds on a date: the latest, and of one day the last written."""
    rows = sorted(commitments, key=lambda one: (one.since, one.pk))
    held = [row for row in rows if row.since <= on]
    return held[-1] if held else next(iter(rows), None)


def running_at(contract: Contract, at: datetime) -> Running:
    """Return the contract's term as it was agreed by an instant."""
    rows = commitments_of(contract)
    known = [row for row in rows if row.made_at <= at] or rows[:1]
    ends_on = known[-1].ends_on if known else contract.ends_on
    return Running(starts_on=contract.starts_on, ends_on=ends_on)
