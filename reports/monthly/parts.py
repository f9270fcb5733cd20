"""What a report is made of: sections of figures, tables, charts and derivations.

Every form of a report - page, PDF, workbook, CSV, JSON - is made of exactly these values, so that
they cannot disagree. A value is plain JSON; its column says how it is to be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

SCHEMA = "sundial.monthly-report/1"
SHOWN = 31  # rows of a long table on the page and in the PDF; workbook and CSV have them all

type Value = str | int | bool | None


class As(StrEnum):
    """How a value is read, and in which units a program gets it."""

    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"  # digits as text: nothing is ever a float
    PERCENT = "percent"  # the same, in percent, cut off
    SECONDS = "seconds"  # whole; a fraction as text where time counts in part
    MONEY = "money"  # digits and currency: "136.99 USD"
    INSTANT = "instant"  # ISO 8601 in UTC
    DAY = "day"  # ISO 8601
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    name: str
    of: As = As.TEXT
    can_hide: bool = False  # page and PDF leave it out where no row has anything in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure with its name."""

    key: str
    name: str
    value: Value
    of: As = As.TEXT
    note: str = ""  # its denominator, its clause, what it is held against
    tone: str = ""  # ok, bad, or nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of values, each read as its column says."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    empty: str = ""  # what is said where there is no row
    most: int = SHOWN  # rows that a page and a PDF have room for

    @property
    def places(self) -> list[int]:
        """The places of the columns that a page and a PDF show."""
        return [
            place
            for place, column in enumerate(self.columns)
            if not column.can_hide or any(row[place] for row in self.rows)
        ]

    @property
    def shown(self) -> tuple[tuple[Value, ...], ...]:
        """The rows that a page and a PDF have room for."""
        return self.rows[: self.most]

    @property
    def capped(self) -> str:
        """How many rows are not shown there; nothing where all are."""
        if len(self.rows) <= self.most:
            return ""
        return (
            f"{self.most} of {len(self.rows):,} are shown here; the workbook and the CSV have all."
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a chart; None: there is none to draw."""

    label: str
    value: str | None
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A row of bars with a line to hold them against; its data stand beside it as a table."""

    key: str
    title: str
    unit: str
    over: str  # what the bars follow: Month, Day
    bars: tuple[Bar, ...]
    line: str | None = None
    line_name: str = ""
    data_in: str = ""  # the table that has its data; else they stand beside it
    from_zero: bool = False  # else the scale begins where the bars can be told apart

    @property
    def alt(self) -> str:
        """The chart in words, for whoever does not see it."""
        told = [f"{bar.label} {bar.value or 'none'}" for bar in self.bars]
        against = (
            f" The line is the {self.line_name}, {self.line} {self.unit}." if self.line else ""
        )
        return f"{self.title}, in {self.unit}: {'; '.join(told)}.{against}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a report says of one promise."""

    key: str
    title: str
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()  # how its figure came about


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReport:
    """All that a report of a contract's month says."""

    vendor: str
    colour: str
    customer: str
    contract: int | None  # None: it is of all of the customer's contracts
    tier: str
    agreement: str
    month: str
    zone: str
    first_day: str
    last_day: str
    drawn_at: str
    standing: str  # "so far", "not closed", "final", "closed", "restated"
    name: str = "SLA report"  # other reports have the same shape and another name
    period_name: str = ""  # where the period is no calendar month
    notice: str = ""
    headline: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"{self.name} {self.month_name}"

    @property
    def month_name(self) -> str:
        """The month as people write it."""
        return self.period_name or f"{date.fromisoformat(self.first_day):%B %Y}"

    @property
    def drawn(self) -> datetime:
        """When its figures were read."""
        return datetime.fromisoformat(self.drawn_at)

    def section(self, key: str) -> Section | None:
        """Return one section; None where the agreement does not promise it."""
        return next((one for one in self.sections if one.key == key), None)


def as_data(report: MonthlyReport) -> dict[str, Any]:
    """Return a report as JSON can hold it."""
    return {"schema": SCHEMA, **asdict(report)}


def read(data: Mapping[str, Any]) -> MonthlyReport:
    """Return a report as it was written."""
    plain = {key: value for key, value in data.items() if key not in {"schema", *READ_APART}}
    return MonthlyReport(
        **plain,
        headline=_facts(data["headline"]),
        sections=tuple(_section(one) for one in data["sections"]),
    )


READ_APART = ("headline", "sections")


def _facts(rows: Sequence[Mapping[str, Any]]) -> tuple[Fact, ...]:
    return tuple(Fact(**{**row, "of": As(row["of"])}) for row in rows)


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        key=data["key"],
        title=data["title"],
        lead=data["lead"],
        facts=_facts(data["facts"]),
        charts=tuple(_chart(one) for one in data["charts"]),
        tables=tuple(_table(one) for one in data["tables"]),
        lines=tuple(data["lines"]),
    )


def _chart(data: Mapping[str, Any]) -> Chart:
    return Chart(**{**data, "bars": tuple(Bar(**bar) for bar in data["bars"])})


def _table(data: Mapping[str, Any]) -> Table:
    columns = tuple(Column(**{**one, "of": As(one["of"])}) for one in data["columns"])
    rows = tuple(tuple(row) for row in data["rows"])
    return Table(**{**data, "columns": columns, "rows": rows})
