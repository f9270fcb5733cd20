"""Invoices through the API: the same services as the pages, JSON in and out (CO-10)."""

from datetime import date
from typing import TypedDict

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.billing import NOUNS, Shown, shown
from contracts.forms.invoices import FactForm, InvoiceForm
from contracts.models import Invoice
from contracts.services import invoices as services
from contracts.standings import today_at
from contracts.views.finding import allowed, contracts_seen
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import portal_of, typed_in

LONGEST_KEY = 80


class InvoiceShape(TypedDict):
    """An invoice with where it stands; `amount` is a decimal as text."""

    id: int
    number: str
    customer: str
    contract: int
    period_from: date | None
    period_until: date | None
    issued_on: date
    due_on: date
    amount: str
    currency: str
    state: str | None
    is_overdue: bool


class NewestFirst(CursorPagination):
    ordering = ("-issued_on", "-pk")
    page_size = 50


class Invoices(APIView):
    """The invoices a person may see, and entering one."""

    @answers(InvoiceShape, listing=Listing.CURSOR)
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        portal = portal_of(request)
        today = today_at(portal.vendor, now())
        rows = Invoice.objects.visible_to(portal.memberships).with_last_fact(today)
        pages = NewestFirst()
        page = pages.paginate_queryset(
            rows.select_related("contract__customer"), request, view=self
        )
        return pages.get_paginated_response([_row(one) for one in shown(page or [], today)])

    @answers(
        InvoiceShape,
        takes=InvoiceForm,
        headers={"Idempotency-Key": "Sent again, it answers with the same invoice."},
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Enter one; the same `Idempotency-Key` again answers with the same invoice."""
        portal = portal_of(request)
        by = _biller(portal)
        form = InvoiceForm(typed_in(request), contracts=contracts_seen(portal))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        key = request.headers.get("Idempotency-Key", "")
        if len(key) > LONGEST_KEY:
            raise ValidationError({"Idempotency-Key": [f"At most {LONGEST_KEY} characters."]})
        at = now()
        made = services.enter(
            by=by,
            contract=form.cleaned_data["contract"],
            stated=form.stated(),
            key=key or None,
            at=at,
        )
        return Response(_one(portal, made.pk), status=201)


class Deed(APIView):
    """What happens to an invoice, by the same nouns as the pages'."""

    @answers(
        InvoiceShape,
        nouns={key: Body(of=FactForm, words=words) for key, (_, words) in NOUNS.items()},
    )
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Record it."""
        portal = portal_of(request)
        by = _biller(portal)
        found = get_object_or_404(Invoice.objects.select_related("contract"), pk=pk)
        if noun not in NOUNS:
            raise Http404
        form = FactForm(typed_in(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        fact, _ = NOUNS[noun]
        services.happen(by=by, invoice=found, fact=fact, at=now(), **form.cleaned_data)
        return Response(_one(portal, pk))


def _one(portal: PortalRequest, pk: int) -> InvoiceShape:
    today = today_at(portal.vendor, now())
    rows = Invoice.objects.filter(pk=pk).with_last_fact(today).select_related("contract__customer")
    return _row(shown(rows, today)[0])


def _row(one: Shown) -> InvoiceShape:
    """Return an invoice's published fields, named one by one."""
    invoice = one.invoice
    return {
        "id": invoice.pk,
        "number": invoice.number,
        "customer": invoice.contract.customer.name,
        "contract": invoice.contract_id,
        "period_from": invoice.period_from,
        "period_until": invoice.period_until,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "amount": str(invoice.money).partition(" ")[0],
        "currency": invoice.currency,
        "state": one.state,
        "is_overdue": one.is_overdue,
    }


def _biller(portal: PortalRequest) -> Membership:
    by = allowed(portal, Act.MANAGE_INVOICES)
    if by is None:
        raise Refusal("You cannot enter invoices and payments here.", code="not_allowed")
    return by
