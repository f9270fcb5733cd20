"""A report in words, ready to be laid out: the page and the PDF are made of the same ones."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from reports.monthly.drawing import drawn
from reports.monthly.parts import As, Bar, Chart, Column, Fact, MonthlyReport, Section, Table
from reports.monthly.writing import written

RIGHTWARDS = frozenset({As.COUNT, As.DECIMAL, As.PERCENT, As.SECONDS, As.MONEY})
SHORT, LEAST, LONG = 16, 28, 60  # letters: columns of longer words share the room that is left
LEADS_TO = {"number": "incident", "incident": "incident", "outage": "outage"}

type Words = dict[str, Any]


def in_words(report: MonthlyReport) -> Words:
    """Return the head and the sections of a report in words."""
    zone = ZoneInfo(report.zone)
    return {
        "headline": [_fact(one, zone) for one in report.headline],
        "sections": [_section(one, zone) for one in report.sections],
    }


def _fact(fact: Fact, zone: ZoneInfo) -> dict[str, str]:
    value = written(fact.value, fact.of, zone)
    return {"name": fact.name, "value": value, "note": fact.note, "tone": fact.tone}


def _section(section: Section, zone: ZoneInfo) -> Words:
    return {
        "key": section.key,
        "heading": section.title,
        "lead": section.lead,
        "facts": [_fact(one, zone) for one in section.facts],
        "charts": [_chart(one) for one in section.charts],
        "tables": [_table(one, zone) for one in section.tables],
        "lines": list(section.lines),
    }


def _chart(chart: Chart) -> Words:
    drawing = drawn(chart)
    return {
        "key": chart.key,
        "title": chart.title,
        "alt": chart.alt,
        "unit": chart.unit,
        "over": chart.over,
        "bars": [{**asdict(bar), "middle": bar.middle, "above": bar.above} for bar in drawing.bars],
        "ticks": [asdict(tick) for tick in drawing.ticks],
        "line": drawing.line_y,
        "line_name": f"{chart.line_name} {chart.line} {chart.unit}" if chart.line else "",
        "is_cut": drawing.is_cut,
        "data_in": chart.data_in,
        "rows": [[bar.label, _value(bar)] for bar in chart.bars],
    }


def _value(bar: Bar) -> str:
    if bar.value is None:
        return "none"
    return f"{bar.value} !" if bar.is_bad else bar.value


def _table(table: Table, zone: ZoneInfo) -> Words:
    places = table.places
    columns = [table.columns[place] for place in places]
    rows = [
        [written(row[place], table.columns[place].of, zone) for place in places]
        for row in table.shown
    ]
    return {
        "title": table.title,
        "key": table.key,
        "heads": [column.name for column in columns],
        "leads": [LEADS_TO.get(column.key, "") for column in columns],
        "right": [column.of in RIGHTWARDS for column in columns],
        "shares": _shares(columns, rows),
        "rows": rows,
        "note": " ".join(one for one in (table.note, table.capped) if one),
        "empty": table.empty or "Nothing.",
    }


def _shares(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return each column's share of the room that is left; 0: it takes what its words need."""
    longest = [max((len(row[place]) for row in rows), default=0) for place in range(len(columns))]
    shares = [
        min(max(length, LEAST), LONG) if column.of is As.TEXT and length > SHORT else 0
        for column, length in zip(columns, longest, strict=True)
    ]
    return shares if any(shares) else [1, *shares[1:]]
