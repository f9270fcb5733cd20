"""What is known of a month: outages with what was decided of them, and maintenance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from availability.domain.policy import DetectionBounds, Effect, Kind, Policy
from portal.kernel.period import Period, Periods
from portal.kernel.refusal import Refusal

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A decision that a part of one outage is not the provider's; it hides no other outage."""

    reason: str
    during: Period | None = None  # None: all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What monitoring saw of an outage; None: it did not look."""

    last_ok: datetime | None = None
    first_fail: datetime | None = None
    last_fail: datetime | None = None
    first_ok: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The service was not available."""

    key: str
    during: Period
    exclusions: tuple[Exclusion, ...] = ()
    effect: Effect = Effect.UNAVAILABLE
    ordinary_out: bool = False  # ordinary functions could not be performed (H21)
    users: tuple[int, int] | None = None  # affected, of all
    detection: Detection | None = None
    is_running: bool = False  # it goes on: `during` ends where one looked
    restored_at: datetime | None = None
    data_lost: Period | None = None

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

    def during_by(self, bounds: DetectionBounds) -> Period:
        """This method will return the bounds that count; those typed where none were measured."""
        seen = self.detection
        if bounds is DetectionBounds.TYPED or seen is None or seen.first_ok is None:
            return self.during
        start = seen.first_fail if bounds is DetectionBounds.FAILED else seen.last_ok
        return Period(start, seen.first_ok) if start and start < seen.first_ok else self.during

    def weight(self, policy: Policy) -> Fraction:
        """This method will return the share in which it counts: from 0, not at all, to 1 (P18)."""
        share = WHOLE
        if self.effect is not Effect.UNAVAILABLE and not self.ordinary_out:
            share = policy.partial_weights[self.effect]
        if policy.user_weighting and self.users:
            affected, total = self.users
            share *= Fraction(min(affected, total), total)
        return share


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
    zones: tuple[ZoneInfo, ...] = ()  # of the deployments that it took down (P12)
    is_outage_expected: bool = True
    recorded_at: datetime | None = None  # when what was expected was written down (P8)


def _within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
