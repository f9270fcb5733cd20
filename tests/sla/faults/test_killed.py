"""Sweeps die at two hundred random points: no threshold is lost, and none is told twice."""

import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from incidents import services as deeds
from portal.tenancy.scope import vendor_scope
from sla.tasks import take_all
from tests.cast import Site, raised
from tests.committed import add_manager
from tests.incidents.watching import london
from tests.processes import CHECKOUT, surroundings
from tests.sla.faults.once import assert_each_once, due_by, recorded

SEED = 11012026
KILLS = 200
INCIDENTS = 40
REPORTED = london("09:30")
APART = timedelta(minutes=2)
WEEK_AFTER = REPORTED + timedelta(days=7)


@pytest.mark.slow
def test_sweeps_killed_at_two_hundred_random_points_tell_every_threshold_once(
    committed: Site,
) -> None:
    _report(committed)
    due = due_by(committed, WEEK_AFTER)
    assert len(due) == INCIDENTS * 2 * 4  # 50, 75 and 90 percent and the miss, of both clocks

    said = _fire([instant for *_, instant in due])

    ends = json.loads(said[-1])
    assert ends["killed"] >= KILLS, said
    assert ends.keys() <= {"killed", "ended 0"}, said  # nobody fell over another's remains
    assert said.count("wrote") >= KILLS // 20, said  # some within transactions that were lost
    take_all(at=WEEK_AFTER)
    assert recorded(committed) == due
    assert_each_once(committed, WEEK_AFTER)


def test_what_comes_due_is_what_one_counts_on_ones_fingers(committed: Site) -> None:
    """The witness of this folder is a reading, so that reading has a witness of its own."""
    with vendor_scope(committed.vendor):
        raised(committed.house, severity="2", at=london("09:30"))

    assert sorted((instant, percent) for *_, percent, instant in due_by(committed, WEEK_AFTER)) == [
        (london("10:00"), 50),  # one hour to respond
        (london("10:15"), 75),
        (london("10:24"), 90),
        (london("10:30"), 100),
        (london("13:30"), 50),  # eight business hours to resolve
        (london("15:30"), 75),
        (london("16:42"), 90),
        (london("17:30"), 100),
    ]


def _report(site: Site) -> None:
    """Report incidents that nobody ever answers; every other one has an owner to be warned."""
    add_manager(site)
    with vendor_scope(site.vendor):
        for number in range(INCIDENTS):
            at = REPORTED + number * APART
            incident = raised(site.house, severity="2", at=at)
            if number % 2:
                deeds.assign(incident=incident, by=site.agent, to=site.agent, at=at)


def _fire(instants: list[datetime]) -> list[str]:
    """Let sweeps be shot at as these instants come; return what was said of it."""
    orders = {
        "seed": SEED,
        "kills": KILLS,
        "instants": [instant.isoformat() for instant in sorted({REPORTED, *instants})],
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.sla.faults.firing"],
        cwd=CHECKOUT,
        env=surroundings(LOG_LEVEL="WARNING"),
        input=json.dumps(orders) + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
