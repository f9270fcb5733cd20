"""The filtered records as CSV, each with its place in the chain and its digest."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import batched
from tempfile import SpooledTemporaryFile
from typing import IO

from portal.audit.models import AuditEventQuerySet
from portal.auditing.reading import Reading, read
from portal.web.spreadsheets import MARK, safe

LIMIT = 100_000
CHUNK = 1_000
IN_MEMORY = 1 << 20  # bytes; what is more goes to a file that nobody else can open
PART = 1 << 16  # bytes sent at a time
HEAD = (
    "number", "digest", "at", "recorded at", "who", "address of mail", "what", "kind", "key",
    "object", "before", "after", "reason", "channel", "token", "network address", "request",
)  # fmt: skip


def sheet(rows: AuditEventQuerySet) -> Iterator[bytes]:
    """Write records into a file, and return its parts to be sent.

    It is written whole before the first part is sent, inside the vendor's scope: a page that
    streams would read its rows after the scope is closed, and find none.
    """
    parts = _parts(rows)
    next(parts)
    return parts


def _parts(rows: AuditEventQuerySet) -> Iterator[bytes]:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        _write(file, rows)
        file.seek(0)
        yield b""  # here it is written, and closed even if nobody asks for more
        while part := file.read(PART):
            yield part


def _write(file: IO[bytes], rows: AuditEventQuerySet) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(MARK)
    lines = csv.writer(text)
    lines.writerow(HEAD)
    for line in _lines(rows):
        lines.writerow([safe(cell) for cell in line])
    text.detach()


def _lines(rows: AuditEventQuerySet) -> Iterator[tuple[str | int, ...]]:
    joined = rows.select_related("actor", "seal").iterator(chunk_size=CHUNK)
    for part in batched(joined, CHUNK, strict=False):
        for reading in read(part):
            yield _line(reading)


def _line(reading: Reading) -> tuple[str | int, ...]:
    event = reading.event
    seal = getattr(event, "seal", None)
    return (
        seal.number if seal else "",
        seal.digest if seal else "",
        _instant(event.at),
        _instant(event.recorded_at),
        reading.who,
        event.actor.email if event.actor else "",
        event.verb,
        event.object_type,
        event.object_id,
        reading.subject,
        json.dumps(event.before, ensure_ascii=False, sort_keys=True),
        json.dumps(event.after, ensure_ascii=False, sort_keys=True),
        reading.reason,
        event.channel,
        event.token,
        event.address or "",
        event.request_id,
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
