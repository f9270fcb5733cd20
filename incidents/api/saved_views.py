"""Saved views through the API: the same searches, by the same services."""

from typing import Any, cast

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.finding import able
from incidents.forms.queue import ViewForm
from incidents.models import SavedView
from incidents.services.saved_views import save_view
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest


class ViewSerializer(serializers.ModelSerializer[SavedView]):
    """A view as a row."""

    owner = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = SavedView
        fields = ("name", "query", "owner", "is_shared")
        read_only_fields = fields


class SavedViews(APIView):
    """The views of the queue that a person has, and keeping another."""

    def get(self, request: Request) -> Response:
        """List one's own and the shared ones."""
        portal = cast("PortalRequest", request._request)
        able(portal, Act.WORK_ON_INCIDENTS)
        rows = SavedView.objects.for_person(portal.user).select_related("owner")
        return Response({"results": ViewSerializer(rows, many=True).data})

    def post(self, request: Request) -> Response:
        """Keep a search (`query`) under a name (`name`)."""
        portal = cast("PortalRequest", request._request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        said: dict[str, Any] = request.data if isinstance(request.data, dict) else {}
        form = ViewForm({"name": said.get("name"), "q": said.get("query")})
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        view = save_view(by=by, name=form.cleaned_data["name"], query=form.cleaned_data["q"])
        return Response(ViewSerializer(view).data, status=201)
