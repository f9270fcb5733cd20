"""How the seconds of an unavailability are counted where minutes are what was agreed (P17)."""

from availability.domain.policy import MinuteRounding
from availability.domain.spans import Spans

MINUTE = 60


def rounded(down: Spans, episodes: Spans, rounding: MinuteRounding) -> int:
    """This function will return what downtime counts, in seconds.

    :param episodes: unavailability without a break; what does not count in the middle of one
        does not make it two.
    """
    if rounding is MinuteRounding.EXACT:
        return down.total()
    if rounding is MinuteRounding.TOUCHED:
        return Spans(_touched(start, end) for start, end in down).total()
    drops = [(down & Spans([span])).total() for span in episodes]
    if rounding is MinuteRounding.DROP_SHORT:
        return sum(length for length in drops if length >= MINUTE)
    return sum(_up(length) for length in drops)


def _touched(start: int, end: int) -> tuple[int, int]:
    return start // MINUTE * MINUTE, _up(end)


def _up(seconds: int) -> int:
    return -(-seconds // MINUTE) * MINUTE
