"""Where a change comes from: the request, if there is one, by which it came (CO-07, CO-09)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a change came in; a task or a command has none."""

    PAGE = "page"
    API = "api"
    TOKEN = "api token"  # noqa: S105 - a word, no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A request as the record keeps it; all empty for tasks and commands."""

    request_id: str = ""
    channel: str = ""
    token: str = ""  # by which a program came: its name and its beginning
    address: str | None = None  # of the network, the proxy's own left out


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - it is frozen


def current_origin() -> Origin:
    """Return where what is done now comes from."""
    return _origin.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Let what is recorded meanwhile say that it comes from there."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
