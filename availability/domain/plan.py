"""Work as one contract has it: its sessions, and when that customer is told (PQ-03, HR-03)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from availability.domain.facts import Maintenance
from availability.domain.maintenance import notice_until
from availability.domain.policy import Kind, Notice, Policy
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal

ZERO = timedelta(0)
LONGEST = timedelta(days=31)  # from the first session's start to the last one's end
KEY = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Work as one contract would have it: its sessions, and when that customer is told."""

    kind: Kind
    sessions: tuple[Period, ...]
    down: timedelta | None = None  # how much of them the service is down; None: all
    is_outage_expected: bool = True
    recorded_at: datetime | None = None
    notice_at: datetime | None = None
    contacted_at: datetime | None = None
    extension: timedelta = ZERO
    zones: tuple[ZoneInfo, ...] = ()  # of the deployments worked on

    @property
    def start(self) -> datetime:
        """This property will return when the first session begins."""
        return self.sessions[0].start

    def works(self) -> tuple[Maintenance, ...]:
        """This function will return the work as the rules of a month read it."""
        left = self.down
        found = []
        for number, session in enumerate(self.sessions):
            during = _beginning(session, left)
            if during is None:
                break
            left = None if left is None else left - during.duration
            found.append(self._work(number, session, during))
        return tuple(found)

    def moved(self, by: timedelta) -> "Plan":
        """This function will return the same work some time later."""
        moved = tuple(Period(one.start + by, one.end + by) for one in self.sessions)
        return replace(self, sessions=moved)

    def owes_notice(self, policy: Policy) -> bool:
        """This function will say whether the customer must be told ahead at all (P8)."""
        if self.kind is Kind.EMERGENCY:
            return policy.emergency_requires_notice
        has_rule = policy.notice != Notice()
        return has_rule and (self.is_outage_expected or policy.unexpected_needs_notice)

    def notice_until(self, policy: Policy) -> date | datetime | None:
        """This function will return the last moment for the notice; None: none is owed."""
        if not self.owes_notice(policy):
            return None
        found = [notice_until(self.start, policy, zone) for zone in self.places(policy)]
        return min(found)

    def is_noticed(self, policy: Policy) -> bool:
        """This function will say whether the notice is early enough, where one is owed."""
        if not self.owes_notice(policy):
            return True
        if self.notice_at is None:
            return False
        zones = self.places(policy)
        return all(self._is_in_time(self.notice_at, policy, zone) for zone in zones)

    def places(self, policy: Policy) -> tuple[ZoneInfo, ...]:
        """This function will return whose nights and dates count: every deployment's (P12)."""
        return (policy.by_deployment and self.zones) or (policy.maintenance_zone,)

    def _is_in_time(self, notice_at: datetime, policy: Policy, zone: ZoneInfo) -> bool:
        latest = notice_until(self.start, policy, zone)
        if isinstance(latest, datetime):
            return notice_at <= latest
        return notice_at.astimezone(zone).date() <= latest

    def _work(self, number: int, session: Period, during: Period) -> Maintenance:
        return Maintenance(
            key=f"{KEY}-{number}",
            kind=self.kind,
            during=during,
            announced=session,
            notice_at=self.notice_at,
            contacted_at=self.contacted_at,
            extension=ZERO if number else self.extension,
            zones=self.zones,
            is_outage_expected=self.is_outage_expected,
            recorded_at=self.recorded_at,
        )


def checked_sessions(sessions: Iterable[Period]) -> tuple[Period, ...]:
    """This function will return sessions in order.

    :raises Refusal: if there is none, two overlap, or the work lasts longer than a month.
    """
    ordered = sorted(sessions)
    if not ordered:
        raise Refusal("Say from when until when the work lasts.", code="no_session")
    for one, following in pairwise(ordered):
        if one.overlaps(following):
            raise Refusal(
                "Two sessions overlap: make one of them, or let the first end earlier.",
                code="sessions_overlap",
            )
    if ordered[-1].end - ordered[0].start > LONGEST:
        raise Refusal(
            "One work lasts 31 days at most: plan what comes later as another.", code="too_long"
        )
    return tuple(ordered)


def _beginning(session: Period, left: timedelta | None) -> Period | None:
    if left is None:
        return session
    if left <= ZERO:
        return None
    return Period(session.start, min(session.end, session.start + left))
