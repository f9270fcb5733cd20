"""Ready texts through the API: the same services as the pages (CO-10)."""

from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.finding import able
from incidents.forms import ChangedMacroForm, MacroForm
from incidents.models import Macro
from incidents.services.macros import archive_macro, change_macro, keep_macro
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.described import Listing, answers
from portal.web.http import now
from portal.web.sent_data import data_of, portal_of


class MacroSerializer(serializers.ModelSerializer[Macro]):
    """A ready text; `place` is the composer it is for."""

    is_shared = serializers.SerializerMethodField()

    class Meta:
        model = Macro
        fields = ("id", "name", "place", "text", "is_shared", "changed_at")
        read_only_fields = fields

    def get_is_shared(self, macro: Macro) -> bool:
        """Return whether it is the whole desk's."""
        return macro.owner_id is None


class Macros(APIView):
    """The ready texts that one can use, and keeping another."""

    @answers(MacroSerializer, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List them by name."""
        rows = Macro.objects.current().open_to(able(portal_of(request), Act.WORK_ON_INCIDENTS))
        return Response({"results": MacroSerializer(rows, many=True).data})

    @answers(MacroSerializer, takes=MacroForm, status=201)
    def post(self, request: Request) -> Response:
        """Keep one."""
        by = able(portal_of(request), Act.WORK_ON_INCIDENTS)
        form = MacroForm(data_of(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        is_shared = form.cleaned_data["is_shared"]
        macro = keep_macro(by=by, words=form.words(), is_shared=is_shared, at=now())
        return Response(MacroSerializer(macro).data, status=201)


class OneMacro(APIView):
    """A ready text, and changing it."""

    @answers(MacroSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        return Response(
            MacroSerializer(_macro(able(portal_of(request), Act.WORK_ON_INCIDENTS), pk)).data
        )

    @answers(MacroSerializer, takes=ChangedMacroForm)
    def put(self, request: Request, pk: int) -> Response:
        """Change what it says; whose it is stays as it was."""
        by = able(portal_of(request), Act.WORK_ON_INCIDENTS)
        macro, form = _macro(by, pk), ChangedMacroForm(data_of(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        return Response(
            MacroSerializer(change_macro(macro=macro, by=by, words=form.words(), at=now())).data
        )


class Archiving(APIView):
    """The end of a ready text."""

    @answers(status=204)
    def post(self, request: Request, pk: int) -> Response:
        """Archive it: it is offered no more."""
        by = able(portal_of(request), Act.WORK_ON_INCIDENTS)
        archive_macro(macro=_macro(by, pk), by=by, at=now())
        return Response(status=204)


def _macro(by: Membership, pk: int) -> Macro:
    macro = Macro.objects.open_to(by).filter(pk=pk).first()
    if macro is None:
        raise NotFound
    return macro
