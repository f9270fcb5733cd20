"""Pages of long lists by where the last one ended: the thousandth costs what the first does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from incidents.models.incident import DUE, NEVER, Incident

ROWS = 50
MOST_COUNTED = 1_000  # beyond it nobody reads a figure, and counting a million takes a second

type Dressing = Callable[[QuerySet[Incident]], QuerySet[Incident]]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: its fields, all one way, the key last so that no two rows stand alike."""

    fields: tuple[str, ...]
    newest_first: bool = False

    def ordered(self, rows: QuerySet[Incident], *, backward: bool) -> QuerySet[Incident]:
        """Return the rows in this order, or in its opposite."""
        minus = "-" if self.newest_first is not backward else ""
        return rows.alias(due=DUE).order_by(*(f"{minus}{name}" for name in self.fields))

    def beyond(self, rows: QuerySet[Incident], place: "Place") -> QuerySet[Incident]:
        """Return the rows that stand after a place, or before it."""
        compare = TupleLessThan if self.newest_first is not place.is_before else TupleGreaterThan
        fields = Tuple(*(F(name) for name in self.fields))
        return rows.alias(due=DUE).filter(compare(fields, place.values))

    def place(self, row: Incident) -> str:
        """Return where a row stands, as an address says it."""
        return ".".join(str(_number(_value(row, name))) for name in self.fields)


BY_TIME_LEFT = Order(("due", "reported_at", "pk"))
NEWEST_FIRST = Order(("reported_at", "pk"), newest_first=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Between two rows of a list."""

    values: tuple[Any, ...]
    is_before: bool  # whether the rows before it are wanted


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and what leads to those before and after."""

    rows: Sequence[Incident]
    previous: str = ""
    next: str = ""
    total: int = 0

    @property
    def is_more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.total > MOST_COUNTED

    @property
    def count(self) -> str:
        """How many rows there are, in words."""
        return f"more than {MOST_COUNTED:,}" if self.is_more else f"{self.total:,}"


def page_of(
    rows: QuerySet[Incident],
    order: Order,
    *,
    after: str = "",
    before: str = "",
    size: int = ROWS,
    dressed: Dressing = lambda rows: rows,
) -> Page:
    """Return a page of a list. A place that cannot be read is its beginning.

    :param dressed: adds what a row shows besides; what is counted goes without.
    """
    place = read_place(order, before or after, is_before=bool(before))
    total = rows.order_by()[: MOST_COUNTED + 1].count()
    found = _taken(rows, order, place, size + 1, dressed)
    is_full = len(found) > size
    if place and place.is_before:
        if not is_full:  # back at the beginning: a whole page of it
            return page_of(rows, order, size=size, dressed=dressed)
        found = found[:size][::-1]
        return Page(found, order.place(found[0]), order.place(found[-1]), total)
    found = found[:size]
    return Page(
        found,
        previous=order.place(found[0]) if place and found else "",
        next=order.place(found[-1]) if is_full else "",
        total=total,
    )


def read_place(order: Order, text: str, *, is_before: bool) -> Place | None:
    """Return the place an address names, or None if it names none."""
    parts = text.split(".")
    if len(parts) != len(order.fields) or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        return None
    if any(len(part) > 18 for part in parts):
        return None
    *instants, key = (int(part) for part in parts)
    try:
        return Place((*(EPOCH + one * MICROSECOND for one in instants), key), is_before)
    except OverflowError:
        return None


def _taken(
    rows: QuerySet[Incident], order: Order, place: Place | None, size: int, dressed: Dressing
) -> list[Incident]:
    """Return rows of a page: their keys first, from one table, and what they show by their keys.

    In one statement with all that is joined to a row, PostgreSQL plans for longer than it works,
    and takes a word of every incident for a rare one.
    """
    if place is not None:
        rows = order.beyond(rows, place)
    ordered = order.ordered(rows, backward=bool(place and place.is_before))
    keys = list(ordered.values_list("pk", flat=True)[:size])
    known = {row.pk: row for row in dressed(Incident.objects.filter(pk__in=keys))}
    return [known[key] for key in keys]


def _value(row: Incident, name: str) -> Any:
    return (row.next_due_at or NEVER) if name == "due" else getattr(row, name)


def _number(value: Any) -> int:
    return (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else int(value)
