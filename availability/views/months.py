"""Months: everybody's twelve in a grid, and one contract's with all that stands behind it."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from availability.domain.month import percent_text
from availability.figures import MonthFigure
from availability.models import MonthClosing
from availability.month_finding import figure_seen, month_asked
from availability.month_strip import month_strip
from availability.sealing import differences, sealed
from availability.services.closing import last_closing
from availability.years import months_to, rows_of
from contracts.models import Contract
from contracts.standings import today_at
from contracts.views.finding import allowed, contracts_seen, is_staff
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.spreadsheets import Cell, written

ON_A_PAGE = 25


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the months of each contract that the reader may see, twelve to a row."""
    if allowed(request, Act.FOLLOW_INCIDENTS) is None:
        raise Http404
    at = now()
    current = _current(request, at)
    last = min(_asked(request.GET.get("to", "")) or current, current)
    page = Paginator(contracts_seen(request), ON_A_PAGE).get_page(request.GET.get("page"))
    months = months_to(last)
    rows = rows_of(request.vendor, list(page), months, at=at)
    context = {
        "page": page,
        "months": months,
        "rows": [row for row in rows if not row.is_empty],
        "earlier": months[0].plus(-1),
        "later": last.plus(len(months)) if last < current else None,
        "query": f"to={last}",
        "may_close": allowed(request, Act.CLOSE_MONTH) is not None,
        "for_staff": is_staff(request),
    }
    return render(request, "availability/months.html", context)


@require_safe
def month(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Show what a contract's month came to."""
    contract, asked = month_asked(request, pk, month)
    at = now()
    figure = figure_seen(contract, asked, at)
    closing = last_closing(contract, asked)
    (row,) = rows_of(request.vendor, [contract], months_to(asked), at=at)
    kept = sealed(figure).figures if closing else {}
    context = {
        "contract": contract,
        "month": asked,
        "figure": figure,
        "so_far": _text(figure.so_far.percent),
        "if_nothing": _text(figure.found.percent),
        "strip": month_strip(figure.found, at),
        "row": row,
        "closing": closing,
        "difference": differences(closing.figures, kept) if closing else {},
        "closings": _closings(contract, asked),
        "earlier": asked.plus(-1) if row.cells[-2] else None,
        "later": asked.plus(1) if asked < _current(request, at) else None,
        "for_staff": is_staff(request),
        "unsaid_days": sum(not one.is_explained for one in figure.slow),
        "may_close": figure.is_over and allowed(request, Act.CLOSE_MONTH) is not None,
    }
    return render(request, "availability/month.html", context)


@require_safe
def sheet_of(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Return a month's outages and classes as CSV, in whole seconds."""
    contract, asked = month_asked(request, pk, month)
    figure = figure_seen(contract, asked, now())
    return HttpResponse(
        written(_rows(figure)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="availability-{contract.pk}-{asked}.csv"'
        },
    )


def _rows(figure: MonthFigure) -> Iterator[tuple[Cell, ...]]:
    yield (
        "outage", "from", "to", "seconds in the month", "counted", "counted in part",
        "maintenance", "emergency maintenance", "excluded", "reasons", "not counted",
    )  # fmt: skip
    for one in figure.deductions:
        during = one.outage.during
        yield (
            one.outage.key,
            during.start.isoformat(),
            "" if one.outage.is_running else during.end.isoformat(),
            one.in_month,
            one.counted,
            one.partial,
            one.maintenance,
            one.emergency,
            one.excluded,
            ", ".join(one.reasons),
            one.uncounted,
        )
    for name, seconds in figure.found.classes.seconds().items():
        yield (f"all {name}", "", "", seconds)
    yield ("availability, percent", _text(figure.found.percent))
    for line in figure.derivation:
        yield ("derivation", line)


def _closings(contract: Contract, asked: Month) -> list[MonthClosing]:
    rows = MonthClosing.objects.filter(contract=contract, year=asked.year, month=asked.number)
    return list(rows.select_related("signed_by").defer("facts", "derivation").order_by("number"))


def _current(request: PortalRequest, at: datetime) -> Month:
    today = today_at(request.vendor, at)
    return Month(today.year, today.month)


def _asked(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except Refusal:
        return None


def _text(percent: Fraction | None) -> str:
    return "" if percent is None else percent_text(percent)
