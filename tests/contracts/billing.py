"""Invoices for tests: entered through the service, as an account manager would."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from contracts.domain.standing import Fact
from contracts.models import Contract, Invoice
from contracts.services.invoice_import import take_in
from contracts.services.invoices import Stated, enter, happen
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site, staff
from tests.factories import MONDAY

HEAD = "customer,number,period from,period until,issued,amount,currency"
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)


def stated(**other: Any) -> Stated:
    """Return what January's invoice says, with what a test changes in it."""
    said: dict[str, Any] = {
        "number": "INV-1",
        "period_from": date(2026, 1, 1),
        "period_until": JANUARY,
        "issued_on": JANUARY,
        "amount": Decimal("1200.00"),
        "currency": "GBP",
        "due_on": FEBRUARY,
    }
    return Stated(**(said | other))


def entered(
    by: Membership,
    contract: Contract,
    *,
    at: datetime = MONDAY,
    key: str | None = None,
    **other: Any,
) -> Invoice:
    """Enter an invoice that is due on 28 February 2026, two days before MONDAY."""
    return enter(by=by, contract=contract, stated=stated(**other), key=key, at=at)


@pytest.fixture
def grace(lumeon: Site) -> Membership:
    """Lumeon's account manager."""
    return staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER)


def keys_of_billing(site: Site) -> dict[str, str]:
    """Leave a disputed invoice and two files of the site's house; return their keys by address."""
    invoice, good, _ = left(site)
    return {
        "invoices/imports/<int:pk>/": str(good),
        "invoices/<int:pk>/": str(invoice),
        "api/invoices/<int:pk>/": str(invoice),
        "customers/<int:pk>/": str(site.house.customer.pk),
    }


def left(site: Site) -> tuple[int, int, int]:
    """Leave a disputed invoice, a file to be confirmed and one with faults; return their keys."""
    by, contract = site.administrator, site.house.contract
    invoice = entered(by, contract)
    happen(by=by, invoice=invoice, fact=Fact.DISPUTED, on=FEBRUARY, words="Too much.", at=MONDAY)
    name = site.house.customer.name
    files = [
        take_in(
            by=by,
            name="february.csv",
            content=f"{HEAD}\n{name},{number},2026-02-01,2026-02-28,{FEBRUARY},90.00,GBP\n".encode(),
            dates="iso",
            at=MONDAY,
        )
        for number in ("INV-2", "=1+1")
    ]
    return invoice.pk, files[0].pk, files[1].pk
