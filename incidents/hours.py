"""By which hours the days of a ladder are counted (LU-22).

The clocks know what an incident's contract stands on through time, and they are a floor above:
they register how it is told, so that a duty and a clock count the same days alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.domain.targets import Target
from incidents.models import Incident
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Hours:
    """An incident's service hours, and what an amount of them comes to from an instant."""

    calendar: BusinessCalendar
    budget: Callable[[Target, datetime], timedelta]

    def due(self, since: datetime, within: Target) -> datetime | None:
        """Return by when something is due; None where the hours never come to so much."""
        try:
            return self.calendar.after(since, self.budget(within, since))
        except Refusal:
            return None


type Reckoner = Callable[[Sequence[Incident]], Mapping[int, Hours]]

_reckoners: list[Reckoner] = []


def register(reckoner: Reckoner) -> None:
    """Register who knows the hours; registering the same again changes nothing."""
    if reckoner not in _reckoners:
        _reckoners.append(reckoner)


def hours_of(incidents: Sequence[Incident]) -> Mapping[int, Hours]:
    """Return the hours of incidents by key; those that cannot be counted are left out.

    Their customers and agreements must have been fetched; the queries do not grow with them.
    """
    found: dict[int, Hours] = {}
    for reckoner in _reckoners if incidents else ():
        found.update(reckoner(incidents))
    return found
