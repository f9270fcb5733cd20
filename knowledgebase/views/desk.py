"""What of the knowledge base asks for somebody: what waits, and what is missing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledgebase.finding import allowed, writer
from knowledgebase.queries import waiting, wanting
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_safe
def review(request: PortalRequest) -> HttpResponse:
    """Show what waits for review, its hour, its writer, or its owner's look."""
    writer(request)
    publishes = allowed(request, Act.PUBLISH_ARTICLES)
    context = {"waiting": waiting(now().date()), "publishes": publishes}
    return render(request, "knowledgebase/review.html", context)


@require_safe
def missing(request: PortalRequest) -> HttpResponse:
    """Show what readers sought and did not find, and what did not help."""
    writer(request)
    context = {"wanting": wanting(now().date())}
    return render(request, "knowledgebase/missing.html", context)
