"""Where the edge of a window lies in UTC, on the days when clocks jump as well.

The two rules: an edge that the clocks skip is the first instant after the gap; of an edge
that they show twice, an opening takes the first showing and a closing the second.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def opening_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """This function will place an opening: the first showing of an ambiguous time."""
    return _instant(wall, zone, fold=0)


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """This function will return when a day begins in a zone, in UTC."""
    return opening_instant(datetime.combine(day, time()), zone)


def closing_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """This function will place a closing: the second showing of an ambiguous time."""
    return _instant(wall, zone, fold=1)


def _instant(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """This function will turn a naive wall time into the instant that the rules give it."""
    early, late = zone.utcoffset(wall), zone.utcoffset(wall.replace(fold=1))
    if early is None or late is None:  # typed so for tzinfo in general; a ZoneInfo always knows
        raise ValueError(f"{zone} has no offset at {wall}.")
    # PEP 495: the offset shrinks where a wall time comes twice and grows where it is skipped.
    if early < late:
        return _end_of_gap(wall - late, wall - early, zone)
    return (wall - (late if fold else early)).replace(tzinfo=UTC)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """This function will halve its way to the second at which the clocks jumped."""
    before, after = before.replace(tzinfo=UTC), after.replace(tzinfo=UTC)
    jumped = after.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(zone).utcoffset() == jumped:
            after = middle
        else:
            before = middle
    return after
