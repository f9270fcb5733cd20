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

    section: str
    what: str  # within the section
    value: Value
    of: As


def differences(before: MonthlyReport, after: MonthlyReport) -> list[dict[str, str]]:
    """Return each value that is otherwise, with what it was and is, in words, by section."""
    was, now = dict(_values(before)), dict(_values(after))
    order = {one.key: place for place, one in enumerate((*before.sections, *after.sections))}
    zone = ZoneInfo(after.zone)
    found = []
    for place in sorted(dict.fromkeys((*was, *now)), key=lambda one: order[one[0]]):
        old, new = was.get(place), now.get(place)
        if (old and (old.value, old.of)) != (new and (new.value, new.of)):
            found.append(_difference(place, old, new, zone))
    if len(found) > MOST:
        more = dict.fromkeys(("section", "title", "what", "before", "after"), "")
        more["words"] = f"{len(found) - MOST} more."
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
    said = new or old or Said("", "", "", As.TEXT)
    where = f"{said.section}, {said.what}"
    return {
        "section": place[0],
        "title": said.section,
        "what": said.what,
        "before": before,
        "after": after,
        "words": f"{where}: {after if old is None else f'{before} became {after}'}",
    }


def _values(report: MonthlyReport) -> Iterator[tuple[Place, Said]]:
    for section in report.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[tuple[Place, Said]]:
    for fact in section.facts:
        said = Said(section.title, fact.name, fact.value, fact.of)
        yield (section.key, "", fact.key), said
    for chart in section.charts:
        for bar in chart.bars:
            what = f"{chart.title}, {bar.label}"
            said = Said(section.title, what, bar.value, As.TEXT)
            yield (section.key, chart.key, bar.label), said
    for table in section.tables:
        yield from _of_table(section, table)


def _of_table(section: Section, table: Table) -> Iterator[tuple[Place, Said]]:
    count = _key_length(table)
    for row in table.rows:
        name = " ".join(str(one) for one in row[:count])
        for column, value in list(zip(table.columns, row, strict=True))[count - 1 :]:
            place, what = (section.key, table.key, name), table.title.lower()
            said = Said(section.title, what, name, As.TEXT)
            if column is not table.columns[count - 1]:
                place = section.key, table.key, f"{name}/{column.key}"
                what = f"{what}, {name}, {column.name.lower()}"
                said = Said(section.title, what, value, column.of)
            yield place, said


def _key_length(table: Table) -> int:
    """Return by how many of its first values a row is known."""
    for count in range(1, len(table.columns)):
        if len({row[:count] for row in table.rows}) == len(table.rows):
            return count
    return len(table.columns)
