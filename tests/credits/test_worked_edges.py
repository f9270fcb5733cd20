"""Worked months read and counted at their edges: episodes, claims, and facts of odd shapes."""

from typing import Any

import pytest

from credits.worked_cases import answer
from portal.kernel.refusal import Refusal
from tests.credits.test_worked_cases import claims, month, outage, solved


def test_pq_05_maintenance_makes_no_outage_longer() -> None:
    work = {
        "id": "m1",
        "kind": "scheduled",
        "start": "2026-09-16T16:00:00Z",
        "end": "2026-09-16T19:00:00Z",
    }

    beside = solved(month("PatientIQ", outage("09-16T14:00", "09-16T16:00"), maintenance=[work]))
    excluded = outage("09-16T14:00", "09-16T16:00", exclusions=[{"reason": "customer_isp"}])

    assert beside["downtime_seconds"] == 5 * 3600
    assert beside["recovery"] == {"longest_outage_seconds": 7200, "rto_4h_met": True}
    assert "recovery" not in solved(month("PatientIQ", excluded, maintenance=[work]))


def test_pq_06_maintenance_that_broke_its_rules_across_a_month_end_is_one_episode() -> None:
    """From 31 August 20:00 in Chicago to 1 September 07:00, without notice: eleven hours."""
    work = {
        "id": "m1",
        "kind": "scheduled",
        "start": "2026-09-01T01:00:00Z",
        "end": "2026-09-01T12:00:00Z",
    }
    facts: dict[str, Any] = {"maintenance": [work], "claims": claims("09-02T14:00")}

    august = solved(month("PatientIQ", month="2026-08", **facts))
    september = solved(month("PatientIQ", month="2026-09", **facts))

    assert (august["downtime_seconds"], september["downtime_seconds"]) == (4 * 3600, 7 * 3600)
    assert august["credit"]["full_hours_credited"] == 11
    assert september["credit"]["full_hours_credited"] == 0
    assert september["credit"]["claim_eligible"] is None


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        pytest.param("contract", None, id="no-contract"),
        pytest.param("claims", None, id="no-claims"),
        pytest.param("maintenance", [], id="an-empty-list"),
        pytest.param("remarks", "none", id="what-nobody-asked-for"),
    ],
)
def test_what_is_null_or_unknown_in_a_case_is_as_if_it_were_not_there(
    fact: str, value: object
) -> None:
    case = month("PatientIQ", outage("09-15T14:00", "09-15T18:00"))
    del case["facts"]["contract"]

    assert solved(case | {"facts": case["facts"] | {fact: value}}) == solved(case)


def test_a_record_of_no_second_says_nothing_and_one_that_ends_first_is_refused() -> None:
    lasting, momentary = outage("09-15T14:00", "09-15T18:00"), outage("09-16T14:00", "09-16T14:00")

    assert solved(month("PatientIQ", lasting, momentary)) == solved(month("PatientIQ", lasting))
    with pytest.raises(Refusal, match="ends before it starts"):
        answer(month("PatientIQ", outage("09-15T18:00", "09-15T14:00")))


@pytest.mark.parametrize(
    ("missing", "reasons"),
    [(None, []), ([], []), ("users", ["claim incomplete: users"])],
)
def test_a_claim_may_say_what_it_lacks_as_one_text(missing: object, reasons: list[str]) -> None:
    filed = [{"id": "c1", "filed_at": "2026-09-16T15:00:00Z", "missing_details": missing}]

    found = solved(month("PatientIQ", outage("09-15T14:00", "09-15T18:00"), claims=filed))

    assert found["credit"]["reasons"] == reasons


@pytest.mark.parametrize(
    "facts",
    [
        {"samples_by_day": {"2026-06-01": 1.5}},
        {"samples_by_day": {"2026-06-01": True}},
    ],
)
def test_samples_that_are_no_list_are_refused_with_a_sentence(facts: dict[str, Any]) -> None:
    case = {
        "vendor": "HealthyRoster",
        "kind": "response_time_days",
        "month": "2026-06",
        "facts": facts,
    }

    with pytest.raises(Refusal, match="2026-06-01 is a list"):
        answer(case)


def test_a_day_whose_samples_are_null_is_one_without_samples() -> None:
    facts = {"samples_by_day": {"2026-06-01": None}}
    case = {
        "vendor": "HealthyRoster",
        "kind": "response_time_days",
        "month": "2026-06",
        "facts": facts,
    }

    assert solved(case)["days_without_samples"] == ["2026-06-01"]


def test_an_instant_outside_the_years_that_are_counted_is_refused_with_a_sentence() -> None:
    case = month("PatientIQ", outage("09-15T14:00", "09-15T18:00"))
    case["facts"]["outages"][0]["end"] = "9999-12-31T23:59:59Z"

    with pytest.raises(Refusal, match="lies outside 1970 to 2199"):
        answer(case)
