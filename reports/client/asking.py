"""Which customer and period an incident report is asked for (LU-27)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404

from contracts.domain.obligations import end_of
from portal.kernel.period import Period
from portal.kernel.wall_time import first_instant
from portal.tenancy.models import Customer
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest
from reports.client.figures import ClientReport, client_report
from reports.domain.schedules import ScheduleKind
from reports.models import ReportRun
from sla.names import Names

LONGEST = timedelta(days=366)
LATELY = timedelta(days=30)  # where there was no report before
ONE_DAY = timedelta(days=1)


def day_field(label: str) -> forms.DateField:
    """Return a field for a date, in the browser's own way of asking for one."""
    shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=shown)


class PeriodForm(forms.Form):
    """Whose incidents, and between which days; both of them count."""

    customer = forms.TypedChoiceField(coerce=int)
    since = day_field("From")
    until = day_field("To")

    def __init__(self, *args: Any, customers: list[Customer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, one.name) for one in customers]
        self.fields["customer"].choices = choices  # type: ignore[attr-defined]  # a choice field


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A customer and a period, as the address says or as they are without saying."""

    customer: Customer
    since: date
    until: date

    @property
    def period(self) -> Period:
        """The instants of these days in the customer's own zone."""
        return period_between(self.customer, self.since, self.until)

    @property
    def query(self) -> str:
        """The address that leads here again."""
        said = {"customer": self.customer.pk, "since": self.since, "until": self.until}
        return urlencode(said)


def period_between(customer: Customer, first: date, last: date) -> Period:
    """Return the instants of these days, both counted, by a customer's calendar."""
    zone = ZoneInfo(customer.time_zone)
    begins = first_instant(first, zone)
    return Period(begins, end_of(last, zone).at)


def asked(request: PortalRequest, at: datetime) -> tuple[PeriodForm, Asked | None]:
    """Return the form as it was sent, and what it asks for if that can be answered.

    :raises Http404: if the reader follows no customer's incidents, or not that one's.
    """
    customers = customers_seen(request)
    customer = _customer(request.GET.get("customer", ""), customers)
    today = at.astimezone(ZoneInfo(customer.time_zone)).date()
    usual = {"customer": customer.pk, "since": _last_one(customer, today), "until": today}
    said = {key: value for key, value in request.GET.items() if key in usual and value}
    form = PeriodForm(usual | said, customers=customers)
    if not form.is_valid():
        return form, None
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    if until > today:
        form.add_error("until", "Nothing is known of days to come.")
    if since > until:
        form.add_error("since", "The first day lies after the last one.")
    elif until - since > LONGEST:
        form.add_error("since", f"At most {LONGEST.days} days fit in one report.")
    if form.errors:
        return form, None
    return form, Asked(customer=customer, since=since, until=until)


def report_for(request: PortalRequest, wanted: Asked, at: datetime) -> ClientReport:
    """Return the report that was asked for, as its reader may see it."""
    return client_report(
        customer=wanted.customer,
        period=wanted.period,
        names=Names.on(wanted.until),
        for_staff=any(one.is_staff_side for one in request.memberships),
        at=at,
    )


def customers_seen(request: PortalRequest) -> list[Customer]:
    """Return whose incidents the reader follows.

    :raises Http404: if there are none.
    """
    following = [one for one in request.memberships if may(one, Act.FOLLOW_INCIDENTS)]
    if any(one.is_staff_side for one in following):
        found = list(Customer.objects.order_by("name"))
    else:
        found = sorted({one.customer for one in following if one.customer}, key=str)
    if not found:
        raise Http404
    return found


def _customer(text: str, customers: list[Customer]) -> Customer:
    if not text:
        return customers[0]
    for known in customers:
        if str(known.pk) == text:
            return known
    raise Http404


def _last_one(customer: Customer, today: date) -> date:
    """Return the day after the last report that was sent, or some weeks ago."""
    runs = ReportRun.objects.filter(
        schedule__customer=customer,
        schedule__kind=ScheduleKind.CLIENT,
        state=ReportRun.State.SENT,
        last_day__lt=today,
    )
    last = runs.order_by("-last_day").values_list("last_day", flat=True).first()
    return max(last + ONE_DAY, today - LONGEST) if last else today - LATELY
