"""Forms of calendars as browsers send them, and a calendar changed, for the tests of its pages."""

from contracts.models import CalendarVersion
from contracts.services import change_calendar
from contracts.services.calendars import Change
from tests.cast import Site
from tests.incidents.watching import london

FOUNDER = ("2026-03-03", "holiday", "Founder's day")


def sent(*lines: tuple[str, str, str], reason: str = "Forgotten.", **more: str) -> dict[str, str]:
    """Return the form as a browser sends it."""
    rows = {
        f"changes-{row}-{name}": value
        for row, line in enumerate(lines)
        for name, value in zip(("date", "kind", "name"), line, strict=True)
    }
    form = {"changes-TOTAL_FORMS": str(len(lines)), "changes-INITIAL_FORMS": "0"}
    return form | rows | {"reason": reason} | more


def changed(site: Site, *changes: Change, at: str) -> CalendarVersion:
    return change_calendar(
        by=site.administrator,
        region="GB-ENG",
        changes=list(changes),
        reason="It was forgotten.",
        at=london(at),
    )
