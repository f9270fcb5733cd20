"""A cache in PostgreSQL for what must hold while Valkey is away: the limits on sign-in, above all.

Each call is one statement, which is atomic by itself, on a connection of its own: what was counted
stays counted when the request is rolled back, and no request holds a count until it is done.
Django's DatabaseCache does neither, counts in two steps, and drops live entries when it is full.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.db.backends.utils import CursorWrapper

LONGEST = 24 * 60 * 60  # seconds: Valkey is not away for longer

# The clock is the database's, one for all processes.
SET = """
INSERT INTO web_kept (key, value, ends_at)
VALUES (%(key)s, %(value)s::jsonb, now() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at
"""
ADD = SET + "WHERE web_kept.ends_at <= now()"
COUNT = """
INSERT INTO web_kept AS kept (key, value, ends_at)
VALUES (%(key)s, '1', now() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET
    value = CASE WHEN kept.ends_at <= now() THEN '1' ELSE to_jsonb(kept.value::bigint + 1) END,
    ends_at = CASE WHEN kept.ends_at <= now() THEN excluded.ends_at ELSE kept.ends_at END
RETURNING value::bigint
"""
GET = "SELECT value::text FROM web_kept WHERE key = %(key)s AND ends_at > now()"
INCREASE = """
UPDATE web_kept SET value = to_jsonb(value::bigint + %(by)s)
WHERE key = %(key)s AND ends_at > now() RETURNING value::bigint
"""
TOUCH = """
UPDATE web_kept SET ends_at = now() + make_interval(secs => %(seconds)s)
WHERE key = %(key)s AND ends_at > now()
"""
DELETE = "DELETE FROM web_kept WHERE key = %(key)s AND ends_at > now()"
CLEAR = "DELETE FROM web_kept"
# Rows that somebody holds just now are left to the next.
FORGET = """
DELETE FROM web_kept WHERE key = ANY (ARRAY (
    SELECT key FROM web_kept WHERE ends_at <= now() LIMIT %(most)s FOR UPDATE SKIP LOCKED))
"""
FORGOTTEN_ON_THE_WAY = 10  # more than one write adds, so that the table does not grow


class TableCache(BaseCache):
    """Keeps values that JSON can say, for a day at most."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        """Keep a value unless there is one, and say whether it was kept."""
        return self._write(ADD, key, version, timeout, value=json.dumps(value)) == 1

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        """Return what is kept."""
        with _apart() as cursor:
            cursor.execute(GET, {"key": self._digest(key, version)})
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        """Keep a value."""
        self._write(SET, key, version, timeout, value=json.dumps(value))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """Keep what is kept for longer, and say whether anything was."""
        return self._write(TOUCH, key, version, timeout) == 1

    def delete(self, key: str, version: Any = None) -> bool:
        """Forget what is kept, and say whether anything was."""
        with _apart() as cursor:
            cursor.execute(DELETE, {"key": self._digest(key, version)})
            return bool(cursor.rowcount == 1)

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        """Count on from a number that is kept.

        :raises ValueError: if none is.
        """
        with _apart() as cursor:
            cursor.execute(INCREASE, {"key": self._digest(key, version), "by": delta})
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"Key {key!r} not found.")
        return int(row[0])

    def clear(self) -> None:
        """Forget everything."""
        with _apart() as cursor:
            cursor.execute(CLEAR)

    def _write(self, sql: str, key: str, version: Any, timeout: Any, **values: str) -> int:
        """Run a statement, forget a little of what is over, and return how many rows it wrote."""
        given: dict[str, str | float] = {
            "key": self._digest(key, version),
            "seconds": self._seconds(timeout),
            **values,
        }
        with _apart() as cursor:
            cursor.execute(sql, given)
            written = int(cursor.rowcount)
            cursor.execute(FORGET, {"most": FORGOTTEN_ON_THE_WAY})
        return written

    def _seconds(self, timeout: Any) -> float:
        wanted: float | None = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return LONGEST if wanted is None else max(0, min(wanted, LONGEST))

    def _digest(self, key: str, version: Any) -> str:
        return _digest(self.make_and_validate_key(key, version=version))


def count(key: str, *, seconds: int) -> int:
    """Count one more under a key and return how many it is, in windows of so many seconds."""
    with _apart() as cursor:
        cursor.execute(COUNT, {"key": _digest(key), "seconds": seconds})
        (counted,) = cursor.fetchone()
        cursor.execute(FORGET, {"most": FORGOTTEN_ON_THE_WAY})
    return int(counted)


def forget(most: int) -> int:
    """Delete what is over, and return how much it was."""
    with _apart() as cursor:
        cursor.execute(FORGET, {"most": most})
        return int(cursor.rowcount)


@contextmanager
def _apart() -> Iterator[CursorWrapper]:
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            yield cursor
    finally:
        own.close()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
