"""A report as it is read: the one being written, or an issue as it was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.domain.critical import HEADINGS
from reports.domain.facts import Facts
from reports.models import CriticalIssue, CriticalReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section under its heading."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that a page, a document or the API says of one issue."""

    number: int
    vendor: str
    facts: Facts
    facts_at: datetime
    parts: tuple[Part, ...]
    corrects: str
    written_by: tuple[str, ...]
    approved_by: str
    published_by: str = ""
    published_at: datetime | None = None
    digest: str = ""
    supersedes: Mapping[str, Any] | None = None
    superseded_by: int | None = None

    @property
    def is_published(self) -> bool:
        """Whether it is the customer's; else it is being written."""
        return self.published_at is not None


def of_issue(issue: CriticalIssue, newest: int) -> Shown:
    """Return a published issue as it was; only whether a later one replaces it is said anew."""
    content = issue.content
    return Shown(
        number=issue.number,
        vendor=content["vendor"],
        facts=Facts.unpacked(content["facts"]),
        facts_at=datetime.fromisoformat(content["facts_at"]),
        parts=_parts(content["sections"]),
        corrects=content["corrects"],
        written_by=tuple(content["written_by"]),
        approved_by=content["approved_by"],
        published_by=content["published_by"],
        published_at=datetime.fromisoformat(content["published_at"]),
        digest=issue.digest,
        supersedes=content["supersedes"],
        superseded_by=newest if newest > issue.number else None,
    )


def of_draft(report: CriticalReport) -> Shown:
    """Return the issue that is being written, for the vendor's own people."""
    return Shown(
        number=report.issue,
        vendor=report.vendor.name,
        facts=report.stated,
        facts_at=report.facts_at,
        parts=_parts(report.sections),
        corrects=report.changes,
        written_by=tuple(str(person) for person in report.writers()),
        approved_by=str(report.approved_by or ""),
    )


def _parts(sections: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(
        Part(key=key.value, heading=heading, text=sections[key])
        for key, heading in HEADINGS.items()
    )
