"""How days are drawn: the taller the bar, the worse the day, so that colour tells nothing alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from availability.domain.days import Day

STEP, WIDTH = 4, 3  # a bar and the gap after it
HEIGHT = 30
HEIGHTS = {"down": 30, "impaired": 24, "work": 18, "up": 12, "unknown": 4}
WORDS = {
    "down": "Unavailable",
    "impaired": "Impaired",
    "work": "Maintenance",
    "up": "Working",
    "unknown": "Not measured",
}


@dataclass(frozen=True, slots=True)
class Bars:
    """All bars of one look, as one shape: ninety shapes a component took long to write."""

    look: str
    path: str
    title: str


def bars_of(days: Iterable[Day]) -> list[Bars]:
    """This function will return the bars of days, oldest first; all of them stand on one line."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, day in enumerate(days):
        places[day.look].append(place)
    return [_bars(look, places[look]) for look in HEIGHTS if look in places]


def _bars(look: str, places: Iterable[int]) -> Bars:
    height = HEIGHTS[look]
    shape = f"h{WIDTH}v{height}h-{WIDTH}z"
    path = "".join(f"M{STEP * place} {HEIGHT - height}{shape}" for place in places)
    return Bars(look, path, WORDS[look])


KEY = [_bars(look, [0]) for look in HEIGHTS]
