"""A page to visit: the name of its address, its path, and by whom."""

import re
from dataclasses import dataclass

WORDS = re.compile(r"[^A-Za-z0-9]+")  # what is left out of a stop's name


@dataclass(frozen=True, slots=True)
class Stop:
    """A page by the name of its address, as one person sees it; the world fills in the braces."""

    name: str
    path: str
    who: str = "stranger"
    slug: str = "lumeon"
    status: int = 200
    lands_at: str = ""  # how the address ends where it leads to another

    def __str__(self) -> str:
        return f"{self.who} at {WORDS.sub('-', self.path).strip('-') or 'home'}"


def by(who: str, name: str, path: str, status: int = 200, lands_at: str = "") -> list[Stop]:
    """Return the stops of several people at one page, named with spaces between."""
    return [Stop(name, path, one, status=status, lands_at=lands_at) for one in who.split()]
