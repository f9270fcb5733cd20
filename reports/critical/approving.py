"""Handing a report in, and approving it: somebody who wrote none of it says that it may go out."""

from datetime import datetime

from django.db import transaction

from incidents.domain.lifecycle import Stage, stage_of
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, able
from reports.critical.steps import SAVED_ALWAYS, locked, move, text_of, took
from reports.critical.telling import tell_approvers, tell_writers
from reports.critical.writing import news
from reports.domain.critical import Deed, Step, missing
from reports.models import LONGEST_CHANGES, CriticalReport

ENDED = frozenset({Stage.SOLUTION_PROVIDED, Stage.CLOSED})


@transaction.atomic
def submit(
    *, by: Membership, report: CriticalReport, revision: int, at: datetime
) -> CriticalReport:
    """Hand a draft in to those who approve it; they are told.

    :raises Refusal: if `by` may not, it has changed since, the incident is still worked on,
        something is not written yet, or something has happened since its facts were drawn.
    """
    report = locked(report, by, Act.WORK_ON_INCIDENTS, revision)
    move(report, Deed.SUBMIT)
    if stage_of(report.incident.status) not in ENDED:
        raise Refusal(
            f"{report.incident} is still worked on: a report says how it ended. Hand it in once a "
            "solution has been provided or the incident is closed.",
            code="not_ended",
        )
    if empty := missing(report.sections, report.changes, report.issue):
        raise Refusal(
            f"Nothing is written yet under: {', '.join(empty)}. Where there is nothing to say, "
            "say so: the customer reads it.",
            code="not_written",
        )
    if found := news(report, at):
        raise Refusal(
            f"Since the facts were drawn {len(found)} "
            f"{'thing has' if len(found) == 1 else 'things have'} happened or changed. Draw them "
            "again first, and read whether what is written still holds.",
            code="not_fresh",
        )
    report.save(update_fields=SAVED_ALWAYS)
    took(report, Step.SUBMITTED, by=by, at=at)
    record("critical report handed in", report, actor=by.person, at=at)
    tell_approvers(report, by=by, at=at)
    return report


@transaction.atomic
def approve(
    *, by: Membership, report: CriticalReport, revision: int, at: datetime
) -> CriticalReport:
    """Say that a report may go to the customer as it is.

    :raises Refusal: if `by` may not, wrote part of it, has not read what stands now, or it was
        not handed in.
    """
    report = locked(report, by, Act.APPROVE_REPORTS, revision)
    move(report, Deed.APPROVE)
    if by.person in report.writers():
        raise Refusal(
            "You wrote part of this issue: somebody else approves it. This is done by: "
            f"{able(Act.APPROVE_REPORTS)}.",
            code="own_words",
        )
    report.approved_by, report.approved_at = by.person, at
    report.save(update_fields=[*SAVED_ALWAYS, "approved_by", "approved_at"])
    took(report, Step.APPROVED, by=by, at=at)
    record("critical report approved", report, actor=by.person, at=at)
    tell_writers(report, "{who} approved {what}; it can be published.", by=by, at=at)
    return report


@transaction.atomic
def give_back(
    *, by: Membership, report: CriticalReport, revision: int, words: str, at: datetime
) -> CriticalReport:
    """Return a report to its writers with what is missing; an approval is void then.

    Whoever wrote on it can take it back the same way before it is published.

    :raises Refusal: if `by` may not, it has changed since, is no draft any more, or no reason
        is given.
    """
    act = Act.APPROVE_REPORTS
    if by.person in report.writers():
        act = Act.WORK_ON_INCIDENTS
    report = locked(report, by, act, revision)
    move(report, Deed.RETURN)
    why = text_of(words, LONGEST_CHANGES, "What is missing")
    if not why:
        raise Refusal("Say what is missing: its writers read it.", code="no_words")
    report.approved_by = report.approved_at = None
    report.save(update_fields=[*SAVED_ALWAYS, "approved_by", "approved_at"])
    took(report, Step.RETURNED, by=by, at=at, words=why)
    record("critical report returned", report, actor=by.person, at=at)
    tell_writers(report, "{who} returned {what}: it says what is missing.", by=by, at=at)
    return report
