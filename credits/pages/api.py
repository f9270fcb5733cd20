"""Ledgers, months' credits and rights through the API: the same services as the pages (CO-10)."""

from django.http import Http404, QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.views.finding import allowed, contract_seen
from credits.chronic import chronic_of
from credits.models import LedgerEntry, TerminationRight
from credits.pages.deeds import DEEDS, Asked, form_for
from credits.pages.finding import credit_seen, entry_seen, month_of, right_seen
from credits.pages.forms import (
    ApplicationForm,
    EndingForm,
    NoteForm,
    OffsetForm,
    PaymentForm,
    ReversalForm,
)
from credits.pages.shapes import (
    ChronicShape,
    EntryShape,
    FigureShape,
    RightShape,
    StateShape,
    entry_data,
    figure_data,
    right_data,
    state_data,
)
from credits.queries import credits_of, statement_of, states_of
from credits.services.chronic import end_right
from credits.services.settling import reverse
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import portal_of, typed_in

FORMS = {
    "note": NoteForm,
    "application": ApplicationForm,
    "payment": PaymentForm,
    "offset": OffsetForm,
}


class OldestFirst(CursorPagination):
    ordering = ("at", "pk")
    page_size = 50


class Ledger(APIView):
    """A contract's ledger."""

    @answers(EntryShape, listing=Listing.CURSOR)
    def get(self, request: Request, pk: int) -> Response:
        """List its entries as they were written."""
        contract, pages = contract_seen(portal_of(request), pk), OldestFirst()
        rows = LedgerEntry.objects.filter(contract=contract).select_related("by", "invoice")
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response([entry_data(one) for one in page or []])


class Credits(APIView):
    """A contract's credits."""

    @answers(StateShape, listing=Listing.RESULTS)
    def get(self, request: Request, pk: int) -> Response:
        """Return where each credit stands, the oldest month first."""
        contract = contract_seen(portal_of(request), pk)
        found = states_of(statement_of(contract).entries)
        return Response({"results": [state_data(one) for one in found]})


class MonthCredits(APIView):
    """What a month earns."""

    @answers(FigureShape, listing=Listing.RESULTS)
    def get(self, request: Request, pk: int, month: str) -> Response:
        """Return what each rule of the agreement gives, claimed or not."""
        contract = contract_seen(portal_of(request), pk)
        found = credits_of(contract, month_of(month), at=now())
        return Response({"results": [figure_data(one) for one in found]})


class Deed(APIView):
    """Settling a credit, by the same nouns as the pages'."""

    @answers(
        StateShape,
        nouns={
            noun: Body(of=form, optional=("key",), words=DEEDS[noun].title)
            for noun, form in FORMS.items()
        },
        headers={"Idempotency-Key": "Sent again, nothing is done twice. Needed."},
    )
    def post(self, request: Request, pk: int, month: str, source: str, noun: str) -> Response:
        """Do it; the same `Idempotency-Key` again changes nothing."""
        portal, at = portal_of(request), now()
        contract, state = credit_seen(portal, pk, month, source)
        by = _settler(portal)
        if noun not in DEEDS:
            raise Http404
        form = form_for(noun, state, at, _keyed(request, noun))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        DEEDS[noun].act(Asked(by=by, state=state, at=at), form)
        _, state = credit_seen(portal, contract.pk, month, source)
        return Response(state_data(state))


class Reversal(APIView):
    """Taking an entry back."""

    @answers(EntryShape, takes=ReversalForm, status=201)
    def post(self, request: Request, pk: int) -> Response:
        """Write the entry that says the opposite."""
        portal = portal_of(request)
        entry, by = entry_seen(portal, pk), _settler(portal)
        form = ReversalForm(typed_in(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        made = reverse(by=by, entry=entry, words=form.cleaned_data["words"], at=now())
        return Response(entry_data(made), status=201)


class Chronic(APIView):
    """Chronic failure of a contract."""

    @answers(ChronicShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return the distance to it, and the rights that arose."""
        contract = contract_seen(portal_of(request), pk)
        state = chronic_of(contract, now())
        rows = TerminationRight.objects.filter(contract=contract).select_related("end")
        sentences = state.sentences if state else []
        return Response({"sentences": sentences, "rights": [right_data(one) for one in rows]})


class Ending(APIView):
    """The end of a right to terminate."""

    @answers(RightShape, takes=EndingForm)
    def post(self, request: Request, pk: int) -> Response:
        """Record what the customer said of it."""
        portal, at = portal_of(request), now()
        right, by = right_seen(portal, pk), _settler(portal)
        form = EndingForm(typed_in(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        end_right(by=by, right=right, at=at, **form.ending())
        return Response(right_data(right_seen(portal, pk)))


def _keyed(request: Request, noun: str) -> QueryDict:
    """Return what was sent as the page's form sends it, with the key of the header."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise ValidationError({"Idempotency-Key": ["Send one, so that nothing is done twice."]})
    sent = QueryDict(mutable=True)
    for name, said in typed_in(request).lists():
        sent.setlist(f"{noun}-{name}", said)
    sent[f"{noun}-key"] = key
    return sent


def _settler(portal: PortalRequest) -> Membership:
    by = allowed(portal, Act.DECIDE_CREDITS)
    if by is None:
        raise Refusal("You cannot settle credits here.", code="not_allowed")
    return by
