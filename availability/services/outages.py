"""Outages: declared, confirmed, corrected, ended and withdrawn; each is another version (HR-10)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from availability.models import Outage, OutageComponent, OutageCustomer, OutageVersion
from availability.services.numbers import next_outage
from availability.services.versions import check_newest, check_source, may_write, person_of
from availability.stated import OutageFacts
from contracts.services.said import paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

CONFIRMATION = ("is_confirmed", "confirmed_by", "confirmed_at", "confirmed_how")


@transaction.atomic
def declare_outage(
    *,
    by: Membership | None,
    facts: OutageFacts,
    confirmed_how: str = "",
    source: str = "",
    source_id: str = "",
    at: datetime,
) -> Outage:
    """Declare an outage; with `confirmed_how` it is confirmed at once by a direct check.

    `by` None is the portal itself, for a file that an operator reads in.

    :raises Refusal: if `by` may not, what is said cannot be, or its source has sent it before.
    """
    may_write(by, Act.DECLARE_OUTAGE)
    facts = facts.checked(at)
    vendor_id = facts.components[0].vendor_id
    check_source(Outage.objects.all(), source, source_id)
    outage = Outage.objects.create(
        vendor_id=vendor_id,
        number=next_outage(vendor_id),
        source=source,
        source_id=source_id,
        opened_at=at,
        opened_by=person_of(by),
    )
    flags = _confirmed(by, confirmed_how, at) if confirmed_how.strip() else {}
    _write(outage, facts, by=by, at=at, **flags)
    record("outage declared", outage, actor=person_of(by), at=at, after=_said(facts))
    return outage


@transaction.atomic
def correct_outage(
    *,
    by: Membership | None,
    outage: Outage,
    facts: OutageFacts,
    reason: str,
    based_on: int | None = None,
    at: datetime,
) -> Outage:
    """Say of an outage what is known better now, in a new version; none before it is lost.

    An outage that was withdrawn counts again from its correction on.

    :param based_on: the number of the version that was read; if another came after it, nothing
        is written.
    :raises Refusal: if `by` may not, no reason is given, nothing is different, or somebody else
        corrected it meanwhile.
    """
    may_write(by, Act.DECLARE_OUTAGE)
    outage, before = _locked(outage)
    reason = paragraphs(reason, "Say why it is corrected: it stands beside the new version.")
    check_newest(before, based_on, f"{outage}", "correct that one")
    facts = facts.checked(at)
    if not before.is_withdrawn and not facts.differs_from(before):
        raise Refusal("Nothing is different from what is known already.", code="unchanged")
    _write(outage, facts, before=before, by=by, at=at, reason=reason, is_withdrawn=False)
    record(
        "outage corrected",
        outage,
        actor=person_of(by),
        at=at,
        before=_said(OutageFacts.of(before)),
        after=_said(facts),
        reason=reason,
    )
    return outage


@transaction.atomic
def end_outage(
    *,
    by: Membership | None,
    outage: Outage,
    ends_at: datetime,
    restored_at: datetime | None = None,
    at: datetime,
) -> Outage:
    """Say when an outage that was going on ended, and when work could go on.

    :raises Refusal: if `by` may not, it is over already, or the time cannot be.
    """
    may_write(by, Act.DECLARE_OUTAGE)
    outage, before = _locked(outage)
    if not before.is_going_on:
        raise Refusal(f"{outage} is over already: correct it instead.", code="already")
    restored = restored_at or before.restored_at or ends_at
    facts = replace(OutageFacts.of(before), ends_at=ends_at, restored_at=restored).checked(at)
    _write(outage, facts, before=before, by=by, at=at, reason="It ended.")
    record("outage ended", outage, actor=person_of(by), at=at, after=_said(facts))
    return outage


@transaction.atomic
def confirm_outage(*, by: Membership, outage: Outage, how: str, at: datetime) -> Outage:
    """Confirm an outage by a direct check, and say how it was checked (HR-10).

    :raises Refusal: if `by` may not, it is confirmed or withdrawn, or nothing is said.
    """
    may_write(by, Act.DECLARE_OUTAGE)
    outage, before = _locked(outage)
    if before.is_confirmed or before.is_withdrawn:
        state = "confirmed" if before.is_confirmed else "withdrawn"
        raise Refusal(f"{outage} is {state} already.", code="already")
    flags = _confirmed(by, how, at)
    _write(outage, OutageFacts.of(before), before=before, by=by, at=at, **flags)
    record("outage confirmed", outage, actor=by.person, at=at, reason=flags["confirmed_how"])
    return outage


@transaction.atomic
def withdraw_outage(*, by: Membership | None, outage: Outage, reason: str, at: datetime) -> Outage:
    """Take back an outage that was none; it counts in no month any more, and stays readable.

    :raises Refusal: if `by` may not, it is withdrawn already, or no reason is given.
    """
    may_write(by, Act.DECLARE_OUTAGE)
    outage, before = _locked(outage)
    reason = paragraphs(reason, "Say why it was no outage.")
    if before.is_withdrawn:
        raise Refusal(f"{outage} is withdrawn already.", code="already")
    facts = OutageFacts.of(before)
    _write(outage, facts, before=before, by=by, at=at, reason=reason, is_withdrawn=True)
    record("outage withdrawn", outage, actor=person_of(by), at=at, reason=reason)
    return outage


def _locked(outage: Outage) -> tuple[Outage, OutageVersion]:
    """Return an outage whose row is this transaction's, with its newest version."""
    outage = Outage.objects.locked().get(pk=outage.pk)
    return outage, outage.current


def _confirmed(by: Membership | None, how: str, at: datetime) -> dict[str, Any]:
    words = paragraphs(how, "Say how it was checked directly, and what was seen.")
    said = (True, person_of(by), at, words)
    return dict(zip(CONFIRMATION, said, strict=True))


def _write(
    outage: Outage,
    facts: OutageFacts,
    *,
    by: Membership | None,
    at: datetime,
    before: OutageVersion | None = None,
    reason: str = "",
    **flags: Any,
) -> OutageVersion:
    """Write the next version with its components and customers."""
    carried = {name: getattr(before, name) for name in CONFIRMATION} if before else {}
    carried["is_withdrawn"] = before.is_withdrawn if before else False
    version = OutageVersion.objects.create(
        vendor_id=outage.vendor_id,
        outage=outage,
        number=before.number + 1 if before else 1,
        reason=reason,
        written_at=at,
        written_by=person_of(by),
        **facts.columns(),
        **(carried | flags),
    )
    keys = {"vendor_id": outage.vendor_id, "version": version}
    OutageComponent.objects.bulk_create(
        [OutageComponent(component=one, **keys) for one in dict.fromkeys(facts.components)]
    )
    OutageCustomer.objects.bulk_create(
        [OutageCustomer(customer=one, **keys) for one in dict.fromkeys(facts.customers)]
    )
    outage.version = version.number
    outage.save(update_fields=["version"])
    return version


def _said(facts: OutageFacts) -> dict[str, Any]:
    """Return what an auditor reads of the facts."""
    plain = {name: value for name, value in facts.columns().items() if value not in (None, "")}
    texts = {name: value if isinstance(value, int) else f"{value}" for name, value in plain.items()}
    rows = {
        "components": [str(one) for one in facts.components],
        "customers": [str(one) for one in facts.customers],
    }
    return texts | rows
