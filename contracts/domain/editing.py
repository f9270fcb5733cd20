"""What of an agreement is edited as a grid, cell by cell, and what a typed cell states (CO-04).

A place is a cell: an entitlement on a tier, a target of a severity, the hours that a tier gives a
severity, or named hours themselves. Its statement is the table of the agreement file that stands
there; none means that the tier has what the tier it includes has. What is typed is not judged
here: a text that does not fit is put into the file as it is, for the file's own schema to refuse.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contracts.domain.entitlements import Kind, lineage
from contracts.domain.targets import Silence

type Statement = Mapping[str, Any]  # a table's own values, as the file has them
type Typed = Mapping[str, str]  # what stands in the fields of one cell
type Data = Mapping[str, Any]  # a whole file, read

# What a row of entitlements states for the tier it begins with, beside what it says of itself.
STATED = ("value", "times", "every", "detail", "clause", "words", "reading")
WHOLE = re.compile(r"-?\d{1,9}")
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
WORDS_OF = {True: "yes", False: "no"}
NAMED = ""  # the column of hours, which no tier has for its own


class Section(StrEnum):
    ENTITLEMENTS = "entitlements"
    TARGETS = "targets"
    COVER = "cover"  # which hours a tier gives a severity
    HOURS = "hours"


class Shape(StrEnum):
    """Which fields a cell has."""

    YES_NO = "yes_no"
    QUANTITY = "quantity"
    TEXT = "text"
    ACTIVITY = "activity"
    TARGET = "target"
    COVER = "cover"
    HOURS = "hours"
    OPEN_HOURS = "open_hours"  # around the clock: there is nothing to type


# The first field decides whether anything is stated at all.
FIELDS: Mapping[Shape, tuple[str, ...]] = {
    Shape.YES_NO: ("value",),
    Shape.QUANTITY: ("value", "detail"),
    Shape.TEXT: ("value",),
    Shape.ACTIVITY: ("times", "every", "detail"),
    Shape.TARGET: ("amount", "unit", "assumed"),
    Shape.COVER: ("name",),
    Shape.HOURS: ("weekly", "zone", "holidays"),
    Shape.OPEN_HOURS: (),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the grid: its section, row and column."""

    section: Section
    row: str
    column: str

    def name(self, field: str) -> str:
        """This method will return the name of one of its fields on a page."""
        return f"{self.section}.{self.row}.{self.column}.{field}"


def includes_of(data: Data) -> dict[str, str | None]:
    """This function will return the tiers of a file, each with the one that it includes."""
    return {key: tier.get("includes") for key, tier in data["tiers"].items()}


def places(data: Data) -> Iterator[Place]:
    """This function will yield every cell of a file, row by row."""
    for row in data.get("entitlements", {}):
        yield from (Place(Section.ENTITLEMENTS, row, tier) for tier in data["tiers"])
    for severity, promises in data["targets"].items():
        yield from (Place(Section.TARGETS, severity, milestone) for milestone in promises)
    for severity in data["severities"]:
        yield from (Place(Section.COVER, severity, tier) for tier in data["tiers"])
    yield from (Place(Section.HOURS, name, NAMED) for name in data["hours"])


def shape_of(data: Data, place: Place) -> Shape:
    """This function will say which fields a cell has."""
    if place.section is Section.ENTITLEMENTS:
        return Shape(data["entitlements"][place.row].get("kind", Kind.YES_NO))
    if place.section is Section.TARGETS:
        return Shape.TARGET
    if place.section is Section.COVER:
        return Shape.COVER
    is_open = data["hours"][place.row].get("always_open", False)
    return Shape.OPEN_HOURS if is_open else Shape.HOURS


def statement_at(data: Data, place: Place) -> Statement | None:
    """This function will return what a file states at a place; None: nothing of its own."""
    if place.section is Section.TARGETS:
        return _table(data["targets"].get(place.row, {}).get(place.column))
    if place.section is Section.HOURS:
        return _table(data["hours"].get(place.row))
    if place.section is Section.COVER:
        name = data["tiers"].get(place.column, {}).get("hours", {}).get(place.row)
        return None if name is None else {"name": name}
    row = data.get("entitlements", {}).get(place.row)
    if row is None:
        return None
    if row.get("from") == place.column:
        return {key: row[key] for key in STATED if key in row}
    return _table(row.get("tiers", {}).get(place.column))


def inherited_at(data: Data, place: Place) -> tuple[str, Statement] | None:
    """This function will find what a tier has without a statement of its own, and from which."""
    if place.section not in (Section.ENTITLEMENTS, Section.COVER):
        return None
    for tier in lineage(place.column, includes_of(data))[1:]:
        stated = statement_at(data, Place(place.section, place.row, tier))
        if stated is not None:
            return tier, stated
    return None


def typed_from(shape: Shape, statement: Statement | None) -> dict[str, str]:
    """This function will write a statement as it stands in the fields of its cell."""
    if statement is None:
        return dict.fromkeys(FIELDS[shape], "")
    stands: dict[str, Any] = {"value": True} if shape is Shape.YES_NO else {}
    stands |= statement
    if shape is Shape.TARGET and stands.get("assumed") is False:
        del stands["assumed"]  # not assumed is what is not said
    return {field: _in_field(stands.get(field, "")) for field in FIELDS[shape]}


def amended(
    shape: Shape,
    typed: Typed,
    *,
    before: Statement | None,
    base: Statement | None,
    source: Statement,
) -> Statement | None:
    """This function will return the statement that typed fields make; None: it is cleared.

    What is typed as the base version has it gets the base's own statement back, its source too.

    :param before: what stands there now; what is no field of the cell is kept from it.
    :param source: the clause and the reading of what is changed; the words stay what they were.
    """
    if typed == typed_from(shape, base):
        return base
    if _is_cleared(shape, typed, typed_from(shape, before)):
        return None
    kept = {key: value for key, value in (before or {}).items() if key not in FIELDS[shape]}
    values = {
        field: _for_file(shape, field, text)
        for field, text in typed.items()
        if text or field == FIELDS[shape][0]
    }
    if shape is Shape.COVER:
        return values
    if shape is Shape.TARGET:
        _leave_unsaid(values)
    return {**values, **kept, **source}


def place_of(data: Data, key: str) -> Place | None:
    """This function will find the cell that a key of the file belongs to, if it is in one."""
    parts = key.split(".")
    known = {place.name(""): place for place in places(data)}
    named = ""
    if parts[0] == "entitlements" and len(parts) > 1:
        row = data.get("entitlements", {}).get(parts[1], {})
        column = parts[3] if parts[2:3] == ["tiers"] and len(parts) > 3 else row.get("from")
        named = f"{Section.ENTITLEMENTS}.{parts[1]}.{column}."
    elif parts[0] == "targets" and len(parts) > 2:
        named = f"{Section.TARGETS}.{parts[1]}.{parts[2]}."
    elif parts[0] == "tiers" and parts[2:3] == ["hours"] and len(parts) > 3:
        named = f"{Section.COVER}.{parts[3]}.{parts[1]}."
    elif parts[0] == "hours" and len(parts) > 1:
        named = f"{Section.HOURS}.{parts[1]}.{NAMED}."
    return known.get(named)


def _table(value: Any) -> Statement | None:
    return value if isinstance(value, Mapping) else None


def _is_cleared(shape: Shape, typed: Typed, stood: Typed) -> bool:
    """This function will say whether a cell is emptied: words left beside no value go with it."""
    first, *others = FIELDS[shape]
    if shape in (Shape.TARGET, Shape.HOURS) or typed[first]:
        return False
    return all(typed[field] in ("", stood[field]) for field in others)


def _leave_unsaid(values: dict[str, Any]) -> None:
    # Where no time is promised there is no amount, and nothing that could be assumed.
    if values.get("unit") in list(Silence):
        for field in ("amount", "assumed"):
            values.pop(field, None)


def _in_field(value: Any) -> str:
    if isinstance(value, bool):
        return WORDS_OF[value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return " ".join(str(value).split())  # a field has one line


def _for_file(shape: Shape, field: str, text: str) -> Any:
    if field == "weekly":
        return [line.strip() for line in text.split(";")]
    if field == "assumed" or shape is Shape.YES_NO:
        return {"yes": True, "no": False}.get(text, text)
    if field == "times" or (field == "value" and shape is Shape.QUANTITY):
        return int(text) if WHOLE.fullmatch(text) else text
    if field == "amount" and NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text
