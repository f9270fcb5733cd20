"""Whether a mail may be taken apart at all: its shape, measured before anything is built from it.

Python's parser makes an object of each part and asks each line about each open boundary, so a mail
of 25 MB can be made to cost minutes and gigabytes. These limits are counted in the bytes
themselves: what passes them is read in seconds, whatever its sender meant by it.
"""

import re
from collections.abc import Iterator

MOST_BYTES = 25 * 1024 * 1024
MOST_PARTS = 100
DEEPEST = 20  # boundaries, and messages inside messages
MOST_IN_HEADS = 200_000  # bytes of header lines, of all parts together
MOST_STEPS = 4_000_000  # lines, times the boundaries that each is held against

_BOUNDARY = re.compile(
    rb"boundary[ \t]*=[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s\";]{1,200}))", re.IGNORECASE
)
_SPLIT_BOUNDARY = re.compile(rb"boundary\*", re.IGNORECASE)
_INNER = re.compile(rb"message/[a-z0-9-]+", re.IGNORECASE)
_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")


def trouble_with(raw: bytes) -> str:
    """Say in a sentence why a mail is not taken apart; empty: it may be."""
    if len(raw) > MOST_BYTES:
        return f"It is larger than {MOST_BYTES // 1024 // 1024} MB."
    boundaries = {quoted or plain for quoted, plain in _BOUNDARY.findall(raw)}
    inner = [found.end() for found in _INNER.finditer(raw)]
    if len(boundaries) > DEEPEST or len(inner) > DEEPEST:
        return f"Its parts are nested more than {DEEPEST} levels deep."
    starts = [at for one in boundaries for at in _places(raw, b"--" + one)]
    # Nobody's mail program splits a boundary's name; what does so wants to hide its parts.
    if len(starts) > 2 * MOST_PARTS + len(boundaries) or _SPLIT_BOUNDARY.search(raw):
        return f"It has more than {MOST_PARTS} parts."
    if b"delivery-status" in raw.lower() and raw.count(b"\n") > MOST_STEPS // 100:
        return "Its delivery report is too long to be one."
    if sum(_heads(raw, [0, *starts, *inner])) > MOST_IN_HEADS:
        return "Its headers are too long."
    lines = raw.count(b"\n") + raw.count(b"\r")
    if lines * (1 + len(boundaries)) > MOST_STEPS:
        return "It has too many lines."
    return ""


def _places(raw: bytes, mark: bytes) -> Iterator[int]:
    at = raw.find(mark)
    for _ in range(2 * MOST_PARTS + DEEPEST + 1):
        if at < 0:
            return
        if raw[at + len(mark) : at + len(mark) + 2] != b"--":  # that one ends the parts
            yield at
        at = raw.find(mark, at + len(mark))


def _heads(raw: bytes, starts: list[int]) -> Iterator[int]:
    """Return how many bytes lie between each start and the blank line that ends its header."""
    for start in starts:
        blank = _BLANK.search(raw, start)
        yield (blank.start() if blank else len(raw)) - start
