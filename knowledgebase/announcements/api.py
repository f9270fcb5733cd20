"""Announcements through the API, by the pages' own services (LU-28, CO-10)."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from knowledgebase.announcements import services
from knowledgebase.announcements.api_shapes import (
    AnnouncementRowShape,
    AnnouncementShape,
    ReadAllShape,
    answer_of,
    row_of,
)
from knowledgebase.announcements.deeds import NOUNS, form_for
from knowledgebase.announcements.finding import announcer, to_be_announced, to_be_shown
from knowledgebase.announcements.forms import AnnouncementForm, FilterForm
from knowledgebase.announcements.making import editor_form
from knowledgebase.announcements.queries import announcements_for, unread_of, with_reading
from knowledgebase.announcements.reach import reach_of
from knowledgebase.announcements.reading import mark_all_read, mark_read
from knowledgebase.domain.announcing import Stage
from knowledgebase.finding import allowed
from knowledgebase.models import Announcement
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import portal_of, typed_in

ON_A_PAGE = 50
NAMED: dict[str, Any] = {
    "tiers": {"type": "array", "items": {"type": "string"}, "description": "Keys of tiers."},
    "versions": {
        "type": "array",
        "items": {"type": "string"},
        "description": "5.2 for all of that series, 5.3.1 for that release; none: every version.",
    },
    "product": {"type": "string", "description": "By its name."},
}
CONTENT = Body(of=AnnouncementForm, also=NAMED)
DONE = {
    "publication": "Publish it, at once or at an hour.",
    "returning": "Take what waits for its hour back into a draft.",
    "withdrawal": "Withdraw it, with the reason.",
}


class Pages(PageNumberPagination):
    page_size = ON_A_PAGE


class Announcements(APIView):
    """What is announced to a person, and writing an announcement."""

    @answers(
        AnnouncementRowShape,
        listing=Listing.NUMBERED,
        query={"kind": "release, maintenance or news.", "unread": "1: what is new to you."},
    )
    def get(self, request: Request) -> Response:
        """List what is out, the newest first."""
        portal = portal_of(request)
        said = _checked(FilterForm(request.query_params)).cleaned_data
        every = announcements_for(portal.memberships, now())
        person = portal.memberships[0].person
        rows = unread_of(every, person) if said["unread"] else with_reading(every, person)
        if said["kind"]:
            rows = rows.filter(shown__kind=said["kind"])
        pages = Pages()
        found = cast("list[Announcement]", pages.paginate_queryset(rows, request, view=self))
        return pages.get_paginated_response([row_of(one) for one in found])

    @answers(AnnouncementShape, takes=CONTENT, status=201)
    def post(self, request: Request) -> Response:
        """Begin one, a draft that nobody is told of."""
        portal = portal_of(request)
        by = announcer(portal)
        form = _checked(editor_form(portal, _typed(request)))
        made = services.start(by=by, said=form.said(), at=now())
        return Response(_answer(portal, made.pk), status=201)


class AnnouncementsReading(APIView):
    """What a person has read of all that is announced."""

    @answers(ReadAllShape)
    def post(self, request: Request) -> Response:
        """Mark all that is out for them read."""
        done = mark_all_read(memberships=portal_of(request).memberships, at=now())
        return Response(ReadAllShape(read=done))


class OneAnnouncement(APIView):
    """An announcement, as far as its reader may know it, and writing on it."""

    @answers(AnnouncementShape)
    def get(self, request: Request, pk: int) -> Response:
        """Show what is published; to those who announce also what is not."""
        return Response(_answer(portal_of(request), pk))

    @answers(AnnouncementShape, takes=CONTENT)
    def put(self, request: Request, pk: int) -> Response:
        """Write its next revision; `known` is the newest that its writer has read.

        What is out is corrected by it at once, and `words` say to its readers what changed.
        """
        portal = portal_of(request)
        by, found = announcer(portal), to_be_announced(pk)
        is_out = found.state == Stage.PUBLISHED
        form = _checked(editor_form(portal, _typed(request), is_out=is_out))
        said = form.cleaned_data
        services.save(
            by=by,
            announcement=found,
            said=form.said(),
            known=said["known"] or 0,
            words=said.get("words", ""),
            at=now(),
        )
        return Response(_answer(portal, pk))


class AnnouncementReading(APIView):
    """Whether a person has read an announcement."""

    @answers(AnnouncementShape)
    def post(self, request: Request, pk: int) -> Response:
        """Mark what is out now read."""
        portal = portal_of(request)
        found = to_be_shown(portal, pk)
        if found.state != Stage.PUBLISHED:
            raise Http404
        mark_read(by=portal.memberships[0], announcement=found, at=now())
        return Response(_answer(portal, pk))


class AnnouncementDeed(APIView):
    """What is done to an announcement, by the pages' nouns; `known` is the revision read."""

    @answers(
        AnnouncementShape,
        nouns={key: Body(of=one.form, words=DONE[key]) for key, one in NOUNS.items()},
    )
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        by, found = announcer(portal), to_be_announced(pk)
        if noun not in NOUNS:
            raise Http404
        zone = ZoneInfo(reader_zone(portal))
        form = _checked(form_for(NOUNS[noun], found, zone, _typed(request), noun))
        NOUNS[noun].do(found, by, form, now())
        return Response(_answer(portal, pk))


def _answer(portal: PortalRequest, pk: int) -> Any:
    found = to_be_shown(portal, pk)
    if not allowed(portal, Act.ANNOUNCE):
        return answer_of(found)
    return answer_of(found, reach_of(found.vendor, found.newest.content, now()))


def _typed(request: Request) -> QueryDict:
    said = typed_in(request)
    if "versions" in said:  # on the page they are typed on one line
        said["versions"] = ", ".join(said.getlist("versions"))
    return said


def _checked[F: Any](form: F) -> F:
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form
