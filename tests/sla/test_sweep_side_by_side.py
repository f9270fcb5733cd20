"""Several workers sweep at once, and people go on working: each crossing is recorded once."""

from collections import Counter
from functools import partial
from threading import Barrier, Event

from incidents import services as deeds
from incidents.models import Incident
from portal.tenancy.scope import vendor_scope
from sla import services
from sla.models import Clock, Crossing
from tests.cast import Site, raised
from tests.committed import PATIENCE, meeting, side_by_side
from tests.incidents.watching import assert_stored_as_read, clock, london

INCIDENTS = 6
NEXT_DAY = london("2026-03-03 12:00")


def _reported(site: Site) -> list[Incident]:
    with vendor_scope(site.vendor):
        return [raised(site.house, severity="2", at=london("10:00")) for _ in range(INCIDENTS)]


def _sweep_together(site: Site, place: Barrier) -> list[int]:
    """Sweep in small batches, holding the first one until the other worker has its own."""
    taken = []
    with vendor_scope(site.vendor):
        taken.append(services.sweep(at=NEXT_DAY, batch=4))
        place.wait()  # would never be passed if one waited for the other's rows
    while taken[-1]:
        with vendor_scope(site.vendor):
            taken.append(services.sweep(at=NEXT_DAY, batch=4))
    return taken


def test_two_sweepers_take_different_clocks_and_record_each_crossing_once(committed: Site) -> None:
    _reported(committed)
    place = meeting(2)

    one, other = side_by_side(*[partial(_sweep_together, committed, place)] * 2)

    assert (one[0], other[0]) == (4, 4)  # neither waited, neither took the other's
    assert sum(one) + sum(other) == 2 * INCIDENTS
    with vendor_scope(committed.vendor):
        keys = Counter(Crossing.objects.values_list("clock", "episode", "percent"))
        assert set(keys.values()) == {1}
        assert len(keys) == 2 * INCIDENTS * 4
        breaches = Crossing.objects.filter(percent=100)
        assert {row.at for row in breaches} == {london("11:00"), london("2026-03-03 09:30")}
        assert not Clock.objects.due(NEXT_DAY).exists()


def _sweep_slowly(site: Site, taken: Event, go_on: Event) -> None:
    with vendor_scope(site.vendor):
        services.sweep(at=london("12:00"))
        taken.set()
        go_on.wait(0.5)  # the reply is waiting for this transaction by now


def _reply(site: Site, incident: Incident, taken: Event) -> None:
    taken.wait(PATIENCE)
    with vendor_scope(site.vendor):
        deeds.reply(incident=incident, by=site.agent, text="Sorry.", at=london("12:05"))


def test_a_reply_during_a_sweep_waits_for_it_and_both_stand(committed: Site) -> None:
    incident = _reported(committed)[0]
    taken, go_on = Event(), Event()

    side_by_side(
        partial(_sweep_slowly, committed, taken, go_on),
        partial(_reply, committed, incident, taken),
    )

    with vendor_scope(committed.vendor):
        response = clock(incident, "response")
        assert (response.phase, response.stopped_at) == ("stopped", london("12:05"))
        assert response.breached_at == london("11:00")
        assert response.crossings.filter(percent=100).count() == 1


def _reply_slowly(site: Site, incident: Incident, said: Event, go_on: Event) -> None:
    with vendor_scope(site.vendor):
        deeds.reply(incident=incident, by=site.agent, text="Sorry.", at=london("12:05"))
        said.set()
        assert go_on.wait(PATIENCE)


def _sweep_around(site: Site, said: Event, go_on: Event) -> int:
    said.wait(PATIENCE)
    with vendor_scope(site.vendor):
        taken = services.sweep(at=london("12:06"))
    go_on.set()
    return taken


def test_a_sweep_does_not_wait_for_an_incident_that_is_being_written(committed: Site) -> None:
    incidents = _reported(committed)
    said, go_on = Event(), Event()

    _, taken = side_by_side(
        partial(_reply_slowly, committed, incidents[0], said, go_on),
        partial(_sweep_around, committed, said, go_on),
    )

    assert taken == INCIDENTS - 1
    with vendor_scope(committed.vendor):
        for incident in incidents:
            assert_stored_as_read(incident)
        assert Crossing.objects.filter(percent=100).count() == INCIDENTS
