"""The proof as it is run: by hand with a table and an exit code, by night in parts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.celery import app
from portal.tenancy.scope import vendor_scope
from sla import proof, tasks
from sla.models import ReplayRun
from tests.cast import Site, raised
from tests.incidents.watching import london


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("replay_clocks", *arguments, stdout=out)
    return out.getvalue()


def test_co_05_all_vendors_clocks_are_read_and_nothing_differs(
    lumeon: Site, patientiq: Site
) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))
    with vendor_scope(patientiq.vendor):
        raised(patientiq.house, severity="high", category="functionality", at=london("15:00"))

    assert told() == "3 clocks of 2 incidents were read again; nothing differs.\n"


def test_one_vendor_and_a_date_can_be_chosen(lumeon: Site, patientiq: Site) -> None:
    for day in ("2026-03-02", "2026-03-03"):
        raised(lumeon.house, severity="2", at=london(f"{day} 10:00"))

    said = told("--vendor", "lumeon", "--since", "2026-03-03")

    assert said == "2 clocks of 1 incident were read again; nothing differs.\n"
    assert told("--vendor", "patientiq").startswith("0 clocks")


def test_a_difference_is_printed_as_a_table_and_fails(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    incident.clocks.filter(milestone="response").update(due_at=london("12:00"))
    out = StringIO()

    with pytest.raises(
        CommandError, match="2 clocks of 1 incident were read again; 1 figure is stored otherwise"
    ):
        call_command("replay_clocks", stdout=out)

    heading, row = out.getvalue().strip().splitlines()
    assert heading.split() == ["incident", "milestone", "column", "stored", "read"]
    assert re.split(" {2,}", row) == [
        str(incident),
        "response",
        "due_at",
        "2026-03-02 12:00:00",
        "2026-03-02 11:00:00",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--vendor", "nobody"), "There is no vendor 'nobody'; there is healthy-roster, lumeon,"),
        (("--since", "yesterday"), "'yesterday' is not a date such as 2026-03-01"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(
    db: None, arguments: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        told(*arguments)


def test_a_run_keeps_what_it_found_and_when(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    incident.clocks.filter(milestone="response").update(spent=timedelta(hours=5))
    run = proof.begin(lumeon.vendor, at=london("12:00"))

    list(proof.go_on(run))
    proof.finish(run, at=london("12:01"))

    kept = ReplayRun.objects.get()
    assert (kept.incidents, kept.clocks, kept.differences) == (1, 2, 1)
    assert (kept.started_at, kept.finished_at) == (london("12:00"), london("12:01"))
    assert kept.examples == [
        {
            "incident": str(incident),
            "milestone": "response",
            "column": "spent",
            "stored": "5:00:00",
            "read": "0:00:00",
        }
    ]


def test_a_run_that_another_worker_took_further_is_left_to_it(lumeon: Site) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))
    run = proof.begin(lumeon.vendor, at=london("12:00"))
    again = ReplayRun.objects.get(pk=run.pk)
    list(proof.go_on(run))

    assert list(proof.go_on(again)) == []
    assert ReplayRun.objects.get().incidents == 1


@pytest.fixture
def at_once() -> Iterator[None]:
    """Do what a task enqueues there and then."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_by_night_each_vendors_clocks_are_replayed_and_recorded(
    lumeon: Site, patientiq: Site, at_once: None
) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))

    begun = tasks.replay_clocks()

    assert begun >= 3
    run = ReplayRun.objects.get()  # Lumeon's: the scope is open
    assert (run.incidents, run.differences) == (1, 0)
    assert run.finished_at is not None
    with vendor_scope(patientiq.vendor):
        assert ReplayRun.objects.get().finished_at is not None


def test_a_tired_task_leaves_the_rest_to_another_which_goes_on(
    lumeon: Site, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        raised(lumeon.house, severity="2", at=london("10:00"))
    monkeypatch.setattr(tasks, "REPLAY_SECONDS", -1)
    run = proof.begin(lumeon.vendor, at=london("12:00"))

    tasks.go_on_replaying(lumeon.vendor.pk, run.pk)

    run.refresh_from_db()
    assert run.incidents == 3
    assert run.finished_at is not None


def test_the_night_is_in_the_schedule() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["replay-clocks"]

    assert entry["task"] == tasks.replay_clocks.name
    assert entry["schedule"] == crontab(hour=3, minute=10)


def test_committed_clocks_are_read_in_one_picture(committed: Site) -> None:
    """Outside a test's transaction, each chunk is read as it stood at one instant."""
    with vendor_scope(committed.vendor):
        for _ in range(3):
            raised(committed.house, severity="2", at=london("10:00"))
    run = proof.begin(committed.vendor, at=london("12:00"))

    list(proof.go_on(run))

    assert (run.incidents, run.clocks, run.differences) == (3, 6, 0)
