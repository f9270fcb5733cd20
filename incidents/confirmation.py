"""Solutions that wait for the customer's word: when they are reminded, when it closes (LU-20)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.domain.holidays import RegionCalendar
from contracts.queries import calendars_of
from incidents.domain.confirming import Days, due, working_days
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal

# What begins the wait anew, and what was done while it lasts.
BEGINS = (EventKind.SOLUTION_PROVIDED, EventKind.CUSTOMER_REPLIED)
WATCHED = (*BEGINS, EventKind.CONFIRMATION_REMINDED)


@dataclass(frozen=True, slots=True)
class Confirming:
    """A solution that waits to be confirmed; a date is None where nothing happens by itself."""

    incident: Incident
    since: datetime
    reminded_at: datetime | None
    reminder_due: datetime | None
    closes_at: datetime | None
    days: Days

    @property
    def is_to_remind(self) -> bool:
        """Whether a reminder is still to come."""
        return self.reminder_due is not None and self.reminded_at is None


def confirming(incident: Incident) -> Confirming | None:
    """Return when a solution's reminder and closing are due; None: it waits for nobody's word."""
    return next(iter(confirming_all([incident])), None)


def confirming_all(incidents: Iterable[Incident]) -> list[Confirming]:
    """Return those of these incidents whose solution waits, with a fixed number of queries.

    Customer, agreement and vendor must have been fetched with them. An incident is left out
    while its customer's holidays of a year that matters are not known: no year is taken as one
    without holidays.
    """
    rows = [one for one in incidents if one.status == Stage.SOLUTION_PROVIDED]
    if not rows:
        return []
    happened = _happened(rows)
    calendars = calendars_of({(one.vendor_id, one.customer.holiday_region) for one in rows})
    found = (
        _confirming(one, happened[one.pk], calendars[one.vendor_id, one.customer.holiday_region])
        for one in rows
    )
    return [one for one in found if one is not None]


def _happened(rows: Iterable[Incident]) -> Mapping[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    events = IncidentEvent.objects.filter(incident__in=list(rows), kind__in=WATCHED).in_order()
    for incident, kind, at in events.values_list("incident", "kind", "at"):
        found[incident].append((kind, at))
    return found


def _confirming(
    incident: Incident, happened: list[tuple[str, datetime]], calendar: RegionCalendar
) -> Confirming | None:
    begun = [at for kind, at in happened if kind in BEGINS]
    if not begun:
        return None
    since = begun[-1]
    reminded = [at for kind, at in happened if kind not in BEGINS and at >= since]
    reminded_at = reminded[0] if reminded else None
    days = days_of(incident)
    try:
        when = due(
            since,
            reminded_at,
            days,
            working_days(incident.customer.time_zone, dict(calendar.days)),
        )
    except Refusal:  # no working day ahead: it waits for a person
        return None
    if not _is_covered(calendar, since, when.closing or when.reminder):
        return None
    return Confirming(incident, since, reminded_at, when.reminder, when.closing, days)


def days_of(incident: Incident) -> Days:
    """Return after how many working days an incident's agreement reminds and closes.

    Where an incident is resolved only by the customer's word (HR-12), silence closes nothing.
    """
    terms = incident.agreement.terms
    close = (
        0 if terms.clock_rules.resolution_needs_confirmation else terms.workflow.close_after_days
    )
    return Days(remind_after=terms.workflow.remind_after_days, close_after=close)


def _is_covered(calendar: RegionCalendar, since: datetime, until: datetime | None) -> bool:
    if not calendar.region or until is None:
        return True
    return _years(since.date(), until.date()) <= calendar.years


def _years(first: date, last: date) -> set[int]:
    return set(range(first.year, last.year + 1))
