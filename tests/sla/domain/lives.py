"""Short ways to tell an incident's life: London wall-clock texts, one small set of promises.

Week of Monday 2 March 2026, 09:00 to 17:30; "urgent" counts around the clock, "soon" in office
hours, "slow" in two business days, "idle" is promised nothing.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from portal.kernel.business_time import BusinessCalendar, Window
from sla.domain.clock import Reading, read_clock
from sla.domain.effects import Happening, Kind, Milestone
from sla.domain.promise import Promise
from sla.domain.rules import Rules
from sla.domain.tally import Promises

LONDON = ZoneInfo("Europe/London")
HOLIDAYS = {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}
OFFICE = BusinessCalendar(
    LONDON, {day: (Window.parse("09:00", "17:30"),) for day in range(5)}, holidays=HOLIDAYS
)
ALWAYS = BusinessCalendar.always()

PROMISES: Promises = {
    "urgent": Promise(severity="urgent", calendar=ALWAYS, amount=Fraction(4)),
    "soon": Promise(severity="soon", calendar=OFFICE, amount=Fraction(8)),
    "slow": Promise(severity="slow", calendar=OFFICE, amount=Fraction(2), in_days=True),
    "idle": None,
}
DEDUCTING = Rules(deduct_awaiting_customer=True)


def london(text: str) -> datetime:
    """Read a London wall time; without a date it is on Monday 2 March 2026."""
    day = "2026-03-02 " if "-" not in text else ""
    return datetime.fromisoformat(day + text).replace(tzinfo=LONDON).astimezone(UTC)


def it(kind: Kind, when: str, *, by: str = "", solved: bool = False) -> Happening:
    return Happening(at=london(when), kind=kind, actor=by, solved=solved)


def reported(when: str, severity: str | None = "soon") -> Happening:
    return Happening(at=london(when), kind=Kind.REPORTED, severity=severity)


def severity_set(when: str, severity: str) -> Happening:
    return Happening(at=london(when), kind=Kind.SEVERITY_SET, severity=severity)


def read(
    *happenings: Happening,
    at: str,
    milestone: Milestone = Milestone.RESOLUTION,
    rules: Rules = DEDUCTING,
    promises: Promises = PROMISES,
) -> Reading:
    """Read a clock that is there."""
    reading = read_clock(milestone, happenings, promises, rules, london(at))
    assert reading is not None
    return reading


def hours(count: float) -> timedelta:
    """Turn hours into a duration; only whole seconds are meant."""
    return timedelta(hours=count)
