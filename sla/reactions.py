"""What clocks do when something happens to an incident, a calendar or a contract."""

from collections.abc import Mapping

from contracts.models import CalendarVersion, ContractTerms
from incidents.domain.kinds import ASIDE, ESCALATIONS, LINKS, SUPPLIERS, EventKind
from incidents.events import Reaction
from sla import services
from sla.services import refresh

# These move no clock: a note among the vendor's people, a change of owner, a level of the ladder,
# and what passes between the vendor and its suppliers.
SILENT = {EventKind.NOTED, EventKind.OWNER_SET, EventKind.MOVED} | ESCALATIONS | SUPPLIERS
SILENT |= LINKS | ASIDE  # nor what is said of links, routes, products and reminders

REACTIONS: Mapping[EventKind, Reaction] = {
    kind: refresh for kind in EventKind if kind not in SILENT
}


def follow_calendar(version: CalendarVersion) -> None:
    """Read the first open clocks again at once; workers go on with the rest."""
    if version.number > 1:
        services.follow_calendar(version, at=version.made_at)


def follow_terms(terms: ContractTerms) -> None:
    """Read a contract's open clocks at once: they are few, and their dues lie ahead."""
    if terms.kind != ContractTerms.Kind.SIGNED:
        services.follow_terms(terms)
