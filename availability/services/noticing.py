"""Telling customers of maintenance, and writing down when they were told (PQ-04, HR-03)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction

from availability.models import (
    Maintenance,
    MaintenanceNotice,
    MaintenanceVersion,
    Means,
    NoticeKind,
)
from availability.notices import PREFIX, tell_customers
from availability.services.notice_records import record_notice
from availability.serving import contracts_concerned
from contracts.models import Contract
from portal.audit.models import record
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

KEY = re.compile(rf"{PREFIX}(\d+)-(\d+)-([a-z]+)-(\d+)")
LOOKS_BACK = timedelta(days=2)  # a mail that took longer to leave has been given up
AHEAD = (NoticeKind.NOTICE, NoticeKind.CONTACT, NoticeKind.UPDATE)


class _Told(TypedDict):
    expected_start: datetime
    expected_minutes: int
    is_outage_expected: bool


def concerned(work: Maintenance) -> list[Contract]:
    """Return the contracts that a piece of work concerns, as it is planned now."""
    version = work.current
    sessions = list(version.sessions.all())
    during = Period(sessions[0].announced_from, sessions[-1].announced_to)
    return contracts_concerned(version.components, during)


def told_of(work: Maintenance) -> set[int]:
    """Return the contracts whose customers were told of it, or whose mail is on its way."""
    kinds = {kind.value for kind in AHEAD}
    told = set(work.notices.filter(kind__in=kinds).values_list("contract_id", flat=True))
    keys = OutgoingMail.objects.filter(key__startswith=f"{PREFIX}{work.pk}-", sent_at=None)
    for key in keys.exclude(next_try_at=None).values_list("key", flat=True):
        found = KEY.fullmatch(key)
        if found and found[3] in kinds:
            told.add(int(found[4]))
    return told


@transaction.atomic
def send_notices(
    *,
    by: Membership,
    maintenance: Maintenance,
    contracts: Sequence[Contract] | None = None,
    at: datetime,
) -> list[Contract]:
    """Tell the contacts of customers who were not told yet, or of those named; return them.

    :raises Refusal: if `by` may not, it is cancelled or over, or everybody was told already.
    """
    require(by, Act.PLAN_MAINTENANCE)
    work = Maintenance.objects.locked().get(pk=maintenance.pk)
    check_ahead(work, at)
    known = told_of(work)
    wanted = contracts if contracts is not None else concerned(work)
    missing = [one for one in wanted if one.pk not in known]
    if not missing:
        raise Refusal("Everybody whom it concerns was told already.", code="told")
    emergency = work.current.kind == "emergency"
    tell_now(work, NoticeKind.CONTACT if emergency else NoticeKind.NOTICE, missing, by=by, at=at)
    return missing


def tell_now(
    work: Maintenance,
    kind: NoticeKind,
    contracts: Iterable[Contract],
    *,
    by: Membership | None,
    at: datetime,
) -> None:
    """Put notices into the outbox in the running transaction, and say so in the audit record."""
    told = list(contracts)
    silent = {one.pk for one in tell_customers(work, kind, told, at=at)}
    after = {
        "kind": kind.value,
        "customers": [str(one.customer) for one in told if one.pk not in silent],
        "nobody to tell": [str(one.customer) for one in told if one.pk in silent],
    }
    actor = by.person if by else None
    record("maintenance notices posted", work, actor=actor, at=at, after=after)


def check_ahead(work: Maintenance, at: datetime) -> None:
    """Refuse to announce what is cancelled or over.

    :raises Refusal: with the reason.
    """
    version = work.current
    if version.is_cancelled:
        raise Refusal(f"{work} was cancelled: plan it anew.", code="cancelled")
    ends = [one.actual_to or one.announced_to for one in version.sessions.all()]
    if max(ends) <= at:
        raise Refusal(f"{work} is over: there is nothing to announce.", code="over")


def recall_unsent(work: Maintenance) -> None:
    """Take mail back that tells of an older state of the work and has not left yet."""
    unsent = OutgoingMail.objects.filter(key__startswith=f"{PREFIX}{work.pk}-", sent_at=None)
    unsent.update(next_try_at=None, problem="What it tells of was changed before it left.")


@transaction.atomic
def log_contact(
    *,
    by: Membership,
    maintenance: Maintenance,
    contract: Contract,
    spoken_to: str,
    sent_at: datetime,
    words: str = "",
    at: datetime,
) -> MaintenanceNotice:
    """Write down a telephone call in which a customer was told (PQ-04).

    They were told what is planned: when it starts, how long it takes, whether all is down.

    :raises Refusal: if `by` may not, nobody is named, or the call lies in the future.
    """
    version = maintenance.current
    if version.is_cancelled:
        raise Refusal(f"{maintenance} was cancelled: plan it anew.", code="cancelled")
    return record_notice(
        by=by,
        maintenance=maintenance,
        contract=contract,
        kind=NoticeKind.CONTACT,
        means=Means.TELEPHONE,
        sent_at=sent_at,
        to=spoken_to,
        words=words,
        **_told(version),
        at=at,
    )


@transaction.atomic
def settle_notices(*, at: datetime) -> int:
    """Write down the notices that have left the outbox since; return how many.

    A notice is given when the first contact's mail has left, and is written down once mail to
    each contact was tried, so that the record names all who were reached.
    """
    settled = 0
    for key, mails in _left(at).items():
        found = KEY.fullmatch(key)
        if found is None:
            continue
        version = _version(int(found[1]), int(found[2]))
        contract = Contract.objects.filter(pk=int(found[4])).first()
        if version is None or contract is None:
            continue
        record_notice(
            by=None,
            maintenance=version.maintenance,
            contract=contract,
            kind=found[3],
            sent_at=min(mail.sent_at for mail in mails if mail.sent_at),
            to=", ".join(sorted(mail.recipient for mail in mails)),
            words=version.words,
            **_told(version),
            message_key=key,
            at=at,
        )
        settled += 1
    return settled


def _left(at: datetime) -> dict[str, list[OutgoingMail]]:
    ours = OutgoingMail.objects.filter(key__startswith=PREFIX)
    sent = ours.filter(sent_at__gte=at - LOOKS_BACK).order_by("key", "recipient")
    found: dict[str, list[OutgoingMail]] = defaultdict(list)
    for mail in sent:
        found[mail.key].append(mail)
    known = MaintenanceNotice.objects.filter(message_key__in=list(found))
    waiting = ours.filter(key__in=list(found), sent_at=None, tries=0, next_try_at__isnull=False)
    done = {*known.values_list("message_key", flat=True), *waiting.values_list("key", flat=True)}
    return {key: mails for key, mails in found.items() if key not in done}


def _version(work: int, number: int) -> MaintenanceVersion | None:
    rows = MaintenanceVersion.objects.filter(maintenance=work, number=number)
    return rows.select_related("maintenance").prefetch_related("sessions").first()


def _told(version: MaintenanceVersion) -> _Told:
    """Return what a customer is told of a version: start, length, whether all is down."""
    sessions = list(version.sessions.all())
    whole = sum((one.announced_to - one.announced_from for one in sessions), timedelta(0))
    minutes = version.expected_minutes
    return {
        "expected_start": sessions[0].announced_from,
        "expected_minutes": whole // timedelta(minutes=1) if minutes is None else minutes,
        "is_outage_expected": version.is_outage_expected,
    }
