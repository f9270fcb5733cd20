"""Page, PDF, workbook, CSV and JSON say the same figures: all are made of one value (CO-13)."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from reports.domain.critical import digest_of
from reports.monthly.formats import FORMS, as_csv, as_json, as_pdf, as_xlsx, name_of
from reports.monthly.parts import As, MonthlyReport, Value
from reports.monthly.stamp import Stamp
from reports.monthly.writing import written
from tests.availability.slow import explained, slow
from tests.availability.world import World
from tests.cast import signed_in
from tests.reports.monthly.papers import issued, june_of, missed_june
from tests.reports.monthly.pdf_text import text_of

pytestmark = pytest.mark.django_db
BLANK = re.compile(r"\s+")


@pytest.fixture
def june(roster: World) -> MonthlyReport:
    """Healthy Roster's June: it has the most sections, missed its target and had slow days."""
    slow(roster, 3, 4)
    explained(roster, 3, 4)
    missed_june(roster)
    return june_of(roster)


def figures(report: MonthlyReport) -> Iterator[tuple[Value, As]]:
    """Yield every value of a report that page and PDF have room for."""
    for fact in report.headline:
        yield fact.value, fact.of
    for section in report.sections:
        drawn = {chart.data_in for chart in section.charts}
        for fact in section.facts:
            yield fact.value, fact.of
        for chart in section.charts:
            for bar in chart.bars:
                yield bar.value or "none", As.TEXT
        for table in section.tables:
            if table.key in drawn:
                continue  # in the PDF its values stand beside the drawing
            for row in table.shown:
                for place in table.places:
                    yield row[place], table.columns[place].of


def test_each_figure_stands_on_the_page_and_in_the_pdf(roster: World, june: MonthlyReport) -> None:
    zone = ZoneInfo(june.zone)
    words = {BLANK.sub("", written(value, of, zone)) for value, of in figures(june)}
    address = f"/healthy-roster/reports/contracts/{june.contract}/2026-06/"
    page = signed_in(roster.manager.person).get(address).content.decode()
    on_the_page = BLANK.sub("", html.unescape(re.sub(r"<[^>]*>", "", page)))
    in_the_pdf = text_of(as_pdf(june))

    assert len(words) > 60
    assert [one for one in words if one not in on_the_page] == []
    assert [one for one in words if one.replace("'", "’") not in in_the_pdf.replace("'", "’")] == []


def test_the_workbook_has_a_sheet_for_each_section_and_numbers_as_numbers(
    june: MonthlyReport,
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(june)))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    assert list(sheets) == ["Summary", *(one.title for one in june.sections)]
    for section in june.sections:
        cells = [cell for row in sheets[section.title] for cell in row]
        for fact in section.facts:
            assert among(fact.value, fact.of, cells, june.zone), (section.key, fact)
        for table in section.tables:
            for row in table.rows:
                for column, value in zip(table.columns, row, strict=True):
                    assert among(value, column.of, cells, june.zone), (table.key, column, value)


def among(value: Value, of: As, cells: Sequence[object], zone: str) -> bool:
    """Say whether a value is among the cells of a sheet, as what it is."""
    if value is None or value == "":
        return True
    if of is As.FLAG:
        return any(cell is value for cell in cells)
    if of is As.TEXT:
        return str(value) in cells
    if of is As.DAY:
        return date.fromisoformat(str(value)) in cells
    if of is As.INSTANT:
        local = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(zone))
        return local.replace(tzinfo=None) in cells or local.date() in cells  # of midnight
    return any(abs(as_number(cell) - exact(value, of)) < 1e-9 for cell in cells)


def exact(value: Value, of: As) -> float:
    text = str(value).partition(" ")[0]
    if of is As.SECONDS:
        return float(Fraction(text) / 86_400)
    return float(Decimal(text) / (100 if of is As.PERCENT else 1))


def as_number(cell: object) -> float:
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 86_400
    return float(cell) if isinstance(cell, int | float) else float("inf")


def test_the_csv_has_a_row_for_each_value_and_no_spreadsheet_takes_one_for_a_formula(
    june: MonthlyReport,
) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(june).decode("utf-8-sig"))))
    told = {(row["section"], row["table"], row["row"], row["column"]): row["value"] for row in rows}

    for section in june.sections:
        for fact in section.facts:
            assert told[section.key, "", fact.key, "value"] == str(fact.value)
        for table in section.tables:
            for place, line in enumerate(table.rows, 1):
                for column, value in zip(table.columns, line, strict=True):
                    said = told[section.key, table.key, str(place), column.key]
                    assert said.lstrip("'") == plain(value)


def plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def test_the_json_is_the_report_and_its_hash_is_over_it(roster: World) -> None:
    missed_june(roster)
    kept = issued(roster)
    report = june_of(roster)

    said = json.loads(as_json(report, Stamp.of(kept)))

    assert said["report"] == json.loads(json.dumps(kept.data))
    assert said["report"]["schema"] == "sundial.monthly-report/1"
    assert said["issued"]["hash"] == digest_of(said["report"]) == kept.hash
    assert said["issued"]["number"] == "R-1"


def test_the_same_report_gives_the_same_bytes_in_each_form(june: MonthlyReport) -> None:
    for ending, form in FORMS.items():
        assert form.made(june, None) == form.made(june, None), ending
        assert name_of(june) == f"sla-report-{june.contract}-2026-06-not-issued"


def test_a_pdf_is_tagged_and_says_that_it_was_not_issued(june: MonthlyReport) -> None:
    made = as_pdf(june)

    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert made.count(b"/Alt") >= 2  # the drawings in words
    assert "Notissued" in text_of(made)
