"""The sections on severities and on what is promised for each."""

from contracts.domain.severities import AlwaysCritical, Severity, SeverityPolicy, SeveritySetter
from contracts.domain.targets import Milestone, NoTarget, Promise, Silence, Target, Unit
from contracts.schema.table import KEY, Table

UNITS: list[str] = [*Unit, *Silence]


def read_severity(table: Table, *, rank: int) -> Severity:
    """This function will read one of `[severities.*]` (LU-12, PQ-10, HR-11)."""
    return Severity(
        key=table.key,
        rank=rank,
        name=table.text("name"),
        definition=table.text("definition"),
        examples=table.texts("examples", otherwise=[]),
        assumed=table.flag("assumed", otherwise=False),
        clause=table.clause(),
    )


def read_severities(table: Table) -> dict[str, Severity]:
    """This function will read `[severities.*]`, written with the most severe first."""
    ranks = {key: rank for rank, key in enumerate(table.values, start=1)}
    return table.each(lambda entry: read_severity(entry, rank=ranks.get(entry.key, 1)))


def read_policy(table: Table) -> SeverityPolicy:
    """This function will read `[severity_policy]` (LU-12, PQ-10, HR-11)."""
    return SeverityPolicy(
        set_by=table.choice("set_by", SeveritySetter),
        change_needs_consultation=table.flag("change_needs_consultation"),
        clause=table.clause(),
    )


def read_always_critical(table: Table) -> AlwaysCritical:
    """This function will read one of `[[always_critical]]` (LU-13)."""
    countries = table.texts("countries", otherwise=[])
    for country in countries:
        if len(country) != 2 or not country.isascii() or not country.isupper():
            table.refuse("countries", f"'{country}' is not a country code such as GB")
    return AlwaysCritical(
        key=table.text("key", pattern=KEY.pattern),
        name=table.text("name"),
        if_provided=table.flag("if_provided", otherwise=False),
        countries=countries,
        clause=table.clause(),
    )


def read_promises(table: Table, *, severities: list[str]) -> dict[tuple[str, Milestone], Promise]:
    """This function will read `[targets.SEVERITY.MILESTONE]`; every pair must be stated (LU-14)."""
    of_severity = {severity: table.one(severity, _promises) for severity in severities}
    table.done("severity")
    return {
        (severity, milestone): promise
        for severity, promises in of_severity.items()
        for milestone, promise in promises.items()
    }


def _promises(table: Table) -> dict[Milestone, Promise]:
    promises = {milestone: table.one(milestone, _promise) for milestone in Milestone}
    table.done("milestone")
    return promises


def _promise(table: Table) -> Promise:
    unit = table.one_of("unit", UNITS)
    if unit in list(Silence):
        return NoTarget(why=Silence(unit), clause=table.clause())
    return Target(
        amount=table.amount("amount"),
        unit=Unit(unit),
        assumed=table.flag("assumed", otherwise=False),
        clause=table.clause(),
    )
