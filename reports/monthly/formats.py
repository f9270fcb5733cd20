"""The forms of a report for programs: CSV and JSON; and the others, under one roof (CO-13).

The CSV is one tidy file - a row for each value - since the workbook has a sheet for each section:
whoever reads the CSV reads it with a program, which then needs no second file.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from portal.web.spreadsheets import Cell, written
from reports.monthly.document import as_pdf
from reports.monthly.parts import MonthlyReport, Section, Table, Value, as_data
from reports.monthly.stamp import Stamp
from reports.monthly.workbook import as_xlsx

__all__ = ["FORMS", "Form", "as_csv", "as_json", "as_pdf", "as_xlsx", "name_of"]

HEAD = ("section", "table", "row", "column", "as", "value")


def as_csv(report: MonthlyReport, stamp: Stamp | None = None) -> bytes:
    """Return a report as one tidy table: section, table, row, column, how it is read, value."""
    return written([HEAD, *_marks(report, stamp), *_rows(report)]).encode()


def as_json(report: MonthlyReport, stamp: Stamp | None = None) -> bytes:
    """Return a report as data; the hash is over what stands under `report`."""
    marks = stamp.as_data() if stamp else None
    said = {"issued": marks, "report": as_data(report)}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _marks(report: MonthlyReport, stamp: Stamp | None) -> Iterator[tuple[Cell, ...]]:
    for name in ("vendor", "customer", "contract", "month", "zone", "drawn_at", "standing"):
        yield "report", "", name, "value", "text", getattr(report, name)
    for name, said in stamp.as_data().items() if stamp else ():
        value = "; ".join(said) if name == "difference" else said
        yield "issued", "", name, "value", "text", value


def _rows(report: MonthlyReport) -> Iterator[tuple[Cell, ...]]:
    for fact in report.headline:
        yield "headline", "", fact.key, "value", fact.of, _plain(fact.value)
    for section in report.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[tuple[Cell, ...]]:
    for fact in section.facts:
        yield section.key, "", fact.key, "value", fact.of, _plain(fact.value)
        if fact.note:
            yield section.key, "", fact.key, "note", "text", fact.note
    for chart in section.charts:
        for bar in chart.bars:
            yield section.key, chart.key, bar.label, chart.unit, "decimal", _plain(bar.value)
    for table in section.tables:
        yield from _table(section, table)
    for place, line in enumerate(section.lines, 1):
        yield section.key, "derivation", place, "line", "text", line


def _table(section: Section, table: Table) -> Iterator[tuple[Cell, ...]]:
    for place, row in enumerate(table.rows, 1):
        for column, value in zip(table.columns, row, strict=True):
            yield section.key, table.key, place, column.key, column.of, _plain(value)


def _plain(value: Value) -> Cell:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a report can be had."""

    name: str
    content_type: str
    made: Callable[[MonthlyReport, Stamp | None], bytes]


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Mapping[str, Form] = {
    "pdf": Form("PDF", "application/pdf", as_pdf),
    "xlsx": Form("Workbook", SHEET, as_xlsx),
    "csv": Form("CSV", "text/csv; charset=utf-8", as_csv),
    "json": Form("JSON", "application/json", as_json),
}


def name_of(report: MonthlyReport, stamp: Stamp | None = None) -> str:
    """Return what a report's files are called, without their endings."""
    which = stamp.number.lower() if stamp else "not-issued"
    return f"sla-report-{report.contract}-{report.month}-{which}"
