"""Following an incident through the API: who watches, what is new, who is there (CO-10)."""

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents import services
from incidents.api.shapes import NewsShape, WatcherShape
from incidents.finding import find, membership_for
from incidents.models import Incident
from incidents.news import look, visible_events
from incidents.watching import watchers_shown
from portal.kernel.keys import read_key
from portal.tenancy.models import Membership
from portal.web.described import Listing, answers
from portal.web.http import now
from portal.web.sent_data import portal_of

DOING = ("", "reading", "writing")


class Watchers(APIView):
    """Who is told what happens to an incident; of the vendor's people, customers see nobody."""

    @answers(WatcherShape, listing=Listing.RESULTS)
    def get(self, request: Request, number: str) -> Response:
        """List them by name."""
        return _watchers(*_seen(request, number))

    @answers(WatcherShape, listing=Listing.RESULTS)
    def post(self, request: Request, number: str) -> Response:
        """Join them; twice is as once."""
        incident, by = _seen(request, number)
        services.watch(incident=incident, by=by, at=now())
        return _watchers(incident, by)

    @answers(WatcherShape, listing=Listing.RESULTS)
    def delete(self, request: Request, number: str) -> Response:
        """Leave them."""
        incident, by = _seen(request, number)
        services.stop_watching(incident=incident, by=by, at=now())
        return _watchers(incident, by)


class News(APIView):
    """What came after an event of an incident, and who else has it open."""

    @answers(
        NewsShape,
        query={
            "after": "The last event that is known; without it, all counts.",
            "doing": "`reading` or `writing`: colleagues see it for 40 seconds.",
        },
    )
    def get(self, request: Request, number: str) -> Response:
        """Show it."""
        after, doing = request.query_params.get("after", "0"), request.query_params.get("doing", "")
        known = read_key(after)
        if known is None:
            raise ValidationError({"after": ["Send the number of an event."]})
        if doing not in DOING:
            raise ValidationError({"doing": ["Send reading or writing, or nothing."]})
        incident, by = _seen(request, number)
        found = look(incident, by, after=known, doing=doing, at=now())
        last = visible_events(incident, by).order_by("-pk").values_list("pk", flat=True).first()
        said: NewsShape = {
            "new": found.new,
            "last_event": last or 0,
            "present": [{"name": one.name, "is_writing": one.is_writing} for one in found.present],
        }
        return Response(said)


def _seen(request: Request, number: str) -> tuple[Incident, Membership]:
    portal = portal_of(request)
    incident = find(portal, number)
    return incident, membership_for(portal, incident)


def _watchers(incident: Incident, reader: Membership) -> Response:
    rows: list[WatcherShape] = [
        {
            "membership": one.pk,
            "name": str(one.person),
            "is_staff": one.is_staff_side,
            "is_oneself": one.pk == reader.pk,
        }
        for one in watchers_shown(incident, reader)
    ]
    return Response({"results": rows})
