"""Issued reports: which kinds there are, and what one is known by."""

from enum import StrEnum


class Kind(StrEnum):
    """What a report is of."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def label(self) -> str:
        """This property will return the kind in the words of its pages."""
        return LABELS[self]


LABELS = {Kind.MONTHLY: "Monthly SLA report", Kind.QUARTERLY: "Quarterly service review"}
LONGEST_REASON = 2_000


def number_text(number: int, version: int) -> str:
    """This function will return what a report is cited as: R-12, and R-12.2 once restated."""
    return f"R-{number}" if version == 1 else f"R-{number}.{version}"
