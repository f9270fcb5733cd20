"""Suspicions: what monitors say becomes one proposal, with the bounds of what was seen."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from availability.alerts import read_signals
from availability.models import (
    Component,
    MonitorToken,
    OutageProposal,
    Probe,
    ProbeKind,
    ProposalSource,
    ProposalState,
    Sample,
    TokenKind,
)
from availability.probes import Answer
from availability.services import checking, hearing, monitors, suspecting
from availability.services.checking import BATCH, next_time
from availability.services.monitors import Watch
from availability.tasks import ask_due, take_late
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from portal.tenancy.models import Vendor
from tests.availability.serving import GOOD, answering, server
from tests.availability.test_alerts import HOLDS, REAL, firing, group
from tests.availability.world import World

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOOD_ANSWER = Answer(is_good=True, words="Answered 200 in 80 ms", milliseconds=80)
BAD_ANSWER = Answer(is_good=False, words="Answered 503; 200 was expected", milliseconds=12)
BOUNDS = ("last_ok_at", "first_fail_at", "last_fail_at", "first_ok_at")


def token_for(world: World, kind: TokenKind = TokenKind.ALERTS) -> MonitorToken:
    made, _ = monitors.make_token(
        by=world.administrator, name="Watcher", kind=kind, component=world.main, at=AT
    )
    return made


def hear(token: MonitorToken, payload: object, at: datetime = AT) -> None:
    body = json.dumps(payload).encode()
    hearing.hear_alerts(token=token, signals=read_signals(body), at=at)


def probe_of(world: World, component: Component | None = None, **watch: Any) -> Probe:
    said = {"name": "Front page", "url": "https://example.org/"} | watch
    return monitors.add_probe(
        by=world.administrator,
        component=component or world.main,
        watch=Watch(**said),
        at=AT - timedelta(hours=1),
    )


def answer(probe: Probe, *answers: Answer, first: datetime = AT) -> None:
    for n, one in enumerate(answers):
        checking.keep_answer(probe_id=probe.pk, answer=one, at=first + n * MINUTE)


def bounds(proposal: OutageProposal) -> tuple[datetime | None, ...]:
    proposal.refresh_from_db()
    return tuple(getattr(proposal, name) for name in BOUNDS)


def test_the_same_payload_a_thousand_times_is_one_proposal(piq: World) -> None:
    token = token_for(piq)

    for _ in range(1_000):
        hear(token, group(firing()))

    proposal = OutageProposal.objects.get()
    assert (proposal.times, proposal.source) == (1_000, ProposalSource.ALERTMANAGER)
    assert proposal.payload["labels"] == {"alertname": "Down", "instance": "web-1"}
    assert Notification.objects.filter(title__contains="web-1").count() == 1  # the agent's, once


def test_an_alert_that_is_resolved_is_good_again_from_its_end(piq: World) -> None:
    token = token_for(piq)
    start, end = "2026-03-10T12:00:00Z", "2026-03-10T12:09:30.5Z"

    hear(token, group(firing(startsAt=start)), AT + MINUTE)
    for n in range(3):
        over = firing(status="resolved", startsAt=start, endsAt=end)
        hear(token, group(over), AT + (10 + n) * MINUTE)

    assert bounds(OutageProposal.objects.get()) == (
        None, AT, AT + MINUTE, AT + timedelta(minutes=9, seconds=31)
    )  # fmt: skip


def test_an_alert_that_is_seen_only_when_it_is_over_is_kept_as_it_was(piq: World) -> None:
    over = firing(status="resolved", startsAt="2026-03-10T11:00:00Z", endsAt="2026-03-10T11:20:00Z")

    hear(token_for(piq), group(over))

    eleven, twenty = AT - timedelta(hours=1), AT - timedelta(minutes=40)
    assert bounds(OutageProposal.objects.get()) == (None, eleven, twenty, twenty)


def test_what_flaps_before_anybody_looked_is_one_proposal_from_first_to_last(piq: World) -> None:
    token = token_for(piq)
    plain = {"key": "db", "title": "Database"}
    for minute, state in ((0, "down"), (2, "up"), (5, "down"), (9, "up")):
        at = AT + minute * MINUTE
        hear(token, plain | {"state": state, "at": at.isoformat()}, at)

    proposal = OutageProposal.objects.get()
    assert bounds(proposal) == (None, AT, AT + 5 * MINUTE, AT + 9 * MINUTE)


def test_what_was_dismissed_stays_so_while_the_same_failure_goes_on(piq: World) -> None:
    token = token_for(piq)
    hear(token, group(firing()))
    first = OutageProposal.objects.get()
    suspecting.dismiss_proposal(by=piq.agent, proposal=first, reason="A drill.", at=AT)

    hear(token, group(firing()), AT + MINUTE)
    assert OutageProposal.objects.get().state == ProposalState.DISMISSED

    hear(token, group(firing(startsAt="2026-03-10T13:00:00Z")), AT + timedelta(hours=1))
    assert OutageProposal.objects.open().count() == 1


@pytest.mark.skipif(not REAL.is_dir(), reason="real payloads lie beside a working copy only")
def test_real_payloads_give_one_proposal_for_each_alert_however_often_they_come(
    piq: World,
) -> None:
    token = token_for(piq)
    for name in [*sorted(HOLDS), *sorted(HOLDS)]:
        signals = read_signals((REAL / name).read_bytes())
        hearing.hear_alerts(token=token, signals=signals, at=AT)

    found = OutageProposal.objects.all()
    assert found.count() == sum(many for many, _, _, _ in HOLDS.values()) - 1  # Pingdom's is one
    pingdom = found.get(source=ProposalSource.WEBHOOK)
    down, up = (
        datetime(2017, 6, 30, 22, 25, 43, tzinfo=UTC),
        datetime(2017, 6, 30, 22, 30, 43, tzinfo=UTC),
    )
    assert (pingdom.first_fail_at, pingdom.first_ok_at, pingdom.is_over) == (down, up, True)
    going_on = found.exclude(pk=pingdom.pk)
    assert set(going_on.values_list("first_ok_at", "last_fail_at")) == {(None, AT)}


def test_an_alert_names_its_component_or_has_the_tokens(piq: World) -> None:
    token = token_for(piq)
    hear(token, group(firing(fingerprint="", labels={"component": piq.other.slug})))
    hear(token, group(firing()))

    found = set(OutageProposal.objects.values_list("component", flat=True))
    assert found == {piq.other.pk, piq.main.pk}

    with pytest.raises(Refusal, match="There is no component “elsewhere”"):
        hear(token, group(firing(labels={"component": "elsewhere"}), firing()))
    assert OutageProposal.objects.count() == 2


def test_a_sender_whose_clock_is_ahead_suspects_nothing_of_the_future(piq: World) -> None:
    hear(token_for(piq), group(firing(startsAt="2026-03-10T13:00:00Z")))

    assert OutageProposal.objects.get().first_fail_at == AT


def test_a_probe_is_suspicious_only_once_it_failed_enough(piq: World) -> None:
    probe = probe_of(piq, failures_needed=3)

    answer(probe, GOOD_ANSWER, BAD_ANSWER, BAD_ANSWER, GOOD_ANSWER)
    assert not OutageProposal.objects.exists()

    answer(probe, *[BAD_ANSWER] * 4, GOOD_ANSWER, first=AT + 10 * MINUTE)
    assert bounds(OutageProposal.objects.get()) == (
        AT + 3 * MINUTE, AT + 10 * MINUTE, AT + 13 * MINUTE, AT + 14 * MINUTE
    )  # fmt: skip
    assert list(Sample.objects.values_list("is_up", flat=True).order_by("at")) == (
        [True, False, False, True] + [False] * 4 + [True]
    )


def test_an_answer_that_comes_late_changes_nothing_but_its_minute(piq: World) -> None:
    probe = probe_of(piq, failures_needed=1)
    answer(probe, GOOD_ANSWER, first=AT + MINUTE)

    answer(probe, BAD_ANSWER)

    probe.refresh_from_db()
    assert (probe.failures, probe.last_ok_at) == (0, AT + MINUTE)
    assert not OutageProposal.objects.exists()
    assert Sample.objects.filter(at=AT, is_up=False).exists()


def test_the_end_of_a_certificate_is_said_once(piq: World) -> None:
    probe = probe_of(piq)
    ending = Answer(is_good=True, words="ok", certificate_ends_at=AT + timedelta(days=9))

    answer(probe, ending, ending, ending)

    said = Notification.objects.filter(title="The certificate behind Front page ends")
    assert [row.person_id for row in said] == [piq.administrator.person_id]


def test_a_probe_has_its_own_second_and_keeps_it(piq: World) -> None:
    probe = probe_of(piq, interval=300)

    times = [next_time(probe, AT + n * MINUTE) for n in range(11)]

    assert len(set(times)) == 3
    assert {later - earlier for earlier, later in zip(times, times[5:], strict=False)} == {
        timedelta(minutes=5)
    }


def test_due_probes_are_asked_and_their_answers_kept(piq: World, settings: LazySettings) -> None:
    settings.PROBE_PRIVATE_ADDRESSES = ["127.0.0.0/8"]
    with server(answering(GOOD)) as (port, heard):
        probes = [probe_of(piq, name=f"P{n}", url=f"http://127.0.0.1:{port}/") for n in range(3)]
        switched_off = probe_of(piq, name="off", url=f"http://127.0.0.1:{port}/", is_enabled=False)

        assert (ask_due(at=AT), ask_due(at=AT)) == (3, 0)

    assert len(heard) == 3 < BATCH
    assert {one.last_ok_at for one in Probe.objects.filter(pk__in=[p.pk for p in probes])} == {AT}
    switched_off.refresh_from_db()
    assert switched_off.last_ok_at is None


def beating(world: World) -> Probe:
    watch: Any = {"kind": ProbeKind.HEARTBEAT, "name": "Nightly", "interval": 300, "timeout": 60}
    return probe_of(world, url="", **watch)


def test_a_heartbeat_that_does_not_come_is_suspected_from_when_it_was_due(piq: World) -> None:
    probe = beating(piq)
    assert take_late(at=AT) == 0  # nobody waits before the first

    checking.beat(probe=probe, at=AT)
    assert take_late(at=AT + 5 * MINUTE) == 0
    for n in (6, 7, 8):
        assert take_late(at=AT + n * MINUTE) == 1
    checking.beat(probe=probe, at=AT + 8 * MINUTE + timedelta(seconds=30))

    proposal = OutageProposal.objects.get()
    assert proposal.source == ProposalSource.HEARTBEAT
    assert proposal.words.startswith("No heartbeat since 10 March 2026 12:00:00 UTC")
    last_ok, first_fail, _, first_ok = bounds(proposal)
    assert (last_ok, first_fail) == (AT, AT + 6 * MINUTE)
    assert first_ok == AT + 8 * MINUTE + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://user:pw@example.org/"}, "bad_address"),
        ({"interval": 45}, "interval"),
        ({"interval": 30, "timeout": 31}, "timeout"),
        ({"timeout": 0}, "timeout"),
        ({"expected_status": 99}, "expected_status"),
        ({"failures_needed": 0}, "failures_needed"),
        ({"name": "  "}, "no_words"),
        ({"kind": ProbeKind.HEARTBEAT, "interval": 30}, "interval"),
    ],
    ids=["address", "interval", "longer", "never", "status", "failures", "name", "beat"],
)
def test_a_probe_that_cannot_be_is_refused(piq: World, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        probe_of(piq, **changes)

    assert caught.value.code == code


def test_who_keeps_no_monitors_changes_none(piq: World) -> None:
    with pytest.raises(Refusal, match="you cannot keep services, components and monitors"):
        monitors.add_probe(
            by=piq.agent, component=piq.main, watch=Watch(name="x", url="https://x.org"), at=AT
        )


def test_a_token_is_kept_as_a_digest_and_works_until_it_is_revoked(piq: World) -> None:
    token, address = monitors.make_token(
        by=piq.administrator, name="Watcher", kind=TokenKind.ALERTS, at=AT
    )
    read = monitors.read_address(address)
    assert address.partition(".")[2].partition(":")[0] not in token.token_hash
    assert monitors.token_of(read, TokenKind.ALERTS) == token
    with pytest.raises(Refusal):
        monitors.token_of(read, TokenKind.SAMPLES)

    monitors.revoke_token(by=piq.administrator, token=token, at=AT)

    with pytest.raises(Refusal, match="Nothing is reported here"):
        monitors.token_of(read, TokenKind.ALERTS)
    with pytest.raises(Refusal, match="Nothing is reported here"):
        monitors.read_address(f"{address}x")
    assert Vendor.objects.filter(slug="patientiq").exists()


def test_what_somebody_suspects_is_kept_once(piq: World) -> None:
    for _ in range(2):
        suspecting.report_suspicion(
            by=piq.agent, component=piq.main, since=AT, title="Slow logins", at=AT + MINUTE
        )

    proposal = OutageProposal.objects.get()
    assert (proposal.source, proposal.times) == (ProposalSource.MANUAL, 2)
    with pytest.raises(Refusal, match="is to come"):
        suspecting.report_suspicion(
            by=piq.agent, component=piq.main, since=AT + MINUTE, title="x", at=AT
        )
