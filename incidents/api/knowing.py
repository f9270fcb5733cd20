"""The knowledge base beside incidents, through the API (LU-26, CO-10)."""

from typing import Any, TypedDict

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.domain.places import Place
from incidents.finding import able, find
from incidents.knowing import answers_to, beside
from incidents.services.drafts import forget_draft
from incidents.services.knowing import draft_article
from knowledgebase.api_shapes import ArticleRowShape, ArticleShape, answer_of, row_of
from knowledgebase.finding import reader_of, to_be_read, to_be_written
from knowledgebase.services.answering import solved_by
from portal.tenancy.policy import Act
from portal.web.described import Listing, answers
from portal.web.http import now
from portal.web.sent_data import portal_of


class WrittenSerializer(serializers.Serializer[Any]):
    """What somebody has written of an incident so far."""

    title = serializers.CharField(required=False, allow_blank=True, default="")
    text = serializers.CharField(required=False, allow_blank=True, default="")


class SolvedSerializer(serializers.Serializer[Any]):
    """Which article it was."""

    article = serializers.SlugField()


class BesideShape(TypedDict):
    """Articles linked to an incident, drafts too, and published ones like its report."""

    linked: list[ArticleShape]
    alike: list[ArticleRowShape]


class Offers(APIView):
    """Articles that may answer what is about to be reported."""

    @answers(ArticleRowShape, takes=WrittenSerializer, listing=Listing.RESULTS)
    def post(self, request: Request) -> Response:
        """Offer the few that fit best; nothing is kept of what was written."""
        portal = portal_of(request)
        said = _checked(WrittenSerializer(data=request.data))
        found = answers_to(portal.memberships, said["title"], said["text"], at=now())
        return Response({"results": [row_of(one) for one in found]})


class Solved(APIView):
    """That an article solved what was about to be reported."""

    @answers(ArticleRowShape, takes=SolvedSerializer)
    def post(self, request: Request) -> Response:
        """Keep it, and throw the draft of the report away; nothing is raised."""
        portal = portal_of(request)
        by = able(portal, Act.RAISE_INCIDENT)
        article = _checked(SolvedSerializer(data=request.data))["article"]
        found = to_be_read(article, reader_of(portal))
        solved_by(by=by, article=found, at=now())
        forget_draft(by=by, place=Place.RAISE)
        return Response(row_of(found))


class IncidentArticles(APIView):
    """What the knowledge base has on an incident, for those who work on it."""

    @answers(BesideShape)
    def get(self, request: Request, number: str) -> Response:
        """Show it."""
        portal = portal_of(request)
        incident = find(portal, number)
        able(portal, Act.WORK_ON_INCIDENTS)
        found = beside(incident, portal.memberships, now())
        said: BesideShape = {
            "linked": [answer_of(one, writes=True) for one in found.linked],
            "alike": [row_of(one) for one in found.alike],
        }
        return Response(said)

    @answers(ArticleShape, status=201)
    def post(self, request: Request, number: str) -> Response:
        """Draft an article from a solved incident."""
        portal = portal_of(request)
        incident = find(portal, number)
        by = able(portal, Act.WRITE_ARTICLES)
        made = draft_article(by=by, incident=incident, at=now())
        return Response(answer_of(to_be_written(made.slug), writes=True), status=201)


def _checked(said: serializers.Serializer[Any]) -> dict[str, Any]:
    said.is_valid(raise_exception=True)
    checked: dict[str, Any] = said.validated_data
    return checked
