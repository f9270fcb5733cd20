"""How often something may be done: counted for a minute at a time.

In Valkey; where it is away, in PostgreSQL, so that the same limits hold.
"""

from typing import cast

from django.core.cache import cache

from portal.web import table_cache
from portal.web.valkey import valkey

A_MINUTE = 60  # seconds


def is_too_often(name: str, *, most: int) -> bool:
    """This function will count one more and say whether that is too many."""
    key = cache.make_key(f"often:{name}")
    counted = valkey().ask(
        lambda: _count(key), instead=lambda: table_cache.count(key, seconds=A_MINUTE)
    )
    return counted > most


def _count(key: str) -> int:
    # As one transaction: a count that ran out between the two would begin one without an end.
    with valkey().client.pipeline(transaction=True) as pipe:
        pipe.set(key, 0, ex=A_MINUTE, nx=True)
        pipe.incr(key)
        _, counted = pipe.execute()
    return cast("int", counted)
