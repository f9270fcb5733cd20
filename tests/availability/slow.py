"""Slow days of Healthy Roster's June, and what is said of them (HR-05, HR-08)."""

from datetime import date, datetime
from typing import Any

from availability.models import Component, SampleDay, SlowSpell
from availability.services.slow import SlowFacts, explain_slow_days
from portal.kernel.month import Month
from tests.availability.saying import LATER
from tests.availability.world import World
from tests.cast import Site

JUNE = Month(2026, 6)
TEXTS: dict[str, Any] = {
    "cause": "An index was missing after the upgrade.",
    "corrective_taken": "The index was built.",
    "corrective_planned": "Upgrades compare indexes before and after.",
}


def measured(component: Component, day: date, milliseconds: int, count: int) -> None:
    """Measure so many requests of a component that took so long together."""
    SampleDay.objects.create(
        vendor_id=component.vendor_id,
        component=component,
        zone="America/New_York",
        day=day,
        samples=count,
        up_seconds=60 * count,
        down_seconds=0,
        requests=count,
        total_ms=milliseconds,
    )


def june(day: int) -> date:
    """Return a day of June 2026."""
    return date(2026, 6, day)


def slow(world: World, *days: int) -> None:
    """Let days of June be too slow, by 3 s on average."""
    for day in days:
        measured(world.main, june(day), 3_000, 1)


def left_slow_days(site: Site, component: Component) -> None:
    """Leave three slow days for whoever visits all pages; of the first two something is said."""
    for day in (22, 23, 26):
        measured(component, june(day), 3_140, 1)
    for reason, words in (("", TEXTS), ("Seen in the log.", TEXTS | {"cause": "A backup by day."})):
        explain_slow_days(
            by=site.agent,
            contract=site.house.contract,
            month=JUNE,
            service=component.service,
            facts=SlowFacts(first_day=june(22), last_day=june(23), **words),
            reason=reason,
            at=LATER,
        )


def explained(
    world: World, first: int, last: int | None = None, *, at: datetime = LATER, **said: Any
) -> SlowSpell:
    """Say as the agent why days of June were slow; `said` changes what is said, or by whom."""
    days = {"first_day": june(first), "last_day": june(last or first)}
    texts = {name: said.pop(name) for name in (*TEXTS, *days) if name in said}
    asked: dict[str, Any] = {
        "by": world.agent,
        "contract": world.contract,
        "month": JUNE,
        "service": world.service,
        "at": at,
    }
    return explain_slow_days(**(asked | said), facts=SlowFacts(**(TEXTS | days | texts)))
