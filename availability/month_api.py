"""A contract's month through the API: figure, derivation, outages, readings, closings (CO-10)."""

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.domain.month import percent_text
from availability.domain.readings import Reading
from availability.figures import MonthFigure
from availability.models import MonthClosing
from availability.month_finding import figure_seen, month_asked
from availability.sealing import figures_of
from contracts.models import Contract
from portal.kernel.month import Month
from portal.web.described import answers
from portal.web.http import PortalRequest, now


class ContractMonth(APIView):
    """What a contract's month came to: as it stands now, and as it was closed."""

    @answers()
    def get(self, request: Request, contract: int, month: str) -> Response:
        """Show the figure with its derivation, outages, other readings and closings."""
        portal = cast("PortalRequest", request._request)
        found, asked = month_asked(portal, contract, month)
        figure = figure_seen(found, asked, now())
        closings = MonthClosing.objects.filter(
            contract=found, year=asked.year, month=asked.number
        ).order_by("number")
        return Response(_month(found, asked, figure) | {"closings": list(map(_closing, closings))})


def _month(contract: Contract, month: Month, figure: MonthFigure) -> dict[str, Any]:
    so_far = figure.so_far.percent
    return {
        "contract": contract.pk,
        "customer": contract.customer.name,
        "month": str(month),
        "starts_at": figure.snapshot.period.start,
        "ends_at": figure.snapshot.period.end,
        "is_over": figure.is_over,
        "so_far_percent": None if so_far is None else percent_text(so_far),
        "figures": figures_of(figure.found, figure.deductions, figure.days),
        "derivation": figure.derivation,
        "other_readings": list(map(_reading, figure.readings)),
    }


def _reading(one: Reading) -> dict[str, Any]:
    return {
        "setting": str(one.setting),
        "reading": one.value,
        "percent": None if one.percent is None else percent_text(one.percent),
        "is_met": one.is_met,
        "changes_verdict": one.changes_verdict,
    }


def _closing(one: MonthClosing) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "signed_at": one.signed_at,
        "percent": one.figures["percent"],
        "is_met": one.figures["is_met"],
        "sha256": one.sha256,
        "reason": one.reason,
    }
