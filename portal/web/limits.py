"""How often something may be done: counted in Valkey, for a minute at a time."""

from django.core.cache import cache
from redis.exceptions import RedisError

A_MINUTE = 60  # seconds


def is_too_often(name: str, *, most: int) -> bool:
    """This function will count one more and say whether that is too many.

    Where Valkey is away nothing is counted: what is sent is worth more than the limit.
    """
    key = f"often:{name}"
    try:
        cache.add(key, 0, A_MINUTE)
        return int(cache.incr(key)) > most
    except (RedisError, ValueError):  # it ran out between the two
        return False
