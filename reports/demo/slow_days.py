"""Two days on which Healthy Roster answers too slowly in the demo world, and why (HR-08)."""

from datetime import date, timedelta

from availability.models import Component
from availability.services.slow import SlowFacts, explain_slow_days
from portal.kernel.month import Month
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast

SLUG = "healthy-roster"
DAYS = (11, 12)  # of the newest month that the demo closes
SLOW = 3_140  # milliseconds; 2.5 s are promised
CAUSE = "The index of past visits was left out when the database was brought up to date."
TAKEN = "The index was built anew in the second night; pages open in half a second again."
PLANNED = "Each upgrade compares the indexes before and after, and stops if one is missing."


def slow_days_of(slug: str, at: date) -> tuple[date, ...]:
    """This function will return the days on which a vendor's components were slow."""
    if slug != SLUG:
        return ()
    month = Month(at.year, at.month).plus(-2)
    return tuple(month.first_day.replace(day=day) for day in DAYS)


def explain_slowness(slug: str, cast: Cast) -> None:
    """This function will say why they were slow, before their month is closed."""
    days = slow_days_of(slug, cast.at.date())
    if not days:
        return
    explain_slow_days(
        by=next(one for one in cast.members.values() if may(one, Act.DECLARE_OUTAGE)),
        contract=next(iter(cast.contracts.values())),
        month=Month(days[0].year, days[0].month),
        service=Component.objects.with_service()[0].service,
        facts=SlowFacts(
            first_day=days[0],
            last_day=days[-1],
            cause=CAUSE,
            corrective_taken=TAKEN,
            corrective_planned=PLANNED,
        ),
        at=cast.at - timedelta(days=20),
    )
