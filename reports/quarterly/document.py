"""A quarterly review's pack in the shape that every form of a report is made of (CO-13)."""

from collections.abc import Iterator
from datetime import date, datetime

from contracts.models import Contract
from portal.kernel.refusal import Refusal
from reports.monthly.parts import (
    As,
    Bar,
    Chart,
    Column,
    Fact,
    MonthlyReport,
    Section,
    Table,
)
from reports.monthly.writing import instant
from reports.review_pack import MOST_OPEN, ReviewPack, pack_between
from sla.domain.attainment import percent
from sla.figures import Figure

QUARTER = 3  # months
NAME = "Service review"


def review_of(
    contract: Contract, first_day: date, last_day: date, *, at: datetime
) -> MonthlyReport:
    """Return the pack of a contract's quarter as a document.

    :raises Refusal: if the quarter has not begun, or the contract was not active in it.
    """
    ends = contract.ends_on
    if contract.starts_on > last_day or (ends is not None and ends < first_day):
        raise Refusal(
            f"The contract of {contract.customer} was not active then.", code="not_active"
        )
    pack = pack_between(contract.customer, first_day, last_day, at)
    if pack is None:
        raise Refusal(
            f"{period_name(first_day, last_day)} has not begun: there is nothing to report yet.",
            code="not_begun",
        )
    return MonthlyReport(
        vendor=contract.vendor.name,
        colour=contract.vendor.colour,
        customer=contract.customer.name,
        contract=contract.pk,
        tier=contract.tier_name,
        agreement=str(contract.agreement),
        month=period_key(first_day, last_day),
        zone=contract.customer.time_zone,
        first_day=first_day.isoformat(),
        last_day=last_day.isoformat(),
        drawn_at=instant(at),
        standing="so far" if pack.is_running else "final",
        name=NAME,
        period_name=period_name(first_day, last_day),
        notice="So far: the quarter goes on." if pack.is_running else "",
        headline=tuple(_headline(pack)),
        sections=tuple(_sections(pack)),
    )


def period_key(first_day: date, last_day: date) -> str:
    """Return what a quarter is filed under: 2026-Q2, or its last day where it is the contract's."""
    begins = first_day.day == 1 and first_day.month % QUARTER == 1
    whole = (last_day.year, last_day.month) == (first_day.year, first_day.month + QUARTER - 1)
    ends = date.fromordinal(last_day.toordinal() + 1).day == 1
    if begins and whole and ends:
        return f"{first_day.year}-Q{last_day.month // QUARTER}"
    return last_day.isoformat()


def period_name(first_day: date, last_day: date) -> str:
    """Return a quarter as people write it."""
    return f"{_day(first_day)} to {_day(last_day)}"


def _headline(pack: ReviewPack) -> Iterator[Fact]:
    yield Fact(key="raised", name="Incidents raised", value=pack.total.raised, of=As.COUNT)
    yield Fact(key="closed", name="Incidents closed", value=pack.total.closed, of=As.COUNT)
    yield Fact(key="open", name="Open at the end", value=pack.total.open_after, of=As.COUNT)
    if pack.figures.totals:
        yield _share(pack.figures.totals[-1])


def _share(figure: Figure) -> Fact:
    met = f"{figure.count.met} of {figure.count.counted}"
    tones = {True: "ok", False: "bad", None: ""}
    return Fact(
        key="kept",
        name="Promises kept in time",
        value=figure.percent or "not applicable",
        of=As.PERCENT if figure.percent else As.TEXT,
        note=met if figure.percent else "",
        tone=tones[figure.reaches],
    )


def _sections(pack: ReviewPack) -> Iterator[Section]:
    yield Section(key="incidents", title="Incidents", tables=(_history(pack),))
    yield Section(
        key="attainment",
        title="Promises kept in time",
        lead="Milestones whose outcome became final in the quarter (LU-18).",
        charts=(_trend(pack),) if not pack.trend.is_empty else (),
        tables=(_kept(pack),),
    )
    yield Section(key="open", title="Open at the end", tables=(_open(pack),))


def _history(pack: ReviewPack) -> Table:
    columns = (
        Column("severity", "Severity"),
        Column("open_before", "Open before", As.COUNT),
        Column("raised", "Raised", As.COUNT),
        Column("closed", "Closed", As.COUNT),
        Column("open_after", "Open after", As.COUNT),
    )
    rows = tuple(
        (row.name, row.open_before, row.raised, row.closed, row.open_after)
        for row in (*pack.history, pack.total)
    )
    note = "By their severity and state when this was drawn."
    return Table(key="history", title="By severity", columns=columns, rows=rows, note=note)


def _kept(pack: ReviewPack) -> Table:
    columns = (
        Column("severity", "Severity"),
        Column("milestone", "Milestone"),
        Column("met", "Met", As.COUNT),
        Column("missed", "Missed", As.COUNT),
        Column("share", "Share met", As.PERCENT),
        Column("aim", "Aim", As.PERCENT),
    )
    figures = [(one.label, one.milestone.capitalize(), one) for one in pack.figures.rows]
    figures += [("All", one.label, one) for one in pack.figures.totals]
    rows = tuple(
        (
            f"{name}, assumed" if one.assumed else name,
            milestone,
            one.count.met,
            one.count.missed,
            one.percent or None,
            None if one.aim is None else percent(one.aim),
        )
        for name, milestone, one in figures
    )
    return Table(key="kept", title="By severity and milestone", columns=columns, rows=rows)


def _trend(pack: ReviewPack) -> Chart:
    aim = pack.trend.aim
    draws_assumed = pack.trend.draws_assumed
    shown = [one.with_assumed if draws_assumed else one.contractual for one in pack.trend.months]
    return Chart(
        key="trend",
        title="Twelve months",
        unit="%",
        over="Month",
        bars=tuple(
            Bar(f"{month.month.first_day:%b %y}", one.percent or None, one.reaches is False)
            for month, one in zip(pack.trend.months, shown, strict=True)
        ),
        line=None if aim is None or draws_assumed else percent(aim),
        line_name="aim",
    )


def _open(pack: ReviewPack) -> Table:
    columns = (
        Column("incident", "Incident"),
        Column("title", "What"),
        Column("reported", "Reported", As.INSTANT),
    )
    rows = tuple((str(one), one.title, instant(one.reported_at)) for one in pack.still_open)
    left = pack.total.open_after - len(rows)
    return Table(
        key="still_open",
        title="Incidents",
        columns=columns,
        rows=rows,
        note=f"{left} more are open." if left > 0 else "",
        empty="Nothing is open.",
        most=MOST_OPEN,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
