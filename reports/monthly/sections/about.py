"""What a report is of: the period, the agreement version, and how its words are read (CO-04)."""

from collections.abc import Iterator

from contracts.domain.clause import Clause
from contracts.domain.terms import Terms
from reports.monthly.material import Material
from reports.monthly.parts import As, Column, Fact, Section, Table
from reports.monthly.writing import instant


def about(seen: Material) -> Section:
    """Return the period, what it was measured by, and the readings in force."""
    return Section(
        key="about",
        title="Period and agreement",
        facts=tuple(_facts(seen)),
        tables=tuple(_readings(seen.terms)),
    )


def _facts(seen: Material) -> Iterator[Fact]:
    yield Fact(key="customer", name="Customer", value=seen.contract.customer.name)
    yield Fact(key="tier", name="Tier", value=seen.tier)
    yield Fact(key="agreement", name="Agreement version", value=str(seen.agreement))
    yield Fact(key="from", name="From", value=instant(seen.period.start), of=As.INSTANT)
    ends = "first instant after the month"
    yield Fact(key="to", name="To", value=instant(seen.period.end), of=As.INSTANT, note=ends)
    yield Fact(key="zone", name="The month is that of", value=seen.zone.key)
    if seen.closing:
        yield from _signed(seen)


def _signed(seen: Material) -> Iterator[Fact]:
    closing = seen.closing
    if closing is None:
        return
    name = "Closed" if closing.number == 1 else "Restated"
    note = f"by {closing.signed_by}, number {closing.number}, SHA-256 {closing.sha256}"
    at = instant(closing.signed_at)
    yield Fact(key="closed", name=name, value=at, of=As.INSTANT, note=note)
    if closing.number > 1:
        yield Fact(key="why_restated", name="Why it was restated", value=closing.reason)


def _readings(terms: Terms) -> Iterator[Table]:
    rows = tuple((name, one.ref, one.reading) for name, one in _clauses(terms) if one.is_reading)
    if rows:
        yield Table(
            key="readings",
            title="How the agreement's words are read",
            columns=(
                Column("of", "Of"),
                Column("clause", "Clause"),
                Column("reading", "Reading in force"),
            ),
            rows=rows,
        )


def _clauses(terms: Terms) -> Iterator[tuple[str, Clause]]:
    if promised := terms.availability:
        yield "Availability", promised.clause
        yield "Maintenance", promised.maintenance.clause
        for name, part in (
            ("Recovery", promised.recovery),
            ("Response time", promised.response_time),
            ("Chronic failure", promised.chronic),
        ):
            if part:
                yield name, part.clause
    for name, credit in (
        ("Credits by band", terms.credits),
        ("Credits by full hours", terms.hour_credits),
        ("Claims", terms.claims),
    ):
        if credit:
            yield name, credit.clause
    if terms.attainment:
        yield "Attainment", terms.attainment.clause
