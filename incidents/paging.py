"""Pages of long lists by where the last one ended: the thousandth costs what the first does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from incidents.models.incident import DUE, NEVER, Incident

SIZES = (25, 50, 100)  # rows of a page, as its reader chooses; the first unless chosen
MOST_COUNTED = 1_000  # beyond it nobody reads a figure, and counting a million takes a second

type Dressing = Callable[[Sequence[int]], Iterable[Incident]]  # incidents by their keys

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
        return self._named(rows).order_by(*(f"{minus}{name}" for name in self.fields))

    def beyond(self, rows: QuerySet[Incident], place: "Place") -> QuerySet[Incident]:
        """Return the rows that stand after a place, or before it."""
        compare = TupleLessThan if self.newest_first is not place.is_before else TupleGreaterThan
        fields = Tuple(*(F(name) for name in self.fields))
        return self._named(rows).filter(compare(fields, place.values))

    def _named(self, rows: QuerySet[Incident]) -> QuerySet[Incident]:
        return rows.alias(due=DUE) if "due" in self.fields else rows

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
    size: int = SIZES[0]

    @property
    def sizes(self) -> Sequence[int]:
        """How many rows a page could have, where that makes a difference."""
        return SIZES if self.total > SIZES[0] else ()

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
    size: int = SIZES[0],
    dressed: Dressing = lambda keys: Incident.objects.filter(pk__in=keys),
) -> Page:
    """Return a page of a list. A place that cannot be read is its beginning.

    :param dressed: fetches what rows show; what is counted goes without.
    """
    place = read_place(order, before or after, is_before=bool(before))
    total = rows.order_by()[: MOST_COUNTED + 1].count()
    keys = _keys(rows, order, place, size + 1)
    is_full = len(keys) > size
    if place and place.is_before and not is_full:  # back at the beginning: a whole page of it
        return page_of(rows, order, size=size, dressed=dressed)
    found = _by_keys(keys[:size], dressed)
    if place and place.is_before:
        found.reverse()
        return Page(found, order.place(found[0]), order.place(found[-1]), total, size)
    return Page(
        found,
        previous=order.place(found[0]) if place and found else "",
        next=order.place(found[-1]) if is_full else "",
        total=total,
        size=size,
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


def _keys(rows: QuerySet[Incident], order: Order, place: Place | None, most: int) -> list[int]:
    """Return the keys of a page's rows, from one table; what they show is fetched by their keys.

    In one statement with all that is joined to a row, PostgreSQL plans for longer than it works,
    and takes a word of every incident for a rare one.
    """
    if place is not None:
        rows = order.beyond(rows, place)
    ordered = order.ordered(rows, backward=bool(place and place.is_before))
    return list(ordered.values_list("pk", flat=True)[:most])


def _by_keys(keys: Sequence[int], dressed: Dressing) -> list[Incident]:
    known = {row.pk: row for row in dressed(keys)} if keys else {}
    return [known[key] for key in keys]


def _value(row: Incident, name: str) -> Any:
    return (row.next_due_at or NEVER) if name == "due" else getattr(row, name)


def _number(value: Any) -> int:
    return (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else int(value)
