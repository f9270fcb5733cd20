"""The numbers of problems and change requests: in order and without gaps, vendor by vendor."""

from django.db.models import F

from incidents.models import ProblemSeries
from portal.tenancy.models import Vendor


def next_problem(vendor: Vendor) -> int:
    """Return the next problem's number; its row stays locked until the problem is kept."""
    return _next(vendor, "problems")


def next_change(vendor: Vendor) -> int:
    """Return the next change request's number."""
    return _next(vendor, "changes")


def _next(vendor: Vendor, column: str) -> int:
    series = ProblemSeries.objects.filter(vendor=vendor)
    if not series.update(**{column: F(column) + 1}):  # the vendor's first
        ProblemSeries.objects.bulk_create([ProblemSeries(vendor=vendor)], ignore_conflicts=True)
        series.update(**{column: F(column) + 1})
    return int(getattr(series.get(), column))
