"""What is new on an incident while its page is open: a poll that mostly answers 304."""

import hashlib

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.finding import find, membership_for
from incidents.news import look
from incidents.watching import people_like
from portal.kernel.keys import read_key
from portal.tenancy.policy import Act, may
from portal.web.errors import nothing_here
from portal.web.http import PortalRequest, now


@require_safe
def news(request: PortalRequest, number: str) -> HttpResponse:
    """Say how much came after an event, and who else is here; take note that the reader is."""
    incident = find(request, number)
    membership = membership_for(request, incident)
    doing = "writing" if request.GET.get("doing") == "writing" else "reading"
    known = read_key(request.GET.get("after", "")) or 0
    found = look(incident, membership, after=known, doing=doing, at=now())
    said = repr((known, found.new, found.present))
    tag = f'"{hashlib.sha256(said.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        context = {"incident": incident, "new": found.new, "present": found.present}
        answer = render(request, "incidents/parts/news.html", context)
    answer["ETag"] = tag
    return answer


@require_safe
def colleagues(request: PortalRequest) -> HttpResponse:
    """Return whom a note can name, of the vendor's own people only, by what their name begins."""
    if not any(may(one, Act.READ_NOTES) for one in request.memberships):
        return nothing_here(request)
    begun = request.GET.get("q", "").replace("\x00", "")[:60]
    return JsonResponse({"people": people_like(begun)})
