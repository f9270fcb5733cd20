"""From the hours an agreement states to a calendar that counts them for one customer."""

from collections.abc import Mapping
from datetime import date

from contracts.domain.hours import ServiceHours
from portal.kernel.business_time import BusinessCalendar


def calendar_for(
    hours: ServiceHours, *, zone: str, holidays: Mapping[date, str]
) -> BusinessCalendar:
    """This function will return the calendar on which a customer's clocks run (LU-02).

    :param zone: the customer's own zone, used where the agreement names none.
    :param holidays: those of the region that `hours.holiday_region` asks for; they are left
        aside where the agreement lets no holiday close (PQ-09, HR-12).
    """
    if hours.always_open:
        return BusinessCalendar.always()
    closing = holidays if hours.closes_on_holidays else {}
    return BusinessCalendar(hours.zone or zone, hours.weekly, holidays=closing, name=hours.label)
