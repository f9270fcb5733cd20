"""What quarterly reviews look like to programs (CO-10)."""

from typing import TypedDict

from reports.monthly.shapes import ReportShape


class IssuedReviewShape(TypedDict):
    """A pack as it was issued."""

    number: str
    period: str
    hash: str
    report: ReportShape
