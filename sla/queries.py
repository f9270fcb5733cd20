"""What pages show of clocks: the time left in a row, the whole arithmetic on an incident."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from contracts.domain.clause import Clause
from contracts.domain.hours import ServiceHours
from contracts.domain.severities import Severity
from contracts.domain.targets import Milestone, NoTarget, Silence, Target
from contracts.models import CalendarVersion
from contracts.queries import Region
from incidents.models import Incident
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from sla.basis import Basis, basis_of, region_of
from sla.domain.clock import Reading
from sla.domain.effects import Happening, Kind
from sla.models import Clock, Outcome, Phase
from sla.overdue import calendar_of
from sla.readings import Facts, facts_of, reading_kept
from sla.strip import Piece, ahead

ZERO = timedelta(0)

type Kept = dict[str, int | None]  # by milestone: the calendar's version of a final outcome


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """The clock of an incident that runs out first, as a row of a list shows it."""

    milestone: str
    phase: str
    left: timedelta  # business time; below zero: over the budget
    percent: int  # of the budget, at most 100
    due_at: datetime | None
    is_assumed: bool

    @property
    def is_over(self) -> bool:
        """Whether more than the budget is used."""
        return self.left < ZERO


def time_left(incidents: Iterable[Incident], at: datetime) -> dict[int, TimeLeft]:
    """Return each incident's nearest clock, with as many queries however many rows there are.

    The incidents' agreement and customer must have been fetched with them.
    """
    rows = {incident.pk: incident for incident in incidents}
    clocks = list(Clock.objects.nearest_of(rows))
    for clock in clocks:
        clock.incident = rows[clock.incident_id]
    basis = basis_of([clock.incident for clock in clocks], enough=_read_by(clocks))
    return {clock.incident_id: _left(clock, basis, at) for clock in clocks}


def _read_by(clocks: Iterable[Clock]) -> dict[Region, int]:
    """Return the newest calendar version by which clocks of each region were read.

    A row's time left is counted by the version its clock was read by. Newer ones are of no
    interest, unless a clock is there that was read before its region had any.
    """
    versions: dict[Region, int] = {}
    older: set[Region] = set()
    for clock in clocks:
        region = region_of(clock.incident)
        if clock.calendar_id is None:
            older.add(region)
        else:
            versions[region] = max(clock.calendar_id, versions.get(region, 0))
    return {region: one for region, one in versions.items() if region not in older}


def _left(clock: Clock, basis: Basis, at: datetime) -> TimeLeft:
    spent = clock.spent
    if clock.phase == Phase.RUNNING and at > clock.read_at:
        spent += calendar_of(clock, basis).between(clock.read_at, at)
    return TimeLeft(
        milestone=clock.milestone,
        phase=clock.phase,
        left=clock.budget - spent,
        percent=min(100, spent * 100 // clock.budget),
        due_at=clock.due_at,
        is_assumed=clock.is_assumed,
    )


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock with its arithmetic and where its figures come from (CO-06)."""

    milestone: Milestone
    reading: Reading
    target: Target
    severity: Severity
    hours: str  # as the agreement writes them
    agreement: str
    calendar: str  # the zone and the holidays by which they were counted

    @property
    def left(self) -> timedelta:
        """Business time left; below zero when over."""
        return self.reading.budget - self.reading.spent

    @property
    def is_over(self) -> bool:
        """Whether more than the budget is used."""
        return self.left < ZERO

    @property
    def is_going(self) -> bool:
        """Whether the milestone is still to be reached."""
        return self.reading.stopped_at is None

    @property
    def promised(self) -> str:
        """The target in words, such as "8 business hours"."""
        amount, unit = self.target.amount, self.target.unit.replace("_", " ")
        return f"{amount:g} {unit if amount > 1 else unit.removesuffix('s')}"

    @property
    def ahead(self) -> list[Piece]:
        """What is to come until it is due: with what was used it makes up the budget."""
        return list(ahead(self.reading))


@dataclass(frozen=True, slots=True)
class ClockNote:
    """A milestone without a clock to show, and why."""

    milestone: Milestone
    why: str
    clause: Clause | None = None


def clocks_shown(incident: Incident, at: datetime) -> list[ClockView | ClockNote]:
    """Return each milestone of an incident as it stands at an instant, read from its events."""
    facts, kept = facts_of([incident]), _kept(incident)
    return [_shown(incident, milestone, facts, at, kept) for milestone in Milestone]


def _kept(incident: Incident) -> Kept:
    """Return the calendar versions with which the incident's final outcomes stay."""
    final = Clock.objects.filter(incident=incident).exclude(outcome=Outcome.OPEN).order_by()
    return dict(final.values_list("milestone", "calendar_id"))


def clocks_if_answered(incident: Incident, answered_at: datetime) -> list[ClockView | ClockNote]:
    """Return the clocks as they would stand if the customer answered at an instant to come.

    :raises Refusal: if something has happened after that instant already.
    """
    if answered_at < incident.last_event_at:
        raise Refusal("Ask about an instant after what has happened already.", code="too_early")
    facts, kept = facts_of([incident]), _kept(incident)
    facts.happenings[incident.pk].append(Happening(at=answered_at, kind=Kind.CUSTOMER_REPLIED))
    return [_shown(incident, milestone, facts, answered_at, kept) for milestone in Milestone]


def clocks_if_classified(
    incident: Incident, severity: str, at: datetime
) -> list[ClockView | ClockNote]:
    """Return the clocks as they would stand if the incident had another severity from now on.

    The incident is not changed: what is read is one fact more than there is.
    """
    at = max(at, incident.last_event_at)
    facts, kept = facts_of([incident]), _kept(incident)
    supposed = copy(incident)
    supposed.severity = severity
    facts.happenings[incident.pk].append(
        Happening(at=at, kind=Kind.SEVERITY_SET, severity=severity)
    )
    return [_shown(supposed, milestone, facts, at, kept) for milestone in Milestone]


def clock_views(incident: Incident, at: datetime) -> list[ClockView]:
    """Return the clocks of an incident that can be read."""
    return [one for one in clocks_shown(incident, at) if isinstance(one, ClockView)]


def _shown(
    incident: Incident, milestone: Milestone, facts: Facts, at: datetime, kept: Kept
) -> ClockView | ClockNote:
    try:
        reading, version = reading_kept(
            incident, milestone, facts, at, kept=kept.get(milestone.value)
        )
    except Refusal as refusal:
        return ClockNote(milestone, f"This clock cannot be read: {refusal}")
    if reading is None:
        return _why_none(incident, milestone)
    return _view(incident, milestone, reading, version)


def _why_none(incident: Incident, milestone: Milestone) -> ClockNote:
    terms = incident.agreement.terms
    if not incident.is_measured and terms.lifecycle is not None:
        why = f"Release {incident.release} was past its support when this was reported."
        return ClockNote(milestone, why, terms.lifecycle.clause)
    category = next(known for known in terms.categories if known.key == incident.category)
    if not category.has_targets:
        why = f"Nothing is measured for the category “{category.label}”."
        return ClockNote(milestone, why, category.clause)
    promise = terms.promise(incident.severity, milestone)
    if isinstance(promise, NoTarget) and promise.why is Silence.DISCRETION:
        return ClockNote(
            milestone, f"At {terms.name}'s discretion: no time is set.", promise.clause
        )
    return ClockNote(milestone, "The agreement promises no time for this.", promise.clause)


def _view(
    incident: Incident, milestone: Milestone, reading: Reading, version: int | None
) -> ClockView:
    agreement = incident.agreement
    target = agreement.terms.target(reading.severity, milestone)
    if target is None:
        raise ValueError(f"A reading without a target: {incident} {milestone}.")
    hours = agreement.terms.hours(incident.tier, reading.severity)
    is_plain = reading.promise.calendar == BusinessCalendar.always()
    return ClockView(
        milestone=milestone,
        reading=reading,
        target=target,
        severity=agreement.terms.severities[reading.severity],
        hours="every hour counts" if is_plain else hours.label,
        agreement=agreement.label,
        calendar="around the clock" if is_plain else _calendar(incident, hours, version),
    )


def _calendar(incident: Incident, hours: ServiceHours, version: int | None) -> str:
    zone = hours.zone or incident.customer.time_zone
    if not hours.closes_on_holidays or version is None:
        return f"{zone}, no holidays"
    return f"{zone}, {_holidays(version)}"


@lru_cache(maxsize=1_000)
def _holidays(version: int) -> str:
    # A version is written once, so what is said of it stays true.
    known = CalendarVersion.objects.get(pk=version)
    return f"holidays {known} of {known.made_at:%d %b %Y}"
