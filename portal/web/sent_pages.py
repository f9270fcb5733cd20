"""What pages of sent files share: taking one in, letting a worker store it, how far that is."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import QuerySet

from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now
from portal.web.sent_file import SentFile
from portal.web.storing import Storing
from portal.web.table_file import MOST_BYTES

ON_A_PAGE = 20
MEGABYTE = 1024 * 1024


def taken_in[Kept: SentFile](
    form: forms.Form, take_in: Callable[..., Kept], *, most: int = MOST_BYTES
) -> tuple[Kept | None, int]:
    """Take a file in as its form says; without one the form says why, and with what status.

    :param take_in: called with the file's name and content, and whatever else was typed.
    :param most: bytes that are read.
    """
    if not form.is_valid():
        return None, 422
    said = dict(form.cleaned_data)
    sent = cast("UploadedFile[bytes]", said.pop("file"))
    if (sent.size or 0) > most:
        form.add_error("file", f"The file is larger than {most // MEGABYTE} MB; split it.")
        return None, 422
    try:
        return take_in(name=sent.name or "", content=sent.read(), at=now(), **said), 200
    except Refusal as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return None, 409


def store_confirmed[Kept: SentFile](
    request: PortalRequest, storing: Storing, confirm: Callable[[], Kept]
) -> None:
    """Confirm a file and ask a worker to store it; a refusal is said on the next page."""
    try:
        kept = confirm()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return
    if kept.state == SentFile.State.STORING:
        storing.begin(kept)


def followed(kept: SentFile, storing: Storing) -> dict[str, Any]:
    """Return what a file's page shows: the file and, while it is stored, how far that is."""
    if kept.state != SentFile.State.STORING:
        return {"kept": kept}
    storing.ask_again(kept, now())
    return {"kept": kept, "percent": storing.done(kept.pk) or 0}


def sent_before(
    request: PortalRequest, form: forms.Form, rows: QuerySet[Any], most_rows: int
) -> dict[str, Any]:
    """Return what the page shows that asks for a file: the form, its bounds, earlier files."""
    named = rows.select_related("sent_by").defer("content")
    return {
        "form": form,
        "page": Paginator(named, ON_A_PAGE).get_page(request.GET.get("page")),
        "most_rows": most_rows,
        "most_megabytes": MOST_BYTES // MEGABYTE,
    }
