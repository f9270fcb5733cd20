"""Two at one moment: an invoice is entered once, paid once, and a file stored once."""

from collections.abc import Callable

from contracts.domain.standing import Fact
from contracts.models import Contract, Invoice, InvoiceEvent
from contracts.services.invoice_import import confirm, store, take_in
from contracts.services.invoices import happen
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.contracts.billing import FEBRUARY, HEAD, entered
from tests.factories import MONDAY, CustomerFactory, contract_for


def at_once(site: Site, *deeds: Callable[[], object]) -> list[object]:
    """Do these in threads that wait for one another; return results, or the codes of refusals."""
    start = meeting(len(deeds))

    def alone(deed: Callable[[], object]) -> Callable[[], object]:
        def done() -> object:
            with vendor_scope(site.vendor):
                start.wait()
                try:
                    return deed()
                except Refusal as refusal:
                    return refusal.code

        return done

    return side_by_side(*(alone(deed) for deed in deeds))


def test_the_same_key_at_one_moment_is_one_invoice(committed: Site) -> None:
    by, contract = committed.administrator, committed.house.contract

    def deed() -> int:
        return entered(by, contract, key="twice").pk

    assert len(set(at_once(committed, deed, deed, deed))) == 1


def test_a_number_is_given_to_one_of_two_contracts(committed: Site) -> None:
    by = committed.administrator
    with vendor_scope(committed.vendor):
        other = contract_for(CustomerFactory.create(vendor=committed.vendor), "premium")

    def deed(contract: Contract) -> Callable[[], object]:
        return lambda: entered(by, contract).number

    found = at_once(committed, deed(committed.house.contract), deed(other))

    assert sorted(map(str, found)) == ["INV-1", "number"]


def test_an_invoice_is_paid_once(committed: Site) -> None:
    by = committed.administrator
    with vendor_scope(committed.vendor):
        invoice = entered(by, committed.house.contract)

    def deed() -> str:
        event = happen(by=by, invoice=invoice, fact=Fact.PAID, on=MONDAY.date(), at=MONDAY)
        return str(event.kind)

    assert sorted(map(str, at_once(committed, deed, deed))) == ["paid", "state"]


def test_a_file_is_stored_by_one_of_two_workers(committed: Site) -> None:
    by, name = committed.administrator, committed.house.customer.name
    lines = [
        f"{name},F-{number},2026-02-01,2026-02-28,{FEBRUARY},90.00,GBP" for number in range(200)
    ]
    with vendor_scope(committed.vendor):
        content = "\n".join([HEAD, *lines]).encode()
        kept = take_in(by=by, name="f.csv", content=content, dates="iso", at=MONDAY)
        confirm(by=by, kept=kept, at=MONDAY)

    def deed() -> bool:
        return store(pk=kept.pk, at=MONDAY, tell=lambda _: None)

    assert sorted(map(bool, at_once(committed, deed, deed))) == [False, True]
    with vendor_scope(committed.vendor):
        assert Invoice.objects.count() == InvoiceEvent.objects.count() == 200
