"""Worked cases: the golden ones, and the ones that must be refused."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.refusal import Refusal
from portal.kernel.worked_cases import answer

GOLDEN = Path(__file__).parents[2] / "golden" / "business_time.json"
CASES: list[dict[str, Any]] = json.loads(GOLDEN.read_text())

CASE: dict[str, Any] = {
    "id": "case",
    "tz": "Europe/London",
    "weekly_hours": {"mon": [["09:00", "17:00"]]},
    "holidays": [],
    "op": "add",
    "start": "2026-03-02T09:00:00+00:00",
    "amount_seconds": 3600,
}
ELAPSED = {**CASE, "op": "elapsed", "end": "2026-03-02T10:00:00+00:00"}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_golden_cases_are_answered_as_their_sources_answer_them(case: dict[str, Any]) -> None:
    result = answer(case)["result"]

    if case["op"] == "add":
        assert datetime.fromisoformat(result) == datetime.fromisoformat(case["expected"])
        assert result.endswith("Z")
    else:
        assert result == case["expected"]
        assert isinstance(result, int)


def test_an_instant_is_printed_in_utc() -> None:
    assert answer({**CASE, "start": "2026-07-06T09:00:00+01:00"}) == {
        "result": "2026-07-06T09:00:00Z"
    }


def test_fields_that_may_be_left_out_may_be_null_as_well() -> None:
    bare = {name: value for name, value in CASE.items() if name != "holidays"}

    for case in (bare, {**bare, "holidays": None, "pauses": None, "date_hours": None}):
        assert answer(case) == {"result": "2026-03-02T10:00:00Z"}


def test_a_pause_of_no_length_excludes_nothing() -> None:
    pause = ["2026-03-02T09:30:00Z", "2026-03-02T09:30:00Z"]

    assert answer({**CASE, "pauses": [pause]}) == {"result": "2026-03-02T10:00:00Z"}


def test_fractions_of_a_second_are_kept() -> None:
    assert answer({**CASE, "start": "2026-03-02T09:00:00.25Z"}) == {
        "result": "2026-03-02T10:00:00.250000Z"
    }
    assert answer({**ELAPSED, "end": "2026-03-02T09:00:01.5Z"}) == {"result": 1.5}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weekly_hours": {}}, "no time open"),
        ({"weekly_hours": {"mon": []}}, "no time open"),
        ({"weekly_hours": None}, "weekly_hours is missing"),
        ({"weekly_hours": []}, "must be an object"),
        ({"weekly_hours": {"monday": []}}, "no day called 'monday'"),
        ({"weekly_hours": {"mon": None}}, "a list of windows"),
        ({"weekly_hours": {"mon": ["09:00", "17:00"]}}, "holds pairs"),
        ({"weekly_hours": {"mon": [["09:00"]]}}, "holds pairs"),
        ({"weekly_hours": {"mon": [[9, 17]]}}, "not a time of day"),
        ({"weekly_hours": {"mon": [["09:00", "25:00"]]}}, "not a time of day"),
        ({"weekly_hours": {"mon": [["24:00", "24:00"]]}}, "opens from 00:00"),
        ({"tz": "Europe/Londinium"}, "not a time zone"),
        ({"tz": 1}, "tz must be a text"),
        ({"tz": None}, "tz is missing"),
        ({"holidays": "2026-03-02"}, "must be a list"),
        ({"holidays": ["2026-02-30"]}, "not a date"),
        ({"holidays": [20260302]}, "not a date"),
        ({"date_hours": {"someday": []}}, "not a date"),
        ({"pauses": [["2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z"]]}, "ends before it starts"),
        ({"pauses": [["2026-03-02T10:00:00Z", None]]}, "must be an instant"),
        ({"pauses": ["2026-03-02T10:00:00Z"]}, "holds pairs"),
        ({"op": "subtract"}, "add or elapsed"),
        ({"op": ["add"]}, "op must be a text"),
        ({"start": "2026-03-02T09:00:00"}, "start must be an instant"),
        ({"start": "yesterday"}, "start must be an instant"),
        ({"start": 1_772_442_000}, "start must be a text"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start must be an instant"),
        ({"start": "0001-01-02T00:00:00+00:00"}, "from 1900 to 2299"),
        ({"start": "9999-12-31T23:59:59-12:00"}, "start must be an instant"),
        ({"amount_seconds": None}, "amount_seconds is missing"),
        ({"amount_seconds": "3600"}, "whole number"),
        ({"amount_seconds": 3600.5}, "whole number"),
        ({"amount_seconds": float("nan")}, "whole number"),
        ({"amount_seconds": True}, "whole number"),
        ({"amount_seconds": 10**30}, "more than any calendar holds"),
        ({"amount_seconds": -(10**11)}, "not that much open time before"),
    ],
)
def test_a_case_that_makes_no_sense_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        answer({**CASE, **change})


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Refusal, match="end lies before the start"):
        answer({**ELAPSED, "end": "2026-03-02T08:00:00Z"})
    with pytest.raises(Refusal, match="end is missing"):
        answer({**CASE, "op": "elapsed"})
