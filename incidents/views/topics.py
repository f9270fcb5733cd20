"""A topic of the forum becomes an enhancement request (LU-28)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from incidents.finding import find_topic, topic_asker
from incidents.services.topics import request_enhancement
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now


@require_POST
def from_topic(request: PortalRequest, topic: int) -> HttpResponse:
    """Make a topic an enhancement request; it shows where that stands from now on."""
    by, found = topic_asker(request), find_topic(topic)
    try:
        made = request_enhancement(topic=found, by=by, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"It is {made.problem} now. Product management is told.")
    return redirect("forum:topic", topic)
