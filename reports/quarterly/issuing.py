"""Issuing a quarterly review's pack: frozen and numbered as every other report is (LU-05)."""

from datetime import date, datetime

from django.db import transaction

from contracts.models import Contract
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require
from reports.domain.issued import Kind
from reports.models import IssuedReport
from reports.monthly.differences import check_seen
from reports.monthly.issuing import fit, freeze, held, next_number
from reports.quarterly.document import period_key, review_of


@transaction.atomic
def issue_review(
    *,
    by: Membership | None,
    contract: Contract,
    first_day: date,
    last_day: date,
    at: datetime,
    seen: str = "",
) -> IssuedReport:
    """Issue the pack of a contract's quarter; one that is issued already is returned as it is.

    :param by: None: the portal itself, by a schedule.
    :param seen: the hash of the figures that were looked at, if somebody did.
    :raises Refusal: if `by` may not, the quarter is not over, the contract was not active in it,
        or the figures are not those that were looked at.
    """
    if by is not None:
        require(by, Act.ISSUE_REPORTS)
    contract = held(contract)
    rows = IssuedReport.objects.of(contract, Kind.QUARTERLY, period_key(first_day, last_day))
    if found := rows.select_related("issued_by").first():
        return found
    report = fit(review_of(contract, first_day, last_day, at=at))
    check_seen(report, seen)
    number = next_number(contract.vendor_id)
    return freeze(report, contract, kind=Kind.QUARTERLY, by=by, at=at, number=number, version=1)
