"""How workers share the tests out: each test by itself, but a server's tests in one piece.

The browser's tests share one served portal and one browser, so that all of a group belong in one
worker. Visiting every page is a group of its own: two workers can have a browser at once.
"""

from xdist.scheduler import LoadScopeScheduling

GROUPS = {"tests/e2e/test_every_page.py": "every page", "tests/e2e/": "browser"}


class SideBySide(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """Hands out groups as a whole, and every other test alone."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in GROUPS.items() if nodeid.startswith(start)), nodeid)
