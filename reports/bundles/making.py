"""Making a ZIP file of all reports of a month: begun on a page, made in pieces by workers.

Each piece is a transaction of its own: some reports are issued, rendered and kept, and their rows
say so. A worker that is killed loses its piece alone. The file is put together in the end, report
by report, so that no more than one of them is in memory.
"""

import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import file_digest

import structlog
from django.db import transaction

from contracts.models import Contract
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require
from portal.web.spreadsheets import Cell, written
from reports.bundles import keeping
from reports.models import BundleEntry, ReportBundle
from reports.monthly.formats import as_pdf
from reports.monthly.issuing import issue_report
from reports.monthly.parts import read
from reports.monthly.stamp import Stamp

PIECE = 10  # reports in one transaction
LASTS = timedelta(days=7)
LONGEST_WHY = 400
COPIED = 1024 * 1024  # bytes at a time
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the same reports make the same file
FAULT = "It could not be made ({}): whoever runs the portal can see why in the log."
INDEX = ("contract", "customer", "report", "file", "SHA-256 of the report", "left out because")

State = ReportBundle.State
log = structlog.get_logger(__name__)


@transaction.atomic
def start_bundle(*, by: Membership, month: Month, at: datetime) -> ReportBundle:
    """Begin a ZIP file of a month's reports; while one is being made it is that one.

    :raises Refusal: if `by` may not, or no contract ran in the month.
    """
    require(by, Act.ISSUE_REPORTS)
    running = ReportBundle.objects.filter(
        year=month.year, number=month.number, state=State.MAKING
    ).first()
    if running is not None:
        return running
    ran = Contract.objects.filter(starts_on__lte=month.last_day).exclude(
        ends_on__lt=month.first_day
    )
    contracts = list(ran.order_by("customer__name", "pk").values_list("pk", flat=True))
    if not contracts:
        raise Refusal(f"No contract ran in {month.first_day:%B %Y}.", code="month")
    made = ReportBundle.objects.create(
        vendor_id=by.vendor_id,
        year=month.year,
        number=month.number,
        started_by=by.person,
        started_at=at,
        worked_at=at,
    )
    BundleEntry.objects.bulk_create(
        BundleEntry(vendor_id=by.vendor_id, bundle=made, contract_id=key) for key in contracts
    )
    after = {"month": str(month), "contracts": len(contracts)}
    record("report file begun", made, actor=by.person, at=at, after=after)
    return made


@transaction.atomic
def make_piece(*, pk: int, at: datetime, most: int = PIECE) -> bool:
    """Make some more of a file; say whether anything of it is left to be made.

    While another worker makes a piece of it, it is left to that one.

    :param most: so many reports at a time.
    """
    free = ReportBundle.objects.select_for_update(skip_locked=True, of=("self",))
    bundle = free.filter(pk=pk, state=State.MAKING).select_related("started_by", "vendor").first()
    if bundle is None:
        return False
    entries = list(bundle.entries.waiting().select_related("contract")[:most])
    if not entries:
        _put_together(bundle, at)
        return False
    by = _starter(bundle)
    for entry in entries:
        _make(bundle, entry, by, at)
    bundle.worked_at = at
    bundle.save(update_fields=["worked_at"])
    return True


def _starter(bundle: ReportBundle) -> Membership | None:
    rows = Membership.objects.current().staff().filter(person=bundle.started_by)
    return rows.select_related("person").first()


def _make(bundle: ReportBundle, entry: BundleEntry, by: Membership | None, at: datetime) -> None:
    """Issue and render one report, or keep why there is none: it stops no other."""
    try:
        if by is None:
            raise Refusal("Who began this file left the vendor: nothing more is issued for them.")
        with transaction.atomic():
            issued = issue_report(by=by, contract=entry.contract, month=bundle.month, at=at)
        keeping.keep_piece(bundle, entry, as_pdf(read(issued.data), Stamp.of(issued)))
    except Refusal as refusal:
        entry.state, entry.why = BundleEntry.State.REFUSED, str(refusal)[:LONGEST_WHY]
    except Exception as error:  # a fault in one report must not cost all others
        log.exception("report_not_made", contract=entry.contract_id)
        entry.state, entry.why = BundleEntry.State.REFUSED, FAULT.format(type(error).__name__)
    else:
        entry.state, entry.issued = BundleEntry.State.MADE, issued
    entry.save(update_fields=["state", "why", "issued"])


def _put_together(bundle: ReportBundle, at: datetime) -> None:
    entries = bundle.entries.with_names().order_by("pk")
    with tempfile.TemporaryFile() as whole:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
            for entry in entries:
                if entry.state == BundleEntry.State.MADE:
                    _pack(packed, file_name(bundle, entry), keeping.piece_of(bundle, entry))
            packed.writestr(zipfile.ZipInfo("index.csv", FIRST_DATE), _index(bundle, entries))
        bundle.size = whole.tell()
        whole.seek(0)
        bundle.sha256 = file_digest(whole, "sha256").hexdigest()
        whole.seek(0)
        bundle.key = keeping.keep_whole(bundle, whole)
    bundle.state, bundle.done_at, bundle.expires_at = State.DONE, at, at + LASTS
    bundle.save(update_fields=["state", "done_at", "expires_at", "size", "sha256", "key"])
    record("report file made", bundle, actor=None, at=at, after={"sha256": bundle.sha256})
    names = [keeping.piece_of(bundle, entry) for entry in entries]
    transaction.on_commit(lambda: keeping.drop_each(names))


def file_name(bundle: ReportBundle, entry: BundleEntry) -> str:
    """Return what one contract's report is called inside the file."""
    kept = "".join(one if one.isalnum() else "-" for one in entry.contract.customer.name)
    name = "-".join(part for part in kept.lower().split("-") if part)[:60]
    return f"{name}-{entry.contract_id}-{bundle.month}-{str(entry.issued).lower()}.pdf"


def _pack(packed: zipfile.ZipFile, name: str, key: str) -> None:
    with keeping.opened(key) as piece, packed.open(zipfile.ZipInfo(name, FIRST_DATE), "w") as into:
        while part := piece.read(COPIED):
            into.write(part)


def _index(bundle: ReportBundle, entries: Iterable[BundleEntry]) -> str:
    """Return the list in the file: what is in it, and what was left out and why."""
    return written([INDEX, *(_line(bundle, entry) for entry in entries)])


def _line(bundle: ReportBundle, entry: BundleEntry) -> tuple[Cell, ...]:
    key, name, made = entry.contract_id, entry.contract.customer.name, entry.issued
    if made is None:
        return key, name, "", "", "", entry.why
    return key, name, str(made), file_name(bundle, entry), made.hash, ""


@transaction.atomic
def expire_bundles(*, at: datetime) -> int:
    """Take away the files whose time is over; that they were made stays to be read."""
    rows = list(ReportBundle.objects.locked().expired(at))
    for bundle in rows:
        keeping.drop_all(bundle)
        bundle.state, bundle.key = State.EXPIRED, ""
        bundle.save(update_fields=["state", "key"])
    return len(rows)
