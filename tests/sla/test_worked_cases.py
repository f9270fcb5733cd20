"""The worked clocks of the three vendors, and cases that are refused. No database."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sla.worked_cases import answer

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "clocks.json").read_text("utf-8"))


def utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def without_segments(clock: dict[str, Any] | None) -> dict[str, Any] | None:
    return clock and {key: value for key, value in clock.items() if key != "segments"}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in GOLDEN["cases"]])
def test_worked_clock_is_answered_to_the_second(case: dict[str, Any]) -> None:
    result = answer(case)

    assert {key: without_segments(clock) for key, clock in result.items()} == case["expected"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in GOLDEN["cases"]])
def test_arithmetic_of_a_worked_clock_adds_up_without_gap(case: dict[str, Any]) -> None:
    for clock in filter(None, answer(case).values()):
        segments = clock["segments"]

        assert sum(segment["counted_seconds"] for segment in segments) == clock["spent_seconds"]
        ends = [segment["to"] for segment in segments]
        assert [segment["from"] for segment in segments[1:]] == ends[:-1]
        assert ends[-1] == (clock["stopped_at"] or utc(case["at"]))
