"""Availability: the figure, its formula, each outage, and what it hangs on (PQ-01, HR-01)."""

from collections.abc import Iterator

from availability.domain.deductions import Deduction
from availability.domain.derivation import decimal_text, formula
from availability.domain.month import percent_text
from availability.domain.readings import Reading
from availability.models import MonthClosing
from availability.templatetags.months import named, would
from portal.kernel.month import MONTHS, Month
from reports.monthly.material import Material, Measured
from reports.monthly.parts import As, Bar, Chart, Column, Fact, Section, Table
from reports.monthly.writing import instant, seconds_of

SECONDS = ("counted", "partial", "maintenance", "emergency", "excluded", "uncounted")
HEADS = ("Counted", "Counted in part", "Maintenance", "Emergency", "Excluded", "Not counted")


def availability(seen: Material, measured: Measured) -> Section:
    """Return what the month came to, with everything that stands behind it."""
    return Section(
        key="availability",
        title="Availability",
        lead=formula(measured.found).capitalize(),
        facts=tuple(_facts(seen, measured)),
        charts=tuple(_chart(seen, measured)),
        tables=(_classes(measured), _outages(measured), *_readings(measured)),
        lines=measured.lines,
    )


def verdict(measured: Measured, *, is_over: bool) -> Fact:
    """Return the month's figure as a report's head tells it."""
    found = measured.found if is_over else measured.so_far
    target = decimal_text(found.policy.target)
    if found.percent is None:
        return Fact(key="percent", name="Availability", value="not measurable")
    name = "Availability" if is_over else "Availability so far"
    whole = measured.found
    note = f"{'met' if whole.is_met else 'missed'}: {target} % promised"
    if not is_over and whole.percent is not None:
        note = f"{percent_text(whole.percent)} % if nothing more happens: {note}"
    tone = "ok" if whole.is_met else "bad"
    value = percent_text(found.percent)
    return Fact(key="percent", name=name, value=value, of=As.PERCENT, note=note, tone=tone)


def _facts(seen: Material, measured: Measured) -> Iterator[Fact]:
    found = measured.found
    yield verdict(measured, is_over=seen.is_over)
    target = decimal_text(found.policy.target)
    clause = measured.terms.clause.ref
    yield Fact(key="target", name="Target", value=target, of=As.PERCENT, note=clause)
    for key, name, amount in (
        ("down", "Down, as it counts", found.down),
        ("allowed", "Allowed", found.allowed),
        ("denominator", "Seconds in which it had to be there", found.denominator),
    ):
        yield Fact(key=key, name=name, value=seconds_of(amount), of=As.SECONDS)


def _classes(measured: Measured) -> Table:
    seconds = measured.found.classes.seconds()
    rows = [(named(name).capitalize(), amount, amount) for name, amount in seconds.items()]
    total = measured.found.total
    return Table(
        key="classes",
        title="Every second of the month, once",
        columns=(
            Column("class", "Class"),
            Column("lasting", "Hours, minutes, seconds", As.SECONDS),
            Column("seconds", "Seconds", As.COUNT),
        ),
        rows=(*rows, ("All", total, total)),
    )


def _outages(measured: Measured) -> Table:
    columns = [
        Column(key, head, As.SECONDS, can_hide=key != "counted")
        for key, head in zip(SECONDS, HEADS, strict=True)
    ]
    return Table(
        key="outages",
        title="Outages and what of them counts",
        columns=(
            Column("outage", "Outage"),
            Column("title", "What"),
            Column("from", "From", As.INSTANT),
            Column("to", "To", As.INSTANT),
            *columns,
            Column("reasons", "Excluded because", can_hide=True),
        ),
        rows=tuple(_outage(one, measured) for one in measured.deductions),
        empty="No outage that concerns this contract was recorded in the month.",
    )


def _outage(one: Deduction, measured: Measured) -> tuple[str | int | None, ...]:
    outage = one.outage
    version = measured.versions.get(outage.key)
    return (
        outage.key,
        version.title if version else "",
        instant(outage.during.start),
        None if outage.is_running else instant(outage.during.end),
        *(getattr(one, name) for name in SECONDS),
        ", ".join(named(reason) for reason in one.reasons),
    )


def _readings(measured: Measured) -> Iterator[Table]:
    if measured.readings:
        hanging = sum(one.changes_verdict for one in measured.readings)
        yield Table(
            key="other_readings",
            title="What other readings of the agreement would come to",
            columns=(
                Column("setting", "Setting"),
                Column("reading", "If it were read so"),
                Column("percent", "Availability", As.PERCENT),
                Column("verdict", "Verdict"),
                Column("changes", "Changes the verdict", As.FLAG),
            ),
            rows=tuple(_reading(one) for one in measured.readings),
            note=f"{hanging or 'None'} of them would change the verdict.",
        )


def _reading(one: Reading) -> tuple[str | bool | None, ...]:
    percent = None if one.percent is None else percent_text(one.percent)
    name = named(str(one.setting)).capitalize()
    return name, one.value.capitalize(), percent, would(one), one.changes_verdict


def _chart(seen: Material, measured: Measured) -> Iterator[Chart]:
    """Yield the closed months before this one and this one as the report tells it."""
    told = _closed_before(seen)
    own = measured.found if seen.is_over else measured.so_far
    if own.percent is not None:
        told[seen.month] = percent_text(own.percent), bool(own.is_met)
    months = [seen.month.plus(place - MONTHS + 1) for place in range(MONTHS)]
    if told:
        yield Chart(
            key="availability_months",
            title="Availability, twelve months as closed",
            unit="%",
            over="Month",
            bars=tuple(
                Bar(f"{month.first_day:%b %Y}", told[month][0], not told[month][1])
                if month in told
                else Bar(f"{month.first_day:%b %Y}", None)
                for month in months
            ),
            line=decimal_text(measured.found.policy.target),
            line_name="target",
        )


def _closed_before(seen: Material) -> dict[Month, tuple[str, bool]]:
    rows = MonthClosing.objects.filter(contract=seen.contract, year__gte=seen.month.year - 1)
    found = {}
    for year, number, percent, is_met in rows.order_by("number").values_list(
        "year", "month", "figures__percent", "figures__is_met"
    ):
        if percent is not None and Month(year, number) < seen.month:
            found[Month(year, number)] = str(percent), bool(is_met)
    return found
