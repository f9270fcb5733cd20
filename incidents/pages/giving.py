"""A message's file as it is given out, by a page or the API: to be kept, never to be run."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from incidents.finding import find, membership_for
from incidents.models import Attachment, Incident
from incidents.services.handing_out import hand_out
from portal.web.http import PortalRequest, now

# A browser that shows it all the same runs nothing in it and lets it load nothing.
CAGE = "sandbox; default-src 'none'"


def found_file(request: PortalRequest, number: str, pk: int) -> tuple[Incident, Attachment]:
    """Return a file that hangs on this incident and that this person may read, or answer 404."""
    incident = find(request, number)
    known = Attachment.objects.of(incident).readable_by([membership_for(request, incident)])
    attachment = known.with_verdict().filter(pk=pk).first()
    if attachment is None:
        raise Http404
    return incident, attachment


def given_out(
    request: PortalRequest, incident: Incident, attachment: Attachment
) -> HttpResponseBase:
    """Return a file's content under its name.

    :raises Refusal: while it is checked, if it is withheld, or if it is damaged.
    """
    content = hand_out(attachment=attachment, to=membership_for(request, incident), at=now())
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    return caged(response)


def caged(response: HttpResponseBase) -> HttpResponseBase:
    """Return an answer that a browser runs nothing in, shown or not."""
    response["Content-Security-Policy"] = CAGE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
