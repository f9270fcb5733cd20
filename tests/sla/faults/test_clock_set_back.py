"""The system's clock is set back: what was told stands, and nothing is told again (CO-05)."""

from datetime import datetime, timedelta

import pytest

from incidents import services as deeds
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from sla.tasks import take_all
from tests.cast import Site, raised
from tests.committed import add_manager
from tests.incidents.watching import clock, everything, london
from tests.sla.faults.once import assert_each_once

TOLD = london("14:00")
BACK = [timedelta(seconds=1), timedelta(hours=2), timedelta(days=400)]


@pytest.fixture
def told(lumeon: Site) -> Incident:
    """An incident with a missed response and half of its resolution used, all of it told."""
    add_manager(lumeon)
    incident = raised(lumeon.house, severity="2", at=london("09:45"))
    take_all(at=TOLD)
    return incident


@pytest.mark.parametrize("back", BACK)
def test_a_sweep_by_a_clock_set_back_changes_nothing(
    lumeon: Site, told: Incident, back: timedelta
) -> None:
    before = everything()

    assert take_all(at=TOLD - back) == 0

    assert everything() == before
    assert_each_once(lumeon, TOLD)


@pytest.mark.parametrize("back", BACK)
def test_a_reply_by_a_clock_set_back_counts_from_what_was_told(
    lumeon: Site, told: Incident, back: timedelta
) -> None:
    deeds.reply(incident=told, by=lumeon.agent, text="Sorry.", at=TOLD - back)

    response = clock(told, "response")
    assert (response.outcome, response.stopped_at) == ("missed", TOLD)
    assert_each_once(lumeon, TOLD)


def test_a_deed_by_a_clock_set_back_is_refused_before_what_is_recorded(
    lumeon: Site, told: Incident
) -> None:
    deeds.reply(incident=told, by=lumeon.agent, text="Sorry.", at=london("14:30"))

    with pytest.raises(Refusal, match="nothing can be recorded before it"):
        deeds.ask(incident=told, by=lumeon.agent, question="Which?", at=london("14:29"))


def test_what_falls_due_between_is_told_once_the_clock_is_right(
    lumeon: Site, told: Incident
) -> None:
    for at in _hours_with_a_step_back():
        take_all(at=at)

    assert clock(told, "resolution").breached_at == london("2026-03-03 09:15")
    assert_each_once(lumeon, london("2026-03-03 12:00"))


def _hours_with_a_step_back() -> list[datetime]:
    on = [TOLD + timedelta(hours=hours) for hours in range(23)]
    return on[:4] + on[1:3] + on[4:20] + on[5:8] + on[20:]
