"""What is known of a month: outages with what was decided of them, and maintenance."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from availability.domain.policy import Kind
from portal.kernel.period import Period, Periods
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A decision that a part of one outage is not the provider's; it hides no other outage."""

    reason: str
    during: Period | None = None  # None: all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The service was not available."""

    key: str
    during: Period
    exclusions: tuple[Exclusion, ...] = ()

    def __post_init__(self) -> None:
        """This function will refuse an exclusion that lies outside its outage."""
        for one in self.exclusions:
            if one.during and not _within(one.during, self.during):
                raise Refusal(
                    f"The exclusion {one.reason} of {self.key} lies outside its outage.",
                    code="exclusion_outside",
                )

    @property
    def excluded(self) -> Periods:
        """This property will return what of it was decided not to count."""
        return Periods(one.during or self.during for one in self.exclusions)

    @property
    def counted(self) -> Periods:
        """This property will return what of it is the provider's."""
        return Periods([self.during]) - self.excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """Work for which the service was taken down: announced and actual times, and who was told."""

    key: str
    kind: Kind
    during: Period  # actually down
    announced: Period | None = None
    notice_at: datetime | None = None
    contacted_at: datetime | None = None
    extension: timedelta = timedelta(0)  # approved by the customer


def _within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
