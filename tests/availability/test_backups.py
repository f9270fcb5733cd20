"""Backups as people and programs attest them, and the page that says what is missing (HR-09)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from availability.audience import Audience
from availability.backups import components_owed, contracts_owed, kept_of, restores_of
from availability.models import BackupRun
from availability.services.backups import Run, record_backup
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from contracts.models import Contract
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from tests.availability.world import World
from tests.cast import Site, signed_in
from tests.contracts.duties import asked

HOUR = timedelta(hours=1)
AT = datetime(2026, 5, 5, 12, tzinfo=UTC)
PAGE, API = "/healthy-roster/backups/", "/healthy-roster/api/backups/"
RUNS = f"{PAGE}runs/"
TYPED = {
    "kind": "daily",
    "started_at": "2026-05-05T02:00",
    "ended_at": "2026-05-05T02:40",
    "megabytes": "1200",
    "is_good": "on",
    "evidence": "Log 17.",
}


def run(**changes: Any) -> Run:
    said: dict[str, Any] = {
        "kind": "daily",
        "started_at": AT - 3 * HOUR,
        "ended_at": AT - 2 * HOUR,
        "size": 5_000_000,
        "is_good": True,
    }
    return Run(**(said | changes))


def html(client: Client, path: str = PAGE) -> str:
    return client.get(path).content.decode()


def test_a_run_is_recorded_once_and_said_otherwise_it_is_said_anew(roster: World) -> None:
    for _ in range(2):
        record_backup(by=roster.agent, component=roster.main, run=run(), at=AT)
    assert BackupRun.objects.count() == 1

    worse = run(is_good=False, evidence="The archive is torn.")
    record_backup(by=roster.administrator, component=roster.main, run=worse, at=AT)

    assert BackupRun.objects.count() == 2
    newest = BackupRun.objects.newest().get()
    assert (newest.number, newest.is_good) == (2, False)
    assert AuditEvent.objects.filter(verb="backup recorded").count() == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "hourly"}, "daily or a weekly"),
        ({"ended_at": AT - 4 * HOUR}, "ended before it began"),
        ({"ended_at": AT + HOUR}, "has not ended yet"),
        ({"started_at": AT - 24 * 8 * HOUR}, "no backup runs longer"),
        ({"size": -1}, "no less than nothing"),
        ({"is_good": False}, "Say what is wrong"),
    ],
    ids=["kind", "order", "future", "long", "size", "no-reason"],
)  # fmt: skip
def test_a_run_that_cannot_have_been_is_refused(
    roster: World, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refusal, match=f"(?i){why}"):
        record_backup(by=roster.agent, component=roster.main, run=run(**said), at=AT)


def test_customers_attest_nothing(roster: World) -> None:
    with pytest.raises(Refusal, match="you cannot"):
        record_backup(by=roster.contact, component=roster.main, run=run(), at=AT)
    assert signed_in(roster.contact.person).post(RUNS, TYPED).status_code == 404


def test_a_run_is_typed_by_the_clock_where_the_component_is(roster: World) -> None:
    desk = signed_in(roster.agent.person)

    answer = desk.post(RUNS, TYPED | {"component": roster.main.pk})

    assert answer.status_code == 302
    made = BackupRun.objects.get()
    assert made.started_at == datetime(2026, 5, 5, 6, tzinfo=UTC)  # New York, in summer
    assert (made.bytes, made.took) == (1_200_000_000, timedelta(minutes=40))
    assert "Log 17." in html(desk)
    assert "Log 17." in html(signed_in(roster.contact.person))


@pytest.mark.parametrize(
    ("said", "field", "status"),
    [
        ({"component": "999999"}, "component", 422),
        ({"started_at": "tomorrow"}, "started_at", 422),
        ({"started_at": "2026-03-08T02:30"}, "started_at", 422),
        ({"kind": "hourly"}, "kind", 422),
        ({"ended_at": "2026-05-04T02:40"}, "ended_at", 409),
        ({"is_good": "", "evidence": ""}, "evidence", 409),
    ],
    ids=["component", "no-time", "skipped", "kind", "order", "no-reason"],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_stays(
    roster: World, said: dict[str, str], field: str, status: int
) -> None:
    typed = TYPED | {"component": str(roster.main.pk)} | said

    answer = signed_in(roster.agent.person).post(RUNS, typed)

    assert answer.status_code == status
    assert set(answer.context["form"].errors) == {field}
    assert 'value="1200"' in answer.content.decode()
    assert not BackupRun.objects.exists()


def test_gaps_are_told_for_what_serves_a_contract_that_promises_backups(roster: World) -> None:
    contracts = contracts_owed(Contract.objects.filter(pk=roster.contract.pk))
    vendor, staff = roster.site.vendor, Audience(is_staff=True)

    kept = kept_of(components_owed(contracts, staff, vendor=vendor, at=AT), at=AT)

    assert {one.component for one in kept} == {roster.other, roster.main}
    assert all(one.gaps[0].count == 124 for one in kept)  # from New Year on


def test_an_agreement_without_that_duty_owes_no_backups(piq: World) -> None:
    assert not contracts_owed([piq.contract])
    assert "No agreement promises backups" in html(
        signed_in(piq.agent.person), "/patientiq/backups/"
    )


def test_downtime_while_a_backup_ran_is_told_as_such(roster: World) -> None:
    record_backup(by=roster.agent, component=roster.main, run=run(), at=AT)
    facts = OutageFacts(
        title="Disks busy",
        starts_at=AT - 2.5 * HOUR,
        ends_at=AT - HOUR,
        components=[roster.main],
    )
    declare_outage(by=roster.agent, facts=facts, at=AT)

    (kept,) = kept_of({roster.main: roster.contract.starts_on}, at=AT)

    assert (kept.down, kept.is_too_long) == (HOUR / 2, False)
    assert kept.last is not None


def test_requests_to_restore_stand_on_the_page_with_their_time(
    roster: World, healthy_roster: Site
) -> None:
    mine = asked(healthy_roster.house, words="Monday's notes")

    assert restores_of([healthy_roster.house.contact]) == [mine]
    assert restores_of([roster.contact]) == []
    assert "Restore for Kelso" in html(signed_in(healthy_roster.house.contact.person))
    assert "Restore for Kelso" not in html(signed_in(roster.contact.person))


def test_the_page_asks_as_much_for_three_runs_as_for_one(roster: World) -> None:
    desk = signed_in(roster.contact.person)

    def asked_with(runs: range) -> int:
        for place in runs:
            when = AT - (3 + 24 * place) * HOUR
            for component in (roster.main, roster.other):
                said = run(started_at=when, ended_at=when + HOUR)
                record_backup(by=roster.agent, component=component, run=said, at=AT)
        desk.get(PAGE)  # what is kept for good is read once
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(PAGE).status_code == 200
        return len(seen)

    assert asked_with(range(1)) == asked_with(range(1, 3))


def test_a_program_records_a_run_and_reads_it_back(roster: World) -> None:
    at = timezone.now().replace(microsecond=0)
    sent = {
        "component": roster.main.slug,
        "kind": "weekly_full",
        "started_at": (at - 2 * HOUR).isoformat(),
        "ended_at": (at - HOUR).isoformat(),
        "bytes": 7,
        "is_good": True,
    }
    desk = signed_in(roster.agent.person)

    first, again = (desk.post(API, sent, content_type="application/json") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert [one["bytes"] for one in desk.get(API).json()["results"]] == [7]
    assert desk.get(f"{API}?component=none").json()["results"] == []
    assert signed_in(roster.contact.person).get(API).json()["results"][0]["kind"] == "weekly_full"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"component": "none"}, 422),
        ({"bytes": -1}, 422),
        ({"started_at": "never"}, 422),
        ({"kind": "daily", "ended_at": "2099-01-01T00:00:00Z"}, 409),
    ],
    ids=["component", "bytes", "time", "future"],
)  # fmt: skip
def test_what_a_program_sends_wrongly_is_told_as_a_problem(
    roster: World, said: dict[str, Any], status: int
) -> None:
    sent = {
        "component": roster.main.slug, "kind": "daily", "started_at": "2026-05-05T02:00:00Z",
        "ended_at": "2026-05-05T03:00:00Z", "is_good": True,
    }  # fmt: skip
    desk = signed_in(roster.agent.person)

    answer = desk.post(API, sent | said, content_type="application/json")

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    contact = signed_in(roster.contact.person)
    assert contact.post(API, sent, content_type="application/json").status_code == 409
