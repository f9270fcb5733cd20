"""The forum through the API, by the pages' own services (LU-28, CO-10)."""

from typing import Any, cast

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from knowledgebase.domain.asking import asked
from knowledgebase.forum.api_shapes import (
    ForumNameShape,
    ForumReportShape,
    ForumTopicRowShape,
    ForumTopicShape,
    name_of,
    report_of,
    row_of,
    topic_of,
)
from knowledgebase.forum.finding import able, find_post, find_report, find_topic, reader
from knowledgebase.forum.forms import DecisionForm, EditForm, NameForm, TopicForm
from knowledgebase.forum.naming import has_written
from knowledgebase.forum.nouns import POST_NOUNS, TOPIC_NOUNS
from knowledgebase.forum.queries import narrowed, opened, rows_of, waiting
from knowledgebase.forum.searching import search
from knowledgebase.forum.services.moderating import decide
from knowledgebase.forum.services.names import choose_name
from knowledgebase.forum.services.switching import open_forum
from knowledgebase.forum.services.writing import ask
from knowledgebase.models import ForumTopic
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import portal_of, typed_in

ON_A_PAGE = 50


class Pages(PageNumberPagination):
    page_size = ON_A_PAGE


class ForumView(APIView):
    """An address that is there only while the vendor's forum is open."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer 404 where the vendor has no forum, whatever the address names."""
        super().initial(request, *args, **kwargs)
        if not portal_of(request).vendor.has_forum:
            raise Http404


class Topics(ForumView):
    """The topics of the forum, and asking."""

    @answers(
        ForumTopicRowShape,
        listing=Listing.NUMBERED,
        query={
            "q": "Words, as on the page: the best first.",
            "state": "`open`, `answered`, `unanswered` or `locked`.",
            "tag": "Those with a tag.",
        },
    )
    def get(self, request: Request) -> Response:
        """List them, the last answered first; or search them."""
        said = request.query_params
        rows = narrowed(state=said.get("state", ""), tag=said.get("tag", ""))
        pages, text = Pages(), said.get("q", "").strip()
        if text:
            keys, _ = search(rows, asked(text), most=ON_A_PAGE)
            known = rows.in_bulk(keys)
            best = [known[key] for key in keys if key in known]
            found = pages.paginate_queryset(best, request, view=self)
        else:
            found = pages.paginate_queryset(rows, request, view=self)
        shown = rows_of(cast("list[ForumTopic]", found), reader(portal_of(request)))
        return pages.get_paginated_response([row_of(one) for one in shown])

    @answers(ForumTopicShape, takes=TopicForm, status=201)
    def post(self, request: Request) -> Response:
        """Ask something."""
        portal = portal_of(request)
        by = able(portal, Act.WRITE_IN_FORUM)
        form = _checked(TopicForm(typed_in(request)))
        caution = form.cleaned_data["patient_data_acknowledged"]
        made = ask(by=by, said=form.said(), at=now(), caution=caution)
        return Response(_topic(portal, made.pk), status=201)


class OneTopic(ForumView):
    """A topic with its answers."""

    @answers(ForumTopicShape, query={"page": "Which page of its answers."})
    def get(self, request: Request, topic: int) -> Response:
        """Show it."""
        return Response(_topic(portal_of(request), topic, request.query_params.get("page")))


class TopicDeed(ForumView):
    """What is done to a topic, by the pages' nouns."""

    @answers(
        ForumTopicShape,
        nouns={key: Body(of=one.form, words=one.words) for key, one in TOPIC_NOUNS.items()},
    )
    def post(self, request: Request, topic: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        found = find_topic(portal, topic)
        if noun not in TOPIC_NOUNS:
            raise Http404
        what = TOPIC_NOUNS[noun]
        by = able(portal, what.act)
        what.do(found, by, _checked(what.form(typed_in(request))), now())
        return Response(_topic(portal, topic))


class PostDeed(ForumView):
    """What is done to a question or an answer, by the pages' nouns."""

    @answers(
        ForumTopicShape,
        nouns={
            key: Body(
                of=one.form,
                words=one.words,
                optional=("title",) if one.form is EditForm else (),  # of an answer
            )
            for key, one in POST_NOUNS.items()
        },
    )
    def post(self, request: Request, post: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        found = find_post(portal, post)
        if noun not in POST_NOUNS:
            raise Http404
        what = POST_NOUNS[noun]
        by = able(portal, what.act)
        data = typed_in(request)
        form = EditForm(data, post=found) if what.form is EditForm else what.form(data)
        what.do(found, by, _checked(form), now())
        return Response(_topic(portal, found.topic_id))


class Reports(ForumView):
    """What was reported and waits for a moderator."""

    @answers(ForumReportShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List it, the oldest first."""
        portal = portal_of(request)
        able(portal, Act.MODERATE_FORUM)
        found = waiting(reader(portal)).reports
        return Response({"results": [report_of(one, writer) for one, writer in found]})


class Decision(ForumView):
    """What becomes of a reported post."""

    @answers(ForumReportShape, takes=DecisionForm)
    def post(self, request: Request, reported: int) -> Response:
        """Decide it."""
        portal = portal_of(request)
        by, found = able(portal, Act.MODERATE_FORUM), find_report(portal, reported)
        form = _checked(DecisionForm(typed_in(request)))
        decide(by=by, report=found, at=now(), **form.cleaned_data)
        return Response(report_of(find_report(portal, reported)))


class OwnName(ForumView):
    """Under which name one writes."""

    @answers(ForumNameShape, takes=NameForm)
    def post(self, request: Request) -> Response:
        """Choose it; from the first post on only whether the organisation may be shown."""
        by = able(portal_of(request), Act.WRITE_IN_FORUM)
        if by.is_staff_side:
            raise Http404  # they write under their own
        is_kept = has_written(by.person)
        form = NameForm(typed_in(request), is_kept=False, customer=str(by.customer))
        if is_kept:
            form.fields["name"].required = False
        kept = choose_name(by=by, at=now(), **_checked(form).cleaned_data)
        return Response(name_of(kept, is_kept=is_kept))


class SwitchView(APIView):
    """Whether the vendor has a forum."""

    @answers(
        status=204,
        nouns={
            "opening": Body(words="Open it.", status=204),
            "closing": Body(words="Close it.", status=204),
        },
    )
    def post(self, request: Request, noun: str) -> Response:
        """Do it."""
        by = able(portal_of(request), Act.OPEN_FORUM)
        if noun not in {"opening", "closing"}:
            raise Http404
        open_forum(by=by, is_open=noun == "opening", at=now())
        return Response(status=204)


def _topic(portal: PortalRequest, topic: int, page: str | None = None) -> ForumTopicShape:
    return topic_of(opened(find_topic(portal, topic), reader(portal), page))


def _checked[F: Any](form: F) -> F:
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form
