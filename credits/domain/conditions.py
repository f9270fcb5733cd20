"""What a claim has to fulfil to earn a credit, each point with its state and its reason (PQ-07).

A claim is judged at an instant. Until the month closes nobody knows whether it missed its
target, so that point is open; until the deadline an invoice can still be paid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from credits.domain.claims import (
    Claim,
    ClaimRules,
    Invoice,
    Trigger,
    blocking,
    deadline,
    is_in_time,
)
from portal.kernel.month import Month

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

# What an agreement can ask a claim to state, as people say it.
DETAILS = {
    "functional_areas": "the functional areas affected",
    "date_and_time": "date and time of the outage",
    "users": "usernames and email addresses of the users affected",
    "estimated_minutes": "the estimated minutes of unavailability",
    "ticket_number": "the number of the documented incident",
}
READINGS = {
    Trigger.OUTAGE_START: "counted from the beginning of the outage",
    Trigger.OUTAGE_END: "counted from the end of the outage",
    Trigger.MONTH_END: "counted from the end of the month",
}
ADDED = "What they add to the month's other claims is known when it is approved."


class State(StrEnum):
    """Where a condition stands."""

    MET = "met"
    FAILED = "failed"
    OPEN = "open"  # it is decided later


@dataclass(frozen=True, slots=True)
class Condition:
    """One point that a claim has to fulfil."""

    name: str
    state: State
    words: str  # why it stands so


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The unavailability that is claimed: its bounds by the record, and what of it counts."""

    starts_at: datetime
    ends_at: datetime
    counted: timedelta
    hours: int  # full ones, as the agreement counts them
    is_anothers: bool = False  # an earlier claim for the same unavailability is credited with it
    may_add: bool = False  # hours, with others of its month or in their place


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the month came to in which the outage began; not closed: as it stands."""

    month: Month
    is_closed: bool
    is_met: bool | None  # None: there is nothing to measure
    percent: str  # cut off; empty where there is nothing to measure
    target: str


@dataclass(frozen=True, slots=True)
class Limit:
    """The last second in which a claim is in time, by one reading of the agreement."""

    at: datetime
    reading: str
    is_agreed: bool  # the one by which claims are judged


def limits(lost: Lost, month_ends: datetime, rules: ClaimRules) -> list[Limit]:
    """This function will return the deadline by each reading, the earliest first (P27).

    :param month_ends: the last second of the month in which the outage began.
    """
    events = {
        Trigger.OUTAGE_START: lost.starts_at,
        Trigger.OUTAGE_END: lost.ends_at,
        Trigger.MONTH_END: month_ends,
    }
    found: dict[datetime, Limit] = {}
    for trigger, event in sorted(events.items(), key=lambda one: one[0] is not rules.trigger):
        agreed = Limit(deadline(event, rules), READINGS[trigger], trigger is rules.trigger)
        bare = deadline(event, replace(rules, holidays={}))
        without = Limit(bare, f"{READINGS[trigger]}, public holidays as business days", False)
        for one in (agreed, without):
            found.setdefault(one.at, one)
    return sorted(found.values(), key=lambda one: one.at)


def conditions(
    claim: Claim,
    lost: Lost,
    verdict: Verdict,
    last: datetime,
    invoices: Sequence[Invoice],
    rules: ClaimRules,
    *,
    at: datetime,
) -> list[Condition]:
    """This function will judge a claim point by point at an instant.

    :param last: the deadline by which it is judged.
    """
    return [
        _month(verdict, lost),
        _hours(lost),
        _time(claim, last, rules, at),
        _complete(claim, last, rules, at),
        _invoices(claim, last, invoices, rules, at),
    ]


def failed(found: Iterable[Condition]) -> list[Condition]:
    """This function will return the points that are not fulfilled and never will be."""
    return [one for one in found if one.state is State.FAILED]


def holds(found: Iterable[Condition]) -> bool:
    """This function will say whether all points are fulfilled."""
    return all(one.state is State.MET for one in found)


def missing_in_words(names: Iterable[str]) -> str:
    """This function will name details as people say them."""
    return ", ".join(DETAILS.get(name, name.replace("_", " ")) for name in names)


def minutes_in_words(amount: timedelta) -> str:
    """This function will write a length in minutes, seconds beside where there are any."""
    minutes, rest = divmod(amount, MINUTE)
    seconds = int(rest.total_seconds())
    said = f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{said} and {seconds} seconds" if seconds else said


def _month(verdict: Verdict, lost: Lost) -> Condition:
    """This function will say whether the month opens the gate, and why a met one does not (P23)."""
    month = f"{verdict.month.first_day:%B %Y}"
    reached = f"{month} reached {verdict.percent} %" if verdict.percent else ""
    if not verdict.is_closed:
        said = f"It is known when {month} closes."
        if reached:
            said += f" As things stand {reached}; {verdict.target} % was promised."
        return Condition("month", State.OPEN, said)
    if verdict.is_met is None:
        return Condition("month", State.FAILED, f"In {month} there was nothing to measure.")
    if verdict.is_met:
        said = (
            f"{minutes_in_words(lost.counted)} were lost, but {reached}, so no credit is due: "
            f"{verdict.target} % was promised for the month, and hours are credited only of a "
            "month that missed it (PQ-06)."
        )
        return Condition("month", State.FAILED, said)
    said = f"{reached}; {verdict.target} % was promised."
    return Condition("month", State.MET, said)


def _hours(lost: Lost) -> Condition:
    counted = minutes_in_words(lost.counted)
    if lost.hours:
        full = f"{lost.hours} full hour{'' if lost.hours == 1 else 's'}"
        return Condition("hours", State.MET, f"{counted} count: {full}.")
    if lost.is_anothers:
        said = "This is one outage with that of an earlier claim, which its hours are credited to."
        return Condition("hours", State.FAILED, said)
    if lost.may_add:
        said = f"{counted} count. {ADDED}"
        return Condition("hours", State.MET, said)
    return Condition("hours", State.FAILED, f"{counted} count: no full hour, and parts earn none.")


def _time(claim: Claim, last: datetime, rules: ClaimRules, at: datetime) -> Condition:
    until = f"claims are in time until {_said(last, rules.zone)}"
    if claim.missing and rules.incomplete_is_none:
        if is_in_time(at, last):
            return Condition("time", State.OPEN, f"It counts from when it is complete; {until}.")
        return Condition("time", State.FAILED, f"It was not complete in time: {until}.")
    came = f"It came on {_said(claim.filed_at, rules.zone)}; {until}."
    state = State.MET if is_in_time(claim.filed_at, last) else State.FAILED
    return Condition("time", state, came)


def _complete(claim: Claim, last: datetime, rules: ClaimRules, at: datetime) -> Condition:
    if not claim.missing:
        return Condition("complete", State.MET, "It says all that the agreement asks for.")
    named = missing_in_words(claim.missing)
    if not rules.incomplete_is_none:
        return Condition("complete", State.MET, f"Missing, which does no harm: {named}.")
    if is_in_time(at, last):
        until = _said(last, rules.zone)
        return Condition("complete", State.OPEN, f"Still missing until {until}: {named}.")
    return Condition("complete", State.FAILED, f"Missing: {named}.")


def _invoices(
    claim: Claim, last: datetime, invoices: Sequence[Invoice], rules: ClaimRules, at: datetime
) -> Condition:
    """This function will look for a moment between filing and deadline with nothing owed (P30)."""
    owed = blocking(claim.filed_at, min(last, max(at, claim.filed_at)), invoices, rules)
    if not owed:
        stands = "stands" if is_in_time(at, last) else "stood"
        return Condition("invoices", State.MET, f"No invoice {stands} in the way.")
    named = ", ".join(dict.fromkeys(one.key for one in owed))
    is_one = len(owed) == 1
    said = f"Invoice {named} is" if is_one else f"Invoices {named} are"
    why = f"{said} {'past due' if rules.gate.value != 'any_unpaid' else 'not paid'}"
    if is_in_time(at, last):
        until = _said(last, rules.zone)
        return Condition("invoices", State.OPEN, f"{why}: to be paid until {until}.")
    was = why.replace(" is ", " was ", 1).replace(" are ", " were ", 1)
    return Condition("invoices", State.FAILED, f"{was} until the deadline.")


def _said(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%A %-d %B %Y %H:%M:%S %Z}"
