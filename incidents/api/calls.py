"""Telephone calls through the API: logged by the same service as on the page (CO-09, CO-10)."""

from datetime import UTC, datetime
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents import services
from incidents.api.incidents import CONTRACT, OPTIONAL, PARSERS, IncidentSerializer, said_in
from incidents.callers import callers_at
from incidents.choosing import choose
from incidents.forms import RaiseForm
from incidents.forms.files import with_files
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require
from portal.web.described import Body, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import portal_of

CALLER = {
    "contact": {"type": "string", "format": "email"},
    "called_at": {"type": "string", "format": "date-time"},
}


class Calls(APIView):
    """Telephone calls of registered contacts, logged by the vendor's staff."""

    parser_classes = PARSERS

    @answers(
        IncidentSerializer,
        takes=Body(
            of=RaiseForm,
            also=CONTRACT | CALLER,
            needed=("contact", "called_at"),
            optional=OPTIONAL,
        ),
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Log one: `contact` is the caller's address, `called_at` when it was, with its offset.

        Everything else is as for an incident; `contract` is asked where the caller has several.
        """
        portal, data, at = portal_of(request), said_in(request), now()
        desk = _desk(portal)
        called_at = _instant(data.get("called_at"))
        contacts = callers_at(portal.vendor, data.get("contact"))
        if not contacts:
            raise ValidationError({"contact": ["No registered contact has this address."]})
        choice = choose(contacts, data.get("contract"), at)
        form = with_files(request.FILES, RaiseForm(data, contract=choice.chosen))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        incident = services.log_call(
            by=desk,
            contact=choice.contact,
            contract=choice.chosen,
            instance=form.cleaned_data["instance"],
            report=form.report(),
            called_at=called_at,
            at=at,
            caution=form.cleaned_data["patient_data_acknowledged"],
            files=form.cleaned_data["files"],
        )
        return Response(IncidentSerializer(incident).data, status=201)


def _desk(portal: PortalRequest) -> Membership:
    for membership in portal.memberships:
        if may(membership, Act.WORK_ON_INCIDENTS):
            return membership
    require(portal.memberships[0], Act.WORK_ON_INCIDENTS)
    raise AssertionError("require() refuses what may() denied")


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(str(value))
        if instant.utcoffset() is not None and 2000 <= instant.year < 2200:
            return instant.astimezone(UTC).replace(microsecond=0)
    except ValueError:
        pass  # said below, as for an instant without its offset
    said = "Give an instant with its offset, such as 2026-03-02T14:30:00Z."
    raise ValidationError({"called_at": [said]})
