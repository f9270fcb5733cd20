"""What reports look like to programs: the shapes that the API's schema is made of (CO-10)."""

from datetime import date, datetime
from typing import TypedDict

type Figure = str | int | bool | None


class FactShape(TypedDict):
    """One figure with its name; `of` says how its value is read."""

    key: str
    name: str
    value: Figure
    of: str
    note: str
    tone: str


class ColumnShape(TypedDict):
    """One column of a table; `of` says how its values are read."""

    key: str
    name: str
    of: str
    can_hide: bool


class TableShape(TypedDict):
    """Rows of values in the order of the columns."""

    key: str
    title: str
    columns: list[ColumnShape]
    rows: list[list[Figure]]
    note: str
    empty: str
    most: int


class BarShape(TypedDict):
    """One value of a chart."""

    label: str
    value: str | None
    is_bad: bool


class ChartShape(TypedDict):
    """A chart's data, and the line that they are held against."""

    key: str
    title: str
    unit: str
    over: str
    bars: list[BarShape]
    line: str | None
    line_name: str
    data_in: str
    from_zero: bool


class SectionShape(TypedDict):
    """What a report says of one promise."""

    key: str
    title: str
    lead: str
    facts: list[FactShape]
    charts: list[ChartShape]
    tables: list[TableShape]
    lines: list[str]


class ReportShape(TypedDict):
    """All that a report says; what an issued one's hash is over."""

    schema: str
    vendor: str
    colour: str
    customer: str
    contract: int | None
    tier: str
    agreement: str
    month: str
    zone: str
    first_day: date
    last_day: date
    drawn_at: datetime
    standing: str
    name: str
    period_name: str
    notice: str
    headline: list[FactShape]
    sections: list[SectionShape]


class LiveShape(TypedDict):
    """A month as it would be reported now, and what keeps it from being issued."""

    issued: str | None
    seen: str
    why_not: str
    report: ReportShape


class IssuedRowShape(TypedDict):
    """An issued report as a row."""

    number: int
    version: int
    name: str
    kind: str
    contract: int
    customer: str
    period: str
    issued_at: datetime
    issued_by: str
    hash: str


class IssuedShape(IssuedRowShape):
    """An issued report with all that it says, and what it corrects."""

    replaces: str
    reason: str
    difference: list[str]
    report: ReportShape


class VerdictShape(TypedDict):
    """Whether a hash is that of an issued report."""

    is_it: bool
    words: str
    name: str | None
