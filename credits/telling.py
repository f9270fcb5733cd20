"""Telling both sides of rights, credit notes and credits that fall due (CO-08, HR-06, HR-07)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from contracts.models import Contract
from contracts.services.hearers import contacts_of, keepers_of, tell
from credits.models import LedgerEntry, RightEnd, TerminationRight
from portal.kernel.money import Money
from portal.tenancy.models import Person


def tell_of_right(right: TerminationRight, *, at: datetime) -> None:
    """Tell both sides that the customer may terminate, and where the evidence stands."""
    subject = f"{right.contract.customer} has the right to terminate"
    _tell(_both(right.contract), right.contract, f"right-{right.pk}", subject, "right", right, at)


def tell_of_end(end: RightEnd, *, at: datetime) -> None:
    """Tell both sides how a right ended."""
    contract = end.right.contract
    subject = f"The right of {contract.customer} to terminate was {end.kind}"
    _tell(_both(contract), contract, f"right-end-{end.pk}", subject, "right_ended", end, at)


def tell_of_note(entry: LedgerEntry, *, at: datetime) -> None:
    """Tell both sides that a credit note was issued."""
    subject = f"Credit note {entry.document} over {entry.figure}"
    contract = entry.contract
    _tell(_both(contract), contract, f"note-{entry.pk}", subject, "credit_note", entry, at)


def tell_of_due(
    contract: Contract, credit: str, owed: Money, due_on: date, *, at: datetime
) -> None:
    """Remind those who look after a contract that a credit is to be settled by a date."""
    subject = f"{owed} for {contract.customer} are due by {due_on:%d %B %Y}"
    said = {"credit": credit, "owed": owed, "due_on": due_on}
    key = f"due-{contract.pk}-{credit}-{due_on}"
    _tell(keepers_of(contract), contract, key, subject, "credit_due", said, at)


def _both(contract: Contract) -> list[Person]:
    return list(dict.fromkeys([*contacts_of(contract), *keepers_of(contract)]))


def _tell(
    people: Iterable[Person],
    contract: Contract,
    key: str,
    subject: str,
    template: str,
    told: Any,
    at: datetime,
) -> None:
    tell(
        people,
        contract=contract,
        key=f"credits-{key}",
        subject=subject,
        template=f"credits/mail/{template}",
        context={"told": told},
        path=f"/credits/contracts/{contract.pk}/",
        at=at,
    )
