"""What the demo world's customers pay: fees agreed, invoices paid, one disputed, one overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from contracts.commitments import fees_on
from contracts.domain.fees import Fees
from contracts.domain.standing import Fact
from contracts.models import Contract, Invoice
from contracts.services.amending import local_date
from contracts.services.invoices import Stated, enter, happen
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast
from reports.demo.who import House

ONE_DAY = timedelta(days=1)
QUARTERS = 4  # invoices of each customer, a quarter each
CURRENCIES = {"US": "USD", "GB": "GBP", "AU": "AUD"}


@dataclass(frozen=True, slots=True)
class Account:
    """What a customer pays a year, and what became of its last invoice."""

    annual: int
    last: Fact | None = Fact.PAID  # None: open and not yet due, ISSUED: overdue
    why: str = ""


ACCOUNTS: Mapping[str, Account] = {
    "St Brannock's Hospital": Account(48_000, Fact.ISSUED),
    "Northgate Hospitals": Account(186_000),
    "Strathearn Eye Clinic": Account(72_000, None),
    "Hudson Orthopaedic Group": Account(
        96_000, Fact.DISPUTED, "The second test instance was to be free until June."
    ),
    "Sierra Heart Associates": Account(214_000),
    "Harbour Bay Day Surgery": Account(39_600),
    "Glenbrook Fertility": Account(31_200),
    "Lakeside Clinics": Account(120_000),
    "Front Range Spine Institute": Account(88_000, None),
    "Mesa Verde Rheumatology": Account(64_500, Fact.ISSUED),
    "Pacific Joint Center": Account(141_000),
    "Kelso Rehab and Sports Medicine": Account(15_006),
    "Lone Star Athletic Health": Account(27_600, None),
    "Cascade Sports Medicine": Account(22_800),
    "Bluegrass Orthopedics": Account(18_900),
}


def fees_of(house: House) -> Fees:
    """This function will return what a customer pays, in its country's currency."""
    if house.name not in ACCOUNTS:
        return Fees()
    currency = CURRENCIES.get(house.country, "EUR")
    return Fees(annual=Decimal(ACCOUNTS[house.name].annual), currency=currency)


def keep_accounts(cast: Cast) -> None:
    """This function will bill the last four quarters of each contract."""
    by = next(one for one in cast.members.values() if one.role == Role.ACCOUNT_MANAGER)
    for number, (name, contract) in enumerate(cast.contracts.items(), 1):
        if name in ACCOUNTS:
            _bill(by, contract, ACCOUNTS[name], number, cast.at)


def _bill(by: Membership, contract: Contract, account: Account, number: int, at: datetime) -> None:
    """This function will enter four quarters' invoices; all but the last are paid in time."""
    today = local_date(contract, at)
    # The last one fell due a week ago, or falls due in a fortnight.
    newest = today - timedelta(days=16 if account.last is None else 37)
    for back in reversed(range(QUARTERS)):
        issued = newest - timedelta(days=91 * back)
        if issued < contract.starts_on:
            continue
        invoice = _entered(by, contract, account, f"{issued:%Y}-{number:03d}{4 - back}", issued, at)
        if back:
            _paid(by, invoice, min(invoice.due_on - timedelta(days=3 * back), today), at)
        elif account.last is Fact.PAID:
            _paid(by, invoice, invoice.due_on - ONE_DAY, at)
        elif account.last is Fact.DISPUTED:
            happen(
                by=by,
                invoice=invoice,
                fact=Fact.DISPUTED,
                on=issued + timedelta(days=9),
                words=account.why,
                at=at,
            )


def _entered(
    by: Membership, contract: Contract, account: Account, number: str, issued: date, at: datetime
) -> Invoice:
    fees = fees_on(contract, issued)
    stated = Stated(
        number=number,
        period_from=issued,
        period_until=issued + timedelta(days=90),
        issued_on=issued,
        amount=Decimal(account.annual) / QUARTERS,
        currency=fees.currency,
    )
    return enter(by=by, contract=contract, stated=stated, at=at)


def _paid(by: Membership, invoice: Invoice, on: date, at: datetime) -> None:
    happen(by=by, invoice=invoice, fact=Fact.PAID, on=on, at=at)
