"""Reports that are sent regularly in the demo world, with the months that were sent already."""

from datetime import timedelta

from contracts.models import Contract
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast
from reports.domain.schedules import ScheduleKind
from reports.models import ReportSchedule
from reports.schedules.keeping import Wanted, make_schedule
from reports.schedules.running import run_schedule

MADE = timedelta(days=75)  # ago: two months fell due since
DAY = 5


def send_regularly(cast: Cast) -> None:
    """This function will have the first customer sent its month and its incidents."""
    keeper = next(one for one in cast.members.values() if may(one, Act.ISSUE_REPORTS))
    rows = Contract.objects.select_related("customer", "vendor").order_by("pk")
    contract = rows.filter(ends_on=None).first() or rows.first()
    if contract is None:
        return
    for kind in (ScheduleKind.MONTHLY, ScheduleKind.CLIENT):
        made = _made(keeper, contract, kind, cast)
        run_schedule(vendor=contract.vendor, pk=made.pk, at=cast.at)


def _made(by: Membership, contract: Contract, kind: ScheduleKind, cast: Cast) -> ReportSchedule:
    contacts = Membership.objects.current().filter(
        customer=contract.customer, role=Role.TECHNICAL_CONTACT
    )
    return make_schedule(
        by=by,
        kind=kind,
        customer=contract.customer,
        contract=None if kind is ScheduleKind.CLIENT else contract,
        wanted=Wanted(business_day=DAY, recipients=list(contacts.select_related("person"))),
        at=cast.at - MADE,
    )
