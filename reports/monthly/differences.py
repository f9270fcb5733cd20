"""What is otherwise in one report than in another: listed with every restated issue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from portal.kernel.refusal import Refusal
from reports.domain.critical import digest_of
from reports.monthly.parts import As, MonthlyReport, Section, Table, Value, as_data
from reports.monthly.writing import written

MOST = 200  # differences listed one by one
type Place = tuple[str, str, str]  # section, what, which value of it


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a report, with where it stands in words."""

    where: str
    value: Value
    of: As


def differences(before: MonthlyReport, after: MonthlyReport) -> list[dict[str, str]]:
    """Return each value that is otherwise, with what it was and is, in words."""
    was, now = dict(_values(before)), dict(_values(after))
    zone = ZoneInfo(after.zone)
    found = []
    for place in dict.fromkeys((*was, *now)):
        old, new = was.get(place), now.get(place)
        if (old and (old.value, old.of)) != (new and (new.value, new.of)):
            found.append(_difference(place, old, new, zone))
    if len(found) > MOST:
        more = {"section": "", "before": "", "after": "", "words": f"{len(found) - MOST} more."}
        return [*found[:MOST], more]
    return found


def seen_hash(report: MonthlyReport) -> str:
    """Return the hash by which a change between a look and an issue is noticed."""
    data: dict[str, Any] = as_data(report) | {"drawn_at": ""}
    return digest_of(data)


def check_seen(report: MonthlyReport, seen: str) -> None:
    """Refuse to issue what is not what was looked at.

    :raises Refusal: with code `changed`.
    """
    if seen and seen_hash(report) != seen:
        raise Refusal(
            "Something changed since you looked: nothing is issued. The figures as they stand now "
            "are shown; look at them and issue again.",
            code="changed",
        )


def _difference(place: Place, old: Said | None, new: Said | None, zone: ZoneInfo) -> dict[str, str]:
    before = written(old.value, old.of, zone) if old else "not there"
    after = written(new.value, new.of, zone) if new else "no longer there"
    where = (new or old or Said("", "", As.TEXT)).where
    return {
        "section": place[0],
        "before": before,
        "after": after,
        "words": f"{where}: {after if old is None else f'{before} became {after}'}",
    }


def _values(report: MonthlyReport) -> Iterator[tuple[Place, Said]]:
    for section in report.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[tuple[Place, Said]]:
    for fact in section.facts:
        where = f"{section.title}, {fact.name}"
        yield (section.key, "", fact.key), Said(where, fact.value, fact.of)
    for chart in section.charts:
        for bar in chart.bars:
            where = f"{chart.title}, {bar.label}"
            yield (section.key, chart.key, bar.label), Said(where, bar.value, As.TEXT)
    for table in section.tables:
        yield from _of_table(section, table)


def _of_table(section: Section, table: Table) -> Iterator[tuple[Place, Said]]:
    count = _key_length(table)
    for row in table.rows:
        name = " ".join(str(one) for one in row[:count])
        for column, value in list(zip(table.columns, row, strict=True))[count - 1 :]:
            where = f"{section.title}, {table.title.lower()}, {name}, {column.name.lower()}"
            if column is table.columns[count - 1]:
                where = f"{section.title}, {table.title.lower()}"
                yield (section.key, table.key, name), Said(where, name, As.TEXT)
            else:
                place = section.key, table.key, f"{name}/{column.key}"
                yield place, Said(where, value, column.of)


def _key_length(table: Table) -> int:
    """Return by how many of its first values a row is known."""
    for count in range(1, len(table.columns)):
        if len({row[:count] for row in table.rows}) == len(table.rows):
            return count
    return len(table.columns)
