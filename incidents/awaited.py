"""Suppliers that incidents await, with their clocks: what was promised, used and left (LU-24)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.domain.suppliers import ZERO, spent_of
from contracts.models import Supplier
from contracts.suppliers import promised_by
from incidents.models import Incident, SupplierRequest

MOST = 200  # open requests on one page


@dataclass(frozen=True, slots=True)
class Awaited:
    """A request with its clock; no clock where the supplier promises nothing for the severity."""

    request: SupplierRequest
    due_at: datetime | None = None
    spent: timedelta = ZERO
    budget: timedelta | None = None

    @property
    def left(self) -> timedelta | None:
        """The supplier's time left; below zero when it is over."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def is_over(self) -> bool:
        """Whether the supplier took, or takes, longer than promised."""
        return self.left is not None and self.left < ZERO


def awaited(requests: Iterable[SupplierRequest], at: datetime) -> list[Awaited]:
    """Return requests with their clocks as they stand, or stood at the answer."""
    return [_awaited(request, at) for request in requests]


def of_incident(incident: Incident, at: datetime) -> list[Awaited]:
    """Return all that was asked of suppliers for an incident."""
    return awaited(incident.supplier_requests.all().with_names(), at)


def open_requests(at: datetime) -> list[Awaited]:
    """Return what the vendor's suppliers still have to answer, the latest due first at risk."""
    rows = awaited(SupplierRequest.objects.open().with_names()[:MOST], at)
    return sorted(rows, key=lambda one: (one.due_at is None, one.due_at or at, one.request.pk))


def may_be_asked(incident: Incident, rows: Iterable[Awaited]) -> list[Supplier]:
    """Return the suppliers that could be asked now."""
    asked = {one.request.supplier_id for one in rows if one.request.answered_at is None}
    return list(Supplier.objects.filter(vendor=incident.vendor_id).current().exclude(pk__in=asked))


def _awaited(request: SupplierRequest, at: datetime) -> Awaited:
    promised = promised_by(request.agreement, request.severity) if request.agreement else None
    if promised is None:
        return Awaited(request)
    spent = spent_of(promised, request.asked_at, request.answered_at or at)
    return Awaited(request, promised.due(request.asked_at), spent, promised.amount)
