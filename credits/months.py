"""What a month's availability earns: the rules of credits held against the figures of a month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from availability.domain.facts import Maintenance, Outage
from availability.domain.month import (
    Availability,
    Episode,
    availability_of,
    episodes,
    percent_text,
    seconds_of,
)
from availability.domain.policy import Policy
from credits.domain.claims import Claim, ClaimRules, Invoice, Trigger, deadline, judged
from credits.domain.rules import (
    HOURS_A_DAY,
    Bands,
    band_credit,
    contract_year,
    hour_credit,
    hours_of_year,
)
from portal.kernel.money import Money
from portal.kernel.month import Month

HOUR = timedelta(hours=1)
HOUR_SECONDS = 3600
FIXED_YEAR = 365 * HOURS_A_DAY
TARGET_MET = "availability target met: no credit is due whatever the length of an outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRules:
    """How full hours of unavailability are counted (PQ-06)."""

    by_month: bool = False  # of the month's sum, not of each episode
    only_excess: bool = False  # beyond what the target allows
    any_touched: bool = False  # the gate opens for any month that the episode touches
    by_piece: bool = False  # what is excluded in the middle ends an outage
    fixed_year: bool = False  # 8,760 hours, leap year or not
    calendar_year: bool = False  # the one in which the outage began, not the contract's


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What is owed for a month, rounded once, and how it came about."""

    amount: Money
    columns: dict[str, Any]
    derivation: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        figure, _, currency = str(self.amount).partition(" ")
        return self.columns | {"amount": figure, "currency": currency}


def band_credit_of(found: Availability, fee: Money, bands: Bands) -> Credit:
    """Return the share of the month's fee that its availability earns (HR-04)."""
    percent = Fraction(0) if found.percent is None else bands.credit_for(found.percent)
    amount = band_credit(fee, percent).rounded()
    return Credit(
        amount=amount,
        columns={"band_percent": _plain(percent)},
        derivation=[f"{_plain(percent)} % of {fee} = {amount}"],
    )


def hour_credit_of(
    found: Availability,
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
    *,
    annual_value: Money,
    anchor: date,
    rules: HourRules,
    claims: Sequence[Claim],
    invoices: Sequence[Invoice],
    claim_rules: ClaimRules,
) -> Credit:
    """Return the hourly value of the year for each full hour that was claimed as it must be.

    Episodes are booked to the month in which they begin, whose miss opens the gate (PQ-06).
    """
    begun = [one for one in episodes(outages, works, found.policy, found.month) if one.counted]
    refusals = {
        one: judged(
            event_of(one, found, claim_rules), _about(one, claims, outages), invoices, claim_rules
        )
        for one in begun
    }
    is_eligible = all(not why for why in refusals.values()) if begun else None
    reasons = list(dict.fromkeys(reason for why in refusals.values() for reason in why))
    is_open = opens_gate(found, begun, outages, works, rules)
    if begun and not is_open:
        reasons.append(TARGET_MET)
    credited = [one for one in begun if is_open and not refusals[one]]
    hours = hours_of(found, credited, rules)
    on = begun[0].during.start if begun else found.month.begins(found.policy.reporting_zone)
    year = year_hours(anchor, on, found.policy, rules)
    amount = hour_credit(annual_value, hours, year).rounded()
    return Credit(
        amount=amount,
        columns={
            "full_hours_credited": hours,
            "hours_in_year": year,
            "claim_eligible": is_eligible,
            "reasons": reasons,
        },
        derivation=[
            *(_line(one, found, claim_rules, refusals[one]) for one in begun),
            f"{annual_value} / {year} h x {hours} h = {amount}",
        ],
    )


def longest_of(
    outages: Sequence[Outage], works: Sequence[Maintenance], policy: Policy, month: Month
) -> timedelta | None:
    """Return the longest outage that began in a month, net of what does not count (PQ-05)."""
    begun = episodes(outages, works, policy, month)
    found = [one.counted for one in begun if _has_outage(one, outages)]
    return max((length for length in found if length), default=None)


def _has_outage(episode: Episode, outages: Iterable[Outage]) -> bool:
    return any(one.during.overlaps(episode.during) for one in outages)


def _about(episode: Episode, claims: Iterable[Claim], outages: Iterable[Outage]) -> list[Claim]:
    """Return the claims about an episode; one that names no outage is about each."""
    keys = {one.key for one in outages if one.during.overlaps(episode.during)}
    return [one for one in claims if not one.outage or one.outage in keys]


def event_of(episode: Episode, found: Availability, rules: ClaimRules) -> datetime:
    """Return the instant from which the days for claiming are counted."""
    if rules.trigger is Trigger.MONTH_END:
        return found.month.plus(1).begins(found.policy.reporting_zone) - timedelta(seconds=1)
    is_start = rules.trigger is Trigger.OUTAGE_START
    return episode.during.start if is_start else episode.during.end


def opens_gate(
    found: Availability,
    begun: Iterable[Episode],
    outages: Sequence[Outage],
    works: Sequence[Maintenance],
    rules: HourRules,
) -> bool:
    """Say whether a month, or with `any_touched` one that its episodes reach, missed its target."""
    if found.is_missed or not rules.any_touched:
        return found.is_missed
    zone = found.policy.reporting_zone
    last = max((Month.of(one.during.end, zone) for one in begun), default=found.month)
    month = found.month
    while month < last:
        month = month.plus(1)
        if availability_of(month, outages, works, found.policy).is_missed:
            return True
    return False


def hours_of(found: Availability, credited: Sequence[Episode], rules: HourRules) -> int:
    """Return the full hours of some episodes, as the agreement counts them (P21, P22, P24)."""
    if rules.only_excess and credited:
        allowed = found.denominator * (1 - found.policy.target / found.policy.multiplier)
        return int((seconds_of(found.classes.downtime) - allowed) // HOUR_SECONDS)
    if rules.by_month:
        return int(sum((one.counted for one in credited), timedelta(0)) // HOUR)
    if rules.by_piece:
        return sum(piece.duration // HOUR for one in credited for piece in one.pieces)
    return sum(one.counted // HOUR for one in credited)


def year_hours(anchor: date, on: datetime, policy: Policy, rules: HourRules) -> int:
    """Return over how many hours the annual value is spread for an instant (P26)."""
    if rules.fixed_year:
        return FIXED_YEAR
    day = on.astimezone(policy.reporting_zone).date()
    begins = day.replace(month=1, day=1) if rules.calendar_year else contract_year(anchor, day)
    return hours_of_year(begins)


def _line(episode: Episode, found: Availability, rules: ClaimRules, why: Iterable[str]) -> str:
    last = deadline(event_of(episode, found, rules), rules).astimezone(UTC)
    said = "; ".join(why) or "claimed in time"
    counted = int(episode.counted.total_seconds())
    return (
        f"from {episode.during.start:%Y-%m-%dT%H:%M:%SZ}: {counted} s counted, "
        f"{episode.counted // HOUR} full hours, to be claimed by {last:%Y-%m-%dT%H:%M:%SZ}: {said}"
    )


def _plain(percent: Fraction) -> int | str:
    """Return a whole percentage as a number, any other as text: nothing is ever a float."""
    return int(percent) if percent.denominator == 1 else percent_text(percent)
