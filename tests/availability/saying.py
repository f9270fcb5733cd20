"""Short ways to say what happened, for tests about outages and months."""

from datetime import UTC, datetime
from typing import Any

from availability.models import Maintenance, Outage
from availability.planned import Session, WorkFacts
from availability.services.maintenance import plan_maintenance
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from tests.availability.world import World


def utc(text: str) -> datetime:
    """Return an instant of 2026 written like 06-09 14:30."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


LATER = utc("09-01 12:00")  # when most tests look back


def facts(world: World, starts: str, ends: str | None = None, **changes: Any) -> OutageFacts:
    """Return a plain outage of the main component, with what a test changes in it."""
    said: dict[str, Any] = {
        "title": "Nobody could sign in",
        "starts_at": utc(starts),
        "ends_at": utc(ends) if ends else None,
        "components": [world.main],
    }
    return OutageFacts(**(said | changes))


def declared(
    world: World, starts: str, ends: str | None = None, *, at: datetime = LATER, **changes: Any
) -> Outage:
    """Declare a plain outage as the vendor's agent."""
    return declare_outage(by=world.agent, facts=facts(world, starts, ends, **changes), at=at)


def planned(
    world: World,
    *sessions: tuple[str, str],
    at: datetime = LATER,
    done: bool = False,
    **changes: Any,
) -> Maintenance:
    """Plan maintenance of the main component; `done`: the service was down as announced."""
    stretches = [
        Session(
            announced_from=utc(first),
            announced_to=utc(last),
            actual_from=utc(first) if done else None,
            actual_to=utc(last) if done else None,
        )
        for first, last in sessions
    ]
    said = {"title": "Database upgrade", "components": [world.main], "sessions": stretches}
    return plan_maintenance(by=world.agent, facts=WorkFacts(**(said | changes)), at=at)
