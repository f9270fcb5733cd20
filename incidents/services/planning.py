"""What product management does with problems: qualify, review, plan, decline (LU-21)."""

from datetime import date, datetime

from django.db import transaction

from contracts.models import Release
from contracts.standings import today_at
from incidents.domain.problems import (
    ChangeStatus,
    Decision,
    ProblemKind,
    ProblemStatus,
    Step,
    check_open,
    label,
    status_with,
)
from incidents.models import ChangeRequest, PlanningReview, Problem
from incidents.services.numbers import next_change
from incidents.services.problems import took
from incidents.services.written import brief, written
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


@transaction.atomic
def qualify(
    *, problem: Problem, by: Membership, kind: str, words: str = "", at: datetime
) -> Problem:
    """Say whether a problem is a bug or an enhancement (LU-21).

    :raises Refusal: if it is over, or a change is planned for it already.
    """
    problem = _managed(problem, by)
    if kind not in (ProblemKind.BUG, ProblemKind.ENHANCEMENT):
        raise Refusal("Choose: a bug, or an enhancement.", code="kind")
    if problem.changes.exists() and problem.kind != kind:
        raise Refusal(
            f"A change is planned for {problem} as {label(problem.kind).lower()}; withdraw it "
            "first.",
            code="planned",
        )
    before = problem.kind
    problem.kind = kind
    if problem.status == ProblemStatus.REPORTED:
        problem.status = ProblemStatus.QUALIFIED
    problem.save(update_fields=["kind", "status"])
    took(problem, Step.QUALIFIED, by=by.person, at=at, said=label(kind), words=words.strip()[:2000])
    record(
        "problem qualified",
        problem,
        actor=by.person,
        at=at,
        before={"kind": before},
        after={"kind": kind},
    )
    return problem


@transaction.atomic
def review(
    *,
    problem: Problem,
    by: Membership,
    release: str,
    decision: str,
    text: str,
    at: datetime,
) -> PlanningReview:
    """Record what the planning of a release made of an enhancement request (LU-21).

    Declined there, it is declined for good.

    :raises Refusal: if it is no enhancement, its need was not stated, or it was reviewed for that
        release already.
    """
    problem = _managed(problem, by)
    if problem.kind != ProblemKind.ENHANCEMENT:
        raise Refusal("Release planning reviews enhancements; bugs are fixed.", code="kind")
    if not problem.business_need:
        raise Refusal(
            f"{problem} says no business need yet; the customer or support states it on the page "
            "of an incident behind which it lies (LU-21).",
            code="no_need",
        )
    if decision not in set(Decision):
        raise Refusal("Choose what the planning decided.", code="decision")
    number = brief(release, "release", longest=40)
    if problem.reviews.filter(release=number).exists():
        raise Refusal(f"{problem} was reviewed for {number} already.", code="already")
    row = PlanningReview.objects.create(
        vendor_id=problem.vendor_id,
        problem=problem,
        release=number,
        decision=decision,
        words=written(text, "why"),
        by=by.person,
        at=at,
    )
    said = f"{number}: {label(decision).lower()}"
    took(problem, Step.REVIEWED, by=by.person, at=at, said=said, words=row.words)
    if decision == Decision.DECLINED:
        _stand(problem, ProblemStatus.DECLINED)
    return row


@transaction.atomic
def plan_change(
    *,
    problem: Problem,
    by: Membership,
    title: str,
    target: Release | None = None,
    target_text: str = "",
    at: datetime,
) -> ChangeRequest:
    """Plan the change that delivers a problem, for an announced release or one yet unnamed.

    :raises Refusal: if it is not qualified, or the release is out already.
    """
    problem = _managed(problem, by)
    if problem.kind == ProblemKind.UNQUALIFIED:
        raise Refusal(f"Qualify {problem} first: is it a bug or an enhancement?", code="kind")
    _check_target(problem, target, today_at(by.vendor, at))
    change = ChangeRequest.objects.create(
        vendor_id=problem.vendor_id,
        number=next_change(by.vendor),
        problem=problem,
        title=brief(title, "title"),
        target=target,
        target_text="" if target else _text(target_text),
        planned_by=by.person,
        planned_at=at,
    )
    took(problem, Step.PLANNED, by=by.person, at=at, said=_aimed(change))
    follow(problem)
    return change


@transaction.atomic
def begin_change(*, change: ChangeRequest, by: Membership, at: datetime) -> ChangeRequest:
    """Say that the work on a change has begun."""
    change = _live(change, by)
    if change.status == ChangeStatus.IN_PROGRESS:
        raise Refusal(f"{change} is in progress already.", code="already")
    change.status = ChangeStatus.IN_PROGRESS
    change.save(update_fields=["status"])
    took(change.problem, Step.BEGUN, by=by.person, at=at, said=_aimed(change))
    follow(change.problem)
    return change


@transaction.atomic
def retarget(
    *,
    change: ChangeRequest,
    by: Membership,
    target: Release | None = None,
    target_text: str = "",
    at: datetime,
) -> ChangeRequest:
    """Plan a change for another release.

    :raises Refusal: if it has shipped or was withdrawn, or the release is out already.
    """
    change = _live(change, by)
    _check_target(change.problem, target, today_at(by.vendor, at))
    change.target, change.target_text = target, "" if target else _text(target_text)
    change.save(update_fields=["target", "target_text"])
    took(change.problem, Step.RETARGETED, by=by.person, at=at, said=_aimed(change))
    return change


@transaction.atomic
def withdraw_change(
    *, change: ChangeRequest, by: Membership, text: str, at: datetime
) -> ChangeRequest:
    """Take a change back; its problem stands as if it had not been planned."""
    change = _live(change, by)
    words = written(text, "why")
    change.status = ChangeStatus.WITHDRAWN
    change.save(update_fields=["status"])
    took(change.problem, Step.WITHDRAWN, by=by.person, at=at, said=str(change), words=words)
    follow(change.problem)
    return change


@transaction.atomic
def decline(*, problem: Problem, by: Membership, text: str, at: datetime) -> Problem:
    """Say that nothing will be done about a problem, and why.

    :raises Refusal: if a change for it is planned or under way.
    """
    problem = _managed(problem, by)
    if problem.changes.live().exists():
        raise Refusal(f"A change for {problem} is planned; withdraw it first.", code="planned")
    took(problem, Step.DECLINED, by=by.person, at=at, words=written(text, "why"))
    _stand(problem, ProblemStatus.DECLINED)
    return problem


def follow(problem: Problem) -> None:
    """Let a problem stand where its changes leave it."""
    rows = problem.changes.values_list("status", flat=True)
    _stand(problem, status_with([ChangeStatus(status) for status in rows]))


def _stand(problem: Problem, status: ProblemStatus) -> None:
    problem.status = status
    problem.save(update_fields=["status"])


def _managed(problem: Problem, by: Membership) -> Problem:
    require(by, Act.MANAGE_PROBLEMS)
    row = Problem.objects.locked().filter(vendor=by.vendor_id, pk=problem.pk).first()
    if row is None:
        raise Refusal(f"That does not belong to {by.vendor}.", code="not_allowed")
    check_open(str(row), row.status)
    return row


def _live(change: ChangeRequest, by: Membership) -> ChangeRequest:
    problem = _managed(change.problem, by)
    row = ChangeRequest.objects.locked().select_related("target__product").get(pk=change.pk)
    row.problem = problem
    if row.status in {ChangeStatus.SHIPPED, ChangeStatus.WITHDRAWN}:
        raise Refusal(f"{row} is {label(row.status).lower()}; nothing changes.", code="not_open")
    return row


def _check_target(problem: Problem, target: Release | None, today: date) -> None:
    if target is None:
        return
    if target.vendor_id != problem.vendor_id:
        raise Refusal("There is no such release.", code="unknown_release")
    if target.published_on <= today:
        raise Refusal(
            f"{target} is out since {target.published_on:%d %B %Y}; plan the change for a release "
            "to come.",
            code="published",
        )


def _text(target: str) -> str:
    return brief(target, "target", longest=40) if target.strip() else ""


def _aimed(change: ChangeRequest) -> str:
    return f"{change} for {change.aim}" if change.aim else f"{change}, no release yet"
