"""Making, changing, pausing schedules: each change recorded, once per revision."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from contracts.models import Contract
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act, able, may, require
from reports.domain.schedules import FIRST_DAY, LAST_DAY, ScheduleKind
from reports.models import ReportSchedule, ScheduleRecipient

MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a schedule is to be: on which business day, to whom, and in which form."""

    business_day: int
    recipients: Collection[Membership]
    attaches_pdf: bool = False


@transaction.atomic
def make_schedule(
    *,
    by: Membership,
    kind: ScheduleKind,
    customer: Customer,
    contract: Contract | None,
    wanted: Wanted,
    at: datetime,
) -> ReportSchedule:
    """Have a report sent for every period from now on.

    :raises Refusal: if `by` may not, the contract is another customer's, there is such a schedule
        already, or a recipient may not read the report.
    """
    require(by, Act.KEEP_ACCOUNT)
    Customer.objects.locked().get(pk=customer.pk)  # two at once would both find none
    _check_subject(kind, customer, contract)
    _check(customer, wanted)
    if ReportSchedule.objects.filter(customer=customer, contract=contract, kind=kind).exists():
        raise Refusal(
            f"The {kind.label.lower()} is sent to {customer} already: change that schedule.",
            code="kind",
        )
    made = ReportSchedule.objects.create(
        vendor_id=by.vendor_id,
        kind=kind,
        customer=customer,
        contract=contract,
        business_day=wanted.business_day,
        attaches_pdf=wanted.attaches_pdf,
        made_by=by.person,
        made_at=at,
        since=at.astimezone(ZoneInfo(customer.time_zone)).date(),
    )
    _address(made, wanted)
    record("schedule made", made, actor=by.person, at=at, after=_said(made, wanted))
    return made


@transaction.atomic
def change_schedule(
    *, by: Membership, schedule: ReportSchedule, revision: int, wanted: Wanted, at: datetime
) -> ReportSchedule:
    """Change the day, the recipients or the form of a schedule; what was sent stays.

    :raises Refusal: as making does, or if somebody changed it since `revision` was read.
    """
    held = _held(by, schedule, revision)
    _check(held.customer, wanted)
    held.business_day, held.attaches_pdf = wanted.business_day, wanted.attaches_pdf
    held.revision += 1
    held.save(update_fields=["business_day", "attaches_pdf", "revision"])
    held.recipients.all().delete()
    _address(held, wanted)
    record("schedule changed", held, actor=by.person, at=at, after=_said(held, wanted))
    return held


@transaction.atomic
def pause_schedule(
    *, by: Membership, schedule: ReportSchedule, revision: int, at: datetime
) -> ReportSchedule:
    """Send nothing more by it until it goes on.

    :raises Refusal: if `by` may not, it is paused already, or somebody changed it since.
    """
    held = _held(by, schedule, revision)
    if held.is_paused:
        raise Refusal("It is paused already.", code="paused")
    held.paused_at = at
    held.revision += 1
    held.save(update_fields=["paused_at", "revision"])
    record("schedule paused", held, actor=by.person, at=at)
    return held


@transaction.atomic
def resume_schedule(
    *, by: Membership, schedule: ReportSchedule, revision: int, at: datetime
) -> ReportSchedule:
    """Go on with it from today: what would have been due while it was paused is not sent.

    :raises Refusal: if `by` may not, it is not paused, or somebody changed it since.
    """
    held = _held(by, schedule, revision)
    if not held.is_paused:
        raise Refusal("It is not paused.", code="running")
    held.paused_at = None
    held.since = at.astimezone(ZoneInfo(held.customer.time_zone)).date()
    held.revision += 1
    held.save(update_fields=["paused_at", "since", "revision"])
    record("schedule resumed", held, actor=by.person, at=at)
    return held


def _held(by: Membership, schedule: ReportSchedule, revision: int) -> ReportSchedule:
    require(by, Act.KEEP_ACCOUNT)
    held = ReportSchedule.objects.locked().select_related("customer").get(pk=schedule.pk)
    if held.revision != revision:
        raise Refusal(
            "Somebody changed this schedule since you read it: look at it again.", code="changed"
        )
    return held


def _check_subject(kind: ScheduleKind, customer: Customer, contract: Contract | None) -> None:
    if (kind is ScheduleKind.CLIENT) != (contract is None):
        raise Refusal(
            "The incident report is of a customer, every other report of a contract.",
            code="contract",
        )
    if contract is not None and contract.customer_id != customer.pk:
        raise Refusal(f"This contract is not one of {customer}.", code="contract")


def _check(customer: Customer, wanted: Wanted) -> None:
    if not FIRST_DAY <= wanted.business_day <= LAST_DAY:
        raise Refusal(
            f"Choose one of the first {LAST_DAY} business days after the period.",
            code="business_day",
        )
    if not wanted.recipients or len(wanted.recipients) > MOST_RECIPIENTS:
        raise Refusal(f"Choose 1 to {MOST_RECIPIENTS} recipients.", code="recipients")
    for one in wanted.recipients:
        is_theirs = one.customer_id in (None, customer.pk)
        if not (is_theirs and may(one, Act.FOLLOW_INCIDENTS)):
            raise Refusal(
                f"{one.person} may not read reports of {customer}. They can be sent to: "
                f"{able(Act.FOLLOW_INCIDENTS)}.",
                code="recipients",
            )


def _address(schedule: ReportSchedule, wanted: Wanted) -> None:
    ScheduleRecipient.objects.bulk_create(
        ScheduleRecipient(vendor_id=schedule.vendor_id, schedule=schedule, membership=one)
        for one in wanted.recipients
    )


def _said(schedule: ReportSchedule, wanted: Wanted) -> dict[str, Any]:
    return {
        "kind": schedule.kind,
        "customer": schedule.customer_id,
        "contract": schedule.contract_id,
        "business_day": schedule.business_day,
        "attaches_pdf": schedule.attaches_pdf,
        "recipients": sorted(one.pk for one in wanted.recipients),
    }
