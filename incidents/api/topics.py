"""Topics of the forum as enhancement requests, through the API (LU-28, CO-10)."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api.problems import shown_problem
from incidents.api.shapes import KnownProblemShape
from incidents.finding import find_problem, find_topic, topic_asker
from incidents.pages.problems import row_of
from incidents.services.topics import request_enhancement
from portal.web.described import answers
from portal.web.http import now
from portal.web.sent_data import portal_of


class TopicRequested(APIView):
    """A topic of the forum that becomes an enhancement request."""

    @answers(KnownProblemShape, status=201)
    def post(self, request: Request, topic: int) -> Response:
        """Report it to product management as a problem of its own."""
        portal = portal_of(request)
        by, found = topic_asker(portal), find_topic(topic)
        made = request_enhancement(topic=found, by=by, at=now())
        return Response(
            shown_problem(row_of(find_problem(portal, made.problem.number)), portal), status=201
        )
