"""One of everything that reports keep, for those who walk all addresses."""

from portal.kernel.month import Month
from reports.bundles.making import start_bundle
from reports.models import ReportRun, ReportSchedule
from reports.monthly.parts import MonthlyReport, as_data
from tests.cast import Site
from tests.factories import MONDAY
from tests.reports.schedules.planned import DUE, scheduled

FEBRUARY = Month(2026, 2)


def keys_of_schedules(site: Site) -> dict[str, str]:
    """Leave a schedule with a period that was sent, and a file; say what stands in addresses."""
    schedule = scheduled(site.administrator, site.house)
    file = start_bundle(by=site.administrator, month=FEBRUARY, at=MONDAY)
    return {
        "run": str(sent(schedule).pk),
        "form": "csv",
        **dict.fromkeys(
            ("reports/schedules/<int:pk>/", "api/schedules/<int:pk>/"), str(schedule.pk)
        ),
        **dict.fromkeys(("reports/files/<int:pk>/", "api/report-files/<int:pk>/"), str(file.pk)),
    }


def sent(schedule: ReportSchedule) -> ReportRun:
    """Return February of a schedule as if it had been sent: a report that says next to nothing."""
    said = MonthlyReport(
        vendor="Lumeon",
        colour="#0f5c5c",
        customer=str(schedule.customer),
        contract=schedule.contract_id,
        tier="Essentials",
        agreement="Handbook",
        month=str(FEBRUARY),
        zone="Europe/London",
        first_day=FEBRUARY.first_day.isoformat(),
        last_day=FEBRUARY.last_day.isoformat(),
        drawn_at=DUE.isoformat(),
        standing="final",
    )
    return ReportRun.objects.create(
        vendor=schedule.vendor,
        schedule=schedule,
        period=str(FEBRUARY),
        first_day=FEBRUARY.first_day,
        last_day=FEBRUARY.last_day,
        due_on=MONDAY.date(),
        state=ReportRun.State.SENT,
        data=as_data(said),
        recipients=1,
        began_at=DUE,
        sent_at=DUE,
    )
