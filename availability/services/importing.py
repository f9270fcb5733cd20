"""Taking outages and maintenance from a file: checked whole, shown, stored whole or not at all.

The check is quick and made while the file is sent. Storing is a task; both read the file itself,
so that what was shown before is never taken for granted. Each row goes through the service that
people use, and what a row said is kept: sent again, it changes nothing.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from availability.import_finding import Found, find, preview_of
from availability.importing import (
    Understanding,
    columns_of,
    read_file,
    understood,
    with_words,
)
from availability.models import OutageImport, Sheet
from availability.services.import_storing import Tell, store_found
from contracts.services.said import one_line
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may, require
from portal.web.table_file import Fault, Row

FAULTS_KEPT = 200
PREVIEWED = 10
LONGEST_SOURCE = 40
ACTS = {Sheet.OUTAGES: Act.DECLARE_OUTAGE, Sheet.WORKS: Act.PLAN_MAINTENANCE}

State = OutageImport.State


@transaction.atomic
def take_in(
    *, by: Membership, sheet: str, source: str, name: str, content: bytes, zone: str, at: datetime
) -> OutageImport:
    """Check a file by what its columns seem to say, and keep it for its sender to look at.

    :param source: where the rows come from: with their keys there they are known again.
    :raises Refusal: if `by` may not, or the file cannot be read at all.
    """
    kind = _sheet(sheet)
    require(by, ACTS[kind])
    source = one_line(source, "Name where the rows come from.")[:LONGEST_SOURCE]
    rows = read_file(content)
    how = understood(kind, rows, _zone(zone))
    kept = OutageImport(
        vendor_id=by.vendor_id,
        sheet=kind,
        source=source,
        file=" ".join(name.split())[-100:] or "file",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        columns=columns_of(rows),
        mapping=how.kept(),
        sent_at=at,
        sent_by=by.person,
    )
    _say(kept, find(rows, sheet=kind, source=source, how=how, at=at))
    kept.save(force_insert=True)
    return kept


@transaction.atomic
def understand(
    *, by: Membership, kept: OutageImport, how: Understanding, at: datetime
) -> OutageImport:
    """Read a file as its sender says that it is meant, and check it anew.

    :raises Refusal: if `by` may not, or it is being stored or was.
    """
    require(by, ACTS[_sheet(kept.sheet)])
    kept = OutageImport.objects.locked().get(pk=kept.pk)
    if kept.state in (State.STORING, State.DONE):
        raise Refusal(
            "The file is stored already; send it again to read it otherwise.", code="done"
        )
    rows = read_file(bytes(kept.content))
    known = set(columns_of(rows))
    columns = {target: one for target, one in how.columns.items() if one in known}
    how = with_words(replace(how, columns=columns, zone=_zone(how.zone)), rows)
    kept.mapping = how.kept()
    _say(kept, find(rows, sheet=Sheet(kept.sheet), source=kept.source, how=how, at=at))
    kept.save()
    return kept


@transaction.atomic
def confirm(*, by: Membership, kept: OutageImport, at: datetime) -> OutageImport:
    """Let a checked file be stored; a second time changes nothing.

    :raises Refusal: if `by` may not, or it has faults.
    """
    require(by, ACTS[_sheet(kept.sheet)])
    kept = OutageImport.objects.locked().get(pk=kept.pk)
    if kept.state == State.FAULTY:
        raise Refusal(
            "The file has faults: say below how it is meant, or correct and send it again.",
            code="faulty",
        )
    if kept.state == State.READY:
        kept.state, kept.confirmed_at = State.STORING, at
        kept.save(update_fields=["state", "confirmed_at"])
        record("outage file confirmed", kept, actor=by.person, at=at, after={"file": kept.file})
    return kept


@transaction.atomic
def store(*, pk: int, at: datetime, tell: Tell) -> bool:
    """Store the rows of a confirmed file; False: there is nothing to do, or another does it.

    Should it have faults by now, nothing is stored and its page says so.
    """
    waiting = OutageImport.objects.select_for_update(skip_locked=True, of=("self",))
    kept = waiting.filter(pk=pk, state=State.STORING).select_related("sent_by").first()
    if kept is None:
        return False
    sheet, how = Sheet(kept.sheet), Understanding.read(kept.mapping)
    rows = read_file(bytes(kept.content))
    found = find(rows, sheet=sheet, source=kept.source, how=how, at=at)
    by = _still_allowed(kept.sent_by, sheet)
    if by is None:
        found.faults.append(Fault(0, "", kept.file, f"{kept.sent_by} may not import any more."))
    _say(kept, found)
    if not found.faults:
        store_found(by=by, found=found, sheet=sheet, source=kept.source, how=how, at=at, tell=tell)
        kept.state, kept.done_at, kept.content = State.DONE, at, b""
        after = {"file": kept.file, "new": kept.fresh, "changed": kept.changed}
        record("outages imported", kept, actor=kept.sent_by, at=at, after=after)
    kept.save()
    return True


def read_of(kept: OutageImport) -> list[Row]:
    """Return the rows of a file that is not stored yet."""
    return read_file(bytes(kept.content)) if kept.content else []


def _say(kept: OutageImport, found: Found) -> None:
    """Keep what was found as it will be shown."""
    kept.rows, kept.left_out = found.rows, found.left_out
    kept.fresh, kept.changed, kept.same = len(found.fresh), len(found.changed), len(found.same)
    kept.faults = [one.kept() for one in found.faults[:FAULTS_KEPT]]
    kept.fault_count = len(found.faults)
    kept.preview = preview_of(found, PREVIEWED)
    if found.faults:
        kept.state = State.FAULTY
    elif kept.state != State.STORING:
        kept.state = State.READY


def _still_allowed(person: Person, sheet: Sheet) -> Membership | None:
    """Return the membership with which somebody may import, if they still have one."""
    rows = Membership.objects.current().staff().filter(person=person)
    return next((one for one in rows if may(one, ACTS[sheet])), None)


def _sheet(text: str) -> Sheet:
    if text not in Sheet.values:
        raise Refusal("Choose whether its rows are outages or maintenance.", code="sheet")
    return Sheet(text)


def _zone(name: str) -> str:
    try:
        return str(known_zone(name))
    except Refusal:
        raise Refusal(f"There is no time zone {name!r}.", code="zone") from None
