"""Schedules through the API, by the pages' own services (CO-10)."""

from typing import cast

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import typed_in
from reports.models import ReportRun, ReportSchedule
from reports.schedules.forms import ChangeForm, NewForm
from reports.schedules.shapes import RunShape, ScheduleShape, ScheduleWithRunsShape
from reports.schedules.views import (
    TURNS,
    change,
    change_form,
    customer_asked,
    keeper,
    make,
    new_form,
    schedule_of,
)

MOST = 200
CUSTOMER = {"customer": "The key of the customer whose reports are sent."}


class Schedules(APIView):
    """What is sent regularly."""

    @answers(ScheduleShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List the schedules."""
        keeper(_portal(request))
        rows = ReportSchedule.objects.with_names().prefetch_related("recipients")[:MOST]
        return Response({"results": list(map(_row, rows))})

    @answers(ScheduleShape, takes=Body(of=NewForm), status=201, query=CUSTOMER)
    def post(self, request: Request) -> Response:
        """Have a report sent for every period; `report` is `client`, `monthly-<contract>` or so."""
        portal = _portal(request)
        by = keeper(portal)
        customer = customer_asked(portal)
        form = new_form(portal, customer, typed_in(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        return Response(_row(make(by, form, customer, now())), status=201)


class OneSchedule(APIView):
    """One schedule with its past periods."""

    @answers(ScheduleWithRunsShape)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        keeper(_portal(request))
        schedule = schedule_of(pk)
        runs = ReportRun.objects.filter(schedule=schedule).defer("data")[:MOST]
        return Response(_row(schedule) | {"runs": list(map(_run, runs))})

    @answers(ScheduleShape, takes=Body(of=ChangeForm))
    def post(self, request: Request, pk: int) -> Response:
        """Change its day, its recipients or its form."""
        portal = _portal(request)
        by = keeper(portal)
        form = change_form(portal, schedule_of(pk), typed_in(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        return Response(_row(change(by, form, schedule_of(pk), now())))


class ScheduleTurn(APIView):
    """Pausing a schedule, and letting it go on."""

    @answers(
        ScheduleShape,
        nouns={
            "pause": Body(words="Send nothing more by it."),
            "resuming": Body(words="Go on with it from today."),
        },
    )
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Do it."""
        by = keeper(_portal(request))
        schedule = schedule_of(pk)
        if noun not in TURNS:
            raise Http404
        deed, _ = TURNS[noun]
        return Response(_row(deed(by=by, schedule=schedule, revision=schedule.revision, at=now())))


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)


def _row(schedule: ReportSchedule) -> ScheduleShape:
    return {
        "id": schedule.pk,
        "kind": schedule.kind,
        "customer": schedule.customer_id,
        "contract": schedule.contract_id,
        "business_day": schedule.business_day,
        "recipients": [one.membership_id for one in schedule.recipients.all()],
        "attaches_pdf": schedule.attaches_pdf,
        "revision": schedule.revision,
        "since": schedule.since,
        "paused_at": schedule.paused_at,
    }


def _run(run: ReportRun) -> RunShape:
    return {
        "period": run.period,
        "due_on": run.due_on,
        "state": run.state,
        "why": run.why,
        "issued": run.issued_id,
        "recipients": run.recipients,
        "sent_at": run.sent_at,
    }
