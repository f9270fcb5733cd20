"""A report as a PDF: the same words and figures as its page, set by Typst (CO-13)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reports.documents.typst import as_pdf as set_by_typst
from reports.monthly.drawing import FLOOR, HEIGHT, LEFT, RIGHT, WIDTH
from reports.monthly.parts import MonthlyReport
from reports.monthly.shown import in_words
from reports.monthly.stamp import Stamp
from reports.monthly.writing import instant_text


def as_pdf(report: MonthlyReport, stamp: Stamp | None = None) -> bytes:
    """Return a report as a PDF; the same report gives the same bytes."""
    zone = ZoneInfo(report.zone)
    data = {
        "title": report.title,
        "subject": f"{report.customer}, {report.tier}",
        "above": f"{report.vendor}: {report.name}",
        "below": f"{stamp.number}, SHA-256 {stamp.hash[:16]}…" if stamp else "Not issued",
        "vendor": report.vendor,
        "colour": report.colour,
        "keywords": stamp.hash if stamp else "",
        "notice": "" if stamp else report.notice or "Not issued: a look at the figures.",
        "zone": report.zone,
        **in_words(report),
        "size": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "floor": FLOOR},
        "corrects": _corrects(stamp),
        "about": list(_about(report, stamp, zone)),
    }
    at = datetime.fromisoformat(stamp.issued_at) if stamp else report.drawn
    return set_by_typst("monthly.typ", data, at=at)


def _corrects(stamp: Stamp | None) -> dict[str, Any]:
    if stamp is None or not stamp.replaces:
        return {}
    return {
        "replaces": stamp.replaces,
        "reason": stamp.reason,
        "difference": list(stamp.difference),
    }


def _about(report: MonthlyReport, stamp: Stamp | None, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield "Figures drawn", instant_text(report.drawn, zone)
    if stamp is None:
        return
    yield "Number", stamp.number
    at = instant_text(datetime.fromisoformat(stamp.issued_at), zone)
    yield "Issued", f"{at} by {stamp.issued_by}"
    yield "SHA-256", stamp.hash
    yield "To check it", "paste the hash, or give the file, on the portal's page “Verify a report”."
