"""A message's files, one at a time: to be kept by whoever may read the message, never to be run."""

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.finding import find, membership_for
from incidents.models import Attachment, Incident
from incidents.pictures import PREVIEW_TYPE
from incidents.services.handing_out import hand_out
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now

# A browser that shows it all the same runs nothing in it and lets it load nothing.
CAGE = "sandbox; default-src 'none'"


@require_safe
def download(request: PortalRequest, number: str, pk: int) -> HttpResponseBase:
    """Give a file out under its name, or say why not."""
    incident, attachment = _found(request, number, pk)
    try:
        content = hand_out(attachment=attachment, to=membership_for(request, incident), at=now())
    except Refusal as refusal:
        context = {"incident": incident, "attachment": attachment, "refusal": refusal}
        # Not a 5xx, which would undo the record of a file that was found damaged.
        return render(request, "incidents/file_refused.html", context, status=409)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    return _caged(response)


@require_safe
def preview(request: PortalRequest, number: str, pk: int) -> HttpResponseBase:
    """Show a picture small, as it was drawn anew when it came."""
    _, attachment = _found(request, number, pk)
    storage = storages["private"]
    if not (attachment.is_clean and attachment.preview and storage.exists(attachment.preview)):
        raise Http404
    with storage.open(attachment.preview) as picture:
        return _caged(HttpResponse(picture.read(), content_type=PREVIEW_TYPE))


def _found(request: PortalRequest, number: str, pk: int) -> tuple[Incident, Attachment]:
    """Return a file that hangs on this incident and that this person may read, or answer 404."""
    incident = find(request, number)
    known = Attachment.objects.of(incident).readable_by([membership_for(request, incident)])
    attachment = known.with_verdict().filter(pk=pk).first()
    if attachment is None:
        raise Http404
    return incident, attachment


def _caged(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = CAGE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
