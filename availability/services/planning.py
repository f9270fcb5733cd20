"""Planning maintenance and what follows: who is told, when it begins and ends (PQ-03, HR-03)."""

from datetime import datetime

from django.db import transaction

from availability.domain.plan import checked_sessions
from availability.domain.policy import Kind
from availability.models import Maintenance, NoticeKind
from availability.planned import Session, WorkFacts
from availability.services.maintenance import (
    cancel_maintenance,
    change_maintenance,
    plan_maintenance,
    record_actual,
)
from availability.services.noticing import concerned, recall_unsent, tell_now, told_of
from contracts.models import Contract
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership


@transaction.atomic
def plan_work(*, by: Membership, facts: WorkFacts, tells: bool, at: datetime) -> Maintenance:
    """Plan maintenance and, if wished, tell the contacts of every customer concerned at once.

    :raises Refusal: if `by` may not, what is said cannot be, it would lie in the past, or it
        concerns no contract.
    """
    _check_when(facts, at)
    work = plan_maintenance(by=by, facts=facts, at=at)
    contracts = _concerned(work)
    if tells:
        kind = NoticeKind.CONTACT if facts.kind is Kind.EMERGENCY else NoticeKind.NOTICE
        tell_now(work, kind, contracts, by=by, at=at)
    return work


@transaction.atomic
def change_work(
    *,
    by: Membership,
    maintenance: Maintenance,
    facts: WorkFacts,
    reason: str,
    based_on: int | None = None,
    at: datetime,
) -> Maintenance:
    """Plan a piece of work otherwise; whoever was told of it before is told what holds now.

    :raises Refusal: as `change_maintenance`, and if it would lie in the past or concern nobody.
    """
    if not any(one.actual_from for one in facts.sessions):
        _check_when(facts, at)
    told = told_of(maintenance)
    before = {one.pk: one for one in concerned(maintenance)}
    recall_unsent(maintenance)
    work = change_maintenance(
        by=by, maintenance=maintenance, facts=facts, reason=reason, based_on=based_on, at=at
    )
    now = {one.pk: one for one in _concerned(work)}
    again = [one for pk, one in (before | now).items() if pk in told]
    if again:
        tell_now(work, NoticeKind.UPDATE, again, by=by, at=at)
    return work


@transaction.atomic
def cancel_work(
    *, by: Membership, maintenance: Maintenance, reason: str, at: datetime
) -> Maintenance:
    """Give up work that was not begun; whoever was told of it is told so.

    :raises Refusal: as `cancel_maintenance`.
    """
    told, contracts = told_of(maintenance), concerned(maintenance)
    recall_unsent(maintenance)
    work = cancel_maintenance(by=by, maintenance=maintenance, reason=reason, at=at)
    again = [one for one in contracts if one.pk in told]
    if again:
        tell_now(work, NoticeKind.CANCELLED, again, by=by, at=at)
    return work


@transaction.atomic
def begin_work(*, by: Membership, maintenance: Maintenance, at: datetime) -> Maintenance:
    """Say that the service is taken down now, in the next session that was not begun.

    :raises Refusal: if `by` may not, a session is running, or none is left.
    """
    sessions = list(maintenance.current.sessions.all())
    if any(one.actual_from and not one.actual_to for one in sessions):
        raise Refusal(f"{maintenance} is running: say first that it has ended.", code="running")
    left = [place for place, one in enumerate(sessions, start=1) if one.actual_from is None]
    ahead = [place for place in left if sessions[place - 1].announced_to > at] or left[-1:]
    if not ahead:
        raise Refusal(f"Every session of {maintenance} was done.", code="done")
    return record_actual(
        by=by, maintenance=maintenance, session=ahead[0], actual_from=at, at=at, reason="It began."
    )


@transaction.atomic
def finish_work(*, by: Membership, maintenance: Maintenance, at: datetime) -> Maintenance:
    """Say that the service is there again; after the last session whoever was told hears of it.

    :raises Refusal: if `by` may not, or nothing is running.
    """
    sessions = list(maintenance.current.sessions.all())
    running = [
        place
        for place, one in enumerate(sessions, start=1)
        if one.actual_from is not None and one.actual_to is None
    ]
    if not running:
        raise Refusal(f"{maintenance} is not running.", code="not_running")
    place = running[0]
    work = record_actual(
        by=by,
        maintenance=maintenance,
        session=place,
        actual_from=sessions[place - 1].actual_from,
        actual_to=at,
        at=at,
        reason="It ended.",
    )
    if place == len(sessions):
        _tell_done(work, by, at)
    return work


def _tell_done(work: Maintenance, by: Membership, at: datetime) -> None:
    told = told_of(work)
    hearers = [one for one in concerned(work) if one.pk in told]
    if hearers:
        tell_now(work, NoticeKind.DONE, hearers, by=by, at=at)


def _check_when(facts: WorkFacts, at: datetime) -> None:
    periods = checked_sessions(_period(one) for one in facts.sessions)
    if facts.kind is Kind.SCHEDULED and periods[0].start <= at:
        raise Refusal(
            "Scheduled work would begin in the past: choose a time to come. What could not wait "
            "is emergency maintenance.",
            code="past",
        )


def _period(session: Session) -> Period:
    if session.announced_to <= session.announced_from:
        raise Refusal("A session would end before it begins: correct its times.", code="sessions")
    return Period(session.announced_from, session.announced_to)


def _concerned(work: Maintenance) -> list[Contract]:
    """Return whom it concerns.

    :raises Refusal: if that is nobody.
    """
    found = concerned(work)
    if not found:
        raise Refusal(
            "No contract that promises availability is served by what you chose: choose other "
            "components, or give these to contracts first.",
            code="nobody_concerned",
        )
    return found
