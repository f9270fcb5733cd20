"""The plan of the demo world: every incident with its steps, from a fixed seed and one instant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from incidents.domain.kinds import Channel
from reports.demo import healthy_roster, lumeon, patientiq
from reports.demo.courses import course_for
from reports.demo.draft import Draft, draft
from reports.demo.pace import office_of, pace_of
from reports.demo.standing import STANDING, Standing
from reports.demo.steps import Beat, Step, Tale
from reports.demo.stories import Story, stories_of
from reports.demo.telling import Telling, possible
from reports.demo.timing import MINUTE, Haste, Timing, haste, spread
from reports.demo.who import Firm, House

FIRMS = (lumeon.FIRM, patientiq.FIRM, healthy_roster.FIRM)
SEED = "the shadow of the gnomon"
MEMORY = timedelta(days=122)  # how far back the incidents go
MOST_TRIES = 400  # to find a title that is not taken


@dataclass(frozen=True, slots=True)
class Plan:
    """All tales of the world as it is at an instant, by the time of their report."""

    at: datetime
    tales: tuple[Tale, ...]

    def deeds(self, vendor: str) -> list[tuple[datetime, int, Step | None]]:
        """This method will return a vendor's reports (None) and steps in the order of time.

        The number is the tale's place in `tales`.
        """
        found = [
            (at, place, step)
            for place, tale in enumerate(self.tales)
            if tale.vendor == vendor
            for at, step in ((tale.at, None), *((step.at, step) for step in tale.steps))
        ]
        return sorted(found, key=lambda deed: deed[:2])


def plan_world(at: datetime) -> Plan:
    """This function will plan the world that ends at `at`; equal instants give equal plans."""
    taken: set[str] = set()
    tales = [tale for firm in FIRMS for tale in _past(firm, at, taken)]
    tales += [_present(place, standing, at, taken) for place, standing in enumerate(STANDING)]
    return Plan(at, tuple(sorted(tales, key=lambda tale: tale.at)))


def _past(firm: Firm, at: datetime, taken: set[str]) -> Iterator[Tale]:
    for number in range(firm.incidents):
        rng = _random(f"{firm.slug} {number}")
        (house,) = rng.choices(firm.houses, weights=[house.share for house in firm.houses])
        reported = _moment(rng, house, at)
        told = _draft(rng, firm, [house], _stories(firm, [house]), reported, taken)
        pace = pace_of(firm.slug, told.house, told.severity, at.year)
        course = course_for(firm.slug, told.story.fits, is_critical=told.is_critical, rng=rng)
        beats = possible(course, told)
        times = list(Timing(pace, reported, haste(rng, pace), rng).lay_out(beats))
        yield _tale(told, reported, beats, times, at, rng)


def _present(place: int, standing: Standing, at: datetime, taken: set[str]) -> Tale:
    firm = next(firm for firm in FIRMS if firm.slug == standing.vendor)
    rng = _random(f"{standing.vendor} standing {place}")
    houses = [
        house
        for house in firm.houses
        if house.contract_days_left > 0 and (not standing.tiers or house.tier in standing.tiers)
    ]
    stories = [story for story in _stories(firm, houses) if standing.severity in story.severities]
    stories = [story for story in stories if story.fits != "out_of_scope"]
    house = rng.choice(houses)
    pace = pace_of(firm.slug, house, standing.severity, at.year)
    span = pace.response if standing.is_response else pace.resolution
    used = span.seconds(standing.percent) if standing.left is None else span.budget - standing.left
    used += timedelta(seconds=rng.randrange(45))  # nobody reports on the full minute
    reported = min(span.calendar.after(at, -used), at - MINUTE)
    told = _draft(rng, firm, [house], stories, reported, taken, standing.severity)
    beats = possible(standing.beats, told)
    speed = Haste(rng.randint(15, 70), max(5, standing.percent * 8 // 10))
    times = list(Timing(pace, reported, speed, rng).lay_out(beats))
    if times and times[-1] > at - MINUTE:
        times = spread(beats, reported, at)
    return _tale(told, reported, beats, times, at, rng)


def _moment(rng: Random, house: House, at: datetime) -> datetime:
    """This function will draw when a report is made: while its people work and have a contract."""
    office = office_of(house, at.year)
    begin = at - MEMORY
    end = at - timedelta(hours=30) + timedelta(days=min(0, house.contract_days_left - 1))
    seconds = int(office.between(begin, end).total_seconds())
    return office.after(begin, timedelta(seconds=rng.randrange(1, seconds)))


def _draft(
    rng: Random,
    firm: Firm,
    houses: Sequence[House],
    stories: Sequence[Story],
    at: datetime,
    taken: set[str],
    severity: str = "",
) -> Draft:
    """This function will draw until the title is new at this vendor."""
    for _ in range(MOST_TRIES):
        house = rng.choice(houses)
        told = draft(rng, firm, house, rng.choice(stories), at, severity)
        if f"{firm.slug} {told.title}" not in taken:
            taken.add(f"{firm.slug} {told.title}")
            return told
    raise ValueError(f"{firm.slug} has too few stories of severity {severity or 'any'}.")


def _stories(firm: Firm, houses: Sequence[House]) -> list[Story]:
    countries = {house.country for house in houses}
    return [
        story
        for story in stories_of(firm.slug)
        if not story.countries or countries <= set(story.countries)
    ]


def _tale(
    told: Draft,
    reported: datetime,
    beats: Sequence[Beat],
    times: Sequence[datetime],
    at: datetime,
    rng: Random,
) -> Tale:
    steps = Telling(told, rng).steps(beats, times)
    is_call = told.channel is Channel.TELEPHONE
    return Tale(
        vendor=told.firm.slug,
        house=told.house.name,
        installation=told.installation,
        reporter=told.reporter.email,
        recorder=told.desk["L1"].email if is_call else "",
        at=reported,
        report=told.report(rng),
        steps=tuple(step for step in steps if step.at <= at),
    )


def _random(name: str) -> Random:
    return Random(f"{SEED}: {name}")  # noqa: S311 - a world that is the same each time, no secret
