"""Saved views through the API: the same searches, by the same services."""

from typing import Any, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.finding import able
from incidents.forms.queue import ViewForm, ViewNameForm
from incidents.models import SavedView
from incidents.services import saved_views as services
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now


class ViewSerializer(serializers.ModelSerializer[SavedView]):
    """A view as a row."""

    owner = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = SavedView
        fields = ("id", "name", "query", "owner", "is_shared")
        read_only_fields = fields


NOUNS = {
    "naming": Body(of=ViewNameForm, words="Give it another name."),
    "sharing": Body(
        also={"shared": {"type": "boolean"}},
        needed=("shared",),
        words="Share it with the desk, or keep it for oneself.",
    ),
    "place": Body(
        also={"way": {"type": "string", "enum": ["up", "down"]}},
        needed=("way",),
        words="Move it up or down.",
    ),
    "ending": Body(words="Delete it.", status=204),
}


class SavedViews(APIView):
    """The views of the queue that a person has, and keeping another."""

    @answers(ViewSerializer, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List one's own and the shared ones."""
        portal = cast("PortalRequest", request._request)
        able(portal, Act.WORK_ON_INCIDENTS)
        rows = SavedView.objects.for_person(portal.user).select_related("owner")
        return Response({"results": ViewSerializer(rows, many=True).data})

    @answers(ViewSerializer, takes=Body(of=ViewForm, renamed={"q": "query"}), status=201)
    def post(self, request: Request) -> Response:
        """Keep a search (`query`) under a name (`name`)."""
        portal = cast("PortalRequest", request._request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        said: dict[str, Any] = request.data if isinstance(request.data, dict) else {}
        form = ViewForm({"name": said.get("name"), "q": said.get("query")})
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        view = services.save_view(
            by=by, name=form.cleaned_data["name"], query=form.cleaned_data["q"]
        )
        return Response(ViewSerializer(view).data, status=201)


class ViewDeed(APIView):
    """What can be done to a view, by the pages' nouns."""

    @answers(ViewSerializer, nouns=NOUNS)
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Do it: `naming` with `name`, `sharing` with `shared`, `place` with `way`, `ending`."""
        portal = cast("PortalRequest", request._request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        rows = SavedView.objects.for_person(portal.user).select_related("owner")
        view = get_object_or_404(rows, pk=pk)
        said: dict[str, Any] = request.data if isinstance(request.data, dict) else {}
        if noun == "ending":
            services.delete_view(view=view, by=by, at=now())
            return Response(status=204)
        return Response(ViewSerializer(_done(noun, view, by, said)).data)


def _done(noun: str, view: SavedView, by: Membership, said: dict[str, Any]) -> SavedView:
    if noun == "naming":
        form = ViewNameForm({"name": said.get("name")})
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        return services.rename_view(view=view, by=by, name=form.cleaned_data["name"])
    if noun == "sharing":
        shared = _one_of(said, "shared", (True, False))
        return services.share_view(view=view, by=by, shared=bool(shared), at=now())
    if noun == "place":
        services.move_view(view=view, by=by, up=_one_of(said, "way", ("up", "down")) == "up")
        return view
    raise Http404


def _one_of(said: dict[str, Any], name: str, possible: tuple[object, ...]) -> object:
    value = said.get(name)
    if not any(value is one or (isinstance(one, str) and value == one) for one in possible):
        named = " or ".join(str(one).lower() for one in possible)
        raise ValidationError({name: [f"Send {named}."]})
    return value
