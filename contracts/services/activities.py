"""What becomes of a planned activity, and who looks after it (LU-05)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from contracts.models import Activity, AssignedManager, Contract
from contracts.services.amending import local_date
from contracts.services.hearers import keepers_of, tell
from contracts.services.said import checked_link, one_line, paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may, require
from portal.tenancy.roles import Role

WHY = "Give the reason: the customer reads it."
OUTCOME = "Say what came of it, or link the document."

State = Activity.State


@transaction.atomic
def complete(
    *,
    by: Membership,
    activity: Activity,
    done_on: date,
    notes: str,
    link: str = "",
    at: datetime,
) -> Activity:
    """Say that an activity took place, when, and what came of it.

    :raises Refusal: if `by` may not, it is not planned any more, or date or outcome are missing.
    """
    activity = _taken_up(by, activity)
    today = local_date(activity.contract, at)
    if not activity.period_from <= done_on <= today:
        raise Refusal(
            f"It can have taken place from {activity.period_from:%d %B %Y}, when its period began, "
            "to today.",
            code="bad_date",
        )
    activity.link = checked_link(link)
    activity.notes = "" if activity.link and not notes.strip() else paragraphs(notes, OUTCOME)
    activity.state, activity.done_on, activity.done_by = State.DONE, done_on, by.person
    activity.save(update_fields=["state", "done_on", "done_by", "notes", "link"])
    after = {"done_on": done_on.isoformat(), "link": activity.link}
    record("activity done", activity, actor=by.person, at=at, after=after)
    return activity


@transaction.atomic
def move(*, by: Membership, activity: Activity, to: date, reason: str, at: datetime) -> Activity:
    """Put an activity on another day; when it is due stays on record.

    :raises Refusal: if `by` may not, it is not planned any more, the day has passed or lies
        before its period, or no reason is given.
    """
    activity = _taken_up(by, activity)
    words = one_line(reason, WHY)
    earliest = max(local_date(activity.contract, at), activity.period_from)
    if to < earliest:
        raise Refusal(f"Choose a day from {earliest:%d %B %Y} on.", code="bad_date")
    before = {"planned_for": activity.planned_for.isoformat()}
    activity.planned_for, activity.reason, activity.told_at = to, words, None
    activity.save(update_fields=["planned_for", "reason", "told_at"])
    after = {"planned_for": to.isoformat(), "reason": words}
    record("activity moved", activity, actor=by.person, at=at, before=before, after=after)
    return activity


@transaction.atomic
def cancel(*, by: Membership, activity: Activity, reason: str, at: datetime) -> Activity:
    """Drop an activity for a reason, which the customer reads.

    :raises Refusal: if `by` may not, it is not planned any more, or no reason is given.
    """
    activity = _taken_up(by, activity)
    settle(activity, State.CANCELLED, one_line(reason, WHY), by.person, at)
    return activity


def settle(row: Activity, state: str, reason: str, by: Person | None, at: datetime) -> None:
    """Put an activity into a state for a reason; `by` None is the portal."""
    before = {"state": row.state}
    row.state, row.reason = state, reason
    row.save(update_fields=["state", "reason"])
    after = {"state": state, "reason": reason}
    record(f"activity {state}", row, actor=by, at=at, before=before, after=after)


@transaction.atomic
def hand_over(*, by: Membership, activity: Activity, owner: Membership, at: datetime) -> Activity:
    """Give an activity to one of the vendor's people.

    :raises Refusal: if `by` may not, it is not planned any more, or the owner works elsewhere.
    """
    activity = _taken_up(by, activity)
    _check_staff(activity.contract, owner)
    before = {"owner": activity.owner_id}
    activity.owner = owner.person
    activity.save(update_fields=["owner"])
    after = {"owner": owner.person_id}
    record("activity handed over", activity, actor=by.person, at=at, before=before, after=after)
    return activity


@transaction.atomic
def assign_manager(
    *, by: Membership, contract: Contract, manager: Membership, at: datetime
) -> AssignedManager:
    """Make someone a contract's technical account manager; they take over what is planned.

    What the one before them owned, and what nobody did, is theirs from now on (LU-05).

    :raises Refusal: if `by` may not, or the other is no technical account manager here.
    """
    require(by, Act.KEEP_ACCOUNT)
    contract = Contract.objects.locked().get(pk=contract.pk)
    _check_staff(contract, manager)
    if manager.role != Role.TECHNICAL_ACCOUNT_MANAGER:
        raise Refusal(f"{manager.person} is no technical account manager.", code="wrong_role")
    former = AssignedManager.objects.current().filter(contract=contract).first()
    if former and former.membership_id == manager.pk:
        raise Refusal(f"{manager.person} looks after this contract already.", code="already")
    planned = Activity.objects.planned().filter(contract=contract)
    if former:
        former.ended_at = at
        former.save(update_fields=["ended_at"])
        planned.filter(owner=former.membership.person_id).update(owner=manager.person)
    planned.filter(owner=None).update(owner=manager.person)
    row = AssignedManager.objects.create(
        vendor_id=contract.vendor_id, contract=contract, membership=manager, since=at
    )
    after = {"person": manager.person_id}
    record("technical account manager assigned", row, actor=by.person, at=at, after=after)
    return row


@transaction.atomic
def tell_of_late(*, contracts: Iterable[Contract], at: datetime) -> int:
    """Tell owners and account managers once of each activity whose day has passed."""
    told = 0
    for contract in contracts:
        today = local_date(contract, at)
        late = Activity.objects.overdue(today).filter(contract=contract, told_at=None)
        for activity in late.select_for_update(of=("self",)):
            people = [*keepers_of(contract), *([activity.owner] if activity.owner else [])]
            tell(
                dict.fromkeys(people),
                contract=contract,
                key=f"activity-late-{activity.pk}-{activity.planned_for}",
                subject=f"Overdue: {activity} for {contract.customer}",
                template="activity_late",
                context={"activity": activity},
                path=f"/contracts/calendar/{activity.pk}/",
                topic=Topic.QUESTIONS,
                at=at,
            )
            activity.told_at = at
            activity.save(update_fields=["told_at"])
            told += 1
    return told


def has_hand_in(by: Membership, activity: Activity) -> bool:
    """Say whether someone may change an activity: its owner may, and who keeps accounts."""
    is_owner = by.is_staff_side and by.ended_at is None and by.person_id == activity.owner_id
    return is_owner or may(by, Act.KEEP_ACCOUNT)


def _taken_up(by: Membership, activity: Activity) -> Activity:
    rows = Activity.objects.locked().select_related("contract__customer")
    activity = rows.get(pk=activity.pk)
    if not has_hand_in(by, activity):
        require(by, Act.KEEP_ACCOUNT)
    if activity.state != State.PLANNED:
        raise Refusal(
            f"This activity is {activity.get_state_display().lower()} already.", code="already"
        )
    return activity


def _check_staff(contract: Contract, other: Membership) -> None:
    if other.vendor_id != contract.vendor_id or not other.is_staff_side or other.ended_at:
        raise Refusal("Choose someone who works here.", code="not_staff")
