"""Django's cache in Valkey, and another one meanwhile where Valkey is away.

Which one depends on what is lost. `default` holds the limits that allauth puts on sign-in and the
codes that were used there: meanwhile they stand in PostgreSQL, where every process sees them.
`pages` saves work only: meanwhile each process saves its own.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.utils.module_loading import import_string

from portal.web.valkey import IN_TIME, valkey


class SteadyCache(BaseCache):
    """Answers from Valkey, or from the cache that OPTIONS names as `meanwhile`."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        shared = {key: value for key, value in params.items() if key != "OPTIONS"}
        self._valkey = valkey(location)
        self._usual: BaseCache = RedisCache(location, shared | {"OPTIONS": IN_TIME})
        self._meanwhile: BaseCache = import_string(params["OPTIONS"]["meanwhile"])("", shared)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        """Keep a value unless there is one, and say whether it was kept."""
        return self._ask(lambda cache: cache.add(key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        """Return what is kept."""
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        """Keep a value."""
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """Keep what is kept for longer, and say whether anything was."""
        return self._ask(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: str, version: Any = None) -> bool:
        """Forget what is kept, and say whether anything was."""
        return self._ask(lambda cache: cache.delete(key, version))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        """Count on from a number that is kept.

        :raises ValueError: if none is.
        """
        return self._ask(lambda cache: cache.incr(key, delta, version))

    def clear(self) -> None:
        """Forget everything."""
        self._ask(lambda cache: cache.clear())

    def _ask[T](self, question: Callable[[BaseCache], T]) -> T:
        return self._valkey.ask(
            lambda: question(self._usual), instead=lambda: question(self._meanwhile)
        )
