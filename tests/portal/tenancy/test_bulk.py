"""Many rows written by one statement: as `save` would have, and inside the same fences."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import DataError, transaction

from incidents.models import Incident
from portal.tenancy.bulk import update_rows
from portal.tenancy.scope import NoScope, vendor_scope
from sla.models import Clock, ReplayRun
from tests.cast import Site, raised
from tests.incidents.watching import london

COLUMNS = ["severity", "spent", "due_at", "is_assumed", "episode", "parked"]


def test_each_row_gets_its_own_values(lumeon: Site) -> None:
    for _ in range(2):
        raised(lumeon.house, severity="2", at=london("10:00"))
    clocks = list(Clock.objects.order_by("pk"))
    for number, clock in enumerate(clocks):
        clock.severity, clock.spent = str(number), timedelta(seconds=number)
        clock.due_at = None if number % 2 else london("12:00")
        clock.is_assumed, clock.episode, clock.parked = bool(number % 2), number, "{a, 'b', \"c\"}"
    expected = [{name: getattr(clock, name) for name in COLUMNS} for clock in clocks]

    assert Clock.objects.bulk_update(clocks, COLUMNS) == len(clocks)

    assert list(Clock.objects.order_by("pk").values(*COLUMNS)) == expected


def test_what_is_not_named_stays_as_it_is(lumeon: Site) -> None:
    clock = raised(lumeon.house, severity="2", at=london("10:00")).clocks.first()
    assert clock is not None
    clock.severity, clock.episode = "4", 7

    update_rows([clock], ["episode"])

    clock.refresh_from_db()
    assert (clock.severity, clock.episode) == ("2", 7)


def test_keys_and_documents_are_written_too(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    incident.owner = lumeon.agent.person
    run = ReplayRun.objects.create(vendor=lumeon.vendor, started_at=london("10:00"))
    run.examples = [{"column": "spent", "stored": "'1'"}]

    update_rows([incident], ["owner"])
    update_rows([run], ["examples"])

    assert Incident.objects.get(pk=incident.pk).owner == lumeon.agent.person
    assert ReplayRun.objects.get().examples == [{"column": "spent", "stored": "'1'"}]


def test_a_text_that_is_too_long_is_refused_and_not_cut(lumeon: Site) -> None:
    clock = raised(lumeon.house, severity="2", at=london("10:00")).clocks.first()
    assert clock is not None
    clock.severity = "x" * 21

    with pytest.raises(DataError, match="too long"), transaction.atomic():
        Clock.objects.bulk_update([clock], ["severity"])


def test_another_vendors_row_is_refused_and_never_written(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = raised(
            patientiq.house, severity="high", category="functionality", at=london("15:00")
        ).clocks.get()
    theirs.episode = 9

    with pytest.raises(NoScope):
        Clock.objects.bulk_update([theirs], ["episode"])
    assert update_rows([theirs], ["episode"]) == 0

    with vendor_scope(patientiq.vendor):
        assert Clock.objects.get().episode == 0


@pytest.mark.parametrize("incidents", [1, 3])
def test_one_statement_writes_them_all(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    incidents: int,
) -> None:
    for _ in range(incidents):
        raised(lumeon.house, severity="2", at=london("10:00"))
    clocks = list(Clock.objects.all())

    with django_assert_num_queries(1):
        Clock.objects.bulk_update(clocks, COLUMNS)


def test_nothing_to_write_asks_nothing(
    lumeon: Site, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(0):
        assert Clock.objects.bulk_update([], COLUMNS) == 0
