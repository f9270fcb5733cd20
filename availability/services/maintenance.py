"""Maintenance: planned, changed, cancelled and done; each is another version (PQ-03, HR-03)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from availability.models import (
    Maintenance,
    MaintenanceApproval,
    MaintenanceComponent,
    MaintenanceNotice,
    MaintenanceSession,
    MaintenanceVersion,
    Means,
    NoticeKind,
)
from availability.planned import MOST_MINUTES, Session, WorkFacts
from availability.services.numbers import next_work
from contracts.models import Contract
from contracts.services.said import LONGEST_TEXT, one_line, paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, require

__all__ = [
    "Session",
    "WorkFacts",
    "cancel_maintenance",
    "change_maintenance",
    "plan_maintenance",
    "record_actual",
    "record_approval",
    "record_notice",
]


@transaction.atomic
def plan_maintenance(
    *,
    by: Membership | None,
    facts: WorkFacts,
    source: str = "",
    source_id: str = "",
    at: datetime,
) -> Maintenance:
    """Plan maintenance, or write down work that could not wait; nobody is told by this alone.

    `by` None is the portal itself, for a file that an operator reads in.

    :raises Refusal: if `by` may not, what is said cannot be, or its source has sent it before.
    """
    _may(by)
    facts = facts.checked()
    vendor_id = facts.components[0].vendor_id
    if source_id and Maintenance.objects.filter(source=source, source_id=source_id).exists():
        raise Refusal(f"{source} has sent {source_id} before.", code="already")
    work = Maintenance.objects.create(
        vendor_id=vendor_id,
        number=next_work(vendor_id),
        source=source,
        source_id=source_id,
        opened_at=at,
        opened_by=_person(by),
    )
    _write(work, facts, number=1, by=by, at=at)
    record("maintenance planned", work, actor=_person(by), at=at, after=_said(facts))
    return work


@transaction.atomic
def change_maintenance(
    *,
    by: Membership | None,
    maintenance: Maintenance,
    facts: WorkFacts,
    reason: str,
    based_on: int | None = None,
    at: datetime,
) -> Maintenance:
    """Plan maintenance otherwise, in a new version; who was told of the old one is told anew.

    :raises Refusal: if `by` may not, no reason is given, nothing is different, it was cancelled,
        or somebody else changed it meanwhile.
    """
    _may(by)
    work, before = _locked(maintenance)
    reason = paragraphs(reason, "Say why it is changed: it stands beside the new version.")
    if based_on is not None and based_on != before.number:
        raise Refusal(
            f"{before.written_by or 'The portal'} wrote version {before.number} of {work} "
            "meanwhile: look at it, then change that one.",
            code="changed_meanwhile",
        )
    facts, told = facts.checked(), WorkFacts.of(before)
    if facts.says_the_same(told):
        raise Refusal("Nothing is different from what is planned already.", code="unchanged")
    _write(work, facts, number=before.number + 1, by=by, at=at, reason=reason)
    record(
        "maintenance changed",
        work,
        actor=_person(by),
        at=at,
        before=_said(told),
        after=_said(facts),
        reason=reason,
    )
    return work


@transaction.atomic
def cancel_maintenance(
    *, by: Membership | None, maintenance: Maintenance, reason: str, at: datetime
) -> Maintenance:
    """Give up maintenance that was not begun; it stays readable.

    :raises Refusal: if `by` may not, it was cancelled or begun, or no reason is given.
    """
    _may(by)
    work, before = _locked(maintenance)
    reason = paragraphs(reason, "Say why it is cancelled: customers who were told read it.")
    facts = WorkFacts.of(before)
    if any(one.actual_from for one in facts.sessions):
        raise Refusal(f"{work} was begun: it can be ended, not cancelled.", code="begun")
    _write(work, facts, number=before.number + 1, by=by, at=at, reason=reason, is_cancelled=True)
    record("maintenance cancelled", work, actor=_person(by), at=at, reason=reason)
    return work


@transaction.atomic
def record_actual(
    *,
    by: Membership | None,
    maintenance: Maintenance,
    session: int,
    actual_from: datetime | None,
    actual_to: datetime | None = None,
    reason: str = "",
    at: datetime,
) -> Maintenance:
    """Write down from when until when the service was down in one session; None: not yet.

    :param session: its place, counted from 1 in order of announced times.
    :raises Refusal: if `by` may not, there is no such session, or the times cannot be.
    """
    _may(by)
    work, before = _locked(maintenance)
    facts = WorkFacts.of(before)
    if not 1 <= session <= len(facts.sessions):
        raise Refusal(f"{work} has no session {session}.", code="session")
    _check_actual(actual_from, actual_to, at)
    sessions = list(facts.sessions)
    sessions[session - 1] = replace(
        sessions[session - 1], actual_from=actual_from, actual_to=actual_to
    )
    facts = replace(facts, sessions=sessions).checked()
    words = reason.strip() or ("It ended." if actual_to else "It began.")
    _write(work, facts, number=before.number + 1, by=by, at=at, reason=words)
    after = {"session": session, "from": f"{actual_from or ''}", "to": f"{actual_to or ''}"}
    record("maintenance times recorded", work, actor=_person(by), at=at, after=after, reason=words)
    return work


@transaction.atomic
def record_notice(
    *,
    by: Membership | None,
    maintenance: Maintenance,
    contract: Contract,
    kind: str,
    sent_at: datetime,
    to: str,
    means: str = Means.MAIL,
    words: str = "",
    expected_start: datetime | None = None,
    expected_minutes: int | None = None,
    is_outage_expected: bool | None = None,
    message_key: str = "",
    at: datetime,
) -> MaintenanceNotice:
    """Write down that a customer was told of maintenance: when, how and whom (PQ-04, HR-03).

    :raises Refusal: if `by` may not, nobody is named, or it would have been told in the future.
    """
    _may(by)
    if sent_at > at:
        raise Refusal("A notice is written down once it was given, not before.", code="sent_at")
    notice = MaintenanceNotice.objects.create(
        vendor_id=maintenance.vendor_id,
        maintenance=maintenance,
        contract=contract,
        kind=NoticeKind(kind),
        by=Means(means),
        sent_at=sent_at,
        to=paragraphs(to, "Say who was told: the addresses, or who was spoken to."),
        words=words.strip()[:LONGEST_TEXT],
        expected_start=expected_start,
        expected_minutes=expected_minutes,
        is_outage_expected=is_outage_expected,
        sent_by=_person(by),
        message_key=message_key,
    )
    after = {"contract": contract.pk, "kind": kind, "sent_at": sent_at.isoformat()}
    record("maintenance notice recorded", notice, actor=_person(by), at=at, after=after)
    return notice


@transaction.atomic
def record_approval(
    *,
    by: Membership,
    maintenance: Maintenance,
    contract: Contract,
    minutes: int,
    approved_by: str,
    evidence: str,
    at: datetime,
) -> MaintenanceApproval:
    """Write down that a customer approved minutes beyond the month's allotment (HR-03).

    :raises Refusal: if `by` may not, the minutes cannot be, or who approved it is not shown.
    """
    _may(by)
    if not 0 < minutes <= MOST_MINUTES:
        raise Refusal("Approved are at least one minute, at most a month.", code="minutes")
    approval = MaintenanceApproval.objects.create(
        vendor_id=maintenance.vendor_id,
        maintenance=maintenance,
        contract=contract,
        minutes=minutes,
        approved_by=one_line(approved_by, "Say who approved it at the customer.")[:120],
        evidence=paragraphs(evidence, "Say what shows the approval: it is the evidence."),
        recorded_at=at,
        recorded_by=by.person,
    )
    after = {"contract": contract.pk, "minutes": minutes}
    record("maintenance approval recorded", approval, actor=by.person, at=at, after=after)
    return approval


def _may(by: Membership | None) -> None:
    if by is not None:
        require(by, Act.PLAN_MAINTENANCE)


def _person(by: Membership | None) -> Person | None:
    return by.person if by else None


def _locked(maintenance: Maintenance) -> tuple[Maintenance, MaintenanceVersion]:
    """Return a work whose row is this transaction's, with its newest version."""
    work = Maintenance.objects.locked().get(pk=maintenance.pk)
    if work.current.is_cancelled:
        raise Refusal(f"{work} was cancelled: plan it anew.", code="cancelled")
    return work, work.current


def _check_actual(begun: datetime | None, ended: datetime | None, at: datetime) -> None:
    if begun is None and ended is not None:
        raise Refusal("Say when the work began.", code="actual")
    if any(one is not None and one > at for one in (begun, ended)):
        raise Refusal("Only what has happened is written down, not what is to come.", code="actual")


def _write(
    work: Maintenance,
    facts: WorkFacts,
    *,
    number: int,
    by: Membership | None,
    at: datetime,
    reason: str = "",
    is_cancelled: bool = False,
) -> None:
    """Write the next version with its components and sessions."""
    version = MaintenanceVersion.objects.create(
        vendor_id=work.vendor_id,
        maintenance=work,
        number=number,
        kind=facts.kind.value,
        title=facts.title,
        words=facts.words,
        is_cancelled=is_cancelled,
        is_outage_expected=facts.is_outage_expected,
        expected_minutes=facts.expected_minutes,
        reason=reason,
        written_at=at,
        written_by=_person(by),
    )
    keys = {"vendor_id": work.vendor_id, "version": version}
    MaintenanceComponent.objects.bulk_create(
        [MaintenanceComponent(component=one, **keys) for one in dict.fromkeys(facts.components)]
    )
    MaintenanceSession.objects.bulk_create(
        [
            MaintenanceSession(
                announced_from=one.announced_from,
                announced_to=one.announced_to,
                actual_from=one.actual_from,
                actual_to=one.actual_to,
                **keys,
            )
            for one in facts.sessions
        ]
    )
    work.version = number
    work.save(update_fields=["version"])


def _said(facts: WorkFacts) -> dict[str, object]:
    """Return what an auditor reads of the facts."""
    return {
        "title": facts.title,
        "kind": facts.kind.value,
        "components": [str(one) for one in facts.components],
        "sessions": [
            f"{one.announced_from.isoformat()}/{one.announced_to.isoformat()}"
            for one in facts.sessions
        ],
        "is_outage_expected": facts.is_outage_expected,
    }
