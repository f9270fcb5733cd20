"""A daily window of service hours, in wall-clock seconds of the date on which it opens."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.refusal import Refusal

DAY = 86_400
CLOCK_TEXT = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `opens` to `closes`, seconds since local midnight.

    A close at or before its opening lies on the next date (22:00 to 06:00; 09:00 to 09:00
    is a whole turn of the clock); 86,400 is "24:00", the end of the date.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        """This function will refuse what no clock shows."""
        if not (0 <= self.opens < DAY and 0 <= self.closes <= DAY):
            raise Refusal(
                "A window opens from 00:00 to 23:59:59 and closes by 24:00.", code="bad_window"
            )

    @classmethod
    def parse(cls, opens: object, closes: object) -> "Window":
        """This function will read two clock times, HH:MM or HH:MM:SS, `24:00` only as a close."""
        return cls(_seconds(opens), _seconds(closes))

    @property
    def end(self) -> int:
        """This function will return the close counted from the midnight of the opening date."""
        return self.closes if self.closes > self.opens else self.closes + DAY

    def __str__(self) -> str:
        """This function will print the window as people write it."""
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


def covered_seconds(windows: Iterable[Window]) -> int:
    """This function will add up a day's windows by the clock, overlaps once."""
    total = reached = 0
    for window in sorted(windows):
        total += max(window.end - max(window.opens, reached), 0)
        reached = max(reached, window.end)
    return total


def _seconds(text: object) -> int:
    """This function will turn `HH:MM` or `HH:MM:SS` into seconds since midnight."""
    match = CLOCK_TEXT.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise Refusal(f"{text!r} is not a time of day such as 09:00.", code="bad_window")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY:
        raise Refusal(f"{text!r} is not a time of day such as 09:00.", code="bad_window")
    return total


def _clock(seconds: int) -> str:
    """This function will print seconds since midnight as a clock shows them."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{second:02}" if second else text
