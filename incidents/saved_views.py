"""The views of a list: searches with a name, the portal's own and those that were saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from incidents.domain.search import Query
from incidents.models import SavedView
from portal.tenancy.models import Person

MOST = 50  # views in the row above the queue


@dataclass(frozen=True, slots=True)
class View:
    """A search with a name. Its address is the search's own: there is no other."""

    name: str
    query: str
    is_shared: bool = True
    is_current: bool = False
    pk: int | None = None  # of one that was saved

    @property
    def address(self) -> str:
        """The address, on the page of its list."""
        return "?" + urlencode({"q": self.query}) if self.query else "?"

    def marked(self, query: Query | None) -> "View":
        """Return it with a mark if it is what is being shown; None: nothing was understood."""
        return replace(self, is_current=query is not None and self.query == str(query))


DEFAULTS: Mapping[str, tuple[View, ...]] = {
    "queue": (
        View("All", ""),
        View("Mine", "owner:me"),
        View("Unassigned", "owner:none"),
        View("With us", "waiting:us"),
        View("With the customer", "waiting:customer"),
    ),
    "list": (View("All", ""), View("Open", "status:open"), View("Closed", "status:closed")),
}


def views_for(person: Person, query: Query | None) -> list[View]:
    """Return the views of the queue that a person has, with a mark on the one shown."""
    saved = SavedView.objects.for_person(person)[:MOST]
    own = [View(one.name, one.query, one.is_shared, pk=one.pk) for one in saved]
    return [view.marked(query) for view in (*DEFAULTS["queue"], *own)]
