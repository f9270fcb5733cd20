"""The incident report in the shape that every form of a report is made of (CO-13)."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.domain.targets import Milestone
from portal.tenancy.models import Vendor
from reports.client.figures import ClientReport, ClockCell, Row
from reports.monthly.parts import As, Column, Fact, MonthlyReport, Section, Table, Value
from reports.monthly.writing import instant, seconds_of

MOST = 2_000  # incidents listed in a document; the figures count all
ON_PAPER = 250  # of them in a PDF
COLUMNS = (
    Column("incident", "Incident"),
    Column("title", "What"),
    Column("severity", "Severity"),
    Column("station", "Stands"),
    Column("waiting", "Waits for"),
    Column("reported", "Reported", As.INSTANT),
    Column("closed", "Closed", As.INSTANT),
)
CLOCK_COLUMNS = (
    Column("incident", "Incident"),
    *(
        column
        for milestone in Milestone
        for column in (
            Column(milestone.value, milestone.capitalize()),
            Column(f"{milestone}_used", "used", As.SECONDS),
            Column(f"{milestone}_promised", "promised", As.SECONDS),
        )
    ),
)


def document_of(report: ClientReport, vendor: Vendor) -> MonthlyReport:
    """Return the report as a document; of many thousand incidents it lists the first."""
    zone = ZoneInfo(report.customer.time_zone)
    first, last = days_of(report)
    listed = report.rows(report.incidents[:MOST])
    return MonthlyReport(
        vendor=vendor.name,
        colour=vendor.colour,
        customer=report.customer.name,
        contract=None,
        tier="all contracts",
        agreement="",
        month="",
        zone=zone.key,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        drawn_at=instant(report.at),
        standing="final",
        name="Incident report",
        period_name=f"{_day(first)} to {_day(last)}",
        notice="Severity, stations and clocks stand as of the instant at which this was drawn.",
        headline=tuple(_headline(report)),
        sections=(_figures(report), _incidents(report, listed)),
    )


def days_of(report: ClientReport) -> tuple[date, date]:
    """Return the first and the last date of the report's period, as the customer's calendar has."""
    zone = ZoneInfo(report.customer.time_zone)
    last = report.period.end.astimezone(zone).date()
    return report.period.start.astimezone(zone).date(), date.fromordinal(last.toordinal() - 1)


def _headline(report: ClientReport) -> Iterator[Fact]:
    yield Fact(key="open", name="Open", value=report.total.still_open, of=As.COUNT)
    yield Fact(key="closed", name="Closed in the period", value=report.total.closed, of=As.COUNT)
    missed = sum(one.missed for one in report.by_milestone)
    met = sum(one.met for one in report.by_milestone)
    yield Fact(key="met", name="Clocks met", value=met, of=As.COUNT)
    tone = "bad" if missed else "ok"
    yield Fact(key="missed", name="Clocks missed", value=missed, of=As.COUNT, tone=tone)


def _figures(report: ClientReport) -> Section:
    severities = Table(
        key="by_severity",
        title="By severity",
        columns=(
            Column("severity", "Severity"),
            Column("open", "Open", As.COUNT),
            Column("closed", "Closed in the period", As.COUNT),
        ),
        rows=tuple((one.name, one.still_open, one.closed) for one in report.by_severity),
    )
    clocks = Table(
        key="by_milestone",
        title="Clocks",
        columns=(
            Column("milestone", "Milestone"),
            *(Column(key, name, As.COUNT) for key, name in OUTCOME_COLUMNS),
        ),
        rows=tuple(
            (one.name, one.met, one.missed, one.running, one.left_out)
            for one in report.by_milestone
        ),
        note="Left out: ended without an outcome, as the agreement says (LU-20).",
    )
    waiting = Table(
        key="by_waiting",
        title="Whose move it is",
        columns=(Column("who", "Waits for"), Column("open", "Open incidents", As.COUNT)),
        rows=tuple(report.by_waiting.items()),
        empty="No incident is open.",
    )
    return Section(key="figures", title="Figures", tables=(severities, clocks, waiting))


OUTCOME_COLUMNS = (
    ("met", "Met"),
    ("missed", "Missed"),
    ("running", "Running"),
    ("left_out", "Left out"),
)


def _incidents(report: ClientReport, listed: list[Row]) -> Section:
    every = report.total.still_open + report.total.closed
    note = "" if every <= MOST else f"{MOST:,} of {every:,} are listed: open ones come first."
    incidents = Table(
        key="incidents",
        title="Open, then closed in the period",
        columns=COLUMNS,
        rows=tuple(map(_row, listed)),
        note=note,
        empty="Nothing was open and nothing was closed.",
        most=ON_PAPER,
    )
    clocks = Table(
        key="clocks",
        title="Their clocks, in service time",
        columns=CLOCK_COLUMNS,
        rows=tuple((row.number, *_clock(row.response), *_clock(row.resolution)) for row in listed),
        empty="No clock to show.",
        most=ON_PAPER,
    )
    return Section(key="incidents", title="Incidents", tables=(incidents, clocks))


def _row(row: Row) -> tuple[Value, ...]:
    return (
        row.number,
        row.title,
        row.severity,
        row.station,
        row.waiting,
        _instant(row.reported_at),
        _instant(row.closed_at),
    )


def _clock(clock: ClockCell | None) -> tuple[Value, ...]:
    if clock is None:
        return "none promised", None, None
    said = f"{clock.outcome}, assumed" if clock.is_assumed else clock.outcome
    return said, seconds_of(clock.spent), seconds_of(clock.budget)


def _instant(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
