"""A message's file through the API: as a page gives it out, to programs too (CO-10)."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents.pages.giving import found_file, given_out
from portal.web.described import FILE, answers
from portal.web.sent_data import portal_of


class File(APIView):
    """The content of a file, to whoever may read the message that it came with."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer whatever is accepted: a file is of its own kind, problems are JSON."""
        del force
        return super().perform_content_negotiation(request, force=True)

    @answers(FILE)
    def get(self, request: Request, number: str, pk: int) -> HttpResponseBase:
        """Give it out; 409 while it is checked, and for good where it is withheld."""
        portal = portal_of(request)
        incident, attachment = found_file(portal, number, pk)
        return given_out(portal, incident, attachment)
