"""An outlook in sentences: what counts as what for whom, why, and what would keep the rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain.planner import Because, Counts, Share
from availability.planner import Outlook
from availability.scene import Row
from portal.kernel.period import Period
from portal.web.templatetags.sundial import duration

COUNTED = {
    Counts.MAINTENANCE: "maintenance",
    Counts.EXCUSED: "excused emergency work",
    Counts.DOWNTIME: "downtime",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and whether it tells of downtime."""

    text: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class StretchSaid:
    """One line of a contract's table."""

    during: Period
    counts: Counts
    length: str
    counted: str
    why: str


def sentences(outlook: Outlook, *, is_planned: bool = True) -> list[Said]:
    """This function will tell how much counts as what, for how many contracts and why."""
    would = "would count" if is_planned else "count"
    found = []
    for rows in outlook.grouped:
        many, downtime = f"{len(rows)} contract{'s'[: len(rows) != 1]}", rows[0].downtime
        if not downtime:
            none = would if is_planned else "counts"
            found.append(Said(f"None of it {none} as downtime for {many}.", is_bad=False))
            continue
        share = _share_of(downtime, outlook.total)
        text = f"{share} {would} as downtime for {many}: {_reasons(rows[0])}."
        found.append(Said(text, is_bad=True))
    return found


def _reasons(row: Row) -> str:
    """This function will give the reason, or each with its share where there are several."""
    told = [(amount, why(because, row)) for because, amount in row.reckoning.reasons]
    if row.reckoning.knock_on:
        told.append((row.reckoning.knock_on, "other work loses its place"))
    if len(told) == 1:
        return told[0][1]
    return ", ".join(f"{_bare(amount)} because {reason}" for amount, reason in told)


def _share_of(downtime: timedelta, total: timedelta) -> str:
    if downtime == total:
        return f"All {_minutes(total)}"
    if downtime < total:
        return f"{_bare(downtime)} of {_minutes(total)}"
    return _minutes(downtime)  # other work becomes downtime too


def why(because: Because, row: Row) -> str:
    """This function will give the reason why something counts as it does under a contract."""
    policy = row.policy
    window = f"{policy.window} in {policy.maintenance_zone.key}"
    if policy.by_deployment:
        window = f"{policy.window} where it is deployed"
    bound = duration(policy.allotment) if policy.allotment is not None else ""
    within = duration(policy.emergency_contact_within or timedelta(0))
    return {
        Because.PERMITTED: "it keeps the rules",
        Because.NOTICE: _notice(row),
        Because.CONTACT: f"the customer was not contacted within {within}",
        Because.HOURS: f"it lies outside {window}",
        Because.WEEKEND: "it lies on no Saturday or Sunday",
        Because.RUNNING: "an outage runs at the same time",
        Because.SESSION: "another session of the same week comes first",
        Because.ALLOTMENT: f"the month's {bound} are used up",
    }[because]


def _notice(row: Row) -> str:
    if row.notice_at is None:
        return "no notice was given"
    latest = row.notice_until
    if isinstance(latest, datetime):
        given = latest + row.policy.notice.elapsed - row.notice_at
        if given <= timedelta(0):
            return "the notice comes after the start"
        return f"notice is {duration(given)}, {duration(row.policy.notice.elapsed)} are needed"
    if latest is not None:
        return f"notice had to be given by {latest:%a} {latest.day} {latest:%b}"
    return "notice is missing or late"


def notice_due(row: Row, zone: str) -> str:
    """This function will say by when a customer has to be told."""
    latest: date | datetime | None = row.contact_until or row.notice_until
    if latest is None:
        return "No notice is owed."
    words = "Contact" if row.contact_until else "Notice"
    if isinstance(latest, datetime):
        local = latest.astimezone(ZoneInfo(zone))
        return f"{words} by {local:%a} {local.day} {local:%b %H:%M %Z}"
    days = row.policy.notice.business_days
    return f"{words} by {latest:%a} {latest.day} {latest:%b} ({days} business days)"


def stretches(row: Row) -> Iterator[StretchSaid]:
    """This function will tell a contract's stretches one by one."""
    for one in row.reckoning.stretches:
        yield StretchSaid(
            during=one.during,
            counts=one.counts,
            length=_minutes(one.during.duration),
            counted=COUNTED[one.counts],
            why=why(one.because, row),
        )


def shares(row: Row) -> list[str]:
    """This function will tell what is left of the months' allotments and the week's sessions."""
    return [*map(_left, row.reckoning.shares), *_week(row)]


def _week(row: Row) -> Iterator[str]:
    most = row.policy.sessions_per_week
    if most is not None:
        taken = row.reckoning.sessions
        yield f"Sessions that week: {taken} of {most} taken by other work"


def _left(share: Share) -> str:
    left = _minutes(share.left) if share.left else "nothing"
    used = f"{_bare(share.before)} used by other work" if share.before else "nothing used otherwise"
    month = date(share.month.year, share.month.number, 1)
    return f"{month:%B %Y}: {left} left of {_minutes(share.allotment)}, {used}"


def _minutes(amount: timedelta) -> str:
    """This function will write how long something is in minutes, seconds only where there are."""
    minutes, rest = divmod(int(amount.total_seconds()), 60)
    if rest:
        return f"{minutes:,} min {rest} s" if minutes else f"{rest} seconds"
    return f"{minutes:,} minute{'s'[: minutes != 1]}"


def _bare(amount: timedelta) -> str:
    minutes, rest = divmod(int(amount.total_seconds()), 60)
    return f"{minutes:,}" if not rest else _minutes(amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSaid:
    """What one contract's rules make of it, ready to be shown."""

    row: Row
    summary: str
    is_bad: bool
    due: str
    stretches: list[StretchSaid]
    shares: list[str]


def shown(row: Row, zone: str) -> RowSaid:
    """This function will put one contract's row into words.

    :param zone: in which its reader is shown times.
    """
    totals = ((row.reckoning.total(counts), COUNTED[counts]) for counts in Counts)
    parts = [f"{_minutes(amount)} {counted}" for amount, counted in totals if amount]
    if row.reckoning.knock_on:
        parts.append(f"{_minutes(row.reckoning.knock_on)} of other work become downtime")
    return RowSaid(
        row=row,
        summary=", ".join(parts) or "Nothing of it is down",
        is_bad=bool(row.downtime),
        due=notice_due(row, zone),
        stretches=list(stretches(row)),
        shares=shares(row),
    )
