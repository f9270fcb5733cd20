"""Whether what the database says of files and what the storage holds are the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import storages

from incidents.models import Attachment
from incidents.services.handing_out import fault_of
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

BEING_SENT = timedelta(hours=1)  # a file is stored a moment before its row is committed


def damaged_files(vendor: Vendor) -> Iterator[tuple[Attachment, str]]:
    """Yield each file of a vendor that is not what was sent, with what is wrong with it."""
    with vendor_scope(vendor):
        rows = Attachment.objects.select_related("message__incident__vendor").order_by("pk")
        for attachment in rows.iterator():
            if fault := fault_of(attachment):
                yield attachment, fault


def unreferenced_files(vendor: Vendor, *, at: datetime) -> list[str]:
    """Return what is stored for a vendor and belongs to no row: its message was never kept."""
    storage = storages["private"]
    folder = str(vendor.pk)
    if not storage.exists(folder):
        return []
    stored = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
    with vendor_scope(vendor):
        for pair in Attachment.objects.values_list("key", "preview").iterator():
            stored -= set(pair)
    return sorted(key for key in stored if storage.get_modified_time(key) < at - BEING_SENT)
