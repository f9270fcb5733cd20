"""Figures as CSV, for spreadsheets and programs: the same ones as on the page."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse

from portal.web.spreadsheets import Cell, written
from sla.domain.attainment import percent
from sla.figures import Figure, MonthlyFigures, Restated
from sla.trend import Trend

type Row = tuple[Cell, ...]

HEAD: Row = (
    "figure", "label", "milestone", "targets", "met", "missed", "still open", "counted",
    "share", "percent, cut off", "aim, percent", "aim reached",
)  # fmt: skip
VERDICTS = {True: "yes", False: "no", None: ""}


def sheet(rows: Iterable[Row], name: str) -> HttpResponse:
    """Return rows as a file to download."""
    return HttpResponse(
        written(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def rows_of(figures: MonthlyFigures, trend: Trend) -> Iterator[Row]:
    """Yield every figure of the page."""
    yield HEAD
    for row in figures.rows:
        yield _row("severity", row, "assumed" if row.assumed else "contractual")
    for total in figures.totals:
        yield _row("total", total, "contractual")
    for total in figures.with_assumed:
        yield _row("total", total, "contractual and assumed")
    for customer in figures.customers:
        yield _row("customer", customer.contractual, "contractual")
        if figures.with_assumed:
            yield _row("customer", customer.with_assumed, "contractual and assumed")
    if figures.restated:
        yield from _restated(figures.restated)
    for left_out in figures.left_out:
        yield ("left out", left_out.label, "", "", "", "", "", left_out.clocks, "", "", "", "")
    for month in trend.months:
        yield _row("month", month.contractual, "contractual")
        if trend.has_assumed:
            yield _row("month", month.with_assumed, "contractual and assumed")


def _restated(restated: Restated) -> Iterator[Row]:
    """Yield what had been told of the month, and who changed it, when and why."""
    yield _row("before restating", restated.before, "contractual")
    for one in restated.by:
        said = f"{one.made_at.isoformat()} by {one.made_by} ({one.calendar}): {one.reason}"
        yield ("restated", said, "", "", "", "", "", "", "", "", "", "")


def _row(kind: str, figure: Figure, targets: str) -> Row:
    count = figure.count
    return (
        kind,
        figure.label,
        figure.milestone,
        targets,
        count.met,
        count.missed,
        count.still_open,
        count.counted,
        f"{count.met} of {count.counted}",
        figure.percent,
        percent(figure.aim) if figure.aim is not None else "",
        VERDICTS[figure.reaches],
    )
