"""Taking invoices from a file: checked whole, shown, and stored whole or not at all.

The check is quick and made while the file is sent, so that its faults are on the next page.
Storing thousands takes seconds and is a task: no web worker is held up, and the page shows how
far it is. Both read the file itself; what was shown before is never taken for granted.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from contracts.domain.standing import Fact, InvoiceState
from contracts.invoice_cells import COLUMN_OF, Read, read
from contracts.invoice_file import read_rows
from contracts.models import Contract, Invoice, InvoiceEvent, InvoiceImport
from contracts.services.amending import local_date
from contracts.services.invoices import check, check_fact, event_of, row_of, said_of
from portal.audit.models import AuditEvent, record
from portal.audit.origin import current_origin
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require
from portal.web.table_file import Fault, Row, fault

FAULTS_KEPT = 200
BATCH = 500  # rows stored between two looks at the progress

type Tell = Callable[[int], None]  # takes the share done, in percent

State = InvoiceImport.State


@dataclass
class Found:
    """What a file holds beside what is known already."""

    fresh: list[tuple[Invoice, date | None]] = field(default_factory=list)  # with the day of paying
    paid: list[tuple[Invoice, date]] = field(default_factory=list)
    same: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)

    def totals(self) -> dict[str, str]:
        """Return what the fresh invoices add up to, by currency."""
        sums: dict[str, Money] = {}
        for invoice, _ in self.fresh:
            before = sums.get(invoice.currency, Money(0, invoice.currency))
            sums[invoice.currency] = before + invoice.money
        return {currency: str(total) for currency, total in sorted(sums.items())}


@transaction.atomic
def take_in(
    *, by: Membership, name: str, content: bytes, dates: str, at: datetime
) -> InvoiceImport:
    """Check a file and keep it with what was found, for its sender to confirm.

    :raises Refusal: if `by` may not, or the file cannot be read at all.
    """
    require(by, Act.MANAGE_INVOICES)
    if dates not in InvoiceImport.Dates.values:
        raise Refusal("Choose how dates are written in the file.", code="dates")
    rows = read_rows(content)
    kept = InvoiceImport(
        vendor_id=by.vendor_id,
        file=" ".join(name.split())[-100:] or "file",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        dates=dates,
        sent_at=at,
        sent_by=by.person,
    )
    _say(kept, find(rows, dates, by, at))
    kept.save(force_insert=True)
    return kept


@transaction.atomic
def confirm(*, by: Membership, kept: InvoiceImport, at: datetime) -> InvoiceImport:
    """Let a checked file be stored; a second time changes nothing.

    :raises Refusal: if `by` may not, or it has faults.
    """
    require(by, Act.MANAGE_INVOICES)
    kept = InvoiceImport.objects.locked().get(pk=kept.pk)
    if kept.state == State.FAULTY:
        raise Refusal("The file has faults; correct it and send it again.", code="faulty")
    if kept.state == State.READY:
        kept.state, kept.confirmed_at = State.STORING, at
        kept.save(update_fields=["state", "confirmed_at"])
        record("invoice file confirmed", kept, actor=by.person, at=at, after={"file": kept.file})
    return kept


@transaction.atomic
def store(*, pk: int, at: datetime, tell: Tell) -> bool:
    """Store the invoices of a confirmed file; False: there is nothing to do, or another does it.

    Should it have faults by now, because others entered the same numbers meanwhile, nothing is
    stored and its page says so.
    """
    waiting = InvoiceImport.objects.select_for_update(skip_locked=True, of=("self",))
    kept = waiting.filter(pk=pk, state=State.STORING).select_related("sent_by").first()
    if kept is None:
        return False
    # Whoever enters one by hand waits, and what is known is read only now.
    list(Contract.objects.locked().order_by("pk").values_list("pk"))
    by = Membership(vendor_id=kept.vendor_id, person=kept.sent_by)
    found = find(read_rows(bytes(kept.content)), kept.dates, by, at)
    _say(kept, found)
    if not found.faults:
        _store(found, by, at, tell)
        kept.state, kept.done_at, kept.content = State.DONE, at, b""
        after = {"file": kept.file, "invoices": kept.fresh, "payments": kept.paid}
        record("invoices imported", kept, actor=by.person, at=at, after=after)
    kept.save()
    return True


def find(rows: Iterable[Row], dates: str, by: Membership, at: datetime) -> Found:
    """Return what the rows hold, with everything that is wrong in them; nothing is stored."""
    found, readable = Found(), []
    for row in rows:
        found.rows += 1
        said = read(row, dates)
        if isinstance(said, Read):
            readable.append((row, said))
        else:
            found.faults += said
    finder = _Finder(found, by, at, [said.stated.number for _, said in readable])
    for row, said in readable:
        try:
            finder.place(said)
        except Refusal as refusal:
            column = COLUMN_OF.get(refusal.code, refusal.code)
            found.faults.append(fault(row, column, str(refusal)))
    found.faults.sort(key=lambda one: one.line)
    return found


class _Finder:
    """Holds rows against the vendor's contracts and known invoices, all of them loaded once."""

    def __init__(self, found: Found, by: Membership, at: datetime, numbers: list[str]) -> None:
        self.found, self.by, self.at = found, by, at
        rows = Contract.objects.select_related("customer", "vendor")
        self.contracts = {row.pk: row for row in rows.prefetch_related("commitments")}
        self.named: dict[str, list[Contract]] = defaultdict(list)
        for contract in self.contracts.values():
            self.named[contract.customer.name.casefold()].append(contract)
        self.today = {pk: local_date(row, at) for pk, row in self.contracts.items()}
        known = Invoice.objects.filter(number__in=numbers).prefetch_related("events")
        self.known = {invoice.number: invoice for invoice in known}
        self.lines: dict[str, int] = {}

    def place(self, said: Read) -> None:
        """Put a row where it belongs: fresh, paid now, or known already.

        :raises Refusal: with the field's name as its code.
        """
        stated = said.stated
        if stated.number in self.lines:
            raise Refusal(f"Line {self.lines[stated.number]} has this number too.", code="number")
        self.lines[stated.number] = said.line
        contract = self._contract(said)
        known = self.known.get(stated.number)
        if known is None:
            due_on = check(stated, contract, self.today[contract.pk])
            self._check_paid(said, contract)
            invoice = row_of(stated, contract, due_on, self.by, self.at)
            self.found.fresh.append((invoice, said.paid_on))
        else:
            self._known(known, said, contract)

    def _known(self, known: Invoice, said: Read, contract: Contract) -> None:
        if known.contract_id != contract.pk:
            raise Refusal("This number is an invoice of another contract.", code="number")
        if others := said.stated.differences(known):
            was = getattr(known, others[0])
            shown = known.money if others[0] == "amount" else was
            raise Refusal(f"This invoice is known with {shown} here.", code=others[0])
        bill, today = known.bill, self.today[contract.pk]
        is_paid = bill.state(today) is InvoiceState.PAID
        if said.paid_on is None or (is_paid and bill.facts[-1][0] == said.paid_on):
            self.found.same += 1
        else:
            check_fact(known, Fact.PAID, said.paid_on, today)
            self.found.paid.append((known, said.paid_on))

    def _check_paid(self, said: Read, contract: Contract) -> None:
        if said.paid_on is None:
            return
        if not said.stated.issued_on <= said.paid_on <= self.today[contract.pk]:
            raise Refusal("It was paid between its issue and today.", code="on")

    def _contract(self, said: Read) -> Contract:
        if said.contract is not None:
            contract = self.contracts.get(said.contract)
            if contract is None:
                raise Refusal("There is no such contract.", code="contract")
            if said.customer and contract.customer.name.casefold() != said.customer.casefold():
                raise Refusal(f"Contract {contract.pk} is another customer's.", code="customer")
            return contract
        own = self.named.get(said.customer.casefold(), [])
        if not own:
            raise Refusal("There is no customer of this name with a contract.", code="customer")
        stated = said.stated
        running = [one for one in own if _meets(one, stated.period_from, stated.period_until)]
        if len(running) != 1:
            listed = ", ".join(str(one.pk) for one in running or own)
            raise Refusal(
                f"Say which contract it is, in a column “contract”: {listed}.", code="customer"
            )
        return running[0]


def _meets(contract: Contract, first: date, last: date) -> bool:
    return contract.starts_on <= last and (contract.ends_on is None or first <= contract.ends_on)


def _say(kept: InvoiceImport, found: Found) -> None:
    """Keep what was found as it will be shown."""
    kept.rows, kept.same = found.rows, found.same
    kept.fresh, kept.paid = len(found.fresh), len(found.paid)
    kept.totals = found.totals()
    kept.faults = [one.kept() for one in found.faults[:FAULTS_KEPT]]
    kept.fault_count = len(found.faults)
    if found.faults:
        kept.state = State.FAULTY
    elif kept.state != State.STORING:
        kept.state = State.READY


def _store(found: Found, by: Membership, at: datetime, tell: Tell) -> None:
    steps: list[tuple[Invoice, bool, date | None]] = [
        *((invoice, True, paid_on) for invoice, paid_on in found.fresh),
        *((invoice, False, paid_on) for invoice, paid_on in found.paid),
    ]
    for start in range(0, len(steps), BATCH):
        batch = steps[start : start + BATCH]
        tell(100 * start // len(steps))
        Invoice.objects.bulk_create([invoice for invoice, is_fresh, _ in batch if is_fresh])
        issued = [
            event_of(invoice, Fact.ISSUED, invoice.issued_on, by, at)
            for invoice, is_fresh, _ in batch
            if is_fresh
        ]
        paid = [
            event_of(invoice, Fact.PAID, day, by, at)
            for invoice, _, day in batch
            if day is not None
        ]
        InvoiceEvent.objects.bulk_create(issued + paid)
        AuditEvent.objects.bulk_create([_audited(event, by, at) for event in issued + paid])
    tell(100)


def _audited(event: InvoiceEvent, by: Membership, at: datetime) -> AuditEvent:
    invoice = event.invoice
    is_new = event.kind == Fact.ISSUED
    after: dict[str, Any] = said_of(invoice) if is_new else {"on": event.on.isoformat()}
    origin = current_origin()
    return AuditEvent(
        vendor_id=invoice.vendor_id,
        at=at,
        actor=by.person,
        verb="invoice entered" if is_new else "invoice paid",
        object_type=Invoice._meta.label_lower,
        object_id=invoice.pk,
        after=after,
        request_id=origin.request_id,
        channel=origin.channel,
        address=origin.address,
    )
