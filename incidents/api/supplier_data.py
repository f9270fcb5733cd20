"""What the API publishes of suppliers, field by field (LU-24, CO-10)."""

from datetime import date, datetime
from typing import TypedDict

from contracts.domain.terms import Terms
from contracts.models import Supplier, SupplierAgreement, SupplierShare
from contracts.suppliers import Compared, compared
from incidents.pages.suppliers import longer_than_promised

HOUR = 60  # minutes


class SupplierShape(TypedDict):
    """A supplier, or a department of the vendor's own (LU-23)."""

    id: int
    name: str
    kind: str
    contact: str
    email: str
    telephone: str
    ended_at: datetime | None
    longer_than_promised: int  # targets in force


class TargetShape(TypedDict):
    """A time in which a supplier answers, in minutes of their own hours."""

    severity: str
    minutes: int


class ComparisonShape(TypedDict):
    """A supplier's target beside what customers were promised on one tier."""

    severity: str
    tier: str
    milestone: str
    minutes: int
    excess_seconds: int
    is_longer: bool


class SharedShape(TypedDict):
    """A customer that was given an agreement's details, because they asked."""

    customer: str
    request: str
    shared_at: datetime


class SupplierTermsShape(TypedDict):
    """What a supplier promises from a date on; no weekdays: around the clock."""

    id: int
    reference: str
    since: date
    until: date | None
    time_zone: str
    weekdays: list[int]
    opens: str
    closes: str
    targets: list[TargetShape]


class SupplierAgreementShape(SupplierTermsShape):
    """The same for the vendor's own people."""

    comparison: list[ComparisonShape]
    shares: list[SharedShape]


class OneSupplierShape(SupplierShape):
    """A supplier with its agreements."""

    agreements: list[SupplierAgreementShape]


class GivenShape(TypedDict):
    """An agreement that a customer was given."""

    supplier: str
    customer: str
    shared_at: datetime
    agreement: SupplierTermsShape


def supplier_as_data(supplier: Supplier, terms: Terms, zone: str, today: date) -> SupplierShape:
    """Return a supplier as a row."""
    return {
        "id": supplier.pk,
        "name": supplier.name,
        "kind": supplier.kind,
        "contact": supplier.contact,
        "email": supplier.email,
        "telephone": supplier.telephone,
        "ended_at": supplier.ended_at,
        "longer_than_promised": longer_than_promised(supplier, terms, zone, today),
    }


def one_as_data(supplier: Supplier, terms: Terms, zone: str, today: date) -> OneSupplierShape:
    """Return a supplier with its agreements, the newest first."""
    rows = supplier.agreements.prefetch_related("targets", "shares__customer")
    return {
        **supplier_as_data(supplier, terms, zone, today),
        "agreements": [
            {
                **_terms(row),
                "comparison": [_compared(one) for one in compared(row, terms, zone, today)],
                "shares": [_shared(one) for one in row.shares.all()],
            }
            for row in rows
        ],
    }


def given_as_data(share: SupplierShare) -> GivenShape:
    """Return what a customer was given; how it compares is the vendor's own business."""
    return {
        "supplier": share.agreement.supplier.name,
        "customer": share.customer.name,
        "shared_at": share.shared_at,
        "agreement": _terms(share.agreement),
    }


def _terms(agreement: SupplierAgreement) -> SupplierTermsShape:
    return {
        "id": agreement.pk,
        "reference": agreement.reference,
        "since": agreement.since,
        "until": agreement.until,
        "time_zone": agreement.time_zone,
        "weekdays": agreement.weekdays,
        "opens": _clock(agreement.opens),
        "closes": _clock(agreement.closes),
        "targets": [
            {"severity": one.severity, "minutes": one.minutes} for one in agreement.targets.all()
        ],
    }


def _compared(one: Compared) -> ComparisonShape:
    return {
        "severity": one.severity,
        "tier": one.tier,
        "milestone": str(one.milestone),
        "minutes": one.minutes,
        "excess_seconds": int(one.excess.total_seconds()),
        "is_longer": one.is_longer,
    }


def _shared(share: SupplierShare) -> SharedShape:
    return {
        "customer": share.customer.name,
        "request": share.request,
        "shared_at": share.shared_at,
    }


def _clock(minutes: int) -> str:
    """Return a time of the day, 24:00 for its end."""
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"
