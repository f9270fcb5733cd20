"""Publishing a report: the issue is written once, the customer is told; and correcting it (LU-05).

No issue is withdrawn. A correction is the next issue, which names the one before by its digest.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.domain.kinds import EventKind
from incidents.models import Incident
from incidents.services.steps import happen
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from reports.critical.steps import SAVED_ALWAYS, locked, move, text_of, took
from reports.critical.telling import tell_contacts
from reports.domain.critical import Deed, Step, digest_of
from reports.models import LONGEST_CHANGES, CriticalIssue, CriticalReport

FORMAT = 1  # of the content: an issue is read for ever as it was written


@transaction.atomic
def publish(
    *, by: Membership, report: CriticalReport, revision: int, at: datetime
) -> CriticalIssue:
    """Publish an approved report: from now on it is the customer's, and stays as it is.

    :raises Refusal: if `by` may not, it has changed since, or is not approved.
    """
    # The incident first, as every deed on one takes its lock first.
    incident = Incident.objects.locked().select_related("vendor").get(pk=report.incident_id)
    report = locked(report, by, Act.WORK_ON_INCIDENTS, revision)
    move(report, Deed.PUBLISH)
    report.published = report.issue
    content = _content(report, by, at)
    issue = CriticalIssue.objects.create(
        vendor_id=report.vendor_id,
        report=report,
        number=report.issue,
        content=content,
        digest=digest_of(content),
        by=by.person,
        at=at,
    )
    report.save(update_fields=[*SAVED_ALWAYS, "published"])
    took(report, Step.PUBLISHED, by=by, at=at)
    words = "the critical incident report"
    if issue.number > 1:
        words = f"a corrected critical incident report, issue {issue.number}"
    happen(incident, EventKind.REPORT_PUBLISHED, actor=by.person, at=at, words=words)
    record(
        "critical report published",
        report,
        actor=by.person,
        at=at,
        after={"issue": issue.number, "digest": issue.digest},
    )
    tell_contacts(report, by=by, at=at)
    return issue


@transaction.atomic
def correct(
    *, by: Membership, report: CriticalReport, revision: int, words: str, at: datetime
) -> CriticalReport:
    """Begin the next issue of a published report; the customer keeps the one there is meanwhile.

    :raises Refusal: if `by` may not, it has changed since, is not published, or it is not said
        what is to be corrected.
    """
    report = locked(report, by, Act.WORK_ON_INCIDENTS, revision)
    move(report, Deed.CORRECT)
    why = text_of(words, LONGEST_CHANGES, "What is corrected")
    if not why:
        raise Refusal("Say what is corrected: it stands in the new issue.", code="no_words")
    report.issue += 1
    report.changes = why
    report.approved_by = report.approved_at = None
    fields = ["issue", "changes", "approved_by", "approved_at"]
    report.save(update_fields=[*SAVED_ALWAYS, *fields])
    took(report, Step.CORRECTING, by=by, at=at, words=why)
    record(
        "critical report corrected", report, actor=by.person, at=at, after={"issue": report.issue}
    )
    return report


def _content(report: CriticalReport, by: Membership, at: datetime) -> dict[str, Any]:
    """Return all that an issue says; what it is known by is computed over this."""
    before = report.issues.filter(number=report.issue - 1).first()
    approved_at = report.approved_at
    return {
        "format": FORMAT,
        "issue": report.issue,
        "vendor": report.vendor.name,
        "facts": report.facts,
        "facts_at": report.facts_at.isoformat(),
        "sections": report.sections,
        "corrects": report.changes,
        "supersedes": {"issue": before.number, "digest": before.digest} if before else None,
        "written_by": [str(person) for person in report.writers()],
        "approved_by": str(report.approved_by),
        "approved_at": approved_at.isoformat() if approved_at else "",
        "published_by": str(by.person),
        "published_at": at.isoformat(),
    }
