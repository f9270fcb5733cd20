"""Response times by day (HR-05), recovery (PQ-05), and why what failed (HR-08)."""

from collections.abc import Iterator

from availability.domain.derivation import decimal_text
from availability.domain.response_time import Day, seconds_text
from availability.domain.spans import span_of
from availability.slow import SlowRun, runs_of
from contracts.domain.availability import Recovery, ResponseTimeTerms
from reports.monthly.material import Measured
from reports.monthly.parts import As, Bar, Chart, Column, Fact, Section, Table
from reports.monthly.writing import instant, seconds_of

SAID = (
    Column("cause", "Cause"),
    Column("taken", "Action taken"),
    Column("planned", "Action planned"),
)


def response_time(measured: Measured, promised: ResponseTimeTerms) -> Section:
    """Return each day's average beside what is promised."""
    limit = decimal_text(promised.limit_seconds)
    failing = sum(day.fails for day in measured.days)
    bare = [day for day in measured.days if day.mean is None]
    return Section(
        key="response_time",
        title="Response time",
        facts=(
            Fact(
                key="limit",
                name="Longest daily average",
                value=limit,
                of=As.DECIMAL,
                note=f"seconds, {promised.clause.ref}",
            ),
            Fact(
                key="failing",
                name="Days too slow",
                value=failing,
                of=As.COUNT,
                tone="bad" if failing else "ok",
            ),
            Fact(key="unmeasured", name="Days without a sample", value=len(bare), of=As.COUNT),
        ),
        charts=tuple(_chart(measured.days, limit)),
        tables=(_days(measured.days),),
    )


def _days(days: tuple[Day, ...]) -> Table:
    return Table(
        key="days",
        title="Average by day",
        columns=(
            Column("day", "Day", As.DAY),
            Column("mean", "Seconds, cut off", As.DECIMAL),
            Column("fails", "Too slow", As.FLAG),
        ),
        rows=tuple((day.on.isoformat(), _mean(day), day.fails) for day in days),
        note="A day without a sample has no average, and neither fails nor passes.",
        empty="Nothing was measured.",
    )


def _mean(day: Day) -> str | None:
    return None if day.mean is None else seconds_text(day.mean)


def _chart(days: tuple[Day, ...], limit: str) -> Iterator[Chart]:
    if any(day.mean is not None for day in days):
        yield Chart(
            key="response_days",
            title="Average response time by day",
            unit="s",
            over="Day",
            bars=tuple(Bar(str(day.on.day), _mean(day), day.fails) for day in days),
            line=limit,
            line_name="longest average",
            data_in="days",
        )


def recovery(measured: Measured, promised: Recovery) -> Section:
    """Return whether each outage was over in time and lost no more than agreed."""
    held = [one for one in measured.recoveries if one[1].is_in_time is False]
    lost = [one for one in measured.recoveries if one[1].is_little_lost is False]
    return Section(
        key="recovery",
        title="Recovery objectives",
        lead=f"Restored within {promised.time_hours} hours, with at most {promised.point_hours} "
        f"hour{'' if promised.point_hours == 1 else 's'} of data lost ({promised.clause.ref}).",
        facts=(
            _count("late", "Restored too late", len(held)),
            _count("lossy", "Too much data lost", len(lost)),
        ),
        tables=(_recoveries(measured),),
    )


def _count(key: str, name: str, count: int) -> Fact:
    return Fact(key=key, name=name, value=count, of=As.COUNT, tone="bad" if count else "ok")


def _recoveries(measured: Measured) -> Table:
    return Table(
        key="recoveries",
        title="Outages",
        columns=(
            Column("outage", "Outage"),
            Column("restored", "Restored in", As.SECONDS),
            Column("in_time", "In time", As.FLAG),
            Column("lost", "Data lost", As.SECONDS),
            Column("held", "Loss within bounds", As.FLAG),
        ),
        rows=tuple(
            (
                one.outage.key,
                None if found.restored is None else seconds_of(found.restored),
                found.is_in_time,
                None if found.lost is None else seconds_of(found.lost),
                found.is_little_lost,
            )
            for one, found in measured.recoveries
        ),
        empty="No outage was recorded in the month.",
    )


def causes(measured: Measured) -> Section:
    """Return cause, corrective action taken and planned of what failed and counts (HR-08)."""
    rows = tuple(_outages(measured))
    slow, works = tuple(_slow(measured)), tuple(_works(measured))
    return Section(
        key="causes",
        title="Causes and corrective action",
        tables=(
            Table(
                key="causes",
                title="Outages that count",
                columns=(
                    Column("outage", "Outage"),
                    Column("title", "What"),
                    Column("from", "From", As.INSTANT),
                    *SAID,
                ),
                rows=rows,
                empty="No outage counts." if works or slow else "Nothing failed that counts.",
            ),
            *slow,
            *works,
        ),
    )


def _outages(measured: Measured) -> Iterator[tuple[str | None, ...]]:
    for one in measured.deductions:
        version = measured.versions.get(one.outage.key)
        if version is not None and (one.counted or one.partial):
            began = instant(one.outage.during.start)
            told = version.cause, version.corrective_taken, version.corrective_planned
            yield one.outage.key, version.title, began, *(text or None for text in told)


def _slow(measured: Measured) -> Iterator[Table]:
    """Yield the days that were too slow with what was said of them, if there was one (HR-05)."""
    if measured.slow:
        yield Table(
            key="slow",
            title="Days that were too slow",
            columns=(
                Column("from", "From", As.DAY),
                Column("to", "To", As.DAY),
                Column("slowest", "Slowest average, s", As.DECIMAL),
                Column("service", "Service"),
                *SAID,
                Column("written", "Written", As.INSTANT),
            ),
            rows=tuple(map(_run, runs_of(measured.slow))),
            note="Days in a row with the same cause stand in one line.",
        )


def _run(run: SlowRun) -> tuple[str | None, ...]:
    slowest = max(day.mean for day in run.days if day.mean is not None)
    days = run.first.isoformat(), run.last.isoformat(), seconds_text(slowest)
    said = run.spell
    if said is None:
        return *days, None, None, None, None, None
    told = said.cause, said.corrective_taken or None, said.corrective_planned or None
    return *days, said.service.name, *told, instant(said.written_at)


def _works(measured: Measured) -> Iterator[Table]:
    """Yield the maintenance that broke its rules and so counts as downtime, if any did."""
    rows = tuple(_counting(measured))
    if rows:
        yield Table(
            key="works",
            title="Maintenance that counts as downtime",
            columns=(
                Column("work", "Maintenance"),
                Column("kind", "Kind"),
                Column("from", "From", As.INSTANT),
                Column("to", "To", As.INSTANT),
                Column("counted", "Counted", As.SECONDS),
                Column("why", "How it was ruled"),
            ),
            rows=rows,
        )


def _counting(measured: Measured) -> Iterator[tuple[str | int, ...]]:
    found = measured.found
    for ruled in found.permitted.rulings:
        work = ruled.maintenance
        counted = found.classes.downtime.within(*span_of(work.during))
        beyond = (ruled.permitted & found.permitted.over).total()
        why = f"{ruled.why}; {beyond} s beyond the month's allotment" if beyond else ruled.why
        if counted:
            begins, ends = instant(work.during.start), instant(work.during.end)
            yield work.key, work.kind.capitalize(), begins, ends, counted, why
