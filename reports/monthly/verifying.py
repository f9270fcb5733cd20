"""Whether a hash, or a file, is that of a report which was issued.

A file says by its hash which report it claims to be; it is that one only if the portal makes the
very same bytes of what it has kept.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from portal.tenancy.models import Membership
from reports.domain.critical import digest_of
from reports.models import IssuedReport
from reports.monthly.formats import FORMS
from reports.monthly.parts import read
from reports.monthly.stamp import Stamp

HASH = re.compile(rb"[0-9a-f]{64}")
PROPERTIES = "docProps/core.xml"
MOST_PROPERTIES = 100_000  # bytes of them that are read
PDF, ZIP, OBJECT = b"%PDF-", b"PK\x03\x04", b"{"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found."""

    is_it: bool
    words: str
    report: IssuedReport | None = None


def verified(
    memberships: Iterable[Membership], *, hash_: str = "", content: bytes = b""
) -> Verdict:
    """Say whether a hash or a file is that of an issued report that its holder may see."""
    claimed = hash_ or claimed_by(content)
    if not claimed:
        return Verdict(False, "This file names no report: it was not issued by the portal.")
    rows = IssuedReport.objects.visible_to(memberships).filter(hash=claimed)
    found = rows.select_related("contract__customer", "issued_by").first()
    if found is None:
        return Verdict(False, "No report that you may see was issued with this hash.")
    if not found.is_intact:
        return Verdict(False, f"{found} does not have the hash that it was issued with.", found)
    return _of_file(found, content) if content else Verdict(True, f"This is {found}.", found)


def claimed_by(content: bytes) -> str:
    """Return the hash that a file bears; of data, the one that it has."""
    if content.startswith(PDF):
        return _bare(content)
    if content.startswith(ZIP):
        return _bare(_properties(content))
    if content.lstrip().startswith(OBJECT):
        return _of_data(content)
    return _bare(content[:MOST_PROPERTIES])


def _of_file(found: IssuedReport, content: bytes) -> Verdict:
    report, stamp = read(found.data), Stamp.of(found)
    ending = _ending(content)
    if FORMS[ending].made(report, stamp) == content:
        return Verdict(True, f"This file is {found}, byte for byte.", found)
    if ending == "json" and _of_data(content) == found.hash:
        return Verdict(True, f"The data in this file are those of {found}.", found)
    return Verdict(
        False,
        f"This file bears the hash of {found}, and is not what the portal makes of it: it was "
        "changed, or made by another version of the portal. Compare it with a new download.",
        found,
    )


def _ending(content: bytes) -> str:
    if content.startswith(PDF):
        return "pdf"
    if content.startswith(ZIP):
        return "xlsx"
    return "json" if content.lstrip().startswith(OBJECT) else "csv"


def _of_data(content: bytes) -> str:
    try:
        said = json.loads(content)["report"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return digest_of(said) if isinstance(said, dict) else ""


def _properties(content: bytes) -> bytes:
    """Return the properties of a workbook, as far as they are of a size that they can have."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book, book.open(PROPERTIES) as kept:
            return kept.read(MOST_PROPERTIES)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError, OSError):
        return b""


def _bare(content: bytes) -> str:
    found = HASH.search(content)
    return found[0].decode() if found else ""
