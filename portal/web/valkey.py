"""Valkey, asked but not depended on: each question comes with what is done instead.

A process that got no answer remembers it for a few seconds and asks nobody meanwhile, so that one
request waits for a connection that is not made, and not each of them.
"""

from collections.abc import Callable
from functools import cache
from time import monotonic

import structlog
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

PATIENCE = 0.5  # seconds for a connection, and as many for an answer
IN_TIME = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
REST = 5.0  # seconds until it is asked again
SAID_EVERY = 60.0  # seconds

log = structlog.get_logger(__name__)


class Valkey:
    """One server, and whether it answered when this process last asked."""

    def __init__(self, url: str) -> None:
        self.client = Redis.from_url(url, **IN_TIME)
        self._away_until: float | None = None
        self._said_at: float | None = None

    @property
    def is_away(self) -> bool:
        """Say whether it is not to be asked just now."""
        return self._away_until is not None and monotonic() < self._away_until

    def ask[T](self, question: Callable[[], T], *, instead: Callable[[], T]) -> T:
        """Return the answer to a question, or what is done instead where none comes."""
        if self.is_away:
            return instead()
        was_away = self._away_until is not None
        if was_away:
            self._rest()  # for the others: one alone tries whether it is back
        try:
            answer = question()
        except (RedisError, OperationalError) as error:
            self._rest()
            self._say(error)
            return instead()
        if was_away:
            self._is_back()
        return answer

    def _rest(self) -> None:
        self._away_until = monotonic() + REST

    def _say(self, error: Exception) -> None:
        """Log it, but not at each try of a long absence."""
        if self._said_at is None or monotonic() - self._said_at >= SAID_EVERY:
            self._said_at = monotonic()
            log.warning("valkey_away", error=type(error).__name__, reason=str(error))

    def _is_back(self) -> None:
        self._away_until = None
        if self._said_at is not None:
            self._said_at = None
            log.warning("valkey_back")


@cache
def _at(url: str) -> Valkey:
    return Valkey(url)


def valkey(url: str = "") -> Valkey:
    """Return what this process knows of the server at an address; by default, the portal's."""
    return _at(url or settings.REDIS_URL)
