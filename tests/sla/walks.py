"""Random lives of incidents, lived through the services: much of what is tried is not allowed."""

import random
from collections.abc import Callable
from datetime import datetime

from incidents import services as deeds
from incidents.models import Incident
from sla import services
from tests.cast import Site, raised

SEVERITIES = {
    "lumeon": ["1", "2", "3", "4"],
    "patientiq": ["high", "medium", "low"],
    "healthy-roster": ["critical", "high", "medium", "low"],
}
CATEGORY = {"lumeon": "support_incident", "patientiq": "functionality", "healthy-roster": "error"}

type Deed = Callable[[datetime], object]


def possible_deeds(
    site: Site, dice: random.Random, *, at: datetime
) -> tuple[Incident, Callable[[], Deed]]:
    """Raise an incident; return it, and what draws the next thing that might be done to it."""
    slug = site.vendor.slug
    severity = dice.choice(SEVERITIES[slug])
    incident = raised(site.house, severity=severity, category=CATEGORY[slug], at=at)
    return incident, lambda: dice.choice(_deeds(site, incident, dice))


def _deeds(site: Site, incident: Incident, dice: random.Random) -> list[Deed]:
    agent, contact = site.agent, site.house.contact
    severity = dice.choice(SEVERITIES[site.vendor.slug])
    return [
        lambda at: deeds.reply(incident=incident, by=agent, text="…", at=at),
        lambda at: deeds.record_call(incident=incident, by=agent, text="…", at=at),
        lambda at: deeds.accept(incident=incident, by=agent, at=at),
        lambda at: deeds.ask(incident=incident, by=agent, question="?", at=at),
        lambda at: deeds.answer(incident=incident, by=contact, text="!", at=at),
        lambda at: deeds.set_severity(
            incident=incident, by=agent, severity=severity, consultation="Yes.", at=at
        ),
        lambda at: deeds.provide_solution(incident=incident, by=agent, text="…", at=at),
        lambda at: deeds.reject_solution(incident=incident, by=contact, text="No.", at=at),
        lambda at: deeds.confirm(incident=incident, by=contact, at=at),
        lambda at: deeds.reopen(incident=incident, by=contact, text="Again.", at=at),
        lambda at: services.sweep(at=at),
        lambda at: services.sweep(at=at),
    ]
