"""The sections on service hours, and which tier gives which severity which hours (LU-02)."""

import re
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from contracts.domain.hours import CUSTOMER, ServiceHours
from contracts.schema.table import Table, show
from portal.kernel.business_time import Window
from portal.kernel.refusal import Refusal

ALWAYS = "24x7"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = "|".join(DAYS)
LINE = re.compile(rf"((?:{DAY})(?:-(?:{DAY})|(?:,(?:{DAY}))*)) (\d\d:\d\d)-(\d\d:\d\d)")
SECONDS_OF_DAY = 86_400
HOLIDAYS = rf"none|{CUSTOMER}|[A-Z]{{2}}(-[A-Z0-9]{{1,3}})?"

type Opening = tuple[int, Window]  # a weekday, 0 is Monday, and hours that open on it


def read_hours(table: Table) -> ServiceHours:
    """This function will read one of `[hours.*]` (LU-02, PQ-09, HR-12)."""
    always = table.flag("always_open", otherwise=False)
    lines = () if always else table.texts("weekly")
    holidays = "none" if always else table.text("holidays", pattern=HOLIDAYS)
    for key in ("weekly", "holidays"):
        if always and table.has(key):
            table.refuse(key, "hours that are always open have none")
    return ServiceHours(
        key=table.key,
        label=ALWAYS if always else "; ".join(lines),
        zone=_zone(table),
        weekly=_weekly(table, lines),
        always_open=always,
        holiday_region=None if holidays == "none" else holidays,
        clause=table.clause(),
    )


def _zone(table: Table) -> str | None:
    """This function will return the zone named, or None for each customer's own."""
    name = table.text("zone")
    if name == CUSTOMER or not name:
        return None
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # odd names, folders, and names nobody knows
        table.refuse("zone", f"unknown time zone {show(name)}")
    return name


def _weekly(table: Table, lines: tuple[str, ...]) -> Mapping[int, tuple[Window, ...]]:
    openings = [opening for line in lines for opening in _openings(table, line)]
    if table.values.get("weekly") == []:
        table.refuse("weekly", "empty: these hours would never open")
    if late := [f"{DAYS[day]} {window}" for day, window in _overlaps(openings)]:
        table.refuse("weekly", f"still open when the next hours begin: {', '.join(late)}")
    days = sorted({day for day, _ in openings})
    return {
        day: tuple(sorted(window for other, window in openings if other == day)) for day in days
    }


def _openings(table: Table, line: str) -> list[Opening]:
    """This function will read a line such as `Mon-Fri 09:00-17:30` or `Sat,Sun 10:00-14:00`."""
    found = LINE.fullmatch(line)
    if not found:
        table.refuse("weekly", f"{show(line)} is not hours such as 'Mon-Fri 09:00-17:30'")
        return []
    try:
        window = Window.parse(found[2], found[3])
    except Refusal as refusal:
        table.refuse("weekly", f"{show(line)}: {refusal}")
        return []
    return [(day, window) for day in _weekdays(found[1])]


def _weekdays(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    if not dash:
        return [DAYS.index(name) for name in text.split(",")]
    start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7 + 1
    return [(start + step) % 7 for step in range(length)]


def _overlaps(openings: Iterable[Opening]) -> list[Opening]:
    """This function will return the hours that are still open when the next ones open."""
    week = sorted((day * SECONDS_OF_DAY + window.opens, day, window) for day, window in openings)
    if not week:
        return []
    again = week[0][0] + 7 * SECONDS_OF_DAY  # Sunday night may run into Monday
    nexts = [start for start, _, _ in week[1:]] + [again]
    return [
        (day, window)
        for (_, day, window), following in zip(week, nexts, strict=True)
        if day * SECONDS_OF_DAY + window.end > following
    ]
