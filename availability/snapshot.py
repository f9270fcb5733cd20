"""A month's facts as data: what is kept when it is closed, and read again years later (CO-05).

Only what is not usual is written, so that the facts of many contracts stay small; the same facts
are always the same text, and their hash says whether two are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Self
from zoneinfo import ZoneInfo

from availability.domain.facts import Detection, Exclusion, Maintenance, Outage
from availability.domain.policy import Effect, Kind
from availability.queries import MonthFacts
from portal.kernel.month import Month
from portal.kernel.period import Period

type Data = dict[str, Any]

NOTICE = timedelta(days=62)  # before a month: no notice is counted over more days
MINUTE = timedelta(minutes=1)
SEEN = ("last_ok", "first_fail", "last_fail", "first_ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a month is computed from, besides its agreement version."""

    month: Month
    period: Period  # the month's instants, where it was measured
    starts: datetime | None
    ends: datetime | None
    outages: tuple[Outage, ...]
    works: tuple[Maintenance, ...]
    holidays: Mapping[date, str]

    @classmethod
    def of(cls, facts: MonthFacts, holidays: Mapping[date, str]) -> Self:
        """Return what is known of a month; what goes on is cut at the month's end."""
        within = facts.within
        near = within.start.date() - NOTICE, within.end.date()
        return cls(
            month=facts.month,
            period=within,
            starts=facts.starts,
            ends=facts.ends,
            outages=tuple(_cut_outage(one, within) for one in facts.outages),
            works=tuple(_cut_work(one, within, facts.at) for one in facts.works),
            holidays={on: name for on, name in holidays.items() if near[0] <= on <= near[1]},
        )

    @classmethod
    def read(cls, data: Data) -> Self:
        """Return a snapshot as it was written."""
        return cls(
            month=Month.parse(data["month"]),
            period=_period(data["period"]),
            starts=_at(data.get("starts")),
            ends=_at(data.get("ends")),
            outages=tuple(map(_outage, data["outages"])),
            works=tuple(map(_work, data["works"])),
            holidays={date.fromisoformat(on): name for on, name in data["holidays"].items()},
        )

    def as_data(self) -> Data:
        """Return it as JSON can hold it."""
        return _known(
            month=str(self.month),
            period=_pair(self.period),
            starts=_text(self.starts),
            ends=_text(self.ends),
        ) | {
            "outages": [_outage_data(one) for one in self.outages],
            "works": [_work_data(one) for one in self.works],
            "holidays": {on.isoformat(): name for on, name in sorted(self.holidays.items())},
        }


def hash_of(data: Any) -> str:
    """Return the hash of data by which a change of them is noticed."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _cut_outage(one: Outage, within: Period) -> Outage:
    """Cut an outage that goes on at the month's end, so that its facts do not change by looking."""
    if not one.is_running or one.during.end <= within.end:
        return one
    during = Period(one.during.start, max(within.end, one.during.start + MINUTE))
    kept = [_cut(said, during) for said in one.exclusions]
    return Outage(
        key=one.key,
        during=during,
        exclusions=tuple(said for said in kept if said),
        effect=one.effect,
        ordinary_out=one.ordinary_out,
        users=one.users,
        detection=one.detection,
        is_running=True,
        data_lost=one.data_lost,
    )


def _cut(said: Exclusion, during: Period) -> Exclusion | None:
    if said.during is None:
        return said
    part = said.during.intersection(during)
    return Exclusion(reason=said.reason, during=part) if part else None


def _cut_work(one: Maintenance, within: Period, at: datetime) -> Maintenance:
    goes_on = one.during.end >= at.replace(microsecond=0)
    if not goes_on or not one.during.start < within.end < one.during.end:
        return one
    columns = {name: getattr(one, name) for name in one.__slots__}
    return Maintenance(**columns | {"during": Period(one.during.start, within.end)})


def _outage_data(one: Outage) -> Data:
    seen = one.detection
    return {"key": one.key, "during": _pair(one.during)} | _known(
        exclusions=[_exclusion_data(said) for said in one.exclusions],
        effect="" if one.effect is Effect.UNAVAILABLE else str(one.effect),
        ordinary_out=one.ordinary_out,
        users=list(one.users) if one.users else None,
        detection={name: _text(getattr(seen, name)) for name in SEEN} if seen else None,
        is_running=one.is_running,
        restored_at=_text(one.restored_at),
        data_lost=_pair(one.data_lost) if one.data_lost else None,
    )


def _outage(data: Data) -> Outage:
    seen, users, lost = data.get("detection"), data.get("users"), data.get("data_lost")
    return Outage(
        key=data["key"],
        during=_period(data["during"]),
        exclusions=tuple(map(_exclusion, data.get("exclusions", ()))),
        effect=Effect(data.get("effect", Effect.UNAVAILABLE)),
        ordinary_out=data.get("ordinary_out", False),
        users=(users[0], users[1]) if users else None,
        detection=Detection(**{name: _at(seen[name]) for name in SEEN}) if seen else None,
        is_running=data.get("is_running", False),
        restored_at=_at(data.get("restored_at")),
        data_lost=_period(lost) if lost else None,
    )


def _exclusion_data(said: Exclusion) -> Data:
    return {"reason": said.reason} | _known(during=_pair(said.during) if said.during else None)


def _exclusion(data: Data) -> Exclusion:
    during = data.get("during")
    return Exclusion(reason=data["reason"], during=_period(during) if during else None)


def _work_data(one: Maintenance) -> Data:
    return {"key": one.key, "kind": str(one.kind), "during": _pair(one.during)} | _known(
        announced=_pair(one.announced) if one.announced else None,
        notice_at=_text(one.notice_at),
        contacted_at=_text(one.contacted_at),
        extension=one.extension // MINUTE,
        zones=[zone.key for zone in one.zones],
        # When it was recorded matters only where no outage was expected (P8).
        unexpected_since=None if one.is_outage_expected else _text(one.recorded_at),
        is_unexpected=not one.is_outage_expected,
    )


def _work(data: Data) -> Maintenance:
    announced = data.get("announced")
    return Maintenance(
        key=data["key"],
        kind=Kind(data["kind"]),
        during=_period(data["during"]),
        announced=_period(announced) if announced else None,
        notice_at=_at(data.get("notice_at")),
        contacted_at=_at(data.get("contacted_at")),
        extension=data.get("extension", 0) * MINUTE,
        zones=tuple(map(ZoneInfo, data.get("zones", ()))),
        is_outage_expected=not data.get("is_unexpected", False),
        recorded_at=_at(data.get("unexpected_since")),
    )


def _known(**columns: Any) -> Data:
    return {name: value for name, value in columns.items() if value}


def _pair(period: Period) -> str:
    """Write a period as ISO 8601 does: 2026-06-09T14:00:00Z/2026-06-09T15:00:00Z."""
    return f"{_text(period.start)}/{_text(period.end)}"


def _period(text: str) -> Period:
    start, _, end = text.partition("/")
    return Period(datetime.fromisoformat(start), datetime.fromisoformat(end))


def _text(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
