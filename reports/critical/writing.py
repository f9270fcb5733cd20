"""Drafting a report and writing on it: facts are drawn again only when somebody asks (LU-05)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from incidents.access import acting
from incidents.models import Incident
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from reports.critical.drawing import facts_of, first_words
from reports.critical.entitled import check_entitled
from reports.critical.steps import SAVED_ALWAYS, fetched, locked, move, text_of, took
from reports.domain.critical import HEADINGS, Deed, State, Step
from reports.domain.facts import Difference, differences
from reports.models import LONGEST_CHANGES, LONGEST_SECTION, CriticalReport


@transaction.atomic
def draft(*, by: Membership, incident: Incident, at: datetime) -> CriticalReport:
    """Draft the report of a critical incident from its timeline.

    :raises Refusal: if `by` may not, it was never critical, the contract does not include
        reports, or there is one already.
    """
    incident = fetched(incident)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    check_entitled(incident)
    try:
        with transaction.atomic():  # of two who press the button at once, one is told
            report = CriticalReport.objects.create(
                vendor_id=incident.vendor_id,
                incident=incident,
                state=State.DRAFT,
                facts=facts_of(incident, at).packed(),
                facts_at=at,
                **first_words(incident),
            )
    except IntegrityError:
        raise Refusal(f"{incident} has a report already.", code="already") from None
    took(report, Step.DRAFTED, by=by, at=at)
    record("critical report drafted", report, actor=by.person, at=at)
    return report


@transaction.atomic
def save(
    *,
    by: Membership,
    report: CriticalReport,
    revision: int,
    sections: Mapping[str, str],
    changes: str | None = None,
    at: datetime,
) -> CriticalReport:
    """Keep what was written in the sections that are given; the others stay as they are.

    :param changes: what this issue corrects; the first issue corrects nothing.
    :raises Refusal: if `by` may not, somebody has changed it since, or it is no draft any more.
    """
    report = locked(report, by, Act.WORK_ON_INCIDENTS, revision)
    move(report, Deed.SAVE)
    changed = []
    for key, heading in HEADINGS.items():
        text = text_of(sections.get(key, getattr(report, key)), LONGEST_SECTION, heading)
        if text != getattr(report, key):
            setattr(report, key, text)
            changed.append(key.value)
    if changes is not None and report.issue > 1:
        said = text_of(changes, LONGEST_CHANGES, "What is corrected")
        if said != report.changes:
            report.changes = said
            changed.append("changes")
    if not changed:
        report.revision -= 1
        return report
    report.save(update_fields=[*SAVED_ALWAYS, *changed])
    took(report, Step.SAVED, by=by, at=at, words=", ".join(changed))
    record("critical report written", report, actor=by.person, at=at, after={"sections": changed})
    return report


@transaction.atomic
def refresh(
    *, by: Membership, report: CriticalReport, revision: int, at: datetime
) -> list[Difference]:
    """Draw the facts of a draft again; what people wrote stays. Return what is otherwise now.

    :raises Refusal: if `by` may not, somebody has changed it since, or it is no draft any more.
    """
    report = locked(report, by, Act.WORK_ON_INCIDENTS, revision)
    move(report, Deed.REFRESH)
    drawn = facts_of(fetched(report.incident), at)
    found = differences(report.stated, drawn)
    report.facts, report.facts_at = drawn.packed(), at
    report.save(update_fields=[*SAVED_ALWAYS, "facts", "facts_at"])
    took(report, Step.REFRESHED, by=by, at=at)
    record("critical report refreshed", report, actor=by.person, at=at, after={"new": len(found)})
    return found


def news(report: CriticalReport, at: datetime) -> list[Difference]:
    """Return what has happened or changed since the facts of a report were drawn."""
    return differences(report.stated, facts_of(fetched(report.incident), at))
