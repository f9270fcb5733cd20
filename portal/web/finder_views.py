"""The page of the one search box: what was found, kind by kind."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel.refusal import Refusal
from portal.web.finder import Found, Kind, offered
from portal.web.http import PortalRequest, now

MOST_OF_EACH, MOST_OF_ONE = 5, 50
LONGEST = 300  # characters; no kind reads more


@dataclass(frozen=True, slots=True)
class Section:
    """One kind with what was found of it."""

    kind: Kind
    found: Found


@require_safe
def find(request: PortalRequest) -> HttpResponse:
    """Show what fits of every kind, or more of one."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: LONGEST + 1]
    kinds = offered(request)
    only = next((one for one in kinds if one.key == request.GET.get("kind")), None)
    context: dict[str, Any] = {"text": text, "kinds": kinds, "only": only}
    if not text:
        return render(request, "finder/found.html", context)
    asked, most = ([only], MOST_OF_ONE) if only else (kinds, MOST_OF_EACH)
    sections, problems = _found(request, asked, text, most)
    hits = [one for one in sections if one.found.hits]
    if sections and not hits and not only:
        for one in sections:
            one.kind.missed(request, text, now())
    context |= {
        "sections": hits,
        "empty": [one.kind for one in sections if not one.found.hits],
        # Each kind has words of its own: what one of them understands is answered.
        "problems": [] if sections else problems,
        "every": f"?{urlencode({'q': text})}" if only else "",
    }
    return render(request, "finder/found.html", context, status=200 if sections else 422)


def _found(
    request: PortalRequest, kinds: list[Kind], text: str, most: int
) -> tuple[list[Section], list[str]]:
    sections, problems = [], []
    for kind in kinds:
        try:
            sections.append(Section(kind, kind.find(request, text, most=most, at=now())))
        except Refusal as refusal:
            problems.append(f"{kind.heading}: {refusal}")
    return sections, problems
