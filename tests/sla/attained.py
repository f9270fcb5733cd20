"""Incidents that came to a known end, for the tests of attainment and of what is at risk."""

from datetime import datetime, timedelta

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from sla import services as clocks
from tests.cast import House, raised
from tests.incidents.watching import london

# Severity 2 at Lumeon: 1 business hour to respond, 8 to resolve, Monday to Friday 09:00 to 17:30.
IN_TIME = timedelta(minutes=30)


def answered(house: House, by: Membership, at: datetime, **changes: str) -> Incident:
    """Raise an incident and reply to it in time; its resolution stays open."""
    incident = raised(house, at=at, **changes)
    services.reply(incident=incident, by=by, text="Seen.", at=at + IN_TIME)
    return incident


def solved(house: House, by: Membership, at: datetime, *, after: timedelta = IN_TIME) -> Incident:
    """Raise an incident and provide its solution: response and resolution are reached at once."""
    incident = raised(house, at=at)
    services.provide_solution(incident=incident, by=by, text="Mended.", at=at + after)
    return incident


def closed_unsolved(house: House, by: Membership, at: datetime) -> Incident:
    """Raise an incident and close it at the customer's request: no milestone is reached."""
    incident = raised(house, at=at)
    services.close(
        incident=incident, by=by, reason="customer_request", words="", at=at + timedelta(minutes=5)
    )
    return incident


def swept(when: str) -> datetime:
    """Let a worker look at a London wall time, and return the instant."""
    at = london(when)
    while clocks.sweep(at=at):
        pass
    return at
