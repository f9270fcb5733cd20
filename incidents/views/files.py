"""A message's files, one at a time: to be kept by whoever may read the message, never to be run."""

from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.pages.giving import caged, found_file, given_out
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest
from portal.web.pictures import PREVIEW_TYPE


@require_safe
def download(request: PortalRequest, number: str, pk: int) -> HttpResponseBase:
    """Give a file out under its name, or say why not."""
    incident, attachment = found_file(request, number, pk)
    try:
        return given_out(request, incident, attachment)
    except Refusal as refusal:
        context = {"incident": incident, "attachment": attachment, "refusal": refusal}
        # Not a 5xx, which would undo the record of a file that was found damaged.
        return render(request, "incidents/file_refused.html", context, status=409)


@require_safe
def preview(request: PortalRequest, number: str, pk: int) -> HttpResponseBase:
    """Show a picture small, as it was drawn anew when it came."""
    _, attachment = found_file(request, number, pk)
    storage = storages["private"]
    if not (attachment.is_clean and attachment.preview and storage.exists(attachment.preview)):
        raise Http404
    with storage.open(attachment.preview) as picture:
        return caged(HttpResponse(picture.read(), content_type=PREVIEW_TYPE))
