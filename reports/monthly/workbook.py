"""A report as a workbook: a sheet for each section, numbers as numbers."""

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from reports.monthly.parts import As, Chart, Fact, MonthlyReport, Section, Table, Value
from reports.monthly.stamp import Stamp

LONGEST_CELL = 32_000
LONGEST_NAME = 31
DAY_SECONDS = 86_400
WIDTHS = (26, 34, 18, 20, 20)
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def as_xlsx(report: MonthlyReport, stamp: Stamp | None = None) -> bytes:
    """Return a report as a workbook; the same report gives the same bytes."""
    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        at = datetime.fromisoformat(stamp.issued_at) if stamp else report.drawn
        book.set_properties(
            {
                "title": f"{report.title}, {report.customer}",
                "author": report.vendor,
                "keywords": stamp.hash if stamp else "",
                "created": at.replace(tzinfo=None),
            }
        )
        writer = _Writer(book, ZoneInfo(report.zone))
        writer.summary(report, stamp)
        for section in report.sections:
            writer.section(section)
    return kept.getvalue()


class _Writer:
    """Writes one sheet after another, each row by row from the top."""

    def __init__(self, book: Any, zone: ZoneInfo) -> None:
        self._book, self._zone = book, zone
        self._formats: dict[str, Any] = {}
        self._sheet: Any = None
        self._row = 0

    def summary(self, report: MonthlyReport, stamp: Stamp | None) -> None:
        """Write what is read first, and by what the report is known."""
        self._begin("Summary")
        self._line([f"{report.title}, {report.customer}"], bold=True)
        if not stamp:
            self._line([report.notice or "Not issued: a look at the figures."])
        self._line([f"Times are those of {report.zone}."])
        self._line([])
        self._facts(report.headline)
        self._line([])
        for name, said in stamp.as_data().items() if stamp else ():
            self._line([name.replace("_", " "), "\n".join(said) if name == "difference" else said])

    def section(self, section: Section) -> None:
        """Write one section on a sheet of its own."""
        self._begin(section.title)
        self._line([section.title], bold=True)
        if section.lead:
            self._line([section.lead])
        self._facts(section.facts)
        for chart in section.charts:
            self._chart(chart)
        for table in section.tables:
            self._table(table)
        for place, line in enumerate(section.lines):
            self._line(["" if place else "How this came about", line])

    def _begin(self, name: str) -> None:
        self._sheet = self._book.add_worksheet(NOT_IN_A_NAME.sub(" ", name)[:LONGEST_NAME])
        self._row = 0
        for place, width in enumerate(WIDTHS):
            self._sheet.set_column(place, place, width)

    def _facts(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._text(0, fact.name)
            self._cell(1, fact.value, fact.of)
            self._text(2, fact.note)
            self._row += 1

    def _chart(self, chart: Chart) -> None:
        self._line([])
        self._line([chart.title], bold=True)
        self._line([chart.over, chart.unit, "Not kept"], bold=True)
        of = As.PERCENT if chart.unit == "%" else As.DECIMAL
        for bar in chart.bars:
            self._text(0, bar.label)
            self._cell(1, bar.value, of)
            self._cell(2, bar.is_bad, As.FLAG)
            self._row += 1
        if chart.line:
            self._text(0, chart.line_name)
            self._cell(1, chart.line, of)
            self._row += 1

    def _table(self, table: Table) -> None:
        self._line([])
        self._line([table.title], bold=True)
        self._line([column.name for column in table.columns], bold=True)
        for row in table.rows:
            for place, column in enumerate(table.columns):
                self._cell(place, row[place], column.of)
            self._row += 1
        if not table.rows and table.empty:
            self._line([table.empty])
        if table.note:
            self._line([table.note])

    def _line(self, cells: list[str], *, bold: bool = False) -> None:
        for place, cell in enumerate(cells):
            self._text(place, cell, "bold" if bold else "")
        self._row += 1

    def _text(self, place: int, text: str, look: str = "") -> None:
        if text:
            shown = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
            self._sheet.write_string(self._row, place, shown, self._format(look))

    def _cell(self, place: int, value: Value, of: As) -> None:
        """Write a value as what it is; a spreadsheet keeps numbers in no other way than binary."""
        if value is None or value == "":
            return
        if of is As.FLAG:
            self._sheet.write_boolean(self._row, place, bool(value))
        elif of is As.TEXT or not (found := _number(str(value), of, self._zone)):
            self._text(place, str(value))
        else:
            number, look = found
            write = self._sheet.write_number
            if isinstance(number, date):
                write = self._sheet.write_datetime
            write(self._row, place, number, self._format(look))

    def _format(self, look: str) -> Any:
        if not look:
            return None
        if look not in self._formats:
            said = {"bold": True} if look == "bold" else {"num_format": look}
            self._formats[look] = self._book.add_format(said)
        return self._formats[look]


type Number = tuple[float | date, str]


def _number(value: str, of: As, zone: ZoneInfo) -> Number | None:
    """Return what a cell holds and how it is shown; nothing where it is words after all."""
    try:
        return _read(value, of, zone)
    except (ArithmeticError, ValueError):
        return None  # such as "not applicable" where a percentage would stand


def _read(value: str, of: As, zone: ZoneInfo) -> Number:
    if of is As.INSTANT:
        local = datetime.fromisoformat(value).astimezone(zone).replace(tzinfo=None)
        return local, "yyyy-mm-dd hh:mm:ss"
    if of is As.DAY:
        return date.fromisoformat(value), "yyyy-mm-dd"
    if of is As.SECONDS:
        return float(Fraction(value) / DAY_SECONDS), "[h]:mm:ss"
    if of is As.MONEY:
        figure, _, currency = value.partition(" ")
        return float(Decimal(figure)), f'#,##0.{_zeros(figure)} "{currency}"'.replace(". ", " ")
    if of is As.PERCENT:
        return float(Decimal(value) / 100), f"0.{_zeros(value)}%".replace(".%", "%")
    places = _zeros(value)
    return float(Decimal(value)), f"#,##0.{places}" if places else "#,##0"


def _zeros(figure: str) -> str:
    """Return a zero for each place after the point."""
    return "0" * len(figure.partition(".")[2])
