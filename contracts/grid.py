"""The grid in which an agreement is edited: blocks, rows, cells and what stands in them (CO-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from contracts.domain.editing import (
    FIELDS,
    NAMED,
    Data,
    Place,
    Section,
    Shape,
    Typed,
    shape_of,
    statement_at,
)
from contracts.domain.entitlements import Every
from contracts.domain.targets import Milestone, Silence, Unit
from contracts.domain.terms import Terms, Tier
from contracts.editing import fields_of, read_data
from contracts.phrases import value_in_words

type Choices = tuple[tuple[str, str], ...]

LABELS = {
    "value": "Value",
    "detail": "In words",
    "times": "Times",
    "every": "When",
    "amount": "Amount",
    "unit": "Counted in",
    "assumed": "Standing",
    "name": "Hours",
    "weekly": "Hours of the week",
    "zone": "Time zone",
    "holidays": "Closed on holidays of",
}
NUMBERS = {(Shape.QUANTITY, "value"), (Shape.ACTIVITY, "times"), (Shape.TARGET, "amount")}
EVERY: Choices = (
    ("", "-"),
    (Every.MONTH, "a month"),
    (Every.QUARTER, "a quarter"),
    (Every.YEAR, "a year"),
    (Every.RELEASE, "for each release"),
    (Every.CRITICAL_INCIDENT, "for each critical incident"),
    (Every.AS_NEEDED, "as needed"),
)
UNITS: Choices = (
    (Unit.BUSINESS_HOURS, "business hours"),
    (Unit.BUSINESS_DAYS, "business days"),
    (Unit.ELAPSED_HOURS, "plain hours"),
    (Silence.DISCRETION, "at the vendor's discretion"),
    (Silence.NONE, "no time promised"),
)
ASSUMED: Choices = (("", "published"), ("yes", "assumed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to type or choose."""

    name: str
    label: str
    value: str
    choices: Choices = ()
    is_number: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place with its fields, what it would inherit, and what was wrong with what was typed."""

    place: Place
    heading: str
    fields: list[Field]
    is_own: bool
    inherited: str  # in words
    inherited_from: str  # a tier's name
    faults: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one entitlement, severity or kind of hours."""

    name: str
    note: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows below one heading, with the names of their columns."""

    key: str
    heading: str
    note: str
    columns: list[str]
    rows: list[Row]

    @property
    def has_faults(self) -> bool:
        """Whether anything in it was refused."""
        return any(cell.faults for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a grid is laid out from."""

    terms: Terms
    data: Data
    stands: Mapping[Place, Typed]
    typed: Mapping[Place, Typed] = field(default_factory=dict)
    faults: Mapping[Place, list[str]] = field(default_factory=dict)


def grid(
    terms: Terms,
    text: str,
    *,
    typed: Mapping[Place, Typed] | None = None,
    faults: Mapping[Place, list[str]] | None = None,
) -> list[Block]:
    """This function will lay out an agreement's cells; what was typed goes before what stands."""
    data = read_data(text)
    sheet = Sheet(terms, data, fields_of(data), typed or {}, faults or {})
    return [*_entitlements(sheet), _targets(sheet), _cover(sheet), _hours(sheet)]


def faults_of(blocks: Iterable[Block]) -> list[tuple[Row, Cell, str]]:
    """This function will list what was wrong, cell by cell, for the summary above the grid."""
    return [
        (row, cell, fault)
        for block in blocks
        for row in block.rows
        for cell in row.cells
        for fault in cell.faults
    ]


def _entitlements(sheet: Sheet) -> list[Block]:
    rows = list(sheet.terms.entitlements.by_key.values())
    order = list(dict.fromkeys(row.group for row in rows))
    rows.sort(key=lambda row: order.index(row.group))
    tiers = sheet.terms.tiers
    return [
        Block(
            key=f"group-{place}",
            heading=group,
            note="",
            columns=[tier.name for tier in tiers.values()],
            rows=[
                Row(
                    name=row.name,
                    note=f"per {row.per.replace('_', ' ')}" if row.unit else "",
                    cells=[_entitled(sheet, tier, row.key) for tier in tiers.values()],
                )
                for row in some
            ],
        )
        for place, (group, some) in enumerate(groupby(rows, key=lambda row: row.group), 1)
    ]


def _entitled(sheet: Sheet, tier: Tier, key: str) -> Cell:
    row = sheet.terms.entitlements.by_key[key]
    above = sheet.terms.entitlements.held.get((tier.includes or "", key))
    words = ""
    if above is not None:
        words = ", ".join(filter(None, [value_in_words(row, above.value), above.detail]))
    return _cell(
        sheet,
        Place(Section.ENTITLEMENTS, key, tier.key),
        tier.name,
        inherited=words or "Not there",
        inherited_from=sheet.terms.tiers[above.tier].name if above else "",
    )


def _targets(sheet: Sheet) -> Block:
    milestones = {milestone: milestone.value.capitalize() for milestone in Milestone}
    return Block(
        key="targets",
        heading="Targets",
        note="The same for every tier. Where no time is promised, the amount is left out.",
        columns=list(milestones.values()),
        rows=[
            Row(
                name=severity.name,
                note="",
                cells=[
                    _cell(sheet, Place(Section.TARGETS, severity.key, milestone), name)
                    for milestone, name in milestones.items()
                ],
            )
            for severity in sheet.terms.severities.values()
        ],
    )


def _cover(sheet: Sheet) -> Block:
    tiers = sheet.terms.tiers
    return Block(
        key="cover",
        heading="Service hours of each tier",
        note="Which of the hours below count for a severity.",
        columns=[tier.name for tier in tiers.values()],
        rows=[
            Row(
                name=severity.name,
                note="",
                cells=[_covered(sheet, tier, severity.key) for tier in tiers.values()],
            )
            for severity in sheet.terms.severities.values()
        ],
    )


def _covered(sheet: Sheet, tier: Tier, severity: str) -> Cell:
    above = sheet.terms.service_hours.get((tier.includes or "", severity))
    whose = sheet.terms.tiers[tier.includes].name if tier.includes else ""
    return _cell(
        sheet,
        Place(Section.COVER, severity, tier.key),
        tier.name,
        inherited=above.label if above else "None",
        inherited_from=whose if above else "",
    )


def _hours(sheet: Sheet) -> Block:
    return Block(
        key="hours",
        heading="Service hours",
        note="Such as Mon-Fri 09:00-17:30; several with a semicolon between. The zone is customer "
        "or a name such as Europe/London; holidays are those of the customer, of a region such as "
        "US or GB-ENG, or none.",
        columns=["As stated"],
        rows=[
            Row(
                name=_name_of_hours(key),
                note="Around the clock" if stated.get("always_open") else "",
                cells=[_cell(sheet, Place(Section.HOURS, key, NAMED), "As stated")],
            )
            for key, stated in sheet.data["hours"].items()
        ],
    )


def _cell(
    sheet: Sheet, place: Place, heading: str, *, inherited: str = "", inherited_from: str = ""
) -> Cell:
    shape = shape_of(sheet.data, place)
    said = sheet.typed.get(place, sheet.stands[place])
    return Cell(
        place=place,
        heading=heading,
        fields=[
            Field(
                name=place.name(one),
                label=LABELS[one],
                value=said[one],
                choices=_choices(sheet, shape, one),
                is_number=(shape, one) in NUMBERS,
                is_long=shape is Shape.TEXT,
            )
            for one in FIELDS[shape]
        ],
        is_own=statement_at(sheet.data, place) is not None,
        inherited=inherited,
        inherited_from=inherited_from,
        faults=sheet.faults.get(place, []),
    )


def _choices(sheet: Sheet, shape: Shape, one: str) -> Choices:
    if shape is Shape.YES_NO:
        return (("", "-"), ("yes", "Yes"), ("no", "No"))
    if shape is Shape.COVER:
        return (("", "-"), *_named_hours(sheet))
    return {"every": EVERY, "unit": UNITS, "assumed": ASSUMED}.get(one, ())


def _named_hours(sheet: Sheet) -> Choices:
    used = {hours.key: f": {hours.label}" for hours in sheet.terms.service_hours.values()}
    return tuple((key, _name_of_hours(key) + used.get(key, "")) for key in sheet.data["hours"])


def _name_of_hours(key: str) -> str:
    return key.replace("_", " ").replace("-", " ").capitalize()
