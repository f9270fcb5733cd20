"""Where a ZIP file and its pieces are kept: in the private storage, below no address."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from reports.models import BundleEntry, ReportBundle

KEPT = "private"


def folder_of(bundle: ReportBundle) -> str:
    """Return where a bundle's pieces are kept; apart from the files of the vendor's messages."""
    return f"{bundle.vendor_id}/reports/{bundle.pk}"


def piece_of(bundle: ReportBundle, entry: BundleEntry) -> str:
    """Return where one contract's report is kept until the file is put together."""
    return f"{folder_of(bundle)}/{entry.pk}.pdf"


def keep_piece(bundle: ReportBundle, entry: BundleEntry, content: bytes) -> None:
    """Keep a report; one that a stopped worker left behind is replaced."""
    name = piece_of(bundle, entry)
    drop(name)
    storages[KEPT].save(name, ContentFile(content))


def keep_whole(bundle: ReportBundle, content: BinaryIO) -> str:
    """Keep the finished file and return its key."""
    name = f"{folder_of(bundle)}/reports.zip"
    drop(name)
    return storages[KEPT].save(name, File(content))


def opened(key: str) -> BinaryIO:
    """Open what is kept under a key.

    :raises OSError: if it is not there any more.
    """
    return cast("BinaryIO", storages[KEPT].open(key))


def drop(key: str) -> None:
    """Take away what is kept under a key, if anything is."""
    if key and storages[KEPT].exists(key):
        storages[KEPT].delete(key)


def drop_each(keys: Iterable[str]) -> None:
    """Take away what is kept under each of these keys."""
    for key in keys:
        drop(key)


def drop_all(bundle: ReportBundle) -> None:
    """Take away whatever is kept of a bundle, in whatever state it was left."""
    drop_each(list(_names(bundle)))
    storages[KEPT].delete(folder_of(bundle))


def _names(bundle: ReportBundle) -> Iterator[str]:
    folder = folder_of(bundle)
    if storages[KEPT].exists(folder):
        yield from (f"{folder}/{name}" for name in storages[KEPT].listdir(folder)[1])
