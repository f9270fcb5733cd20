"""Articles through the API, by the pages' own services (LU-26, CO-10)."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from knowledgebase.api_shapes import (
    ArticleRowShape,
    ArticleShape,
    answer_of,
    found_of,
    row_of,
)
from knowledgebase.audience import tiers_named
from knowledgebase.deeds import NOUNS, by_whom, form_for
from knowledgebase.domain.asking import asked
from knowledgebase.excerpts import hits
from knowledgebase.finding import allowed, reader_of, to_be_read, to_be_written, writer
from knowledgebase.forms import ArticleForm, FeedbackForm
from knowledgebase.models import Article
from knowledgebase.queries import narrowed
from knowledgebase.searching import search
from knowledgebase.services.answering import answer, count_miss
from knowledgebase.services.writing import save, start
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.described import Body, Listing, answers
from portal.web.http import now
from portal.web.sent_data import portal_of, typed_in

ON_A_PAGE = 50
TIERS: dict[str, Any] = {
    "tiers": {"type": "array", "items": {"type": "string"}, "description": "Keys of tiers."}
}
PARTS: dict[str, Any] = {
    key: {"type": "string", "description": f"In Markdown: the {key}."}
    for key in ("problem", "steps", "resolution")
} | {key: {"type": "string"} for key in ("title", "solution", "versions")}
CONTENT = Body(of=ArticleForm, also=PARTS | TIERS, needed=("title",))
DONE = {
    "submission": "Hand it in for review.",
    "publication": "Publish it, at once or at an hour.",
    "returning": "Return it to its writer.",
    "verification": "Say that it still holds.",
    "links": "Link it to an incident, problem or release.",
    "owner": "Give it another owner.",
    "retirement": "Take it from its readers.",
    "restoring": "Write an old revision again as the newest.",
    "unlinking": "Take a link away.",
}


class Pages(PageNumberPagination):
    page_size = ON_A_PAGE


class Articles(APIView):
    """The articles that a person may read, and writing one."""

    @answers(
        ArticleRowShape,
        listing=Listing.NUMBERED,
        query={
            "q": f"Words, as on the page: the {ON_A_PAGE} that fit best.",
            "solution": "Of one solution.",
        },
    )
    def get(self, request: Request) -> Response:
        """List them, the newest first; or search them."""
        portal = portal_of(request)
        rows = narrowed(reader_of(portal), solution=request.query_params.get("solution", ""))
        text = request.query_params.get("q", "").strip()
        pages = Pages()
        if not text:
            found = cast(
                "list[Article]", pages.paginate_queryset(rows.with_text(), request, view=self)
            )
            return pages.get_paginated_response([row_of(one) for one in found])
        result = search(rows, asked(text), most=ON_A_PAGE)
        if result.is_partial or not result.keys:
            count_miss(portal.vendor, text, at=now())
        best = found_of(hits(result.keys, result.sought))
        pages.paginate_queryset(best, request, view=self)
        return pages.get_paginated_response(best)

    @answers(ArticleShape, takes=CONTENT, status=201)
    def post(self, request: Request) -> Response:
        """Begin one, a draft."""
        portal = portal_of(request)
        by = writer(portal)
        form = _checked(ArticleForm(typed_in(request), tiers=tiers_named()))
        made = start(by=by, content=form.content(), at=now())
        return Response(answer_of(to_be_written(made.slug), writes=True), status=201)


class OneArticle(APIView):
    """An article, as far as its reader may know it, and writing on it."""

    @answers(ArticleShape)
    def get(self, request: Request, title: str) -> Response:
        """Show what is published; to those who write articles also what is being written."""
        portal = portal_of(request)
        if allowed(portal, Act.WRITE_ARTICLES):
            return Response(answer_of(to_be_written(title), writes=True))
        return Response(answer_of(to_be_read(title, reader_of(portal)), writes=False))

    @answers(ArticleShape, takes=CONTENT)
    def put(self, request: Request, title: str) -> Response:
        """Write its next revision; `known` is the newest that its writer has read."""
        portal = portal_of(request)
        by, found = writer(portal), to_be_written(title)
        form = _checked(ArticleForm(typed_in(request), tiers=tiers_named()))
        said = form.cleaned_data
        save(
            by=by,
            article=found,
            content=form.content(),
            known=said["known"] or 0,
            words=said["words"],
            at=now(),
        )
        return Response(answer_of(to_be_written(title), writes=True))


class ArticleFeedback(APIView):
    """Whether an article helped."""

    @answers(ArticleShape, takes=FeedbackForm)
    def post(self, request: Request, title: str) -> Response:
        """Say so; said again, the last word holds."""
        portal = portal_of(request)
        found = to_be_read(title, reader_of(portal))
        said = _checked(FeedbackForm(typed_in(request))).cleaned_data
        answer(
            by=portal.memberships[0],
            article=found,
            is_helpful=said["is_helpful"] == "yes",
            reason=said["reason"],
            at=now(),
        )
        return Response(answer_of(found, writes=False))


class ArticleDeed(APIView):
    """What is done to an article, by the pages' nouns; `known` is the revision its caller read."""

    @answers(
        ArticleShape,
        nouns={key: Body(of=one.form, words=DONE[key]) for key, one in NOUNS.items()},
    )
    def post(self, request: Request, title: str, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        writer(portal)
        found = to_be_written(title)
        if noun not in NOUNS:
            raise Http404
        what = NOUNS[noun]
        by = by_whom(portal.memberships, what, found)
        if by is None:
            raise Http404
        zone = ZoneInfo(reader_zone(portal))
        form = _checked(form_for(what, found, zone, typed_in(request), noun))
        what.do(found, by, form, now())
        return Response(answer_of(to_be_written(title), writes=True))


def _checked[F: Any](form: F) -> F:
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form
