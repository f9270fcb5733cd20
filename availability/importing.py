"""Files of outages and of maintenance: which columns say what (docs/algorithms/outage-import.md).

A file may be CSV, a workbook or JSON, and name its columns as it likes: they are guessed, shown,
and corrected by whoever sends it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from availability.models import Effect, Sheet
from portal.web.table_file import (
    Row,
    cell_text,
    check_count,
    check_size,
    decoded,
    rows_below,
    unreadable,
)

MOST_ROWS = 5_000  # all of them are stored at once, and others wait for a number meanwhile
MOST_COLUMNS = 60
MOST_EFFECTS = 30  # different words for how bad it was
LEAVE_OUT = "leave_out"
NOTHING = "The file has no rows: below its headings nothing stands."
JSON_STARTS = (b"[", b"{")


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a row may say, and how files of others call it."""

    key: str
    label: str
    hints: tuple[str, ...]
    needed: bool = False


OUTAGE_TARGETS = (
    Target("source_id", "Its key at the source", ("id", "key", "number", "incident"), needed=True),
    Target("title", "Title", ("title", "name", "summary"), needed=True),
    Target(
        "starts_at",
        "Began",
        ("downtime start", "starts at", "start", "started at", "began", "from"),
        needed=True,
    ),
    Target("ends_at", "Ended", ("downtime end", "ends at", "end", "resolved at", "ended", "until")),
    Target("components", "Components", ("components", "component", "services", "service")),
    Target("effect", "How bad it was", ("effect", "impact", "severity", "kind")),
    Target("customers", "Customers touched", ("customers", "customer")),
    Target("cause", "Cause", ("cause", "root cause")),
    Target("corrective_taken", "What was done", ("corrective taken", "action taken")),
    Target("corrective_planned", "What is planned", ("corrective planned", "action planned")),
    Target("last_ok_at", "Last good check", ("last ok at", "last ok")),
    Target("first_fail_at", "First failed check", ("first fail at", "first fail")),
    Target("last_fail_at", "Last failed check", ("last fail at", "last fail")),
    Target("first_ok_at", "First good check again", ("first ok at", "first ok")),
)
WORK_TARGETS = (
    Target("source_id", "Its key at the source", ("id", "key", "number"), needed=True),
    Target("title", "Title", ("title", "name", "summary"), needed=True),
    Target(
        "actual_from",
        "Work began",
        ("in progress at", "actual from", "started at", "start", "from"),
    ),
    Target(
        "actual_to",
        "Work ended",
        ("completed at", "actual to", "ended at", "end", "until"),
    ),
    Target("announced_from", "Announced from", ("announced from", "scheduled for", "window start")),
    Target("announced_to", "Announced until", ("announced to", "scheduled until", "window end")),
    Target("notice_at", "Notice given", ("announced at", "notice at", "notice")),
    Target("components", "Components", ("components", "component", "services", "service")),
    Target("kind", "Scheduled or emergency", ("kind", "type")),
    Target("words", "What customers were told", ("words", "description")),
)
TARGETS = {Sheet.OUTAGES: OUTAGE_TARGETS, Sheet.WORKS: WORK_TARGETS}

# What the words of others for how bad it was are taken for, until somebody says otherwise.
EFFECTS = {
    "critical": Effect.UNAVAILABLE,
    "major": Effect.UNAVAILABLE,
    "down": Effect.UNAVAILABLE,
    "outage": Effect.UNAVAILABLE,
    "minor": Effect.IMPAIRED,
    "partial": Effect.IMPAIRED,
    "none": Effect.DEGRADED,
    "": Effect.UNAVAILABLE,
    **{effect.value: effect for effect in Effect},
}
OF_OTHER_KIND = ("maintenance", "scheduled")


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a file is understood: columns by target, words for effects, and what is not said."""

    columns: dict[str, str]
    effects: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"  # of times that name no offset
    components: tuple[int, ...] = ()  # touched by rows that name none
    confirmed_how: str = ""  # how the source established its outages; nothing: it did not

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return it from how it is stored."""
        return cls(
            columns=kept["columns"],
            effects=kept["effects"],
            zone=kept["zone"],
            components=tuple(kept["components"]),
            confirmed_how=kept["confirmed_how"],
        )

    def kept(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "columns": self.columns,
            "effects": self.effects,
            "zone": self.zone,
            "components": list(self.components),
            "confirmed_how": self.confirmed_how,
        }


def read_file(content: bytes) -> list[Row]:
    """Return the rows of a file, their cells by the names that the file gives its columns.

    :raises Refusal: if it cannot be read, is too large, or holds no rows.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in JSON_STARTS:
        rows = _json(content)
    else:
        rows = rows_below(content, _headings, nothing=NOTHING)
    if len(rows) > MOST_ROWS:
        raise unreadable(f"The file has more than {MOST_ROWS:,} rows; split it.")
    return rows


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Return the names of all columns, in the order in which they come."""
    return list(dict.fromkeys(name for row in rows for name in row.cells))


def understood(sheet: Sheet, rows: Sequence[Row], zone: str) -> Understanding:
    """Guess how a file is meant, by the names of its columns and the words in them."""
    columns: dict[str, str] = {}
    named = {_plain(name): name for name in reversed(columns_of(rows))}
    for target in TARGETS[sheet]:
        for hint in target.hints:
            if hint in named and named[hint] not in columns.values():
                columns[target.key] = named[hint]
                break
    return with_words(Understanding(columns, zone=zone), rows)


def with_words(how: Understanding, rows: Iterable[Row]) -> Understanding:
    """Return it with a meaning for each word for how bad it was: what was said, else a guess."""
    words = words_for_effect(rows, how.columns.get("effect"))
    return replace(how, effects={word: how.effects.get(word) or _guess(word) for word in words})


def words_for_effect(rows: Iterable[Row], column: str | None) -> list[str]:
    """Return the different words that stand in the column of how bad it was."""
    if not column:
        return []
    words = sorted({effect_word(row, column) for row in rows})
    return words if len(words) <= MOST_EFFECTS else []


def effect_word(row: Row, column: str) -> str:
    """Return the word for how bad it was, in small letters."""
    return cell_text(row.cells.get(column)).casefold()


def _guess(word: str) -> str:
    return LEAVE_OUT if word in OF_OTHER_KIND else str(EFFECTS.get(word, ""))


def _headings(cells: Sequence[Any]) -> list[str]:
    names = [" ".join(cell_text(cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not all(names):
        raise unreadable("A column has no name in the first line.")
    _check_names(names)
    return names


def _check_names(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise unreadable("A column stands there twice.")
    if len(names) > MOST_COLUMNS:
        raise unreadable(f"The file has more than {MOST_COLUMNS} columns.")


def _json(content: bytes) -> list[Row]:
    check_size(content)
    try:
        found = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is one too
        at = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise unreadable(f"The file looks like JSON and is not{at}.") from None
    entries = _entries(found)
    check_count(entries)
    rows = [Row(place, _cells(one, place)) for place, one in enumerate(entries, 1)]
    _check_names(columns_of(rows))
    if not any(row.cells for row in rows):
        raise unreadable(NOTHING)
    return rows


def _entries(found: Any) -> list[Any]:
    """Return the one list of objects that a JSON file holds, at its top or just below."""
    lists = [found] if isinstance(found, list) else []
    if isinstance(found, dict):
        lists = [one for one in found.values() if isinstance(one, list)]
    if len(lists) != 1:
        raise unreadable("A JSON file holds one list of objects, at its top or under one name.")
    return list(lists[0])


def _cells(entry: Any, place: int) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise unreadable(f"Entry {place} of the list is no object.")
    return {" ".join(str(key).split()): _cell(one) for key, one in entry.items()}


def _cell(found: Any) -> Any:
    """Return a value as a cell; of a list of names or of named objects, the names."""
    if isinstance(found, list):
        return "; ".join(cell_text(_cell(one)) for one in found)
    if isinstance(found, dict):
        return found.get("name", "")
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
