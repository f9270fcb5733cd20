"""What clocks do when something happens to an incident: one table, registered by `apps.py`."""

from collections.abc import Mapping

from incidents.domain.kinds import EventKind
from incidents.events import Reaction
from sla.services import refresh

# A note among the vendor's people and a change of owner move no clock.
REACTIONS: Mapping[EventKind, Reaction] = {
    kind: refresh
    for kind in EventKind
    if kind not in {EventKind.NOTED, EventKind.OWNER_SET, EventKind.MOVED}
}
