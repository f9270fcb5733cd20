"""What monitoring tools post when something fires: read into signals, whichever tool it was.

Understood are Alertmanager's webhook (version 4, and what older ones and Grafana send in its
form), Pingdom's, and a plain form of our own for everything else. What is kept of a time is its
whole second: the beginning rounded down, the end up, so that no part of what a tool saw is lost.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.kernel.refusal import Refusal

MOST_ALERTS = 500  # in one payload
LONGEST_TITLE = 200
LONGEST_WORDS = 2_000
NEVER_ENDED = 1  # the year of Go's zero time: Alertmanager's word for "still going on"

type Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One alert: which it is, whether it fires, and from when to when it did."""

    series: str  # the same each time this alert fires
    is_firing: bool
    started_at: datetime | None  # None: the tool does not say
    ended_at: datetime | None
    title: str
    words: str
    component: str  # the slug that it names, if any
    said: Mapping[str, Any]  # what the tool posted of it


def read_signals(body: bytes) -> list[Signal]:
    """This function will return the alerts of a posted body, in the order in which they stand.

    :raises Refusal: with code `bad_payload` if it is no JSON, cut off, or in no form known here.
    """
    payload = _parsed(body)
    if "alerts" in payload:
        return list(_of_alertmanager(payload))
    if "current_state" in payload and "check_id" in payload:
        return [_of_pingdom(payload)]
    if "key" in payload and "state" in payload:
        return [_plain(payload)]
    raise _bad(
        "Nothing in it says what failed. Send Alertmanager's form, Pingdom's, or an object with "
        '"key", "state" ("down" or "up") and "at".'
    )


def _parsed(body: bytes) -> Payload:
    try:
        payload = json.loads(body, parse_constant=_no_number)  # PostgreSQL keeps no NaN
    except (ValueError, RecursionError) as error:
        place = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise _bad(f"The payload is not complete JSON{place}. Nothing of it was taken.") from None
    if not isinstance(payload, dict):
        raise _bad("The payload must be a JSON object.")
    return payload


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _of_alertmanager(payload: Payload) -> Iterator[Signal]:
    alerts = payload["alerts"]
    if not isinstance(alerts, list) or not all(isinstance(one, dict) for one in alerts):
        raise _bad('"alerts" must be a list of objects.')
    if len(alerts) > MOST_ALERTS:
        raise _bad(f"{len(alerts)} alerts came at once; {MOST_ALERTS} are taken. Group them.")
    common = _words_of(payload, "commonAnnotations")
    for alert in alerts:
        labels = _words_of(alert, "labels")
        notes = common | _words_of(alert, "annotations")
        # Old versions say it for the group only.
        state = str(alert.get("status") or payload.get("status") or "firing")
        ended = _moment(alert.get("endsAt"), up=True)
        is_firing = _known(state, {"firing": True, "resolved": False})
        yield Signal(
            series=_series("alertmanager", alert.get("fingerprint") or sorted(labels.items())),
            is_firing=is_firing,
            started_at=_moment(alert.get("startsAt")),
            ended_at=None if is_firing else ended,
            title=_line(notes.get("summary") or labels.get("alertname") or "An alert"),
            words=_text(notes.get("description") or notes.get("message")),
            component=labels.get("component", ""),
            said={"labels": _short(labels), "annotations": _short(notes), "status": state},
        )


def _of_pingdom(payload: Payload) -> Signal:
    is_firing = _known(str(payload["current_state"]).lower(), {"down": True, "up": False})
    changed = payload.get("state_changed_timestamp") or payload.get("state_changed_utc_time")
    shown = ("check_id", "check_name", "check_type", "current_state", "importance_level")
    return Signal(
        series=_series("pingdom", payload["check_id"]),
        is_firing=is_firing,
        started_at=_moment(changed) if is_firing else None,
        ended_at=None if is_firing else _moment(changed, up=True),
        title=_line(str(payload.get("check_name") or payload["check_id"])),
        words=_text(payload.get("long_description") or payload.get("description")),
        component="",
        said=_short({key: str(payload[key]) for key in shown if key in payload}),
    )


def _plain(payload: Payload) -> Signal:
    is_firing = _known(str(payload["state"]).lower(), {"down": True, "up": False})
    at = payload.get("at")
    return Signal(
        series=_series("plain", str(payload["key"])),
        is_firing=is_firing,
        started_at=_moment(at) if is_firing else None,
        ended_at=None if is_firing else _moment(at, up=True),
        title=_line(str(payload.get("title") or payload["key"])),
        words=_text(payload.get("text")),
        component=str(payload.get("component") or ""),
        said=_short({"key": str(payload["key"]), "state": str(payload["state"])}),
    )


def _words_of(row: Payload, key: str) -> dict[str, str]:
    found = row.get(key) or {}
    if not isinstance(found, dict):
        raise _bad(f'"{key}" must be an object.')
    return {str(name): str(value) for name, value in found.items()}


def _known(state: str, states: Mapping[str, bool]) -> bool:
    if state not in states:
        raise _bad(f'"{state[:40]}" is no state known here: say {" or ".join(states)}.')
    return states[state]


def _moment(value: object, *, up: bool = False) -> datetime | None:
    """Return a time in whole seconds; None if there is none, or it is Go's word for none."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float):
            found = datetime.fromtimestamp(value, UTC)
        else:
            found = datetime.fromisoformat(str(value))
            if found.year == NEVER_ENDED:
                return None
        # Pingdom's has no zone; it says that it means UTC.
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        whole = found.replace(microsecond=0)
        return whole + timedelta(seconds=1) if up and found != whole else whole
    except (ValueError, OverflowError, OSError):
        raise _bad(f'"{str(value)[:40]}" is no date and time.') from None


def _series(tool: str, name: object) -> str:
    return hashlib.sha256(f"{tool} {json.dumps(name)}".encode()).hexdigest()


def _line(text: str) -> str:
    return " ".join(_text(text).split())[:LONGEST_TITLE]


def _text(value: object) -> str:
    """Return words that PostgreSQL can keep: no zero character, no half of a pair."""
    words = "" if value is None else str(value)
    return words.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_WORDS]


def _short(words: Mapping[str, str]) -> dict[str, str]:
    return {_text(key)[:100]: _text(value)[:500] for key, value in list(words.items())[:50]}


def _bad(sentence: str) -> Refusal:
    return Refusal(sentence, code="bad_payload")
