"""What a month would come to if the agreement's words were read otherwise (CO-05).

Only settings that the agreement lists as open to another reading are tried, each by itself; only
what changes the figure is said, and first what changes the verdict.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from availability.domain.facts import Maintenance, Outage
from availability.domain.month import Availability, availability_of, percent_text
from availability.domain.policy import (
    HUNDRED,
    DetectionBounds,
    Effect,
    Measure,
    MinuteRounding,
    MinutesBasis,
    Policy,
    Week,
)

HALF = Fraction(1, 2)
HOUR = timedelta(hours=1)
UTC = ZoneInfo("UTC")
WINTER, SUMMER = 1, 7  # months: in one of them a zone shows its standard time

type Change = tuple[str, dict[str, Any]]  # what it is set to, in words, and the columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One setting read otherwise, and what the month would come to."""

    setting: str
    value: str
    percent: Fraction | None
    is_met: bool | None
    changes_verdict: bool


def readings_of(
    found: Availability,
    settings: Iterable[str],
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
) -> list[Reading]:
    """This function will return the readings that change a month's figure, verdicts first."""
    spans = {"starts": found.period.start, "ends": found.period.end} if found.period else {}
    whole = found.period == found.month.within(found.policy.reporting_zone)
    told = []
    for setting in settings:
        for value, columns in OTHERS[setting](found.policy):
            policy = replace(found.policy, **columns)
            # Another zone's month has other bounds; a part of a month keeps its own.
            bounds = {} if whole else spans
            other = availability_of(found.month, outages, works, policy, **bounds)
            if other.percent != found.percent or other.is_met != found.is_met:
                told.append(_reading(setting, value, found, other))
    return sorted(told, key=lambda one: not one.changes_verdict)


def _reading(setting: str, value: str, found: Availability, other: Availability) -> Reading:
    return Reading(
        setting=setting,
        value=value,
        percent=other.percent,
        is_met=other.is_met,
        changes_verdict=other.is_met != found.is_met,
    )


def _flip(column: str, yes: str, no: str) -> Callable[[Policy], Iterator[Change]]:
    """This function will return the other value of a setting that is true or false."""

    def others(policy: Policy) -> Iterator[Change]:
        value = not getattr(policy, column)
        yield (yes if value else no), {column: value}

    return others


def _each(column: str, words: dict[Any, str]) -> Callable[[Policy], Iterator[Change]]:
    """This function will return all other values of a setting that is one of several."""

    def others(policy: Policy) -> Iterator[Change]:
        for value, said in words.items():
            if value is not getattr(policy, column):
                yield said, {column: value}

    return others


def _multiplier(policy: Policy) -> Iterator[Change]:
    for value in (HUNDRED, policy.target):
        if value != policy.multiplier:
            yield f"multiplied by {_plain(value)} %", {"multiplier": value}


def _plain(percent: Fraction) -> str:
    return percent_text(percent).rstrip("0").rstrip(".")


def _reporting_zone(policy: Policy) -> Iterator[Change]:
    for zone in dict.fromkeys((UTC, policy.maintenance_zone)):
        if zone != policy.reporting_zone:
            yield f"the calendar month of {zone.key}", {"reporting_zone": zone}


def _maintenance_zone(policy: Policy) -> Iterator[Change]:
    """This function will read a zone's name literally: its standard time, summer and winter."""
    fixed = _standard(policy.maintenance_zone)
    if fixed != policy.maintenance_zone:
        yield f"always {fixed.key}", {"maintenance_zone": fixed, "by_deployment": False}


def _standard(zone: ZoneInfo) -> ZoneInfo:
    offsets = [datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in (WINTER, SUMMER)]
    known = [one for one in offsets if one is not None]
    hours = min(known) // HOUR
    if len(set(known)) == 1 or min(known) % HOUR:
        return zone
    return ZoneInfo(f"Etc/GMT{-hours:+d}")  # these names count westwards


def _partial(policy: Policy) -> Iterator[Change]:
    for share, said in (
        (Fraction(0), "does not count"),
        (HALF, "counts half"),
        (Fraction(1), "counts"),
    ):
        if share != policy.partial_weights[Effect.DEGRADED]:
            weights = {**policy.partial_weights, Effect.DEGRADED: share}
            yield f"restricted use {said}", {"partial_weights": weights}


def _sessions(policy: Policy) -> Iterator[Change]:
    """This function will hold scheduled work to weekends and one session a week, or not (H4)."""
    if policy.only_weekends or policy.sessions_per_week:
        yield "any night, any number", {"only_weekends": False, "sessions_per_week": None}
    else:
        yield "weekends, one session a week", {"only_weekends": True, "sessions_per_week": 1}


def _holidays(policy: Policy) -> Iterator[Change]:
    if policy.holidays:
        yield "no holidays: every weekday is a day of notice", {"holidays": {}}


# By the names under which an agreement lists them: what else each setting could be.
OTHERS: dict[str, Callable[[Policy], Iterator[Change]]] = {
    "maintenance_measure": _each(
        "measure",
        {
            Measure.ACTUAL: "the minutes actually down leave the month",
            Measure.ANNOUNCED: "the announced window leaves the month",
            Measure.EVERY_WINDOW: "every night's window leaves the month",
        },
    ),
    "excluded_time_in_denominator": _flip(
        "excluded_time_in_denominator", "excluded time stays", "excluded time leaves the month"
    ),
    "running_outage_wins": _flip(
        "running_outage_wins",
        "an outage goes on while it is mended",
        "mending an outage is emergency maintenance",
    ),
    "notice_is_condition": _flip(
        "notice_is_condition", "only with notice", "maintenance counts without notice too"
    ),
    "unexpected_needs_notice": _flip(
        "unexpected_needs_notice",
        "work of which no unavailability was expected needs notice too",
        "no notice where no unavailability was expected",
    ),
    "emergency_only_outside": _flip(
        "emergency_only_outside",
        "an emergency inside the window is no maintenance",
        "an emergency inside the window is excused",
    ),
    "emergency_requires_notice": _flip(
        "emergency_requires_notice",
        "emergency maintenance needs notice too",
        "emergency maintenance needs no notice",
    ),
    "by_deployment": _flip(
        "by_deployment", "the night of each deployment", "the night of the agreement's zone only"
    ),
    "maintenance_zone": _maintenance_zone,
    "reporting_zone": _reporting_zone,
    "minutes_basis": _each(
        "basis",
        {
            MinutesBasis.ELAPSED: "the month's elapsed hours",
            MinutesBasis.NOMINAL: "days of 24 hours",
            MinutesBasis.FIXED: "720 hours, whatever the month",
        },
    ),
    "minute_rounding": _each(
        "rounding",
        {
            MinuteRounding.EXACT: "exact seconds",
            MinuteRounding.DROP_SHORT: "what is under a minute is dropped",
            MinuteRounding.CEIL: "each outage is rounded up to minutes",
            MinuteRounding.TOUCHED: "every minute of the clock that was touched",
        },
    ),
    "partial_weight": _partial,
    "user_weighting": _flip(
        "user_weighting", "weighted by the users affected", "not weighted by users"
    ),
    "detection_bounds": _each(
        "bounds",
        {
            DetectionBounds.TYPED: "the times that a person confirmed",
            DetectionBounds.FAILED: "from the first failed check to the first good one",
            DetectionBounds.DOUBTED: "from the last good check to the first good one",
        },
    ),
    "formula_multiplier": _multiplier,
    "overflow_leaves_month": _flip(
        "overflow_leaves_month",
        "maintenance beyond the allotment leaves the month and is downtime too",
        "maintenance beyond the allotment is downtime, and stays in the month",
    ),
    "weekends_and_sessions": _sessions,
    "week": _each(
        "week",
        {
            Week.ISO: "weeks from Monday",
            Week.SUNDAY: "weeks from Sunday",
            Week.SEVEN_DAYS: "seven days from session to session",
        },
    ),
    "notice_holidays": _holidays,
}
