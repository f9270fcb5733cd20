"""A calendar that somebody changed in the demo world: an extra bank holiday was announced."""

from datetime import timedelta

from contracts.services import change_calendar
from contracts.services.calendars import Change
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

AHEAD = timedelta(days=40)  # beyond what any open clock reaches
SATURDAY = 5


def keep_calendars(slug: str, cast: Cast) -> None:
    """This function will let Lumeon's administrator add a day to England's calendar."""
    if slug != "lumeon":
        return
    administrator = next(m for m in cast.members.values() if m.role == Role.ADMINISTRATOR)
    day = (cast.at + AHEAD).date()
    while day.weekday() >= SATURDAY or (day.month, day.day) in {(12, 25), (12, 26), (1, 1)}:
        day += timedelta(days=1)
    change_calendar(
        by=administrator,
        region="GB-ENG",
        changes=[Change(day, "Extra bank holiday")],
        reason="Announced by the government.",
        at=cast.at,
    )
