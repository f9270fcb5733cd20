"""The page of the one search box: what was found, kind by kind."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.web.finder import searched
from portal.web.http import PortalRequest, now


@require_safe
def find(request: PortalRequest) -> HttpResponse:
    """Show what fits of every kind, or more of one."""
    found = searched(request, now())
    context: dict[str, Any] = {
        "text": found.text,
        "kinds": found.kinds,
        "only": found.only,
        "sections": found.hits,
        "empty": [one.kind for one in found.sections if not one.found.hits],
        # What one of the kinds understands is answered.
        "problems": [] if found.is_understood else found.problems,
        "every": f"?{urlencode({'q': found.text})}" if found.only else "",
    }
    return render(request, "finder/found.html", context, status=200 if found.is_understood else 422)
