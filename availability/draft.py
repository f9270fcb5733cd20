"""Work as somebody would have it, before it is planned (PQ-03, HR-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from availability.domain.policy import Kind
from availability.models import Component, Maintenance
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Work as somebody would have it."""

    components: Sequence[Component]
    sessions: Sequence[Period]
    kind: Kind = Kind.SCHEDULED
    is_outage_expected: bool = True
    expected_minutes: int | None = None
    instead_of: Maintenance | None = None  # what it would change

    @property
    def down(self) -> timedelta | None:
        """This property will return how long the service is expected to be down; None: always."""
        return None if self.expected_minutes is None else timedelta(minutes=self.expected_minutes)

    @property
    def during(self) -> Period:
        """This property will return from the first session's start until the last one's end."""
        return Period(self.sessions[0].start, max(one.end for one in self.sessions))


def check_running(components: Sequence[Component], during: Period) -> None:
    """This function will refuse work on nothing, or on what is not run any more.

    :raises Refusal: with a sentence that says which.
    """
    if not components:
        raise Refusal("Choose at least one component that is worked on.", code="components")
    for one in components:
        if one.ended_on is not None and one.ended_on <= during.start.date():
            raise Refusal(
                f"{one} ended on {one.ended_on:%d %B %Y}: choose another.", code="components"
            )
