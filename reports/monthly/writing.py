"""How a report's values are written for people, in its own zone; the same in page and PDF."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from portal.kernel.money import Money
from portal.web.templatetags.sundial import arithmetic
from reports.monthly.parts import As, Value

NONE = "–"


def instant(at: datetime) -> str:
    """Return an instant as a report keeps it: whole seconds in UTC."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def money(amount: Money) -> str:
    """Return an amount, rounded once, as a report keeps it."""
    return str(amount.rounded())


def seconds_of(amount: int | Fraction | timedelta) -> int | str:
    """Return seconds as a report keeps them; what counts in part stays a fraction."""
    if isinstance(amount, timedelta):
        return int(amount.total_seconds())
    return int(amount) if amount == int(amount) else str(amount)


def written(value: Value, of: As, zone: ZoneInfo) -> str:
    """Return a value in the words of page and PDF."""
    if value is None or value == "":
        return NONE
    if of is As.FLAG:
        return "yes" if value else "no"
    if of is As.COUNT:
        return f"{value:,}"
    if of is As.PERCENT:
        return f"{value} %"
    if of is As.SECONDS:
        return arithmetic(timedelta(seconds=int(Fraction(value))))
    return _longer(str(value), of, zone)


def _longer(value: str, of: As, zone: ZoneInfo) -> str:
    if of is As.INSTANT:
        return instant_text(datetime.fromisoformat(value), zone)
    if of is As.DAY:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%b %Y}"
    if of is As.MONEY:
        figure, _, currency = value.partition(" ")
        return f"{Decimal(figure):,} {currency}"
    return value


def instant_text(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant in a zone that is named: 2 Jun 2026 10:00 CDT."""
    local = at.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{local.day} {local:%b %Y} {clock} {local:%Z}"
