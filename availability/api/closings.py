"""Closing months through the API: one contract's by a signature, or all that are ready (CO-10)."""

from datetime import date, datetime
from typing import Any, TypedDict

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.api.outages import Pages
from availability.domain.month import percent_text
from availability.lacking import Lack
from availability.models import ClosingRun
from availability.month_api import ClosingShape, closing_as_data
from availability.month_finding import closer, contracts_of, month_asked, month_before
from availability.month_standings import Standing, standings
from availability.services.closing import preview, sign_month
from availability.services.closing_runs import ask_again, begin_closing, runs_seen
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.web.described import Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, portal_of


class LackShape(TypedDict):
    """Something that a month lacks; what is owed must be there, the rest needs a reason."""

    outage: str
    slow_days: list[date]
    words: str
    owed: bool


class StandingShape(TypedDict):
    """Where a contract's month stands: closed, ready, lacking, not over or unpromised."""

    contract: int
    customer: str
    month: str
    state: str
    percent: str | None
    is_met: bool | None
    lacks: list[LackShape]


class LeftShape(TypedDict):
    """A contract whose month stays open; without one it is about all that are left."""

    contract: int | None
    customer: str
    why: list[str]


class ClosingRunShape(TypedDict):
    """How far closing a month of all contracts is, and what of it stays open."""

    id: int
    month: str
    state: str
    contracts: int
    looked_at: int
    closed: int
    closed_before: int
    left_open: int
    left: list[LeftShape]
    asked_by: str
    asked_at: datetime
    done_at: datetime | None


class ToSignShape(TypedDict):
    """A month as it would be signed now; `seen` is sent back with the signature."""

    seen: str
    number: int
    is_over: bool
    percent: str | None
    is_met: bool | None
    derivation: list[str]
    lacks: list[LackShape]
    changed: list[str]


class MonthSerializer(serializers.Serializer[Any]):
    """Which month."""

    month = serializers.CharField(max_length=7, help_text="Written like 2026-03.")


class SignatureSerializer(serializers.Serializer[Any]):
    """Signing a month: the facts that were looked at, and a reason where one is needed."""

    seen = serializers.CharField(max_length=64)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class Closings(APIView):
    """A month of all contracts: what each lacks, and closing those that are ready."""

    @answers(
        StandingShape,
        listing=Listing.NUMBERED,
        query={"month": "Written like 2026-03; without one it is the month that was over last."},
    )
    def get(self, request: Request) -> Response:
        """List where the month of each contract stands."""
        portal, at = portal_of(request), now()
        closer(portal)
        typed = request.query_params.get("month", "")
        month = Month.parse(typed) if typed else month_before(portal, at)
        pages = Pages()
        page = pages.paginate_queryset(contracts_of(month), request, view=self) or []
        rows = standings(portal.vendor, page, month, at=at)
        return pages.get_paginated_response([_standing(one, month) for one in rows])

    @answers(ClosingRunShape, takes=MonthSerializer, status=202)
    def post(self, request: Request) -> Response:
        """Let a worker close it wherever nothing is lacking; asked twice, it is one run."""
        portal = portal_of(request)
        sent = MonthSerializer(data=data_of(request))
        sent.is_valid(raise_exception=True)
        month = Month.parse(sent.validated_data["month"])
        run = begin_closing(by=closer(portal), month=month, at=now())
        return Response(_run(run), status=202)


class OneRun(APIView):
    """Closing a month of all contracts, while it goes on and after."""

    @answers(ClosingRunShape)
    def get(self, request: Request, closing: int) -> Response:
        """Show how far it is."""
        closer(portal_of(request))
        found = runs_seen().filter(pk=closing).first()
        if found is None:
            raise Http404
        ask_again(found, now())
        return Response(_run(found))


class Signatures(APIView):
    """One contract's month, signed by itself."""

    @answers(ToSignShape)
    def get(self, request: Request, contract: int, month: str) -> Response:
        """Show what would be signed, and what it lacks."""
        found, asked = _asked(portal_of(request), contract, month)
        try:
            shown = preview(contract=found, month=asked, at=now())
        except Refusal:
            raise Http404 from None
        percent = shown.figure.found.percent
        answer: ToSignShape = {
            "seen": shown.seen,
            "number": shown.closing.number + 1 if shown.closing else 1,
            "is_over": shown.figure.is_over,
            "percent": None if percent is None else percent_text(percent),
            "is_met": shown.figure.found.is_met,
            "derivation": shown.figure.derivation,
            "lacks": list(map(_lack, shown.lacks)),
            "changed": list(shown.difference),
        }
        return Response(answer)

    @answers(ClosingShape, takes=SignatureSerializer, status=201)
    def post(self, request: Request, contract: int, month: str) -> Response:
        """Close it; if it is closed already, state it anew."""
        portal = portal_of(request)
        found, asked = _asked(portal, contract, month)
        sent = SignatureSerializer(data=data_of(request))
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        made = sign_month(by=closer(portal), contract=found, month=asked, at=now(), **said)
        return Response(closing_as_data(made), status=201)


def _asked(portal: PortalRequest, contract: int, month: str) -> tuple[Contract, Month]:
    closer(portal)
    return month_asked(portal, contract, month)


def _standing(one: Standing, month: Month) -> StandingShape:
    return {
        "contract": one.contract.pk,
        "customer": one.contract.customer.name,
        "month": str(month),
        "state": one.state,
        "percent": None if one.percent is None else percent_text(one.percent),
        "is_met": one.is_met,
        "lacks": list(map(_lack, one.lacks)),
    }


def _lack(one: Lack) -> LackShape:
    return {
        "outage": one.outage,
        "slow_days": list(one.slow_days),
        "words": one.words,
        "owed": one.owed,
    }


def _run(run: ClosingRun) -> ClosingRunShape:
    return {
        "id": run.pk,
        "month": str(run.of),
        "state": run.state,
        "contracts": run.contracts,
        "looked_at": run.looked_at,
        "closed": run.closed,
        "closed_before": run.before,
        "left_open": run.left_count,
        "left": run.left,
        "asked_by": str(run.asked_by),
        "asked_at": run.asked_at,
        "done_at": run.done_at,
    }
