"""Monthly reports that were issued in the demo world: the newest month that allows it (HR-08)."""

from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast
from reports.monthly.issuing import issue_report

CONTRACTS = 3  # of each vendor: the others' wait, so that there is something to issue


def issue_reports(cast: Cast) -> None:
    """This function will issue the report of some contracts' newest month that is closed."""
    by = next(one for one in cast.members.values() if may(one, Act.ISSUE_REPORTS))
    current = Month(cast.at.year, cast.at.month)
    for contract in Contract.objects.order_by("pk")[:CONTRACTS]:
        for ago in (1, 2):
            try:
                issue_report(by=by, contract=contract, month=current.plus(-ago), at=cast.at)
            except Refusal:
                continue  # it goes on somewhere, or still waits to be signed
            break
