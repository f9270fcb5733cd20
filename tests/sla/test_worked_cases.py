"""The worked clocks of the three vendors, and cases that are refused. No database."""

import io
import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.refusal import Refusal
from sla.worked_cases import clocks_of

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "clocks.json").read_text("utf-8"))


def utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def without_segments(clock: dict[str, Any] | None) -> dict[str, Any] | None:
    return clock and {key: value for key, value in clock.items() if key != "segments"}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in GOLDEN["cases"]])
def test_worked_clock_is_answered_to_the_second(case: dict[str, Any]) -> None:
    result = clocks_of(case)

    assert {key: without_segments(clock) for key, clock in result.items()} == case["expected"]


def test_command_answers_the_worked_clocks_line_by_line_and_goes_on_after_a_bad_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [GOLDEN["cases"][0], {"id": "bad", "vendor": 7}, GOLDEN["cases"][-1]]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, cases))))

    call_command("calculate", "clock")

    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [reply["id"] for reply in replies] == ["lu-01", "bad", "hr-04"]
    assert replies[1] == {"id": "bad", "error": "'vendor' must be a text."}
    for reply, case in zip(replies[::2], cases[::2], strict=True):
        shown = {key: without_segments(clock) for key, clock in reply["result"].items()}
        assert shown == case["expected"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in GOLDEN["cases"]])
def test_arithmetic_of_a_worked_clock_adds_up_without_gap(case: dict[str, Any]) -> None:
    for clock in filter(None, clocks_of(case).values()):
        segments = clock["segments"]

        assert sum(segment["counted_seconds"] for segment in segments) == clock["spent_seconds"]
        ends = [segment["to"] for segment in segments]
        assert [segment["from"] for segment in segments[1:]] == ends[:-1]
        assert ends[-1] == (clock["stopped_at"] or utc(case["at"]))


CASE: dict[str, Any] = {
    "vendor": "lumeon",
    "tier": "essentials",
    "timezone": "Europe/London",
    "holidays": "GB-ENG",
    "events": [{"at": "2026-03-02T10:00:00Z", "kind": "reported", "severity": "2"}],
    "at": "2026-03-02T10:30:00Z",
}
REPORT = CASE["events"][0]


def with_event(**event: object) -> dict[str, Any]:
    return {**CASE, "events": [REPORT, event], "at": "2026-03-02T12:00:00Z"}


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        pytest.param({}, "'vendor' must be a text", id="empty"),
        pytest.param({**CASE, "vendor": "acme"}, "There is no vendor 'acme'", id="vendor"),
        pytest.param({**CASE, "tier": "gold"}, "no tier 'gold'", id="tier"),
        pytest.param({**CASE, "tier": 3}, "'tier' must be a text", id="tier-type"),
        pytest.param({**CASE, "timezone": "Europe/Lundon"}, "'Europe/Lundon' is not", id="zone"),
        pytest.param({**CASE, "timezone": None}, "'timezone' must be a text", id="no-zone"),
        pytest.param({**CASE, "holidays": "XX-YY"}, "no holiday calendar for 'XX-YY'", id="region"),
        pytest.param({**CASE, "events": {}}, "'events' must be a list of objects", id="events"),
        pytest.param({**CASE, "events": [1]}, "'events' must be a list of objects", id="event"),
        pytest.param({**CASE, "events": []}, "reported once, not 0 times", id="no-report"),
        pytest.param({**CASE, "at": "2026-03-02T10:30:00"}, "does not say its offset", id="naive"),
        pytest.param({**CASE, "at": "soon"}, "'soon' is not an instant", id="no-instant"),
        pytest.param({**CASE, "at": 5}, "'at' must be a text", id="number"),
        pytest.param({**CASE, "at": "9999-12-31T23:59:59-01:00"}, "lies outside", id="far"),
        pytest.param({**CASE, "at": "2026-03-02T09:00:00Z"}, "before the incident", id="early"),
        pytest.param(
            with_event(at="2026-03-02T11:00:00Z", kind="danced"), "kind of event", id="kind"
        ),
        pytest.param(
            with_event(at="2026-03-02T09:00:00Z", kind="replied"), "before the report", id="before"
        ),
        pytest.param(
            with_event(at="2026-03-02T11:00:00Z", kind="severity_set", severity="9"),
            "Lumeon has no severity '9'; it has 1, 2, 3, 4",
            id="severity",
        ),
        pytest.param(
            with_event(at="2026-03-02T11:00:00Z", kind="severity_set"),
            "without saying which",
            id="no-severity",
        ),
        pytest.param(
            with_event(at="2026-03-02T11:00:00Z", kind="reported", severity="2"),
            "reported once, not 2 times",
            id="two-reports",
        ),
    ],
)
def test_case_that_is_none_is_refused_with_a_sentence(case: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal, match=re.escape(sentence)):
        clocks_of(case)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([*CASE, "kind", "severity", "reason", "actor"]), junk)
def test_whatever_a_field_holds_the_case_is_answered_or_refused(field: str, value: object) -> None:
    case = {**CASE, field: value} if field in CASE else with_event(**{**REPLY, field: value})

    with suppress(Refusal):
        assert set(clocks_of(case)) == {"response", "resolution"}


REPLY: dict[str, Any] = {"at": "2026-03-02T11:00:00Z", "kind": "replied", "severity": "2"}


def test_arithmetic_names_holidays_and_nights() -> None:
    case = {
        **CASE,
        "events": [{"at": "2026-05-01T14:30:00Z", "kind": "reported", "severity": "2"}],
        "at": "2026-05-05T10:15:00Z",
    }

    assert clocks_of(case)["resolution"] == {
        "severity": "2",
        "budget_seconds": 28_800,
        "spent_seconds": 15_300,
        "due_at": "2026-05-05T14:00:00Z",
        "phase": "running",
        "outcome": "open",
        "stopped_at": None,
        "segments": [
            {
                "from": "2026-05-01T14:30:00Z",
                "to": "2026-05-01T16:30:00Z",
                "reason": "running",
                "counted_seconds": 7_200,
            },
            {
                "from": "2026-05-01T16:30:00Z",
                "to": "2026-05-05T08:00:00Z",
                "reason": "closed: nights, weekend, holiday: May Day",
                "counted_seconds": 0,
            },
            {
                "from": "2026-05-05T08:00:00Z",
                "to": "2026-05-05T10:15:00Z",
                "reason": "running",
                "counted_seconds": 8_100,
            },
        ],
    }


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ({"reason": "out_of_scope"}, "none"),
        ({"reason": "customer_asked"}, "none"),
        ({"reason": "Solution provided"}, "met"),
        ({"reason": "something else"}, "none"),
        ({"solved": True}, "met"),
        ({}, "none"),
    ],
)
def test_closing_has_an_outcome_only_with_a_solution_as_its_reason(
    reason: dict[str, Any], outcome: str
) -> None:
    case = with_event(at="2026-03-02T11:00:00Z", kind="closed", **reason)

    resolution = clocks_of(case)["resolution"]

    assert resolution
    assert (resolution["phase"], resolution["outcome"]) == ("stopped", outcome)


@pytest.mark.parametrize(
    ("region", "zone", "due"),
    [
        pytest.param("GB-ENG", "Europe/London", "2026-01-02T10:00:00Z", id="england"),
        pytest.param("GB-SCT", "Europe/London", "2026-01-05T10:00:00Z", id="scotland"),
        pytest.param("", "Europe/London", "2026-01-01T10:00:00Z", id="no-holidays"),
        pytest.param("US", "America/New_York", "2026-01-02T15:00:00Z", id="new-york"),
    ],
)
def test_holidays_and_zone_are_the_customers(region: str, zone: str, due: str) -> None:
    report = {"at": "2026-01-01T08:00:00Z", "kind": "reported", "severity": "2"}
    case = {**CASE, "holidays": region, "timezone": zone, "events": [report]}

    response = clocks_of({**case, "at": "2026-01-01T08:00:00Z"})["response"]

    assert response
    assert response["due_at"] == due


def test_a_severity_that_is_called_by_a_number_may_be_written_as_one() -> None:
    first = CASE["events"][0]

    assert clocks_of({**CASE, "events": [{**first, "severity": 2}]}) == clocks_of(
        {**CASE, "events": [{**first, "severity": "2"}]}
    )
    with pytest.raises(Refusal, match="no severity '7'"):
        clocks_of({**CASE, "events": [{**first, "severity": 7}]})
