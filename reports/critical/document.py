"""A report as a document: the same words and figures as its page, set by Typst (CO-13)."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.tenancy.models import Vendor
from portal.web.templatetags.sundial import arithmetic
from reports.critical.reading import Shown
from reports.documents.typst import as_pdf
from reports.domain.facts import ClockFact

OUTCOMES = {
    "met": "Met",
    "missed": "Missed",
    "open": "Still open",
    "none": "Left out: closed without a solution",
}


def pdf_of(shown: Shown, vendor: Vendor, zone: ZoneInfo) -> bytes:
    """Return a report as a PDF, with its times in a reader's zone."""
    facts = shown.facts
    clocks = [_clock(one, zone) for one in facts.clocks]
    data = {
        "title": f"Critical incident report {facts.number}",
        "subject": facts.title,
        "above": f"{shown.vendor} support",
        "below": _below(shown),
        "vendor": shown.vendor,
        "colour": vendor.colour,
        "notice": _notice(shown),
        "zone": zone.key,
        "details": list(_details(shown, zone)),
        "corrects": shown.corrects,
        "sections": [
            {"heading": part.heading, "text": part.text or "Nothing is written yet."}
            for part in shown.parts
        ],
        "clocks": clocks,
        "timeline": [[_when(line.at, zone), line.said] for line in facts.timeline],
        "about": list(_about(shown, zone)),
    }
    return as_pdf("critical.typ", data, at=shown.published_at or shown.facts_at)


def name_of(shown: Shown) -> str:
    """Return what the file is called."""
    which = shown.number if shown.is_published else f"{shown.number}-draft"
    return f"{shown.facts.number}-critical-incident-report-{which}.pdf"


def _below(shown: Shown) -> str:
    if not shown.is_published:
        return f"Issue {shown.number}, draft"
    return f"Issue {shown.number}, SHA-256 {shown.digest[:16]}…"


def _notice(shown: Shown) -> str:
    if not shown.is_published:
        return "Draft: not approved for the customer, and not published."
    if shown.superseded_by:
        return f"Issue {shown.superseded_by} has replaced this one."
    return ""


def _details(shown: Shown, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    facts = shown.facts
    yield "Customer", facts.customer
    yield "Severity", facts.severity
    if facts.instance:
        yield "Where", f"{facts.instance}, {facts.release}" if facts.release else facts.instance
    yield "About", facts.category
    yield "Reported", f"{_when(facts.reported_at, zone)} by {facts.reporter}"
    if facts.ended_at:
        yield "Ended", _when(facts.ended_at, zone)
    yield "Terms", f"{facts.tier}, {facts.agreement}"
    yield "Issue", str(shown.number)
    if shown.published_at:
        yield "Published", f"{_when(shown.published_at, zone)} by {shown.published_by}"


def _clock(clock: ClockFact, zone: ZoneInfo) -> dict[str, object]:
    heading = clock.milestone.capitalize()
    if not clock.is_counted:
        return {"heading": heading, "why": f"{clock.why} {clock.clause}".strip()}
    promised = f"{clock.promised}, {clock.hours} ({clock.clause})"
    if clock.is_assumed:
        promised += "; assumed: not in the published text"
    rows = [
        ("Outcome", OUTCOMES[clock.outcome]),
        ("Promised", promised),
        ("Used", f"{arithmetic(clock.spent_time)} of {arithmetic(clock.budget_time)}"),
        ("Due", _when(clock.due_at, zone, seconds=True) if clock.due_at else "not while it waits"),
        ("Counted in", clock.calendar),
    ]
    if clock.stopped_at:
        rows.insert(4, ("Reached", _when(clock.stopped_at, zone, seconds=True)))
    return {
        "heading": heading,
        "why": "",
        "rows": rows,
        "stretches": [
            [
                _when(one.start, zone, seconds=True),
                _when(one.end, zone, seconds=True),
                one.why,
                arithmetic(one.time),
            ]
            for one in clock.stretches
        ],
        "sum": arithmetic(clock.sum_time),
    }


def _about(shown: Shown, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield "Written by", ", ".join(shown.written_by)
    if shown.approved_by:
        yield "Approved by", shown.approved_by
    yield "Facts drawn", _when(shown.facts_at, zone)
    if shown.supersedes:
        before = shown.supersedes
        yield "Replaces", f"issue {before['issue']}, SHA-256 {before['digest']}"
    if shown.digest:
        yield "SHA-256", shown.digest


def _when(at: datetime, zone: ZoneInfo, *, seconds: bool = False) -> str:
    local = at.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if seconds and local.second else f"{local:%H:%M}"
    return f"{local.day} {local:%b %Y} {clock} {local:%Z}"
