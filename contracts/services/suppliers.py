"""Suppliers, what they promise, and telling customers of it (LU-24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from contracts.domain.suppliers import Support
from contracts.models import (
    AgreementVersion,
    Supplier,
    SupplierAgreement,
    SupplierShare,
    SupplierTarget,
)
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act, require

LONGEST_TARGET = 60 * 24 * 366  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a supplier's agreement says."""

    reference: str
    since: date
    until: date | None
    support: Support
    minutes: Mapping[str, int]  # by severity; those not promised are missing


@transaction.atomic
def add_supplier(
    *,
    by: Membership,
    name: str,
    contact: str,
    email: str,
    telephone: str,
    kind: str = "",
    at: datetime,
) -> Supplier:
    """Keep a supplier, or a department of the vendor's own that incidents need (LU-23).

    :raises Refusal: if `by` may not, or there is one of that name.
    """
    require(by, Act.MANAGE_SUPPLIERS)
    words = " ".join(name.split())
    if not words:
        raise Refusal("Say what the supplier is called.", code="no_name")
    try:
        with transaction.atomic():
            supplier = Supplier.objects.create(
                vendor=by.vendor,
                name=words,
                kind=kind or Supplier.Kind.SUPPLIER,
                contact=contact.strip(),
                email=email.strip(),
                telephone=telephone.strip(),
            )
    except IntegrityError:
        raise Refusal(f"{words} is a supplier already.", code="already") from None
    record("supplier added", supplier, actor=by.person, at=at, after={"name": words})
    return supplier


@transaction.atomic
def sign_with_supplier(
    *, by: Membership, supplier: Supplier, signed: Signed, at: datetime
) -> SupplierAgreement:
    """Keep what a supplier promises from a date on.

    :raises Refusal: if `by` may not, the hours or targets make no sense, a severity is unknown,
        or an agreement begins on that date already.
    """
    require(by, Act.MANAGE_SUPPLIERS)
    supplier = Supplier.objects.locked().get(pk=supplier.pk)
    _check(signed, by)
    if supplier.agreements.filter(since=signed.since).exists():
        raise Refusal(
            f"An agreement with {supplier} from {signed.since:%d %B %Y} is kept already.",
            code="already",
        )
    agreement = SupplierAgreement.objects.create(
        vendor=by.vendor,
        supplier=supplier,
        reference=signed.reference.strip(),
        since=signed.since,
        until=signed.until,
        time_zone=signed.support.zone,
        weekdays=list(signed.support.weekdays),
        opens=signed.support.opens,
        closes=signed.support.closes,
        made_at=at,
        made_by=by.person,
    )
    SupplierTarget.objects.bulk_create(
        SupplierTarget(vendor=by.vendor, agreement=agreement, severity=severity, minutes=minutes)
        for severity, minutes in signed.minutes.items()
    )
    after = {"since": signed.since.isoformat(), "minutes": dict(signed.minutes)}
    record("supplier agreement kept", agreement, actor=by.person, at=at, after=after)
    return agreement


@transaction.atomic
def end_supplier(*, by: Membership, supplier: Supplier, at: datetime) -> Supplier:
    """Ask a supplier no more; what was agreed and asked stays as history."""
    require(by, Act.MANAGE_SUPPLIERS)
    supplier = Supplier.objects.locked().get(pk=supplier.pk)
    if supplier.ended_at is not None:
        raise Refusal(f"{supplier} has ended already.", code="already")
    supplier.ended_at = at
    supplier.save(update_fields=["ended_at"])
    record("supplier ended", supplier, actor=by.person, at=at)
    return supplier


@transaction.atomic
def share_with(
    *,
    by: Membership,
    agreement: SupplierAgreement,
    customer: Customer,
    request: str,
    at: datetime,
) -> SupplierShare:
    """Show a customer the details of a back-to-back agreement, because they asked (LU-24).

    :raises Refusal: if `by` may not, it is not said who asked, or it was shared already.
    """
    require(by, Act.MANAGE_SUPPLIERS)
    words = " ".join(request.split())[:300]
    if not words:
        raise Refusal("Say who asked for it and how: details go out on request.", code="no_request")
    if customer.vendor_id != by.vendor_id or agreement.vendor_id != by.vendor_id:
        raise Refusal("That is another vendor's.", code="wrong_vendor")
    try:
        with transaction.atomic():
            share = SupplierShare.objects.create(
                vendor=by.vendor,
                agreement=agreement,
                customer=customer,
                request=words,
                shared_at=at,
                shared_by=by.person,
            )
    except IntegrityError:
        raise Refusal(f"{customer} was given {agreement} already.", code="already") from None
    after = {"customer": str(customer), "request": words}
    record("supplier agreement shared", share, actor=by.person, at=at, after=after)
    return share


def _check(signed: Signed, by: Membership) -> None:
    if not signed.reference.strip():
        raise Refusal("Give the agreement's name or number.", code="no_reference")
    if signed.until is not None and signed.until < signed.since:
        raise Refusal("The agreement would end before it begins.", code="term")
    known_zone(signed.support.zone)
    signed.support.calendar()
    if not signed.minutes:
        raise Refusal("Say what is promised for at least one severity.", code="no_target")
    known = severities_of(by)
    for severity, minutes in signed.minutes.items():
        if severity not in known:
            raise Refusal(f"There is no severity {severity!r}.", code="unknown_severity")
        if not 0 < minutes <= LONGEST_TARGET:
            raise Refusal(f"{known[severity]}: a target is from a minute to a year.", code="target")


def severities_of(by: Membership) -> dict[str, str]:
    """Return the names of the severities of a vendor's newest agreement, by key."""
    newest = AgreementVersion.objects.filter(vendor=by.vendor).order_by("-effective_from", "-pk")
    version = newest.first()
    known = version.terms.severities if version else {}
    return {key: severity.name for key, severity in known.items()}
