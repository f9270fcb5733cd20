"""Worked cases of business time, as data in and data out: what `manage.py calculate` answers.

A case names its zone, weekly hours, holidays, hours of single dates and pauses, and asks to
add an amount of business time to an instant or for the time elapsed between two.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.kernel.business_time import BusinessCalendar, Window
from portal.kernel.period import Period, Periods
from portal.kernel.refusal import Refusal

WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
KINDS = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}
# Seconds in ten thousand years: no instant lies further off, and timedelta can hold it.
MOST_SECONDS = 315_569_520_000

Case = Mapping[str, Any]


def answer(case: Case) -> dict[str, Any]:
    """This function will return `{"result": ...}`, a UTC instant or seconds.

    :raises Refusal: if the case is incomplete, makes no sense or has no answer.
    """
    calendar, pauses = _calendar(case), _pauses(case)
    if calendar.is_empty:
        raise Refusal("weekly_hours leaves no time open at all.", code="no_hours")
    start = _instant(case, "start")
    operation = _field(case, "op", str)
    if operation == "add":
        return {"result": instant_text(calendar.after(start, _amount(case), excluding=pauses))}
    if operation == "elapsed":
        end = _instant(case, "end")
        return {"result": _seconds(calendar.between(start, end, excluding=pauses))}
    raise Refusal(f"op is add or elapsed, not {operation!r}.", code="bad_case")


def instant_text(at: datetime) -> str:
    """This function will print an instant in UTC, such as 2026-01-01T00:00:00Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _seconds(spent: timedelta) -> int | float:
    """This function will return whole seconds, with decimals only if the case came with some."""
    if spent.microseconds:
        return spent.total_seconds()  # JSON has no other number; exact to the microsecond
    return spent // timedelta(seconds=1)


def _calendar(case: Case) -> BusinessCalendar:
    """This function will read the hours of a case."""
    weekly = _field(case, "weekly_hours", dict)
    if unknown := weekly.keys() - WEEKDAYS.keys():
        raise Refusal(f"weekly_hours has no day called {min(unknown)!r}.", code="bad_case")
    return BusinessCalendar(
        _field(case, "tz", str),
        {WEEKDAYS[day]: _windows(windows, "weekly_hours") for day, windows in weekly.items()},
        holidays={_date(day): "" for day in _field(case, "holidays", list, [])},
        date_hours={
            _date(day): _windows(windows, "date_hours")
            for day, windows in _field(case, "date_hours", dict, {}).items()
        },
    )


def _windows(given: object, name: str) -> Sequence[Window]:
    """This function will read a day's windows: pairs of clock times."""
    if not isinstance(given, list):
        raise Refusal(f"{name} holds a list of windows for each day.", code="bad_case")
    return [Window.parse(*_pair(window, name)) for window in given]


def _pauses(case: Case) -> Periods:
    """This function will read the pauses; one that ends as it starts excludes nothing."""
    pauses = []
    for given in _field(case, "pauses", list, []):
        start, end = (_parsed(text, "pauses") for text in _pair(given, "pauses"))
        if end < start:
            raise Refusal("A pause ends before it starts.", code="bad_case")
        if end > start:
            pauses.append(Period(start, end))
    return Periods(pauses)


def _amount(case: Case) -> timedelta:
    """This function will read the business time to add, in seconds."""
    seconds = _field(case, "amount_seconds", int)
    if abs(seconds) > MOST_SECONDS:
        raise Refusal("amount_seconds is more than any calendar holds.", code="never")
    return timedelta(seconds=seconds)


def _instant(case: Case, name: str) -> datetime:
    """This function will read a field that is an instant."""
    return _parsed(_field(case, name, str), name)


def _parsed(text: object, name: str) -> datetime:
    """This function will read an ISO instant and refuse one without an offset."""
    # Near the years 1 and 9999 the offset leads out of the calendar: OverflowError.
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(text if isinstance(text, str) else "")
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    raise Refusal(
        f"{name} must be an instant such as 2026-01-01T09:00:00Z, not {text!r:.80}.",
        code="bad_case",
    )


def _date(text: object) -> date:
    """This function will read a local date."""
    try:
        return date.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise Refusal(f"{text!r:.80} is not a date such as 2026-01-01.", code="bad_case") from None


def _pair(given: object, name: str) -> tuple[Any, Any]:
    """This function will take a list of two apart."""
    if not isinstance(given, list) or len(given) != 2:
        raise Refusal(f"{name} holds pairs: where each begins and ends.", code="bad_case")
    return given[0], given[1]


def _field[T](case: Case, name: str, kind: type[T], otherwise: T | None = None) -> T:
    """This function will return a field of the kind it must be, or what stands in for it."""
    given = case.get(name, otherwise)
    if given is None:
        given = otherwise
    if given is None:
        raise Refusal(f"The field {name} is missing.", code="bad_case")
    if not isinstance(given, kind) or isinstance(given, bool):
        raise Refusal(f"The field {name} must be {KINDS[kind]}.", code="bad_case")
    return given
