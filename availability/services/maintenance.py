"""Maintenance: planned, changed, cancelled and done; each is another version (PQ-03, HR-03)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from availability.models import (
    Maintenance,
    MaintenanceComponent,
    MaintenanceSession,
    MaintenanceVersion,
)
from availability.planned import WorkFacts
from availability.services.numbers import next_work
from availability.services.versions import check_newest, check_source, may_write, person_of
from contracts.services.said import paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


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
    may_write(by, Act.PLAN_MAINTENANCE)
    facts = facts.checked()
    vendor_id = facts.components[0].vendor_id
    check_source(Maintenance.objects.all(), source, source_id)
    work = Maintenance.objects.create(
        vendor_id=vendor_id,
        number=next_work(vendor_id),
        source=source,
        source_id=source_id,
        opened_at=at,
        opened_by=person_of(by),
    )
    _write(work, facts, number=1, by=by, at=at)
    record("maintenance planned", work, actor=person_of(by), at=at, after=_said(facts))
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
    may_write(by, Act.PLAN_MAINTENANCE)
    work, before = _locked(maintenance)
    reason = paragraphs(reason, "Say why it is changed: it stands beside the new version.")
    check_newest(before, based_on, f"{work}", "change that one")
    facts, told = facts.checked(), WorkFacts.of(before)
    if facts.says_the_same(told):
        raise Refusal("Nothing is different from what is planned already.", code="unchanged")
    _write(work, facts, number=before.number + 1, by=by, at=at, reason=reason)
    record(
        "maintenance changed",
        work,
        actor=person_of(by),
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
    may_write(by, Act.PLAN_MAINTENANCE)
    work, before = _locked(maintenance)
    reason = paragraphs(reason, "Say why it is cancelled: customers who were told read it.")
    facts = WorkFacts.of(before)
    if any(one.actual_from for one in facts.sessions):
        raise Refusal(f"{work} was begun: it can be ended, not cancelled.", code="begun")
    _write(work, facts, number=before.number + 1, by=by, at=at, reason=reason, is_cancelled=True)
    record("maintenance cancelled", work, actor=person_of(by), at=at, reason=reason)
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
    may_write(by, Act.PLAN_MAINTENANCE)
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
    record(
        "maintenance times recorded", work, actor=person_of(by), at=at, after=after, reason=words
    )
    return work


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
        written_by=person_of(by),
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
