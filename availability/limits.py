"""How often somebody may report: counted in Valkey, for a minute at a time."""

from django.core.cache import cache
from redis.exceptions import RedisError

A_MINUTE = 60  # seconds
MOST_REPORTS = 1_200  # of one token in a minute: twenty a second


def is_too_often(name: str, *, most: int = MOST_REPORTS) -> bool:
    """This function will count one more and say whether that is too many.

    Where Valkey is away nothing is counted: what is reported is worth more than the limit.
    """
    key = f"often:{name}"
    try:
        cache.add(key, 0, A_MINUTE)
        return int(cache.incr(key)) > most
    except (RedisError, ValueError):  # it ran out between the two
        return False
