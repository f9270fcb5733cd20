"""Chronic failure: both tests up to the month, and the right that has arisen (HR-07)."""

from datetime import datetime

from availability.domain.chronic import Misses, SlowDays
from availability.terms import misses_for, slow_days_for
from contracts.domain.availability import ChronicTerms
from credits.chronic import History, histories_of
from credits.distance import miss_distance, slow_distance
from credits.models import TerminationRight
from portal.kernel.month import Month
from reports.monthly.material import Material, Measured
from reports.monthly.parts import As, Column, Fact, Section, Table
from reports.monthly.writing import instant


def chronic(seen: Material, measured: Measured, promised: ChronicTerms) -> Section:
    """Return how far both tests are, as of the months closed up to this one."""
    history = histories_of([seen.contract.pk])[seen.contract.pk]
    told = {month for month in history.closings if month <= seen.month}
    upcoming = max(told).plus(1) if told else seen.month
    misses, slow = misses_for(promised), slow_days_for(promised)
    missed = [month for month in history.missed if month in told]
    sentences = [miss_distance(misses, missed, upcoming).words]
    if measured.terms.response_time:
        failing = {month: days for month, days in history.failing.items() if month in told}
        sentences.append(slow_distance(slow, failing, upcoming).words)
    return Section(
        key="chronic",
        title="Chronic failure",
        lead=" ".join(sentences),
        facts=_facts(seen.month, history, misses, slow, promised),
        tables=(_rights(seen),),
    )


def _facts(
    month: Month, history: History, misses: Misses, slow: SlowDays, promised: ChronicTerms
) -> tuple[Fact, ...]:
    since = month.plus(1 - misses.within)
    missed = sum(since <= one <= month for one in history.missed)
    days = history.failing.get(month, 0) + history.failing.get(month.plus(-1), 0)
    return (
        Fact(
            key="missed",
            name=f"Missed months of the last {misses.within}",
            value=missed,
            of=As.COUNT,
            note=f"{misses.count} give the right to terminate, {promised.clause.ref}",
        ),
        Fact(
            key="slow",
            name="Slow days of two months",
            value=days,
            of=As.COUNT,
            note=f"{slow.days} give the right to terminate",
        ),
    )


def _rights(seen: Material) -> Table:
    rows = TerminationRight.objects.filter(contract=seen.contract, arose_at__lt=seen.at)
    told = [one for one in rows.select_related("end") if one.of_month <= seen.month]
    return Table(
        key="rights",
        title="Rights to terminate",
        columns=(
            Column("month", "With the close of"),
            Column("arose", "Arose", As.INSTANT),
            Column("words", "On what it rests"),
            Column("stands", "Stands"),
        ),
        rows=tuple(
            (str(one.of_month), instant(one.arose_at), one.words, _stands(one, seen.at))
            for one in told
        ),
        empty="None has arisen.",
    )


def _stands(right: TerminationRight, at: datetime) -> str:
    end = getattr(right, "end", None)
    return "Open" if end is None or end.recorded_at > at else end.get_kind_display()
