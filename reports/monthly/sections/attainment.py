"""Attainment: the share of promises kept in time, each with its denominator (LU-18, HR-11)."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.models import Contract
from reports.monthly.material import Material
from reports.monthly.parts import As, Bar, Chart, Column, Fact, Section, Table
from sla.domain.attainment import percent
from sla.figures import Figure, MonthlyFigures, figures_for
from sla.models import Clock
from sla.names import Names
from sla.outcomes import Outcomes
from sla.overdue import missed_unseen
from sla.trend import Trend, trend_to

COLUMNS = (
    Column("severity", "Severity"),
    Column("milestone", "Milestone"),
    Column("targets", "Targets"),
    Column("met", "Met", As.COUNT),
    Column("missed", "Missed", As.COUNT),
    Column("still_open", "Of them still open", As.COUNT),
    Column("counted", "Counted", As.COUNT),
    Column("share", "Share met", As.PERCENT),
    Column("reached", "Aim reached", As.FLAG),
)


def outcomes_of(contract: Contract, at: datetime) -> Outcomes:
    """Return what was told of a contract's clocks."""
    clocks = Clock.objects.filter(incident__contract=contract)
    return Outcomes(clocks, missed_unseen(clocks, at))


def attainment(seen: Material, names: Names) -> Section:
    """Return the shares by severity and milestone, and the twelve months up to this one."""
    zone = ZoneInfo(seen.contract.vendor.time_zone)
    outcomes = outcomes_of(seen.contract, seen.at)
    figures = figures_for(outcomes, seen.month, seen.month.within(zone), names)
    trend = trend_to(outcomes, seen.month, zone, names.terms.attainment_aim)
    return Section(
        key="attainment",
        title="Promises kept in time",
        lead=f"Milestones whose outcome became final in the month of {zone.key}.",
        facts=tuple(_facts(figures)),
        charts=() if trend.is_empty else (_chart(trend),),
        tables=tuple(_tables(figures)),
        lines=tuple(_restated(figures)),
    )


def _facts(figures: MonthlyFigures) -> Iterator[Fact]:
    for total in figures.totals:
        yield _fact(f"total_{total.milestone or 'both'}", total.label, total)
    for total in figures.with_assumed:
        name = f"{total.label}, with assumed targets"
        yield _fact(f"assumed_{total.milestone or 'both'}", name, total)
    if figures.aim:
        note = figures.aim.clause.ref
        yield Fact(key="aim", name="Aim", value=figures.aim_percent, of=As.PERCENT, note=note)


def _fact(key: str, name: str, figure: Figure) -> Fact:
    count = figure.count
    tone = {True: "ok", False: "bad", None: ""}[figure.reaches]
    if count.share is None:
        return Fact(key=key, name=name, value="not applicable", note="nothing was counted")
    note = f"{count.met:,} of {count.counted:,}"
    return Fact(key=key, name=name, value=figure.percent, of=As.PERCENT, note=note, tone=tone)


def _tables(figures: MonthlyFigures) -> Iterator[Table]:
    rows = [_row(row.label, row.milestone, row) for row in figures.rows]
    rows += [_row("All", total.label, total) for total in figures.totals]
    rows += [_row("All", total.label, total) for total in figures.with_assumed]
    yield Table(
        key="shares",
        title="By severity and milestone",
        columns=COLUMNS,
        rows=tuple(rows),
        note="A share of nothing is not applicable, and not 100 %.",
    )
    if figures.left_out:
        yield Table(
            key="left_out",
            title="Left out: ended without an outcome",
            columns=(Column("reason", "Reason"), Column("clocks", "Milestones", As.COUNT)),
            rows=tuple((one.label, one.clocks) for one in figures.left_out),
        )


def _row(label: str, milestone: str, figure: Figure) -> tuple[str | int | bool | None, ...]:
    count = figure.count
    return (
        label,
        milestone.capitalize(),
        "assumed" if figure.assumed else "contractual",
        count.met,
        count.missed,
        count.still_open,
        count.counted,
        None if count.share is None else percent(count.share),
        figure.reaches,
    )


def _chart(trend: Trend) -> Chart:
    targets = ", with assumed targets" if trend.draws_assumed and trend.has_assumed else ""
    return Chart(
        key="attainment_months",
        title=f"Promises kept in time, twelve months{targets}",
        unit="%",
        over="Month",
        bars=tuple(
            Bar(
                f"{bar.month.first_day:%b %Y}",
                bar.figure.percent or None,
                bar.figure.reaches is False,
            )
            for bar in trend.bars
        ),
        line=None if trend.aim is None or trend.draws_assumed else percent(trend.aim),
        line_name="aim",
        from_zero=True,
    )


def _restated(figures: MonthlyFigures) -> Iterator[str]:
    if figures.restated is None:
        return
    before = figures.restated.before
    counted = f"{before.count.met} of {before.count.counted}"
    yield f"Before outcomes were restated: {counted} ({before.written})."
    for one in figures.restated.by:
        yield f"Restated on {one.made_at:%d %B %Y} by {one.made_by}: {one.reason}"
