"""Mails that came in, through the API: what is held, and the pages' own decisions (CO-10)."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.finding import able, find_mail
from incidents.mail_deeds import MAIL_NOUNS, SHOWN
from incidents.mailin.reading import read
from incidents.models import InboundMail, MailState
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import now
from portal.web.sent_data import data_of, portal_of


class MailSerializer(serializers.ModelSerializer[InboundMail]):
    """A mail as a row; explicit fields, so that a new column is not published by accident."""

    incident = serializers.StringRelatedField[InboundMail](allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", read_only=True, allow_null=True)

    class Meta:
        model = InboundMail
        fields = (
            "id",
            "received_at",
            "sender",
            "sender_name",
            "recipients",
            "subject",
            "files",
            "is_verified",
            "proof",
            "has_patient_data",
            "state",
            "reason",
            "incident",
            "decided_by",
            "decided_at",
        )
        read_only_fields = fields


DONE = {
    "report": "Raise an incident from it, counted from when it was received.",
    "answer": "Make it part of an incident.",
    "discarding": "Put it away; the mail itself is kept.",
}
WORDS = {
    "text": {"type": "string"},
    "file_names": {"type": "array", "items": {"type": "string"}},
}


class NewestFirst(CursorPagination):
    ordering = ("-received_at", "-pk")
    page_size = 50


class Mails(APIView):
    """The mails of one state; held ones, where none is named."""

    @answers(
        MailSerializer,
        listing=Listing.CURSOR,
        query={"state": f"One of: {', '.join(MailState.values)}; without one, held ones."},
    )
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        able(portal_of(request), Act.WORK_ON_INCIDENTS)
        state = request.query_params.get("state", MailState.HELD)
        if state not in MailState.values:
            raise ValidationError({"state": [f"One of: {', '.join(MailState.values)}."]})
        rows = InboundMail.objects.filter(vendor=portal_of(request).vendor, state=state)
        pages = NewestFirst()
        named = rows.select_related("incident__vendor", "decided_by")
        page = pages.paginate_queryset(named, request, view=self)
        return pages.get_paginated_response(MailSerializer(page, many=True).data)


class OneMail(APIView):
    """One mail with its words."""

    @answers(MailSerializer, more=WORDS)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        portal = portal_of(request)
        able(portal, Act.WORK_ON_INCIDENTS)
        mail = find_mail(portal, pk)
        parsed = read(mail.source.raw)
        names = [file.name for file in parsed.files]
        said = {"text": parsed.text[:SHOWN], "file_names": names}
        return Response(MailSerializer(mail).data | said)


class MailDeed(APIView):
    """What staff decide on a mail, by the pages' nouns."""

    @answers(
        MailSerializer,
        nouns={key: Body(of=one.form, words=DONE[key]) for key, one in MAIL_NOUNS.items()},
    )
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        if noun not in MAIL_NOUNS:
            raise Http404
        mail, what = find_mail(portal, pk), MAIL_NOUNS[noun]
        form = what.form(data_of(request), mail=mail)
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        what.do(mail, by, form, now())
        return Response(MailSerializer(find_mail(portal, pk)).data)
