"""Stored clocks are a cache: whatever is done, they are what the events say (CO-05)."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents import services as deeds
from incidents.domain.kinds import ESCALATIONS, SUPPLIERS, EventKind
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from sla import services, tasks
from sla.models import Clock, Crossing
from sla.reactions import REACTIONS
from sla.readings import KINDS
from tests.cast import Site, raised
from tests.incidents.watching import assert_stored_as_read, clock, london
from tests.sla.walks import SEVERITIES, possible_deeds

STEPS = 14


@pytest.fixture(params=sorted(SEVERITIES))
def site(request: pytest.FixtureRequest, db: None) -> Iterator[Site]:
    """Each vendor in turn, with its scope open."""
    made: Site = request.getfixturevalue(request.param.replace("-", "_"))
    with vendor_scope(made.vendor):
        yield made


@pytest.mark.parametrize("seed", range(6))
def test_co_05_whatever_is_done_in_whatever_order_clocks_are_what_the_events_say(
    site: Site, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    at = london("10:00")
    incident, draw = possible_deeds(site, dice, at=at)

    for _ in range(STEPS):
        at += timedelta(seconds=dice.choice([0, 1, 59, 1800, 3600, 7 * 3600, 26 * 3600]))
        try:
            draw()(at)
        except Refusal:
            continue
        assert_stored_as_read(incident)
        _assert_nearest_is_shown(incident)


def _assert_nearest_is_shown(incident: Incident) -> None:
    due = Clock.objects.filter(incident=incident).going().values_list("due_at", flat=True)
    nearest = min((instant for instant in due if instant), default=None)
    assert Incident.objects.get(pk=incident.pk).next_due_at == nearest


def test_every_breach_that_was_recorded_is_one_of_a_clock_over_its_budget(lumeon: Site) -> None:
    for severity in "1234":
        raised(lumeon.house, severity=severity, at=london("10:00"))
    services.sweep(at=london("2026-03-05 10:00"))

    breached = Crossing.objects.filter(percent=100).values_list("clock", "at")
    missed = Clock.objects.exclude(breached_at=None).values_list("pk", "breached_at")
    assert sorted(breached) == sorted(missed)
    assert all(known.spent > known.budget for known in Clock.objects.filter(outcome="missed"))


def test_a_clock_that_cannot_be_read_when_something_happens_is_parked(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    IncidentEvent.objects.create(  # past the services, as a faulty import might
        vendor=lumeon.vendor,
        incident=incident,
        kind=EventKind.REPORTED,
        at=london("10:00"),
        severity="2",
    )

    deeds.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:20"))

    for parked in incident.clocks.all():
        assert parked.parked == "An incident is reported once, not 2 times."
        assert parked.next_at is None
    assert incident.events.filter(kind="replied").exists()  # work goes on all the same


def test_pq_14_a_category_without_targets_gets_no_clock_later_either(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="suggestion")
        deeds.reply(incident=incident, by=patientiq.agent, text="Noted.", at=london("15:00"))

        assert not incident.clocks.exists()


def test_a_milestone_has_one_clock(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    again = clock(incident, "response")
    again.pk = None

    with pytest.raises(IntegrityError, match="sla_one_clock"), transaction.atomic():
        again.save()


def test_a_stopped_clock_cannot_be_due(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(IntegrityError, match="sla_stopped_is_not_due"), transaction.atomic():
        incident.clocks.update(phase="stopped")


def test_lu_17_notes_owners_stations_levels_and_suppliers_move_no_clock() -> None:
    silent = set(EventKind) - set(REACTIONS)

    others = {
        EventKind.NOTED,
        EventKind.OWNER_SET,
        EventKind.MOVED,
        EventKind.ROUTED,
        EventKind.PRODUCT_NAMED,
        EventKind.LINKED,
        EventKind.UNLINKED,
        EventKind.DUPLICATE_FOUND,
        EventKind.SPLIT_OFF,
        EventKind.ONDEMAND_REQUESTED,
        EventKind.CONFIRMATION_REMINDED,
        EventKind.REPORT_PUBLISHED,
    }
    assert silent == others | ESCALATIONS | SUPPLIERS
    assert not (ESCALATIONS | SUPPLIERS) & set(KINDS)


def test_the_task_sweeps_all_vendors_in_one_go(patientiq: Site, lumeon: Site) -> None:
    ours = raised(lumeon.house, severity="2", at=london("10:00"))
    with vendor_scope(patientiq.vendor):
        theirs = raised(
            patientiq.house, severity="high", category="functionality", at=london("15:00")
        )

    assert tasks.sweep() == 3

    assert clock(ours, "response").breached_at == london("11:00")
    with vendor_scope(patientiq.vendor):
        assert clock(theirs, "response").breached_at == london("16:00")
