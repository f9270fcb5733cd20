"""Suppliers and what they promise, through the API: the pages' own services (LU-24, CO-10)."""

from dataclasses import replace

from django import forms
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.forms.suppliers import ShareForm, SignForm, SupplierForm
from contracts.models import Supplier
from contracts.services import suppliers as services
from contracts.views.finding import is_staff
from incidents.api.supplier_data import (
    GivenShape,
    OneSupplierShape,
    SupplierShape,
    given_as_data,
    one_as_data,
    supplier_as_data,
)
from incidents.finding import able
from incidents.pages.suppliers import find_supplier, share_form_of, shares_seen, terms_in_force
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, portal_of, typed_in

TARGETS = {
    "targets": {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 1},
        "description": "Minutes of their own hours, by the key of a severity.",
    }
}
NOUNS = {
    "agreements": Body(
        of=SignForm,
        also=TARGETS,
        needed=("targets",),
        status=201,
        words="Keep what they promise from a date on.",
    ),
    "shares": Body(of=ShareForm, status=201, words="Give a customer an agreement's details."),
    "ending": Body(words="Ask them no more; their history stays."),
}


class Suppliers(APIView):
    """The vendor's suppliers and departments, for its own people."""

    @answers(SupplierShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List them by name."""
        portal = portal_of(request)
        if not is_staff(portal):
            raise Http404
        rows = Supplier.objects.prefetch_related("agreements__targets")
        terms, zone, today = terms_in_force(portal), portal.vendor.time_zone, now().date()
        return Response({"results": [supplier_as_data(one, terms, zone, today) for one in rows]})

    @answers(OneSupplierShape, takes=SupplierForm, status=201)
    def post(self, request: Request) -> Response:
        """Keep one."""
        portal = portal_of(request)
        by = able(portal, Act.MANAGE_SUPPLIERS)
        said = _valid(SupplierForm(typed_in(request))).cleaned_data
        supplier = services.add_supplier(by=by, **said, at=now())
        return Response(_one(portal, supplier.pk), status=201)


class OneSupplier(APIView):
    """One supplier with its agreements, each beside what customers were promised."""

    @answers(OneSupplierShape)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        return Response(_one(portal_of(request), pk))


class SupplierDeed(APIView):
    """What is done to a supplier, by the pages' nouns."""

    @answers(OneSupplierShape, nouns=NOUNS)
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        by, supplier = able(portal, Act.MANAGE_SUPPLIERS), find_supplier(portal, pk)
        if noun not in NOUNS:
            raise Http404
        DEEDS[noun](supplier, by, request)
        return Response(_one(portal, pk), status=NOUNS[noun].status or 200)


class Given(APIView):
    """The suppliers' agreements that the reader's customers asked for and were given."""

    @answers(GivenShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List them, the last to be given first."""
        rows = shares_seen(portal_of(request))
        return Response({"results": [given_as_data(one) for one in rows]})


def _sign(supplier: Supplier, by: Membership, request: Request) -> None:
    form = _valid(SignForm(typed_in(request), severities={}))
    # The targets come beside it, in minutes.
    signed = replace(form.signed(), minutes=_minutes(data_of(request).get("targets")))
    services.sign_with_supplier(by=by, supplier=supplier, signed=signed, at=now())


def _share(supplier: Supplier, by: Membership, request: Request) -> None:
    said = _valid(share_form_of(supplier, typed_in(request))).cleaned_data
    services.share_with(by=by, **said, at=now())


def _end(supplier: Supplier, by: Membership, _: Request) -> None:
    services.end_supplier(by=by, supplier=supplier, at=now())


DEEDS = {"agreements": _sign, "shares": _share, "ending": _end}


def _minutes(said: object) -> dict[str, int]:
    if not isinstance(said, dict) or not all(type(one) is int for one in said.values()):
        raise ValidationError({"targets": ["Send minutes, whole numbers, by severity."]})
    return said


def _valid[F: forms.Form](form: F) -> F:
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form


def _one(portal: PortalRequest, pk: int) -> OneSupplierShape:
    supplier = find_supplier(portal, pk)
    return one_as_data(supplier, terms_in_force(portal), portal.vendor.time_zone, now().date())
