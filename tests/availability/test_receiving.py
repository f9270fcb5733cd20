"""What programs post with a token: taken whole, or refused with a sentence; never with a page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from availability.models import OutageProposal, Probe, ProbeKind, Sample, TokenKind
from availability.services import monitors
from availability.services.monitors import Watch, make_token
from availability.views.receiving import MOST_BYTES, MOST_REPORTS
from portal.tenancy.scope import vendor_scope
from tests.availability.test_alerts import firing, group
from tests.availability.world import World
from tests.cast import Site


def address_for(world: World, kind: TokenKind, probe: Probe | None = None) -> str:
    _, address = make_token(
        by=world.administrator,
        name="Watcher",
        kind=kind,
        component=None if probe else world.main,
        probe=probe,
        at=timezone.now(),
    )
    return address


def post(noun: str, address: str, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(enforce_csrf_checks=True).post(
        f"/monitoring/{noun}/{address}", content, content_type="application/json", headers=headers
    )


def test_an_alert_is_taken_by_its_address_or_its_header(piq: World) -> None:
    address = address_for(piq, TokenKind.ALERTS)

    by_address = post("alerts", f"{address}/", group(firing()))
    by_header = post("alerts", "", group(firing()), Authorization=f"Bearer {address}")

    assert (by_address.status_code, by_header.status_code) == (200, 200)
    assert json.loads(by_header.content) == {"taken": 1}
    assert OutageProposal.objects.get().times == 2


def test_a_payload_that_is_cut_off_is_refused_with_a_sentence(piq: World) -> None:
    body = json.dumps(group(firing())).encode()

    answer = post("alerts", f"{address_for(piq, TokenKind.ALERTS)}/", body[:-30])

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"].startswith("The payload is not complete JSON")
    assert not OutageProposal.objects.exists()


def test_of_a_payload_with_one_wrong_alert_nothing_is_taken(piq: World) -> None:
    wrong = firing(labels={"component": "elsewhere"})

    answer = post("alerts", f"{address_for(piq, TokenKind.ALERTS)}/", group(firing(), wrong))

    assert answer.status_code == 422
    assert not OutageProposal.objects.exists()


def test_what_is_too_big_is_not_read(piq: World) -> None:
    address = address_for(piq, TokenKind.ALERTS)

    assert post("alerts", f"{address}/", b" " * (MOST_BYTES + 1)).status_code == 413


def test_whoever_reports_too_often_is_asked_to_wait(piq: World) -> None:
    address = address_for(piq, TokenKind.HEARTBEAT, beating(piq))
    cache.set(f"often:token:{monitors.read_address(address).token_hash}", MOST_REPORTS)

    answer = post("heartbeats", f"{address}/", b"")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("noun", ["alerts", "samples", "heartbeats", "nonsense"])
def test_an_address_that_was_not_made_here_is_answered_like_none(piq: World, noun: str) -> None:
    made = address_for(piq, TokenKind.ALERTS)
    other = {"alerts": "x" * 40}.get(noun, made)  # or made for something else

    wrong, nothing = post(noun, f"{other}/", {}), post(noun, "", {})

    assert (wrong.status_code, nothing.status_code) == (404, 404)
    assert wrong.content == nothing.content


def test_a_token_reaches_its_own_vendors_components_alone(lumeon: Site, piq: World) -> None:
    with vendor_scope(lumeon.vendor):
        _, address = make_token(
            by=lumeon.administrator, name="Theirs", kind=TokenKind.ALERTS, at=timezone.now()
        )

    answer = post("alerts", f"{address}/", group(firing(labels={"component": piq.main.slug})))

    assert answer.status_code == 422
    assert "There is no component" in json.loads(answer.content)["detail"]
    assert not OutageProposal.objects.exists()


def beating(world: World) -> Probe:
    watch = Watch(name="Nightly", kind=ProbeKind.HEARTBEAT, interval=300, timeout=60)
    return monitors.add_probe(
        by=world.administrator, component=world.main, watch=watch, at=timezone.now()
    )


def test_a_heartbeat_says_that_it_is_alive(piq: World) -> None:
    probe = beating(piq)

    answer = post("heartbeats", f"{address_for(piq, TokenKind.HEARTBEAT, probe)}/", b"")

    assert json.loads(answer.content) == {"taken": 1}
    probe.refresh_from_db()
    assert probe.last_ok_at is not None
    assert probe.next_at == probe.last_ok_at + timedelta(seconds=360)
    assert Sample.objects.get().is_up


def test_samples_are_taken_of_the_component_they_name(piq: World) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    rows = [
        {"at": now.isoformat(), "is_up": True, "milliseconds": 180, "requests": 3},
        {"at": now.isoformat(), "is_up": False, "component": piq.other.slug},
    ]

    answer = post("samples", f"{address_for(piq, TokenKind.SAMPLES)}/", {"samples": rows})

    assert json.loads(answer.content) == {"taken": 2}
    assert set(Sample.objects.values_list("component", "at", "is_up", "requests")) == {
        (piq.main.pk, now, True, 3), (piq.other.pk, now, False, 1)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"at": "2026-03-02T10:00:00", "is_up": True}, 422),
        ({"at": "now", "is_up": True}, 422),
        ({"is_up": True}, 422),
        ({"at": "2999-03-02T10:00:00Z", "is_up": True}, 422),
        ({"at": "2026-03-02T10:00:00Z", "is_up": "yes"}, 422),
        ({"at": "2026-03-02T10:00:00Z", "is_up": True, "milliseconds": 1.5}, 422),
        ({"at": "2026-03-02T10:00:00Z", "is_up": True, "component": ["x"]}, 422),
        ({"at": "2026-03-02T10:00:00Z", "is_up": True, "component": "elsewhere"}, 422),
    ],
    ids=["zone", "words", "time", "future", "up", "fraction", "list", "elsewhere"],
)
def test_a_sample_that_cannot_be_is_refused(piq: World, row: dict[str, Any], status: int) -> None:
    answer = post("samples", f"{address_for(piq, TokenKind.SAMPLES)}/", {"samples": [row]})

    assert answer.status_code == status
    assert not Sample.objects.exists()


def test_nothing_is_shown_at_these_addresses(piq: World) -> None:
    address = address_for(piq, TokenKind.ALERTS)

    assert Client().get(f"/monitoring/alerts/{address}/").status_code == 405
