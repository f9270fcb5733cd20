"""A deed stamped in one second that commits after a sweep of the next: what was told stands.

The reply of 11:00:00 is in time, and from 11:00:01 on the response is missed. A sweep that looks
at 11:00:01 before the reply is recorded tells people of a miss which the reply, counted from its
own instant, would deny ever to have been (CO-05).
"""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from threading import Event

import pytest
import time_machine

from incidents import services as deeds
from incidents.models import Incident, Message
from incidents.queries import story
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from sla import services, tasks
from sla.models import Clock, Crossing
from sla.replay import replay
from tests.cast import Site, raised
from tests.committed import PATIENCE, side_by_side
from tests.incidents.watching import clock, london

IN_TIME = london("11:00")
TOLD = london("11:00:01")  # the first second at which the response is missed
SECOND = timedelta(seconds=1)
MISSED_OR_LEFT = {(IN_TIME, TOLD), (None, TOLD)}  # closed as out of scope, it has no outcome

type Doing = Callable[[Site, Incident, datetime], object]


def _reply(site: Site, incident: Incident, at: datetime) -> object:
    return deeds.reply(incident=incident, by=site.agent, text="On it.", at=at)


def _ask(site: Site, incident: Incident, at: datetime) -> object:
    return deeds.ask(incident=incident, by=site.agent, question="Which clinic?", at=at)


def _solve(site: Site, incident: Incident, at: datetime) -> object:
    return deeds.provide_solution(incident=incident, by=site.agent, text="Fixed.", at=at)


def _close(site: Site, incident: Incident, at: datetime) -> object:
    reason = "customer_request"
    return deeds.close(incident=incident, by=site.agent, reason=reason, words="No.", at=at)


DEEDS: tuple[Doing, ...] = (_reply, _ask, _solve, _close)


def _differences(site: Site) -> list[object]:
    return [one for part in replay(site.vendor) for one in part.differences]


def _sweep_and_hold(site: Site, told: Event, waits: Event) -> None:
    with vendor_scope(site.vendor):
        assert services.sweep(at=TOLD) == 1
        told.set()
        assert waits.wait(PATIENCE)
        time.sleep(0.2)  # by now the deed waits for this transaction's lock


def _stamped_early(site: Site, incident: Incident, doing: Doing, told: Event, waits: Event) -> None:
    assert told.wait(PATIENCE)
    with vendor_scope(site.vendor):
        waits.set()
        doing(site, incident, IN_TIME)


@pytest.mark.parametrize("doing", DEEDS)
def test_co_05_a_deed_that_waited_for_a_sweep_counts_from_what_was_told(
    committed: Site, doing: Doing
) -> None:
    with vendor_scope(committed.vendor):
        incident = raised(committed.house, severity="2", at=london("10:00"))
    told, waits = Event(), Event()

    side_by_side(
        partial(_sweep_and_hold, committed, told, waits),
        partial(_stamped_early, committed, incident, doing, told, waits),
    )

    assert _differences(committed) == []
    with vendor_scope(committed.vendor):
        response = clock(incident, "response")
        assert response.crossings.get(percent=100).at == IN_TIME
        assert (response.breached_at, response.stopped_at) in MISSED_OR_LEFT
        now = Incident.objects.get(pk=incident.pk)
        assert now.last_event_at == now.told_until == TOLD
        assert now.closed_at in {None, TOLD}
        assert [row.at for row in story(now, for_staff=True)] == [london("10:00"), TOLD]
        said = Message.objects.filter(incident=incident).values_list("at", "events__at")
        assert all(written == happened for written, happened in said)


def _write_and_hold(site: Site, incident: Incident, said: Event, swept: Event) -> None:
    with vendor_scope(site.vendor):
        _reply(site, incident, IN_TIME)
        said.set()
        assert swept.wait(PATIENCE)


def _sweep_meanwhile(site: Site, said: Event, swept: Event) -> int:
    assert said.wait(PATIENCE)
    with vendor_scope(site.vendor):
        taken = services.sweep(at=TOLD)
    swept.set()
    return taken


def test_a_deed_that_has_the_lock_first_is_in_time_and_nobody_is_told(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        incident = raised(committed.house, severity="2", at=london("10:00"))
    said, swept = Event(), Event()

    _, taken = side_by_side(
        partial(_write_and_hold, committed, incident, said, swept),
        partial(_sweep_meanwhile, committed, said, swept),
    )

    assert taken == 0
    with vendor_scope(committed.vendor):
        services.sweep(at=TOLD + SECOND)
        response = clock(incident, "response")
        assert (response.outcome, response.stopped_at) == ("met", IN_TIME)
        assert not Crossing.objects.filter(clock=response, percent=100).exists()
    assert _differences(committed) == []


def test_co_05_two_people_and_two_sweeps_at_once_leave_no_difference(committed: Site) -> None:
    """Without the lag, so that deeds and sweeps meet in the same seconds all the time."""
    dice = random.Random(20260302)  # noqa: S311 - a scuffle that can be had again
    with vendor_scope(committed.vendor):
        incidents = [
            raised(committed.house, severity="2", at=london("10:00") + number * SECOND)
            for number in range(40)
        ]
    seconds = count()

    def now() -> datetime:
        return IN_TIME + next(seconds) // 4 * SECOND

    def people(mine: list[Incident], dice: random.Random) -> None:
        for incident in mine:
            at = now()
            time.sleep(dice.choice([0, 0.06]))  # the lock may be anybody's meanwhile
            with vendor_scope(committed.vendor):
                dice.choice(DEEDS)(committed, incident, at)

    def sweeps(dice: random.Random) -> None:
        for _ in range(60):
            with vendor_scope(committed.vendor):
                services.sweep(at=now(), batch=20)
                time.sleep(dice.uniform(0, 0.01))

    halves = incidents[::2], incidents[1::2]
    dices = [random.Random(dice.random()) for _ in range(4)]  # noqa: S311 - dice for a test, no secret
    side_by_side(
        partial(people, halves[0], dices[0]),
        partial(people, halves[1], dices[1]),
        partial(sweeps, dices[2]),
        partial(sweeps, dices[3]),
    )

    assert _differences(committed) == []
    with vendor_scope(committed.vendor):
        assert Crossing.objects.filter(percent=100).exists()


def test_a_worker_whose_clock_is_behind_takes_back_nothing_that_was_told(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    services.sweep(at=TOLD)
    Clock.objects.filter(incident=incident, milestone="resolution").update(next_at=london("10:30"))

    assert services.sweep(at=london("10:30")) == 1

    assert Incident.objects.get(pk=incident.pk).told_until == TOLD


def test_the_sweep_looks_a_few_seconds_behind_the_clock(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    with time_machine.travel(TOLD + tasks.LAG - SECOND, tick=False):
        tasks.sweep()
        assert clock(incident, "response").breached_at is None
    _reply(lumeon, incident, IN_TIME)
    with time_machine.travel(TOLD + tasks.LAG, tick=False):
        tasks.sweep()

    assert clock(incident, "response").outcome == "met"


def test_a_late_deed_is_still_refused_before_what_others_did(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    services.sweep(at=TOLD)
    _reply(lumeon, incident, london("11:10"))

    with pytest.raises(Refusal, match="nothing can be recorded before it"):
        _solve(lumeon, incident, london("11:05"))
