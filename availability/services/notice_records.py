"""Who was told of maintenance, and what customers approved beyond: written down (PQ-04, HR-03)."""

from datetime import datetime

from django.db import transaction

from availability.models import (
    Maintenance,
    MaintenanceApproval,
    MaintenanceNotice,
    Means,
    NoticeKind,
)
from availability.planned import MOST_MINUTES
from availability.services.versions import may_write, person_of
from contracts.models import Contract
from contracts.services.said import LONGEST_TEXT, one_line, paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


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
    may_write(by, Act.PLAN_MAINTENANCE)
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
        sent_by=person_of(by),
        message_key=message_key,
    )
    after = {"contract": contract.pk, "kind": kind, "sent_at": sent_at.isoformat()}
    record("maintenance notice recorded", notice, actor=person_of(by), at=at, after=after)
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
    may_write(by, Act.PLAN_MAINTENANCE)
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
