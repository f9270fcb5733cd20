"""Payloads of monitoring tools, as they really are: what fires, from when to when."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from availability.alerts import MOST_ALERTS, Signal, read_signals
from portal.kernel.refusal import Refusal

REAL = Path(__file__).resolve().parents[3] / "shared" / "real" / "alerts"
PLAIN = {"key": "db", "state": "down", "at": "2026-03-02T10:00:00.25Z", "title": "Database"}


def firing(**changes: Any) -> dict[str, Any]:
    alert = {
        "status": "firing",
        "labels": {"alertname": "Down", "instance": "web-1"},
        "annotations": {"summary": "web-1 is down", "description": "No answer for a minute."},
        "startsAt": "2026-03-02T10:00:00.123456789+01:00",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "b3f1c2",
    }
    return alert | changes


def group(*alerts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"version": "4", "status": "firing", "alerts": list(alerts)} | changes


def read(payload: object) -> list[Signal]:
    return read_signals(json.dumps(payload).encode())


def test_an_open_alert_has_no_end_and_begins_at_its_whole_second() -> None:
    (signal,) = read(group(firing()))

    assert signal.is_firing
    assert signal.started_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert signal.ended_at is None
    assert (signal.title, signal.words) == ("web-1 is down", "No answer for a minute.")


def test_a_resolved_alert_ends_with_the_second_that_holds_its_end() -> None:
    (signal,) = read(group(firing(status="resolved", endsAt="2026-03-02T10:07:00.001+01:00")))

    assert not signal.is_firing
    assert signal.ended_at == datetime(2026, 3, 2, 9, 7, 1, tzinfo=UTC)


def test_an_alert_is_the_same_by_its_fingerprint_or_its_labels_in_any_order() -> None:
    one, other = firing(), firing(labels={"instance": "web-1", "alertname": "Down"})
    without = [{k: v for k, v in row.items() if k != "fingerprint"} for row in (one, other)]

    by_print, by_labels, again = read(group(one, *without))

    assert by_labels.series == again.series != by_print.series


def test_old_versions_say_for_the_group_whether_it_fires() -> None:
    old = {key: value for key, value in firing().items() if key not in {"status", "endsAt"}}

    (fires,) = read(group(old, version="3"))
    (ended,) = read(group(old, version="3", status="resolved"))

    assert (fires.is_firing, ended.is_firing) == (True, False)


def test_an_alert_can_name_its_component() -> None:
    (signal,) = read(group(firing(labels={"alertname": "Down", "component": "registry-web"})))

    assert signal.component == "registry-web"


def test_the_plain_form_goes_down_and_comes_up() -> None:
    (down,) = read(PLAIN)
    (up,) = read(PLAIN | {"state": "UP", "at": 1_772_445_900})

    assert (down.started_at, down.ended_at) == (datetime(2026, 3, 2, 10, 0, tzinfo=UTC), None)
    assert (up.started_at, up.ended_at) == (None, datetime(2026, 3, 2, 10, 5, tzinfo=UTC))
    assert down.series == up.series


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (json.dumps(group(firing())).encode()[:-40], "not complete JSON"),
        (b"", "not complete JSON"),
        (b"\xff\xfe", "not complete JSON"),
        (b"[1]", "must be a JSON object"),
        (b"{}", "Nothing in it says what failed"),
        (b'{"alerts": {"a": 1}}', "list of objects"),
        (json.dumps(group(firing(startsAt="yesterday"))).encode(), "no date and time"),
        (json.dumps(group(firing(startsAt=["x"]))).encode(), "no date and time"),
        (json.dumps(group(firing(status="perhaps"))).encode(), "no state known here"),
        (json.dumps(group(firing(labels=[1]))).encode(), "must be an object"),
        (json.dumps(PLAIN | {"state": "sideways"}).encode(), "no state known here"),
        (json.dumps(PLAIN | {"at": 1e300}).encode(), "no date and time"),
        (b'{"key": "a", "state": "down", "at": NaN}', "not complete JSON"),
        (b'{"alerts": ' + b"[" * 100_000, "not complete JSON"),
    ],
    ids=[
        "cut-off", "empty", "bytes", "list", "nothing", "no-list", "words-for-time",
        "list-for-time", "state", "labels", "sideways", "far-future", "nan", "deep",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as caught:
        read_signals(body)

    assert caught.value.code == "bad_payload"


def test_more_alerts_than_are_taken_are_refused() -> None:
    with pytest.raises(Refusal, match="are taken"):
        read(group(*[firing()] * (MOST_ALERTS + 1)))


def test_what_postgresql_cannot_keep_is_left_out() -> None:
    (signal,) = read_signals(b'{"key": "a", "state": "down", "title": "zero\\u0000 \\ud800half"}')

    assert signal.title == "zero ?half"


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["alerts", "labels", "status", "startsAt", "key", "state", "at",
                         "check_id", "current_state", "annotations", "endsAt"]), inner, max_size=5),
    max_leaves=12,
))  # fmt: skip
def test_whatever_comes_is_read_or_refused(payload: object) -> None:
    try:
        found = {f"{len(signal.series)}" for signal in read(payload)}
    except Refusal as refusal:
        found = {refusal.code}

    assert found <= {"64"} or found == {"bad_payload"}


# What each real payload holds: alerts, how many fire, and the first one's bounds and title.
HOLDS = {
    "alerta-pingdom_down.json": (1, 1, "2017-06-30T22:25:43", "Alerta API on OpenShift"),
    "alerta-pingdom_up.json": (1, 0, "2017-06-30T22:30:43", "Alerta API on OpenShift"),
    "alerta-prometheus_v3_alert.json": (1, 1, "2016-08-01T10:27:08", "Connect fail"),
    "alerta-prometheus_v4_alert.json": (1, 1, "2017-08-03T19:17:37", "No things for over 10 min"),
    "prometheus_bot-big_output.json": (1, 1, "2016-04-27T20:46:37", "Very long annotation"),
    "prometheus_bot-production_example.json": (11, 11, "2017-01-26T13:31:54", "LoadAverage_15MIN"),
}


@pytest.mark.skipif(not REAL.is_dir(), reason="real payloads lie beside a working copy only")
@pytest.mark.parametrize("name", sorted(HOLDS))
def test_real_payloads_are_read_as_they_were_meant(name: str) -> None:
    many, fire, at, title = HOLDS[name]

    signals = read_signals((REAL / name).read_bytes())

    assert (len(signals), sum(one.is_firing for one in signals)) == (many, fire)
    assert len({one.series for one in signals}) == many
    first = signals[0]
    assert (first.started_at or first.ended_at) == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert first.title.startswith(title)


@pytest.mark.skipif(not REAL.is_dir(), reason="real payloads lie beside a working copy only")
def test_pingdoms_up_is_of_the_same_check_as_its_down() -> None:
    down, up = (
        read_signals((REAL / f"alerta-pingdom_{state}.json").read_bytes())[0]
        for state in ("down", "up")
    )

    assert down.series == up.series
