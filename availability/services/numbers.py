"""The numbers of outages and maintenance: in order and without gaps, vendor by vendor."""

from django.db.models import F

from availability.models import AvailabilitySeries


def next_outage(vendor_id: int) -> int:
    """Return the next outage's number; its row stays locked until the outage is kept."""
    return _next(vendor_id, "outages")


def next_work(vendor_id: int) -> int:
    """Return the next maintenance's number."""
    return _next(vendor_id, "works")


def _next(vendor_id: int, column: str) -> int:
    series = AvailabilitySeries.objects.filter(vendor=vendor_id)
    if not series.update(**{column: F(column) + 1}):  # the vendor's first
        first = AvailabilitySeries(vendor_id=vendor_id)
        AvailabilitySeries.objects.bulk_create([first], ignore_conflicts=True)
        series.update(**{column: F(column) + 1})
    return int(getattr(series.get(), column))
