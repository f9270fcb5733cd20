"""Reports as tasks: wake-ups only. What is to be sent or made stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from portal.tenancy.models import Vendor
from portal.tenancy.rounds import in_each_scope
from portal.tenancy.scope import vendor_scope
from reports.bundles.asking import asking
from reports.bundles.making import expire_bundles, make_piece
from reports.models import ReportBundle
from reports.schedules.running import run_schedule, schedules_due


@shared_task
def send_scheduled() -> int:
    """Begin each vendor's scheduled reports, so that one vendor's many hold up no other's."""
    vendors = list(Vendor.objects.values_list("pk", flat=True))
    for pk in vendors:
        send_scheduled_of.delay(pk)
    return len(vendors)


@shared_task
def send_scheduled_of(vendor_id: int) -> int:
    """Begin each schedule of a vendor for which something is due; return how many were begun."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        due = schedules_due(at=timezone.now().replace(microsecond=0))
    for pk in due:
        send_schedule.delay(vendor_id, pk)
    return len(due)


@shared_task
def send_schedule(vendor_id: int, pk: int) -> int:
    """Send what one schedule owes, all of it or nothing; return how many periods were sent."""
    vendor = Vendor.objects.get(pk=vendor_id)
    with vendor_scope(vendor):
        return run_schedule(vendor=vendor, pk=pk, at=timezone.now().replace(microsecond=0))


@shared_task
def make_file(vendor_id: int, pk: int) -> None:
    """Make a piece of a ZIP file, and ask for the next one."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        if make_piece(pk=pk, at=timezone.now().replace(microsecond=0)):
            asking.begin(ReportBundle.objects.get(pk=pk))


@shared_task
def expire_files() -> int:
    """Take away ZIP files whose time is over, vendor by vendor."""
    at = timezone.now().replace(microsecond=0)
    return in_each_scope(lambda _: expire_bundles(at=at))
