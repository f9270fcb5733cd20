"""Incidents of the month: what was open, raised and closed, and both lists (LU-27).

An incident counts by its latest state, so that open before + raised - closed = open after.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from incidents.models import Incident
from reports.monthly.material import Material
from reports.monthly.parts import As, Column, Fact, Section, Table
from reports.monthly.writing import instant
from reports.review_pack import History, history_of, inside, open_just_before, sum_of
from sla.names import Names

COLUMNS = (
    Column("number", "Incident"),
    Column("title", "What"),
    Column("severity", "Severity"),
    Column("reported", "Reported", As.INSTANT),
)


def incidents(seen: Material, names: Names) -> Section:
    """Return the counts by severity, and what is open and was closed."""
    own = Incident.objects.filter(contract=seen.contract)
    period = seen.period
    rows = [*history_of(own, period, names.severities)]
    total = sum_of(rows)
    still_open = own.filter(open_just_before(seen.until))
    closed = own.filter(inside("closed_at", period))
    return Section(
        key="incidents",
        title="Incidents",
        lead="By severity and state when this report was drawn.",
        facts=_facts(total),
        tables=(
            _counts([*rows, total]),
            _open(seen, names, still_open.order_by("reported_at", "pk")),
            _closed(seen, names, closed.order_by("-closed_at", "-pk")),
        ),
    )


def _facts(total: History) -> tuple[Fact, ...]:
    return (
        Fact(key="raised", name="Raised", value=total.raised, of=As.COUNT),
        Fact(key="closed", name="Closed", value=total.closed, of=As.COUNT),
        Fact(key="open_after", name="Open at the end", value=total.open_after, of=As.COUNT),
    )


def _counts(rows: Iterable[History]) -> Table:
    return Table(
        key="by_severity",
        title="By severity",
        columns=(
            Column("severity", "Severity"),
            Column("open_before", "Open before", As.COUNT),
            Column("raised", "Raised", As.COUNT),
            Column("closed", "Closed", As.COUNT),
            Column("open_after", "Open after", As.COUNT),
        ),
        rows=tuple(
            (row.name, row.open_before, row.raised, row.closed, row.open_after) for row in rows
        ),
    )


def _open(seen: Material, names: Names, rows: QuerySet[Incident]) -> Table:
    prefix, called = seen.contract.vendor.number_prefix, names.severities
    found = rows.values_list("number", "title", "severity", "reported_at")
    return Table(
        key="open",
        title="Open at the end",
        columns=COLUMNS,
        rows=tuple(
            (f"{prefix}-{number}", title, called.get(severity, severity), instant(reported))
            for number, title, severity, reported in found
        ),
        empty="No incident is open.",
    )


def _closed(seen: Material, names: Names, rows: QuerySet[Incident]) -> Table:
    prefix, called = seen.contract.vendor.number_prefix, names.severities
    found = rows.values_list("number", "title", "severity", "reported_at", "closed_at")
    return Table(
        key="closed",
        title="Closed in the month",
        columns=(*COLUMNS, Column("closed", "Closed", As.INSTANT)),
        rows=tuple(
            (
                f"{prefix}-{number}",
                title,
                called.get(severity, severity),
                instant(reported),
                instant(closed) if closed else None,
            )
            for number, title, severity, reported, closed in found
        ),
        empty="No incident was closed.",
    )
