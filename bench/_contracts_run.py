"""What is measured of contracts and invoices, and what is to come of it."""

import time
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from statistics import median

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench._clocks_database import fresh, inside
from bench._clocks_run import Verdicts
from bench._clocks_world import MONDAY
from bench._contracts_child import Answer, ask_child
from contracts.domain.fees import Fees
from contracts.entitlements import entitlement, loaded
from contracts.models import Contract, Product
from contracts.services import sign_contract
from portal.tenancy.models import Customer, Membership, Person, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope

NAME = "sundial_bench_contracts"
INVOICES, CUSTOMERS = 10_000, 50
ASKED = 2_000  # times that an entitlement is asked for
HEAD = "customer,number,period from,period until,issued,amount,currency,due,paid"
FIRST = date(2025, 1, 1)
A_MONTH = timedelta(days=30)


def run(*, quick: bool) -> bool:
    """This function will fill a database, measure, and say whether all bounds are reached."""
    count = INVOICES // 10 if quick else INVOICES
    verdicts = Verdicts()
    with ExitStack() as stack:
        stack.enter_context(fresh(NAME))
        stack.enter_context(inside(NAME))
        vendor = _world()
        _entitlements(verdicts, vendor)
        _imports(verdicts, vendor, count)
    return verdicts.are_reached()


def _world() -> Vendor:
    """This function will sign fifty contracts, and leave an account manager."""
    call_command("load_agreements", stdout=StringIO())
    vendor = Vendor.objects.get(slug="lumeon")
    with vendor_scope(vendor):
        person = Person.objects.create(name="Grace", email="grace@example.org")
        Membership.objects.create(
            vendor=vendor, person=person, role=Role.ACCOUNT_MANAGER, since=MONDAY
        )
        product = Product.objects.create(vendor=vendor, name="Letters")
        for number in range(CUSTOMERS):
            sign_contract(
                customer=_customer(vendor, number),
                tier="premium",
                starts_on=FIRST,
                ends_on=None,
                products=[product],
                fees=Fees(annual=Decimal(12_000), currency="GBP"),
                actor=person,
                at=MONDAY,
            )
    return vendor


def _customer(vendor: Vendor, number: int) -> Customer:
    return Customer.objects.create(
        vendor=vendor,
        name=f"House {number}",
        time_zone="Europe/London",
        country="GB",
        holiday_region="GB-ENG",
    )


def _entitlements(verdicts: Verdicts, vendor: Vendor) -> None:
    """This function will ask one loaded contract the same question again and again."""
    print(f"\nwhat a loaded contract is entitled to, asked {ASKED:,} times")
    with vendor_scope(vendor):
        contract = Contract.objects.select_related("agreement", "customer").first()
        assert contract is not None
        loaded([contract])
        key = next(iter(contract.agreement.terms.entitlements.by_key))
        taken = []
        with CaptureQueriesContext(connection) as queries:
            for _ in range(ASKED):
                began = time.perf_counter()
                found = entitlement(contract, key, MONDAY.date())
                taken.append(time.perf_counter() - began)
    assert found is not None
    took = median(taken) * 1000
    verdicts.say("median", f"{took * 1000:.0f} µs", "under 1 ms", reached=took < 1)
    verdicts.say("queries", str(len(queries)), "none", reached=not len(queries))


def _imports(verdicts: Verdicts, vendor: Vendor, count: int) -> None:
    """This function will import a CSV file and a workbook, and each of them once more."""
    for kind, content in (("CSV", _csv(count, "C")), ("XLSX", _workbook(count, "X"))):
        print(f"\n{count:,} invoices from {kind}: checked, then stored")
        answer = ask_child(NAME, vendor.slug, content)
        again = ask_child(NAME, vendor.slug, content)
        _say(verdicts, count, answer, again)


def _say(verdicts: Verdicts, count: int, answer: Answer, again: Answer) -> None:
    seconds = answer.checked + answer.stored
    print(f"  checked in {answer.checked:.1f} s, stored in {answer.stored:.1f} s")
    verdicts.say("both", f"{seconds:.1f} s", "under 20 s", reached=seconds < 20)
    verdicts.say(
        "memory", f"{answer.mebibytes:.0f} MiB", "under 300 MiB", reached=answer.mebibytes < 300
    )
    verdicts.say("new invoices", f"{answer.fresh:,}", f"{count:,}", reached=answer.fresh == count)
    reached = (again.fresh, again.same) == (0, count)
    verdicts.say("new when sent again", f"{again.fresh:,}", "none", reached=reached)


def _rows(count: int, letter: str) -> list[list[str]]:
    rows = []
    for number in range(count):
        first = FIRST + timedelta(days=number % 300)
        last = first + A_MONTH
        paid = (last + A_MONTH).isoformat() if number % 3 else ""
        rows.append(
            [
                f"House {number % CUSTOMERS}",
                f"{letter}-{number:06d}",
                first.isoformat(),
                last.isoformat(),
                last.isoformat(),
                f"{1000 + number % 700}.50",
                "GBP",
                "",
                paid,
            ]
        )
    return rows


def _csv(count: int, letter: str) -> bytes:
    return "\n".join([HEAD, *(",".join(row) for row in _rows(count, letter))]).encode()


def _workbook(count: int, letter: str) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD.split(","), *_rows(count, letter)]):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()
