"""The tiers, what each takes over from the one it includes, and the hours that result."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.domain.hours import ServiceHours
from contracts.domain.terms import Tier
from contracts.schema.lifecycle import read_instances
from contracts.schema.table import Table


@dataclass(frozen=True, slots=True)
class TierAsWritten:
    """One tier of the file, before inheritance."""

    tier: Tier
    hours: Mapping[str, str]  # the names of service hours by severity


@dataclass(frozen=True, slots=True)
class Tiers:
    """All tiers, and the service hours by tier and severity, inherited ones included."""

    by_key: Mapping[str, Tier]
    hours: Mapping[tuple[str, str], ServiceHours]


def read_tiers(table: Table, *, severities: list[str], known: Mapping[str, ServiceHours]) -> Tiers:
    """This function will read `[tiers.*]` and settle who has which hours (LU-01, LU-02)."""
    written = table.each(lambda entry: _tier(entry, severities, known))
    for key in written:
        _check_lineage(table, key, {name: other.tier for name, other in written.items()})
    resolved = {
        (key, severity): known[name]
        for key in written
        for severity in severities
        for name in _inherited(table, key, severity, written)
        if name in known
    }
    return Tiers({key: entry.tier for key, entry in written.items()}, resolved)


def _tier(table: Table, severities: list[str], known: Mapping[str, ServiceHours]) -> TierAsWritten:
    tier = Tier(
        key=table.key,
        name=table.text("name"),
        includes=table.text("includes") if table.has("includes") else None,
        instances=table.one_or_none("instances", read_instances) or {},
        clause=table.clause(),
    )
    hours = table.one_or_none("hours", lambda chosen: _chosen_hours(chosen, severities, known))
    return TierAsWritten(tier, hours or {})


def _chosen_hours(
    table: Table, severities: list[str], known: Mapping[str, ServiceHours]
) -> dict[str, str]:
    stated = [severity for severity in severities if table.has(severity)]
    hours = {severity: table.one_of(severity, list(known) or ["?"]) for severity in stated}
    table.done("severity")
    return hours


def _check_lineage(table: Table, key: str, tiers: Mapping[str, Tier]) -> None:
    included = tiers[key].includes
    if included is not None and included not in tiers:
        table.refuse(f"{key}.includes", f"unknown tier '{included}' (known: {', '.join(tiers)})")
    elif len(_lineage(key, tiers)) > len(tiers):
        table.refuse(f"{key}.includes", "the tiers include each other in a circle")


def _lineage(key: str, tiers: Mapping[str, Tier]) -> list[str]:
    """This function will list a tier and those it includes; one too many means a circle."""
    line = [key]
    while (included := tiers[line[-1]].includes) in tiers and len(line) <= len(tiers):
        line.append(str(included))
    return line


def _inherited(
    table: Table, key: str, severity: str, written: Mapping[str, TierAsWritten]
) -> list[str]:
    """This function will name the hours that the tier, or the nearest one it includes, states."""
    lineage = _lineage(key, {name: entry.tier for name, entry in written.items()})
    found = [written[name].hours[severity] for name in lineage if severity in written[name].hours]
    if not found:
        reason = "missing: no service hours, here or in a tier included"
        table.refuse(f"{key}.hours.{severity}", reason)
    return found[:1]
