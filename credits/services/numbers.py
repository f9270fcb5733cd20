"""The numbers of credit notes and claims: in order and without gaps, vendor by vendor."""

from django.db.models import F

from credits.models import CreditSeries

FIRST_NOTE = "CN-{}"


def next_claim(vendor_id: int) -> int:
    """Return the next claim's number; its row stays locked until the claim is kept."""
    return _next(vendor_id, "claims")


def next_note(vendor_id: int) -> str:
    """Return the next credit note's number, such as CN-1001."""
    return FIRST_NOTE.format(_next(vendor_id, "notes"))


def _next(vendor_id: int, column: str) -> int:
    series = CreditSeries.objects.filter(vendor=vendor_id)
    if not series.update(**{column: F(column) + 1}):  # the vendor's first
        CreditSeries.objects.bulk_create([CreditSeries(vendor_id=vendor_id)], ignore_conflicts=True)
        series.update(**{column: F(column) + 1})
    return int(getattr(series.get(), column))
