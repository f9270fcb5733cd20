"""A clock's arithmetic on an incident's page: of a long life the beginning and the end.

An incident that stood open for months has hundreds of lines, a night and a day each. The page of
the incident shows the first and the last of them, with one line in between that stands for the
rest and holds their sum; the clocks' own page has them all. The lines add up either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.domain.segments import Segment

MOST = 40  # lines that are shown as they are
KEPT = 12  # of more: so many at each end

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Folded:
    """What stands for many lines: from when to when, and what they counted together."""

    start: datetime
    end: datetime
    counted: timedelta
    lines: int

    reason = ""  # none: they differ

    def __str__(self) -> str:
        """This method will say how many lines it stands for."""
        return f"{self.lines} stretches"


def folded(segments: Sequence[Segment]) -> list[Segment | Folded]:
    """This function will return the lines to show, with the same sum as all of them."""
    if len(segments) <= MOST:
        return list(segments)
    between = segments[KEPT:-KEPT]
    counted = sum((segment.counted for segment in between), ZERO)
    fold = Folded(between[0].start, between[-1].end, counted, len(between))
    return [*segments[:KEPT], fold, *segments[-KEPT:]]
