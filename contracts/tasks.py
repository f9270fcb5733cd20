"""Daily work on contracts as tasks: wake-ups only. What is to be done stands in PostgreSQL."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from contracts import daily
from contracts.import_progress import storing
from contracts.services import invoice_import, notices
from contracts.services.obligations import tell_of_late
from portal.tenancy.models import Vendor
from portal.tenancy.rounds import in_each_scope
from portal.tenancy.scope import vendor_scope


@shared_task
def keep_contracts() -> int:
    """Begin each vendor's daily work, so that one vendor's trouble holds up no other."""
    vendors = list(Vendor.objects.values_list("pk", flat=True))
    for pk in vendors:
        keep_contracts_of.delay(pk)
    return len(vendors)


@shared_task
def keep_contracts_of(vendor_id: int) -> None:
    """Do a vendor's daily work."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        daily.keep(at=timezone.now().replace(microsecond=0))


@shared_task
def tell_of_late_obligations() -> int:
    """Tell who has to know of what is owed and late, vendor by vendor."""
    return in_each_scope(lambda _: tell_of_late(at=timezone.now().replace(microsecond=0)))


@shared_task
def tell_of_lifecycles() -> int:
    """Begin telling each vendor's customers of releases and their stages (LU-08, LU-28)."""
    vendors = list(Vendor.objects.values_list("pk", flat=True))
    for pk in vendors:
        tell_of_lifecycles_of.delay(pk)
    return len(vendors)


@shared_task
def tell_of_lifecycles_of(vendor_id: int) -> None:
    """Tell a vendor's customers what has become due since the last look, however long ago."""
    vendor = Vendor.objects.get(pk=vendor_id)
    with vendor_scope(vendor):
        notices.tell_all(vendor=vendor, at=timezone.now().replace(microsecond=0))


@shared_task
def store_invoices(vendor_id: int, pk: int) -> bool:
    """Store the invoices of a confirmed file; asked twice, it stores them once (LU-09)."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        at = timezone.now().replace(microsecond=0)
        return invoice_import.store(pk=pk, at=at, tell=partial(storing.tell, pk))
