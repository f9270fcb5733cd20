"""A contract's month through the API: figure, derivation, outages, readings, closings (CO-10)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, NotRequired, Required, TypedDict, cast

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


class DeductionShape(TypedDict, total=False):
    """What one outage came to, in seconds; what it did not come to is left out."""

    key: Required[str]
    counted: int
    partial: int
    maintenance: int
    emergency: int
    excluded: int
    uncounted: int
    restored: int
    restored_in_time: bool
    lost: int
    lost_held: bool


class ResponseDaysShape(TypedDict):
    """The days whose responses took too long, and those of which nothing was measured."""

    failing: list[date]
    unmeasured: list[date]


class FiguresShape(TypedDict):
    """A month's figures: whole seconds, or fractions of them as text."""

    percent: str | None
    exact: str | None
    target: str
    is_met: bool | None
    total: int
    seconds: dict[str, int]
    down: int | str
    denominator: int
    numerator: int | str
    allowed: int
    overflow: int
    outages: list[DeductionShape]
    response: NotRequired[ResponseDaysShape]


class OtherReadingShape(TypedDict):
    """What another reading of the agreement would come to."""

    setting: str
    reading: str
    percent: str | None
    is_met: bool | None
    changes_verdict: bool


class ClosingShape(TypedDict):
    """A month as it was closed, or closed anew."""

    number: int
    kind: str
    signed_at: datetime
    percent: str | None
    is_met: bool | None
    sha256: str
    reason: str


class MonthShape(TypedDict):
    """A contract's month as it stands now, and as it was closed."""

    contract: int
    customer: str
    month: str
    starts_at: datetime
    ends_at: datetime
    is_over: bool
    so_far_percent: str | None
    figures: Annotated[dict[str, Any], FiguresShape]
    derivation: list[str]
    other_readings: list[OtherReadingShape]
    closings: list[ClosingShape]


class ContractMonth(APIView):
    """What a contract's month came to: as it stands now, and as it was closed."""

    @answers(MonthShape)
    def get(self, request: Request, contract: int, month: str) -> Response:
        """Show the figure with its derivation, outages, other readings and closings."""
        portal = cast("PortalRequest", request._request)
        found, asked = month_asked(portal, contract, month)
        figure = figure_seen(found, asked, now())
        closings = MonthClosing.objects.filter(
            contract=found, year=asked.year, month=asked.number
        ).order_by("number")
        return Response(_month(found, asked, figure, closings))


def _month(
    contract: Contract, month: Month, figure: MonthFigure, closings: Iterable[MonthClosing]
) -> MonthShape:
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
        "closings": list(map(closing_as_data, closings)),
    }


def _reading(one: Reading) -> OtherReadingShape:
    return {
        "setting": str(one.setting),
        "reading": one.value,
        "percent": None if one.percent is None else percent_text(one.percent),
        "is_met": one.is_met,
        "changes_verdict": one.changes_verdict,
    }


def closing_as_data(one: MonthClosing) -> ClosingShape:
    """Return a closing in short."""
    return {
        "number": one.number,
        "kind": one.kind,
        "signed_at": one.signed_at,
        "percent": one.figures["percent"],
        "is_met": one.figures["is_met"],
        "sha256": one.sha256,
        "reason": one.reason,
    }
