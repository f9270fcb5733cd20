"""Workers that look at one schedule at the same time send its report once."""

from portal.notify.models import OutgoingMail
from portal.tenancy.scope import vendor_scope
from reports.models import IssuedReport, ReportRun
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.reports.schedules.planned import run, scheduled

WORKERS = 4


def test_two_workers_at_once_send_a_period_once(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        schedule = scheduled(committed.administrator, committed.house)
    place = meeting(WORKERS)

    def work() -> int:
        place.wait()
        with vendor_scope(committed.vendor):
            return run(schedule)

    sent = side_by_side(*([work] * WORKERS))

    with vendor_scope(committed.vendor):
        mails = OutgoingMail.objects.filter(key__startswith="scheduled").count()
        kept = ReportRun.objects.count(), IssuedReport.objects.count()
    assert (sum(sent), mails, kept) == (1, 1, (1, 1))
