"""Whether mail to an address arrives, read from what servers said of it: rules without Django.

The table with its worked example is in docs/algorithms/bounces.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_SOFT = 3
WITHIN = timedelta(days=14)

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class Word(StrEnum):
    """What was said of an address."""

    HARD = "hard"
    SOFT = "soft"
    TRIED_AGAIN = "tried_again"


@dataclass(frozen=True, slots=True)
class Said:
    """One word about an address, and when."""

    word: Word
    at: datetime


def stopped_at(words: Iterable[Said]) -> datetime | None:
    """Return since when mail to an address has stopped; None: it goes.

    :param words: what was said of it, in any order.
    """
    stopped: datetime | None = None
    soft: list[datetime] = []
    for one in sorted(words, key=lambda said: said.at):
        if one.word is Word.TRIED_AGAIN:
            stopped, soft = None, []
        elif one.word is Word.HARD:
            stopped = stopped or one.at
        else:
            soft = [at for at in soft if one.at - at <= WITHIN] + [one.at]
            if len(soft) >= MOST_SOFT:
                stopped = stopped or one.at
    return stopped


def word_of(status: str) -> Word | None:
    """Return what an enhanced status such as 5.1.1 says of the address; None: nothing bad."""
    found = _STATUS.search(status)
    if found is None or found[1] == "2":
        return None
    is_gone = found[1] == "5" and (found[2] == "1" or (found[2], found[3]) == ("2", "1"))
    return Word.HARD if is_gone else Word.SOFT
