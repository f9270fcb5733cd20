"""Where the words of a time strip stand, so that none covers another.

The most important are placed first; what then finds no room is left out, since the table under
the strip says everything.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

WIDE = 700  # pixels: the band on a desk
NARROW = 290  # pixels: the band on a phone
LETTER = 6.4  # pixels a letter takes at most, at the strip's size of type
BETWEEN = 8  # pixels between neighbours
WHOLE = 100.0  # percent

type Room = tuple[float, float]  # from and to, in percent of the band


@dataclass(frozen=True, slots=True)
class Words:
    """What could be written at a place of the band."""

    text: str
    x: float
    rows: tuple[str, ...]  # in which it may stand, the best first
    strong: bool = False
    leads: bool = False  # begins at its place; otherwise its middle stands there


@dataclass(frozen=True, slots=True)
class Label:
    """Words with their place: `anchor` is the point of theirs that stands at `x`."""

    text: str
    x: float
    anchor: str
    row: str
    strong: bool


def place(wanted: Iterable[Words], width: int) -> tuple[Label, ...]:
    """Return the words that fit on a band of `width` pixels, the earlier ones first."""
    taken: dict[str, list[Room]] = defaultdict(list)
    labels = []
    for words in wanted:
        anchor, room = _room(words, width)
        row = next((row for row in words.rows if _is_free(room, taken[row], width)), "")
        if row:
            taken[row].append(room)
            labels.append(Label(words.text, words.x, anchor, row, words.strong))
    return tuple(labels)


def _room(words: Words, width: int) -> tuple[str, Room]:
    """Say how the words stand and what they take up; at an edge they lean inwards."""
    long = len(words.text) * LETTER / width * WHOLE
    if words.x + (long if words.leads else long / 2) > WHOLE:
        return "end", (words.x - long, words.x)
    if words.leads or words.x < long / 2:
        return "start", (words.x, words.x + long)
    return "middle", (words.x - long / 2, words.x + long / 2)


def _is_free(room: Room, taken: Iterable[Room], width: int) -> bool:
    start, end = room
    gap = BETWEEN / width * WHOLE
    fits = start >= 0 and end <= WHOLE
    return fits and all(end + gap <= left or right + gap <= start for left, right in taken)
