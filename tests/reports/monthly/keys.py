"""An issued report for the walks of addresses."""

from reports.monthly.issuing import issue_report
from tests.availability.saying import LATER
from tests.cast import Site
from tests.reports.monthly.papers import JUNE


def keys_of_reports(site: Site) -> dict[str, str]:
    """Issue the report of the first house's June, and say what stands in its addresses."""
    contract = site.house.contract
    issued = issue_report(by=None, contract=contract, month=JUNE, at=LATER)
    return {"reports/contracts/<int:pk>/": str(contract.pk), "report": str(issued.number)}
