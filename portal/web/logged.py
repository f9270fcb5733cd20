"""What the log says of addresses: all but what opens something by itself."""

import re

from structlog.typing import EventDict, WrappedLogger

# Whoever has these addresses needs nothing else, and a log is read by more people than they are.
KEYS = re.compile(r"/(feeds|calendars|invitations|monitoring/[a-z-]+)/[^/?\s]*[:_A-Za-z0-9-]{20,}")


def without_keys(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
    """Leave such keys out of what is logged: of requests, and of what Django says of them."""
    for name in ("event", "request"):
        if isinstance(said.get(name), str):
            said[name] = KEYS.sub(r"/\1/…", said[name])
    return said
