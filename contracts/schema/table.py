"""Typed reading of TOML tables, noting every problem and going on.

A reader that finds nothing usable notes the problem and answers with a stand-in of the right
type. The stand-ins are never used: a file with any problem is refused whole (CO-04).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause
from contracts.schema.problems import Problems

KINDS: dict[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2020-04-29",
    Decimal: "a number",
    list: "a list",
    dict: "a table",
}
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
PLAIN = re.compile(r"[A-Za-z0-9_.\[\]-]{1,80}")
REQUIREMENT = re.compile(r"[A-Z]{2}-\d{2}")
MOST_AMOUNT = 10_000  # of hours or days; also keeps 1e999999 from becoming a fraction
FINEST_AMOUNT = Decimal("0.0001")
MOST_WHOLE = 10**30
MOST_SHOWN = 60  # characters of the file's own text repeated in a reason

type Reader[T] = Callable[[Table], T]


class Table:
    """One table of the file. What was never asked for is unknown, and refused by `done`."""

    def __init__(self, values: Mapping[str, object], path: str, problems: Problems) -> None:
        self.values = values
        self.path = path
        self.problems = problems
        self.asked: dict[str, None] = {}  # in the order of asking, for "did you mean"
        self.is_done = False

    @property
    def key(self) -> str:
        """This property will return the table's own name, the last part of its path."""
        return self.path.rpartition(".")[2]

    def refuse(self, key: str, reason: str) -> None:
        """This method will note a problem with one of the table's keys."""
        self.problems.add(self.path_of(key), reason)

    def path_of(self, key: str) -> str:
        """This method will return the dotted path of a key of this table."""
        shown = key if PLAIN.fullmatch(key) else show(key)
        return f"{self.path}.{shown}" if self.path else shown

    def done(self, noun: str = "key") -> None:
        """This method will note every key that no reader asked for, once."""
        unknown = [] if self.is_done else [key for key in self.values if key not in self.asked]
        for key in unknown:
            self.refuse(key, f"unknown {noun}{_meant(key, self.asked)}")
        self.is_done = True

    def has(self, key: str) -> bool:
        """This method will say whether an optional key is there."""
        self.asked[key] = None
        return key in self.values

    def text(self, key: str, *, pattern: str = "", otherwise: str | None = None) -> str:
        """This method will return a text, not empty, that matches the whole of a pattern."""
        value = self._take(key, str, otherwise)
        if value is None:
            return ""
        if value != otherwise and not value.strip():
            self.refuse(key, "empty")
        elif pattern and not re.fullmatch(pattern, value):
            self.refuse(key, f"{show(value)} does not look right (expected {pattern})")
        return value

    def flag(self, key: str, *, otherwise: bool | None = None) -> bool:
        """This method will return true or false."""
        return bool(self._take(key, bool, otherwise))

    def whole(self, key: str, *, low: int = 1, high: int = MOST_AMOUNT) -> int:
        """This method will return a whole number between two bounds, both allowed."""
        value = self._take(key, int, None)
        if value is None:
            return low
        if not low <= value <= high:
            self.refuse(key, f"{show(value)} is not between {low} and {high}")
        return value

    def day(self, key: str) -> date:
        """This method will return a calendar date."""
        return self._take(key, date, None) or date.min

    def choice[E: StrEnum](self, key: str, options: type[E], *, otherwise: E | None = None) -> E:
        """This method will return one of an enumeration's members."""
        return self.one_of(key, list(options), otherwise=otherwise)

    def one_of[S: str](self, key: str, options: list[S], *, otherwise: S | None = None) -> S:
        """This method will return one of the options, which are texts."""
        fallback: str | None = otherwise
        value = self._take(key, str, fallback)
        for option in options:
            if option == value:
                return option
        if value is not None:
            known = ", ".join(options)
            self.refuse(key, f"unknown {show(value)}{_meant(value, options)} (known: {known})")
        return options[0]

    def amount(self, key: str) -> Fraction:
        """This method will return a positive, exact number of hours or days."""
        value = self._number(key)
        if value is None:
            return Fraction(1)
        if not _is_amount(value):
            limits = f"above zero, at most {MOST_AMOUNT}, in steps of {FINEST_AMOUNT}"
            self.refuse(key, f"{show(value)} is not an amount {limits}")
            return Fraction(1)
        return Fraction(value)

    def percent(self, key: str) -> Fraction:
        """This method will return an exact percentage from 0 to 100."""
        value = self._number(key)
        if value is None:
            return Fraction(0)
        if not value.is_finite() or not 0 <= value <= 100 or value % FINEST_AMOUNT:
            self.refuse(key, f"{show(value)} is not a percentage from 0 to 100")
            return Fraction(0)
        return Fraction(value)

    def texts(self, key: str, *, otherwise: list[str] | None = None) -> tuple[str, ...]:
        """This method will return a list of texts."""
        return self._list(key, str, otherwise)

    def wholes(self, key: str) -> tuple[int, ...]:
        """This method will return a list of whole numbers."""
        return self._list(key, int, None)

    def clause(self) -> Clause:
        """This method will return where the table's value comes from (CO-04).

        Either the document's words or our reading must be there; where the text is plain
        there is no reading, where it is silent there are no words.
        """
        ref = self.text("clause", pattern=REQUIREMENT.pattern)
        words = self.text("words", otherwise="")
        reading = self.text("reading", otherwise="")
        if not words and not reading:
            self.refuse("words", "missing: quote the document, or give a reading if it is silent")
        return Clause(ref, words, reading)

    def one[T](self, key: str, read: Reader[T]) -> T:
        """This method will read the table under a key."""
        value = self._take(key, dict, None)
        if value is None:
            return read(Table({}, "", Problems()))  # a stand-in; its problems are not the file's
        return self._read(key, value, read)

    def one_or_none[T](self, key: str, read: Reader[T]) -> T | None:
        """This method will read the table under a key, or return None if there is none."""
        return self.one(key, read) if self.has(key) else None

    def many[T](self, key: str, read: Reader[T], *, needed: bool = False) -> tuple[T, ...]:
        """This method will read a list of tables, no two with the same `key`.

        A path such as `channels[2]` names the second table of the list.
        """
        tables = self._list(key, dict, None if needed else [])
        self._check_unique(key, tables)
        return tuple(
            self._read(f"{key}[{place}]", table, read)
            for place, table in enumerate(tables, start=1)
        )

    def named[T](self, key: str, read: Reader[T]) -> dict[str, T]:
        """This method will read a table of tables by their names, in the file's order."""
        return self.one(key, lambda table: table.each(read))

    def each[T](self, read: Reader[T]) -> dict[str, T]:
        """This method will read every table in this one by its name."""
        if not self.values:
            self.problems.add(self.path, "empty: at least one is needed")
        for key in self.values:
            if not KEY.fullmatch(key):
                self.refuse(key, "a name has small letters, digits, _ and - only")
        return {key: self.one(key, read) for key in self.values}

    def _read[T](self, place: str, values: Mapping[str, object], read: Reader[T]) -> T:
        path = f"{self.path}.{place}" if self.path else place
        table = Table(values, path, self.problems)
        result = read(table)
        table.done()
        return result

    def _check_unique(self, key: str, tables: Iterable[Mapping[str, object]]) -> None:
        seen: set[str] = set()
        for place, table in enumerate(tables, start=1):
            value = str(table.get("key", place))
            if value in seen:
                self.refuse(f"{key}[{place}].key", f"{show(value)} is there twice")
            seen.add(value)

    def _list[T](self, key: str, kind: type[T], otherwise: list[T] | None) -> tuple[T, ...]:
        values = self._take(key, list, otherwise) or []
        for place, value in enumerate(values, start=1):
            if type(value) is not kind:
                self.refuse(f"{key}[{place}]", f"must be {KINDS[kind]}, not {show(value)}")
        return tuple(value for value in values if type(value) is kind)

    def _number(self, key: str) -> Decimal | None:
        if type(self.values.get(key)) is not int:
            return self._take(key, Decimal, None)
        return Decimal(self._take(key, int, None) or 0)

    def _take[T](self, key: str, kind: type[T], otherwise: T | None) -> T | None:
        """This method will return the value if it is exactly of the kind, else note why not."""
        self.asked[key] = None
        if key not in self.values:
            if otherwise is None:
                self.refuse(key, "missing")
            return otherwise
        value = self.values[key]
        # Not isinstance alone: True is an int to Python, and a date-time is a date.
        if isinstance(value, kind) and type(value) is kind:
            return value
        self.refuse(key, f"must be {KINDS.get(kind, 'a number')}, not {show(value)}")
        return None


def show(value: object) -> str:
    """This function will return a value of the file in quotes, cut to a readable length."""
    if isinstance(value, int) and abs(value) > MOST_WHOLE:
        return "a huge number"  # Python refuses to print the longest
    if isinstance(value, dict | list):
        return KINDS[type(value)]  # its content may be deeper than Python can print
    text = str(value)
    return f"'{text}'" if len(text) <= MOST_SHOWN else f"'{text[:MOST_SHOWN]}...'"


def _is_amount(value: Decimal) -> bool:
    """This function will say whether a number is fit to be a target.

    The order matters: a monstrous exponent is refused before anything expands it.
    """
    if not value.is_finite() or not 0 < value <= MOST_AMOUNT:
        return False
    return value % FINEST_AMOUNT == 0


def _meant(key: str, known: Iterable[str]) -> str:
    close = get_close_matches(key[:MOST_SHOWN], list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
