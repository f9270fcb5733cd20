"""The one search box through the API: what was found, kind by kind (LU-26, CO-10)."""

import html
from typing import TypedDict

from django.utils.html import strip_tags
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.kernel.refusal import Refusal
from portal.web.described import answers
from portal.web.finder import Hit, Section, searched
from portal.web.http import now
from portal.web.sent_data import portal_of


class HitShape(TypedDict):
    """One thing that was found, without marks."""

    title: str
    url: str
    about: str
    excerpt: str


class KindShape(TypedDict):
    """One kind of things with the best of it; how many there are is said in words."""

    kind: str
    heading: str
    count: str
    url: str
    note: str
    hits: list[HitShape]


class FoundShape(TypedDict):
    """What was found, and which kinds did not understand the words."""

    kinds: list[KindShape]
    problems: list[str]


class Find(APIView):
    """All that a person may read, by its words."""

    @answers(
        FoundShape,
        query={"q": "Words, as in the search box.", "kind": "One kind alone, and more of it."},
    )
    def get(self, request: Request) -> Response:
        """Search every kind, or one."""
        found = searched(portal_of(request), now())
        if not found.is_understood:
            raise Refusal(" ".join(found.problems), code="not_understood")
        said: FoundShape = {
            "kinds": [_kind(one) for one in found.sections],
            "problems": list(found.problems),
        }
        return Response(said)


def _kind(section: Section) -> KindShape:
    found = section.found
    return {
        "kind": section.kind.key,
        "heading": section.kind.heading,
        "count": found.count,
        "url": found.url,
        "note": found.note,
        "hits": [_hit(one) for one in found.hits],
    }


def _hit(hit: Hit) -> HitShape:
    return {
        "title": _plain(hit.title),
        "url": hit.url,
        "about": hit.about,
        "excerpt": _plain(hit.excerpt),
    }


def _plain(marked: str) -> str:
    """Return marked text as it was written: what people typed was escaped before it was marked."""
    return html.unescape(strip_tags(marked))
