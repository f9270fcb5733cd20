"""When the steps of an incident fall: a share of what was promised, and a wait for an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from reports.demo.pace import Pace
from reports.demo.steps import Beat, Verb

MINUTE = timedelta(minutes=1)
# Office minutes that the customer's people take, at least and at most.
WAITS = {
    Verb.ANSWER: (20, 700),
    Verb.CONFIRM: (30, 1100),
    Verb.REJECT: (30, 500),
    Verb.REOPEN: (500, 2000),
    Verb.ESCALATE: (60, 200),
    Verb.HIGHER: (120, 400),
}
CLOSING_WAITS = {"solution_provided": (2560, 3200), "customer_request": (700, 1500)}
SOON = (60, 600)


@dataclass(frozen=True, slots=True)
class Haste:
    """How much of each budget is used, in percent; above a hundred the promise is broken."""

    response: int
    resolution: int


def haste(rng: Random, pace: Pace) -> Haste:
    """This function will draw how fast support is: nine times in ten within what was promised."""
    response = rng.randint(105, 220) if rng.randrange(100) < 8 else rng.randint(10, 85)
    resolution = rng.randint(110, 190) if rng.randrange(100) < 9 else rng.randint(20, 85)
    # Where the customer's word ends the clock, support has to be done well before.
    return Haste(response, resolution * 7 // 10 if pace.ends_with_confirmation else resolution)


class Timing:
    """Lays the beats of one incident out in time, each after the one before."""

    def __init__(self, pace: Pace, reported: datetime, speed: Haste, rng: Random) -> None:
        """This function will start at the report."""
        self.pace, self.reported, self.speed, self.rng = pace, reported, speed, rng
        self.is_answered = False
        self.is_solved = False

    def lay_out(self, beats: Sequence[Beat]) -> Iterator[datetime]:
        """This method will yield the instant of each beat."""
        cursor = self.reported
        part = self._part(beats)
        for beat in beats:
            cursor = max(self._next(beat, cursor, part), cursor + MINUTE)
            yield cursor
            self.is_answered |= beat.verb is Verb.REPLY
            self.is_solved |= beat.verb is Verb.SOLVE

    def _part(self, beats: Sequence[Beat]) -> timedelta:
        """This method will divide the time of the work among its steps."""
        resolution = self.pace.resolution
        answered = self.pace.response.at(self.reported, self.speed.response)
        left = resolution.seconds(self.speed.resolution)
        left -= resolution.calendar.between(self.reported, answered)
        steps = 1 + sum(1 for beat in beats if beat.verb not in WAITS)
        return max(left, 20 * MINUTE) // steps

    def _next(self, beat: Beat, cursor: datetime, part: timedelta) -> datetime:
        if beat.verb in WAITS or beat.verb is Verb.CLOSE:
            return self._after_waiting(beat, cursor)
        if not self.is_answered:
            share = 100 if beat.verb is Verb.REPLY else self.rng.randint(40, 90)
            return self.pace.response.at(self.reported, self.speed.response * share // 100)
        if self.is_solved:
            return self.pace.resolution.at(cursor, self.rng.randint(3, 9))
        seconds = int(part.total_seconds()) * self.rng.randint(60, 130) // 100
        return self.pace.resolution.calendar.after(cursor, timedelta(seconds=seconds))

    def _after_waiting(self, beat: Beat, cursor: datetime) -> datetime:
        resolution = self.pace.resolution
        if beat.verb is Verb.CONFIRM and self.pace.ends_with_confirmation:
            return resolution.at(cursor, self.rng.randint(3, 15))
        least, most = WAITS.get(beat.verb) or CLOSING_WAITS.get(beat.key, SOON)
        if beat.verb is Verb.ANSWER:
            divisor = 4 if self.pace.waits_are_deducted else 12
            most = min(most, resolution.budget // MINUTE // divisor)
        minutes = self.rng.randint(min(least, most // 2), most)
        seconds = self.rng.randrange(60)
        return self.pace.answering.after(cursor, timedelta(minutes=minutes, seconds=seconds))


def spread(beats: Sequence[Beat], reported: datetime, at: datetime) -> list[datetime]:
    """This function will spread beats evenly over the time that there is."""
    seconds = int((at - reported).total_seconds())
    return [
        reported + timedelta(seconds=seconds * place // (len(beats) + 1))
        for place in range(1, len(beats) + 1)
    ]
