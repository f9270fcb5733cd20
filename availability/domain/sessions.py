"""How many sessions of scheduled maintenance a week has room for (HR-03, H5)."""

from datetime import datetime, timedelta

from availability.domain.facts import Maintenance
from availability.domain.policy import Policy, Week

SEVEN_DAYS = timedelta(days=7)
ONE_DAY = timedelta(days=1)


class Sessions:
    """The sessions let through so far, asked in order of time.

    Records that overlap or touch are one session: how it was written down does not matter.
    """

    def __init__(self, policy: Policy) -> None:
        """This function will begin with none."""
        self.policy = policy
        self.begun: list[datetime] = []  # of the sessions let through
        self.until: datetime | None = None  # the end of the last of them

    def admits(self, work: Maintenance) -> bool:
        """This function will say whether there is room for a work, and count it if so."""
        most = self.policy.sessions_per_week
        if most is None:
            return True
        during = work.during
        if self.until is not None and during.start <= self.until:
            self.until = max(self.until, during.end)
            return True
        if sum(self._same_week(one, during.start) for one in self.begun) >= most:
            return False
        self.begun.append(during.start)
        self.until = during.end
        return True

    def _same_week(self, one: datetime, other: datetime) -> bool:
        if self.policy.week is Week.SEVEN_DAYS:
            return other - one < SEVEN_DAYS
        return self._week(one) == self._week(other)

    def _week(self, at: datetime) -> tuple[int, int]:
        local = at.astimezone(self.policy.maintenance_zone)
        if self.policy.week is Week.SUNDAY:
            local += ONE_DAY  # so that the ISO week of the next date is the one from Sunday on
        return local.isocalendar()[:2]
