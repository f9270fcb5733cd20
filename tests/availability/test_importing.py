"""Outages from files: columns guessed, faults shown, each row stored once and corrected after."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from availability.importing import Understanding, read_file, understood
from availability.models import (
    ImportedRow,
    Maintenance,
    MaintenanceNotice,
    Outage,
    OutageImport,
    OutageVersion,
    Sheet,
)
from availability.queries import facts_of
from availability.services.importing import confirm, store, take_in, understand
from availability.services.outages import correct_outage, withdraw_outage
from availability.stated import OutageFacts
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from tests.availability.world import World
from tests.factories import MONDAY

HEAD = "id,title,impact,components,started_at,resolved_at,downtime_start,downtime_end,page_id"
LINE = (
    "7,Web is slow,minor,Web,2026-04-01T09:00Z,2026-04-01T10:00Z,"
    "2026-04-01T09:10Z,2026-04-01T09:55Z,x"
)
AT = datetime(2026, 5, 5, 12, tzinfo=UTC)


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def sent(by: Membership, content: bytes, **changes: Any) -> OutageImport:
    said = {"sheet": "outages", "source": "statuses", "name": "april.csv", "zone": "UTC"}
    return take_in(by=by, content=content, at=AT, **(said | changes))


def stored(by: Membership, content: bytes, **changes: Any) -> OutageImport:
    kept = sent(by, content, **changes)
    assert kept.state == "ready", kept.faults
    confirm(by=by, kept=kept, at=AT)
    assert store(pk=kept.pk, at=AT, tell=lambda _: None)
    return OutageImport.objects.get(pk=kept.pk)


def whys(kept: OutageImport) -> list[tuple[int, str, str]]:
    return [(one["line"], one["column"], one["why"]) for one in kept.faults]


def test_columns_are_guessed_by_their_names_and_the_better_one_wins() -> None:
    how = understood(Sheet.OUTAGES, read_file(csv(LINE)), "UTC")

    assert how.columns == {
        "source_id": "id",
        "title": "title",
        "starts_at": "downtime_start",
        "ends_at": "downtime_end",
        "components": "components",
        "effect": "impact",
    }
    assert how.effects == {"minor": "impaired"}


def test_a_file_becomes_outages_with_what_it_says(piq: World) -> None:
    kept = stored(piq.agent, csv(LINE, LINE.replace("7,", "8,").replace("minor", "critical")))

    assert (kept.state, kept.fresh, bytes(kept.content)) == ("done", 2, b"")
    first, second = Outage.objects.with_current().order_by("number")
    assert (first.source, first.source_id, first.current.title) == ("statuses", "7", "Web is slow")
    assert first.current.starts_at == datetime(2026, 4, 1, 9, 10, tzinfo=UTC)
    assert first.current.restored_at == datetime(2026, 4, 1, 9, 55, tzinfo=UTC)
    assert [first.current.kind, second.current.kind] == ["impaired", "unavailable"]
    assert first.current.components == [piq.main]
    assert not first.current.is_confirmed


def test_the_same_file_again_changes_nothing_even_what_was_corrected_here(piq: World) -> None:
    stored(piq.agent, csv(LINE))
    outage = Outage.objects.get()
    facts = OutageFacts.of(outage.current)
    mended = OutageFacts(**facts.columns() | {"title": "Web timed out", "components": [piq.main]})
    correct_outage(by=piq.agent, outage=outage, facts=mended, reason="Seen in logs.", at=AT)

    again = stored(piq.agent, csv(LINE))

    assert (again.fresh, again.changed, again.same) == (0, 0, 1)
    assert Outage.objects.get().current.title == "Web timed out"


def test_a_row_that_says_otherwise_becomes_another_version(piq: World) -> None:
    stored(piq.agent, csv(LINE))

    later = stored(piq.agent, csv(LINE.replace("09:55Z", "10:05Z")))

    assert (later.fresh, later.changed) == (0, 1)
    outage = Outage.objects.get()
    assert outage.version == 2
    assert outage.current.ends_at == datetime(2026, 4, 1, 10, 5, tzinfo=UTC)
    assert outage.current.restored_at == outage.current.ends_at
    assert outage.current.reason == "statuses says so now."
    assert stored(piq.agent, csv(LINE.replace("09:55Z", "10:05Z"))).same == 1
    assert ImportedRow.objects.count() == 1


def test_an_outage_that_was_withdrawn_here_stays_withdrawn(piq: World) -> None:
    stored(piq.agent, csv(LINE))
    withdraw_outage(by=piq.agent, outage=Outage.objects.get(), reason="A test of ours.", at=AT)

    later = stored(piq.agent, csv(LINE.replace("09:55Z", "10:05Z")))

    assert (later.changed, later.left_out) == (0, 1)
    assert Outage.objects.get().current.is_withdrawn


def test_the_same_key_of_another_source_is_another_outage(piq: World) -> None:
    stored(piq.agent, csv(LINE))
    stored(piq.agent, csv(LINE), source="elsewhere")

    assert Outage.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        pytest.param(
            LINE.replace("09:10Z", "nine"), "downtime_start", "A time is written", id="no-time"
        ),
        pytest.param(
            LINE.replace("2026-04-01T09:10Z", "2026-04-01"),
            "downtime_start",
            "A time is written",
            id="a-date-alone",
        ),
        pytest.param(
            LINE.replace("09:55Z", "09:05Z"), "downtime_end", "It ends before", id="order"
        ),
        pytest.param(LINE.replace("2026-04", "2027-04"), "downtime_start", "future", id="future"),
        pytest.param(LINE.replace(",Web,", ",Webb,"), "components", "No component", id="unknown"),
        pytest.param(LINE.replace(",Web,", ",,"), "components", "names no component", id="none"),
        pytest.param(LINE.replace("minor", "meh"), "impact", "what this word means", id="word"),
        pytest.param(LINE.replace("7,", ",", 1), "id", "Nothing stands here", id="no-key"),
        pytest.param(
            LINE.replace("Web is slow", ""), "title", "Nothing stands here", id="no-title"
        ),
    ],
)
def test_a_cell_that_cannot_be_taken_is_told_with_its_line_and_nothing_is_stored(
    piq: World, line: str, column: str, why: str
) -> None:
    kept = sent(piq.agent, csv(LINE.replace("7,", "6,", 1), line))

    ((number, at, said),) = whys(kept)
    assert (number, at, why in said) == (3, column, True)
    with pytest.raises(Refusal, match="has faults"):
        confirm(by=piq.agent, kept=kept, at=AT)
    assert not Outage.objects.exists()


def test_a_key_that_comes_twice_is_told(piq: World) -> None:
    assert whys(sent(piq.agent, csv(LINE, LINE))) == [(3, "id", "Line 2 has this key too.")]


def test_rows_of_no_length_and_of_words_to_be_left_out_are_counted_as_such(piq: World) -> None:
    none = LINE.replace("7,", "8,", 1).replace("09:55Z", "09:10Z")
    work = LINE.replace("7,", "9,", 1).replace("minor", "maintenance")

    kept = stored(piq.agent, csv(LINE, none, work))

    assert (kept.rows, kept.fresh, kept.left_out) == (3, 1, 2)


def test_what_was_guessed_wrongly_is_corrected_and_read_anew(piq: World) -> None:
    kept = sent(piq.agent, csv(LINE.replace("minor", "meh").replace(",Web,", ",,")))
    how = Understanding(
        columns={**kept.mapping["columns"], "starts_at": "started_at", "gone": "no such column"},
        effects={"meh": "degraded"},
        zone="UTC",
        components=(piq.main.pk, piq.other.pk),
        confirmed_how="The source checks before it publishes.",
    )

    kept = understand(by=piq.agent, kept=kept, how=how, at=AT)
    confirm(by=piq.agent, kept=kept, at=AT)
    store(pk=kept.pk, at=AT, tell=lambda _: None)

    current = Outage.objects.get().current
    assert current.starts_at == datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert (current.kind, current.is_confirmed) == ("degraded", True)
    assert set(current.components) == {piq.main, piq.other}
    with pytest.raises(Refusal, match="stored already"):
        understand(by=piq.agent, kept=kept, how=how, at=AT)


@pytest.mark.parametrize(
    ("wall", "start"),
    [
        pytest.param("2026-04-01 09:10", datetime(2026, 4, 1, 14, 10, tzinfo=UTC), id="plain"),
        pytest.param("2026-03-08 02:30", "did not come that day", id="skipped"),
        pytest.param("2025-11-02 01:30", "came twice that day", id="twice"),
        pytest.param(
            "2025-11-02 01:30-06:00", datetime(2025, 11, 2, 7, 30, tzinfo=UTC), id="with-offset"
        ),
    ],
)
def test_times_without_an_offset_are_of_the_zone_that_was_said(
    piq: World, wall: str, start: datetime | str
) -> None:
    line = LINE.replace("2026-04-01T09:10Z", wall).replace("2026-04-01T09:55Z", "")

    kept = sent(piq.agent, csv(line), zone="America/Chicago")

    if isinstance(start, str):
        assert start in whys(kept)[0][2]
    else:
        assert kept.preview[0]["from"] == f"{start:%Y-%m-%d %H:%M} UTC"
        assert kept.preview[0]["until"] == "still going on"


@pytest.mark.parametrize("wrapped", [False, True], ids=["list", "named"])
def test_json_says_the_same_with_its_lists_of_names(piq: World, wrapped: bool) -> None:
    entry = dict(zip(HEAD.split(","), LINE.split(","), strict=True))
    entries = [entry | {"id": 7, "components": [{"name": "Web"}, {"name": "Archive"}]}]
    content = json.dumps({"page": {}, "incidents": entries} if wrapped else entries)

    stored(piq.agent, content.encode())

    current = Outage.objects.get(source_id="7").current
    assert set(current.components) == {piq.main, piq.other}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"[1, 2]", "Entry 1 of the list is no object", id="no-objects"),
        pytest.param(b'{"a": [], "b": []}', "holds one list", id="two-lists"),
        pytest.param(b"[{]", "looks like JSON and is not", id="broken"),
        pytest.param(b"[" + b"9" * 5000 + b"]", "looks like JSON and is not", id="long-number"),
        pytest.param(b"[]", "no rows", id="empty-list"),
        pytest.param(b"[" * 100_000, "looks like JSON and is not", id="deep"),
        pytest.param(b"id,id\n1,2", "stands there twice", id="twice"),
        pytest.param(b"id,,title\n1,2,3", "has no name", id="unnamed"),
        pytest.param(b"", "no rows", id="empty"),
        pytest.param(b"\xff\xfe", "not UTF-8", id="binary"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read_file(content)


def test_who_may_not_declare_outages_may_not_import_them(piq: World) -> None:
    with pytest.raises(Refusal, match="you cannot declare and correct outages"):
        sent(piq.contact, csv(LINE))


def test_nothing_is_stored_for_somebody_who_left_meanwhile(piq: World) -> None:
    kept = sent(piq.agent, csv(LINE))
    confirm(by=piq.agent, kept=kept, at=AT)
    piq.agent.ended_at = MONDAY
    piq.agent.save(update_fields=["ended_at"])

    assert store(pk=kept.pk, at=AT, tell=lambda _: None)

    kept.refresh_from_db()
    assert (kept.state, OutageVersion.objects.count()) == ("faulty", 0)
    assert not store(pk=kept.pk, at=AT, tell=lambda _: None)


WORK_HEAD = "id,title,components,announced_at,in_progress_at,completed_at"
WORK = "3,Move to new disks,Web,2026-04-06T08:00Z,2026-04-16T04:00Z,2026-04-16T05:30Z"


def works(by: Membership, *lines: str) -> OutageImport:
    return stored(by, csv(*lines, head=WORK_HEAD), sheet="works")


def test_maintenance_comes_with_its_times_and_the_notice_that_was_given(piq: World) -> None:
    works(piq.agent, WORK)

    work = Maintenance.objects.get()
    (session,) = work.current.sessions.all()
    assert session.actual_from == session.announced_from == datetime(2026, 4, 16, 4, tzinfo=UTC)
    notice = MaintenanceNotice.objects.get(contract=piq.contract)
    assert notice.sent_at == datetime(2026, 4, 6, 8, tzinfo=UTC)
    facts = facts_of(piq.contract, Month(2026, 4), at=AT)
    assert [one.notice_at for one in facts.works] == [notice.sent_at]


def test_maintenance_sent_again_changes_nothing_and_changed_becomes_a_version(piq: World) -> None:
    works(piq.agent, WORK)
    told = MaintenanceNotice.objects.count()
    assert works(piq.agent, WORK).same == 1

    changed = works(piq.agent, WORK.replace("05:30Z", "05:45Z"))

    assert (changed.fresh, changed.changed) == (0, 1)
    assert Maintenance.objects.get().version == 2
    assert MaintenanceNotice.objects.count() == told


def test_maintenance_that_lies_ahead_is_planned_and_not_yet_done(piq: World) -> None:
    works(piq.agent, WORK.replace("2026-04-16", "2026-06-16"))

    (session,) = Maintenance.objects.get().current.sessions.all()
    assert (session.actual_from, session.actual_to) == (None, None)
    assert session.announced_from == datetime(2026, 6, 16, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (WORK.replace("05:30Z", "03:30Z"), "completed_at"),
        (WORK.replace("2026-04-16T05:30Z", ""), "completed_at"),
        (WORK.replace("2026-04-16T04:00Z,2026-04-16T05:30Z", ","), "in_progress_at"),
        (WORK.replace("2026-04-16T04", "2026-01-16T04"), "in_progress_at"),
    ],
    ids=["order", "half", "no-times", "too-long"],
)  # fmt: skip
def test_maintenance_whose_times_cannot_be_is_told(piq: World, line: str, column: str) -> None:
    kept = sent(piq.agent, csv(line, head=WORK_HEAD), sheet="works")

    assert [(one[0], one[1]) for one in whys(kept)] == [(2, column)]
