"""From rows to the facts that the rules read: one outage, one piece of maintenance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain import facts
from availability.domain.policy import Effect, Kind
from availability.models import (
    Exclusion,
    MaintenanceNotice,
    MaintenanceSession,
    MaintenanceVersion,
    Means,
    NoticeKind,
    OutageVersion,
)
from portal.kernel.period import Period

ANNOUNCING = (NoticeKind.NOTICE, NoticeKind.UPDATE)
TELLING = (NoticeKind.CONTACT, *ANNOUNCING)
MINUTE = timedelta(minutes=1)


def period_of(start: datetime, end: datetime | None, at: datetime) -> Period | None:
    """This function will return a stretch in whole seconds, up to `at` while it goes on."""
    last = end or at
    start, last = start.replace(microsecond=0), last.replace(microsecond=0)
    return Period(start, last) if start < last else None


def outage_fact(
    version: OutageVersion, approved: Iterable[Exclusion], at: datetime
) -> facts.Outage | None:
    """This function will return an outage as the rules read it; None: no second of it is over."""
    during = period_of(version.starts_at, version.ends_at, at)
    if during is None:
        return None
    affected, total = version.users_affected, version.users_total
    return facts.Outage(
        key=str(version.outage),
        during=during,
        exclusions=tuple(_exclusions(approved, during)),
        effect=Effect(version.kind),
        ordinary_out=version.ordinary_functions_out,
        users=(affected, total) if affected is not None and total else None,
        detection=_detection(version),
        is_running=version.ends_at is None,
        restored_at=version.restored_at,
        data_lost=_lost(version),
    )


def _exclusions(approved: Iterable[Exclusion], during: Period) -> Iterable[facts.Exclusion]:
    """This function will cut exclusions to an outage that was corrected to be shorter."""
    for one in approved:
        if one.starts_at is None or one.ends_at is None:
            yield facts.Exclusion(reason=one.reason)
        elif part := Period(one.starts_at, one.ends_at).intersection(during):
            yield facts.Exclusion(reason=one.reason, during=part)


def _detection(version: OutageVersion) -> facts.Detection | None:
    seen = facts.Detection(
        last_ok=version.last_ok_at,
        first_fail=version.first_fail_at,
        last_fail=version.last_fail_at,
        first_ok=version.first_ok_at,
    )
    return None if seen == facts.Detection() else seen


def _lost(version: OutageVersion) -> Period | None:
    since, until = version.data_lost_from, version.data_lost_to
    return Period(since, until) if since and until and since < until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of maintenance with all its versions, as far as they were known."""

    key: str
    current: MaintenanceVersion
    versions: Sequence[MaintenanceVersion]  # oldest first, the current one last

    def fact(
        self,
        session: MaintenanceSession,
        *,
        place: int,
        told: Sequence[MaintenanceNotice],
        extension: timedelta,
        zones: tuple[ZoneInfo, ...],
        at: datetime,
    ) -> facts.Maintenance | None:
        """This function will return one session as the rules read it; None: nothing was down.

        :param told: what this contract's customer was told of the work, in order of time.
        """
        if session.actual_from is None:
            return None
        during = period_of(session.actual_from, session.actual_to, at)
        if during is None:
            return None
        return facts.Maintenance(
            key=f"{self.key}/{place}" if place > 1 else self.key,
            kind=Kind(self.current.kind),
            during=during,
            announced=Period(session.announced_from, session.announced_to),
            notice_at=self.notice_at(session, told),
            contacted_at=next((one.sent_at for one in told if one.kind in TELLING), None),
            extension=extension,
            zones=zones,
            is_outage_expected=self.current.is_outage_expected,
            recorded_at=self.recorded_at,
        )

    def notice_at(
        self, session: MaintenanceSession, told: Iterable[MaintenanceNotice]
    ) -> datetime | None:
        """This function will return the first mail that announced a session's present times.

        A notice says what was planned when it left: of a work that was moved, what customers
        were told before is no notice of the new time.
        """
        for one in told:
            is_notice = one.kind in ANNOUNCING and one.by == Means.MAIL
            if is_notice and self._announced(session, one):
                return one.sent_at
        return None

    @property
    def recorded_at(self) -> datetime:
        """This property will return since when the present expectation was written down (P8)."""
        since = self.current.written_at
        for version in reversed(self.versions):
            if version.is_outage_expected != self.current.is_outage_expected:
                break
            since = version.written_at
        return since

    def _announced(self, session: MaintenanceSession, notice: MaintenanceNotice) -> bool:
        known = [one for one in self.versions if one.written_at <= notice.sent_at]
        if not known:  # the work was written down here later, from a file: it says what it said
            return _covers(notice, session)
        if known[-1].is_cancelled:
            return False
        return any(
            one.announced_from <= session.announced_from
            and session.announced_to <= one.announced_to
            for one in known[-1].sessions.all()
        )


def _covers(notice: MaintenanceNotice, session: MaintenanceSession) -> bool:
    """This function will say whether the times that a notice named hold a session's."""
    start, minutes = notice.expected_start, notice.expected_minutes
    if start is None or minutes is None:
        return False
    return start <= session.announced_from and session.announced_to <= start + minutes * MINUTE
