"""Writing what was typed into an agreement file's text; everything else stays as it is (CO-04).

Comments, order and quotations stay, so that two versions can also be laid side by side as text.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AbstractTable, Table

from contracts.agreement_file import AgreementFile, parse_agreement
from contracts.domain.editing import (
    STATED,
    Data,
    Place,
    Section,
    Statement,
    Typed,
    amended,
    includes_of,
    inherited_at,
    place_of,
    places,
    shape_of,
    statement_at,
    typed_from,
)
from contracts.domain.entitlements import lineage
from contracts.schema.problems import BadAgreement, Problem
from portal.kernel.refusal import Refusal


class BadCells(Refusal):
    """What was typed is refused whole, each fault with its cell where it has one (CO-04)."""

    def __init__(self, data: Data, problems: Iterable[Problem]) -> None:
        self.by_place: dict[Place, list[str]] = {}
        self.elsewhere: list[Problem] = []
        for problem in problems:
            if place := place_of(data, problem.key):
                self.by_place.setdefault(place, []).append(problem.reason)
            else:
                self.elsewhere.append(problem)
        super().__init__("The agreement refuses what was typed.", code="bad_cells")


def read_data(text: str) -> dict[str, Any]:
    """This function will read the plain tables of a text that is known to be good."""
    return tomllib.loads(text, parse_float=Decimal)


def fields_of(data: Data) -> dict[Place, dict[str, str]]:
    """This function will return what stands in the fields of every cell."""
    return {
        place: typed_from(shape_of(data, place), statement_at(data, place))
        for place in places(data)
    }


def retyped(
    text: str, base: str, typed: Mapping[Place, Typed], *, note: str, file: str
) -> AgreementFile:
    """This function will write typed cells into a text, each change with its reason (CO-04).

    :param base: the version that the text began as; what is typed as it has it is its own again.
    :param note: the reading that stands beside each changed value.
    :raises BadCells: if the file's schema refuses any of it.
    """
    data, original = read_data(text), read_data(base)
    stands = fields_of(data)
    changes = {
        place: amended(
            shape_of(data, place),
            said,
            before=statement_at(data, place),
            base=statement_at(original, place),
            source={"clause": _clause_for(data, place), "reading": note},
        )
        for place, said in typed.items()
        if said != stands.get(place)
    }
    return rewritten(text, changes, note=note, file=file)


def rewritten(
    text: str, changes: Mapping[Place, Statement | None], *, note: str, file: str
) -> AgreementFile:
    """This function will put statements into a text, or take them out of it.

    :raises BadCells: if the schema refuses the result, or a row would hold on no tier.
    """
    document, data = tomlkit.parse(text), read_data(text)
    nowhere = [
        Problem(f"entitlements.{row}", "would hold on no tier: state it for one of them")
        for row, statements in _rows(data, changes).items()
        if not _write_row(_at(document, "entitlements", row), statements)
    ]
    if nowhere:
        raise BadCells(data, nowhere)
    for place, statement in changes.items():
        if place.section in (Section.TARGETS, Section.HOURS):
            keys = filter(None, (place.section.value, place.row, place.column))
            _fill(_at(document, *keys), statement or {})
        elif place.section is Section.COVER:
            _choose_hours(document, place, statement, note)
    result = tomlkit.dumps(document)
    try:
        return parse_agreement(result, file=file)
    except BadAgreement as bad:
        raise BadCells(read_data(result), bad.problems) from bad


def changes_between(before: str, after: str) -> dict[Place, Statement | None]:
    """This function will return what two texts state otherwise, where the first has the place."""
    old, new = read_data(before), read_data(after)
    return {
        place: statement_at(new, place)
        for place in places(new)
        if statement_at(old, place) != statement_at(new, place)
    }


def identified(text: str, *, label: str, since: date, note: str, file: str) -> AgreementFile:
    """This function will name a text as a version, in force from a date on.

    :raises BadAgreement: if the label does not fit.
    """
    document = tomlkit.parse(text)
    table = _at(document, "agreement")
    renamed = table["version"] != label
    _fill(
        table,
        {**table.unwrap(), "version": label, "effective_from": since}
        | ({"reading": note} if renamed else {}),
    )
    return parse_agreement(tomlkit.dumps(document), file=file)


def _clause_for(data: Data, place: Place) -> str:
    """This function will return the requirement that a changed cell answers to."""
    above = inherited_at(data, place)
    stated = statement_at(data, place) or (above[1] if above else None)
    row = data.get("entitlements", {}).get(place.row, {})
    return str((stated or row).get("clause", row.get("clause", "")))


def _rows(data: Data, changes: Mapping[Place, Statement | None]) -> dict[str, dict[str, Statement]]:
    """This function will collect each changed row's statements by tier, the first tier first."""
    includes = includes_of(data)
    ordered = sorted(includes, key=lambda tier: len(lineage(tier, includes)))
    changed = {place.row for place in changes if place.section is Section.ENTITLEMENTS}
    rows: dict[str, dict[str, Statement]] = {row: {} for row in changed}
    for row, statements in rows.items():
        for tier in ordered:
            place = Place(Section.ENTITLEMENTS, row, tier)
            stated = changes[place] if place in changes else statement_at(data, place)
            if stated is not None:
                statements[tier] = stated
    return rows


def _write_row(row: AbstractTable, statements: Mapping[str, Statement]) -> bool:
    """This function will write a row's statements; false: there is none, and nothing is written."""
    if not statements:
        return False
    first, *later = statements
    with _tail_kept(row):
        said_of_itself = {key: row[key] for key in row if key not in STATED and key != "tiers"}
        _put(row, {**said_of_itself, "from": first, **statements[first]}, left_alone=("tiers",))
        if later and "tiers" not in row:
            row["tiers"] = tomlkit.table(is_super_table=True)
        for tier in [tier for tier in row.get("tiers", {}) if tier not in later]:
            del row["tiers"][tier]
        for tier in later:
            if tier not in row["tiers"]:
                row["tiers"][tier] = tomlkit.table()
            _fill(row["tiers"][tier], statements[tier])
        if "tiers" in row and not later:
            del row["tiers"]
    return True


def _choose_hours(
    document: tomlkit.TOMLDocument, place: Place, statement: Statement | None, note: str
) -> None:
    tier = _at(document, "tiers", place.column)
    if "hours" not in tier:
        with _tail_kept(tier):
            tier["hours"] = tomlkit.table()
    hours = _at(document, "tiers", place.column, "hours")
    with _tail_kept(hours):
        if statement is None:
            hours.pop(place.row, None)
        else:
            hours[place.row] = statement["name"]
            if isinstance(hours, Table):  # a line has no reading of its own
                hours[place.row].comment(note)


def _fill(table: AbstractTable, statement: Statement) -> None:
    with _tail_kept(table):
        _put(table, statement)


def _put(table: AbstractTable, statement: Statement, left_alone: tuple[str, ...] = ()) -> None:
    for key in [key for key in table if key not in statement and key not in left_alone]:
        del table[key]
    for key, value in statement.items():
        if key not in table or table[key] != value:
            exact = tomlkit.value(f"{value:f}") if isinstance(value, Decimal) else value
            table[key] = exact


def _at(document: tomlkit.TOMLDocument, *keys: str) -> AbstractTable:
    """This function will find a table by its keys.

    :raises Refusal: if it is not written as one piece, as a file made elsewhere may have it.
    """
    found: Any = document
    for key in keys:
        found = found[key]
    if not isinstance(found, AbstractTable):
        raise Refusal(
            f"The file writes {'.'.join(keys)} in several pieces, which the grid cannot change. "
            "Change it in the file itself, and upload that.",
            code="in_pieces",
        )
    return found


@contextmanager
def _tail_kept(table: AbstractTable) -> Iterator[None]:
    """Let what is written come before the blank lines and comments that end a table.

    To the parser they are its last lines; to a reader they belong to what follows.
    """
    tail = []
    last = _last(table)
    while last.body and last.body[-1][0] is None:
        tail.append(last.body.pop())
    yield
    _last(table).body.extend(reversed(tail))


def _last(table: AbstractTable) -> Container:
    """This function will return where the last lines of a table stand, in itself or below."""
    here = table.value
    while here.body and isinstance(here.body[-1][1], Table):
        here = here.body[-1][1].value
    return here


def possible(text: str, changes: Mapping[Place, Statement | None]) -> dict[Place, Statement | None]:
    """This function will return those changes for which a text has a cell."""
    known = set(places(read_data(text)))
    return {place: statement for place, statement in changes.items() if place in known}
