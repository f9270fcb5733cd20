"""The worked months of the vendors, with every reading chosen otherwise. No database."""

import io
import json
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from credits.worked_cases import answer
from portal.kernel.refusal import Refusal

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "availability.json").read_text("utf-8"))
CONTRACT = {"annual_value": "120000.00", "currency": "USD", "contract_year_start": "2026-01-01"}
CASES = [pytest.param(case, id=case["id"]) for case in GOLDEN["cases"] + GOLDEN["policy_variants"]]


def solved(case: dict[str, Any]) -> dict[str, Any]:
    """Return the answer without its derivation, whose wording is our own."""
    result: dict[str, Any] = answer(case)["result"]
    return {key: value for key, value in result.items() if key != "derivation"}


@pytest.mark.parametrize("case", CASES)
def test_a_worked_month_is_answered_to_the_second_and_the_cent(case: dict[str, Any]) -> None:
    assert solved(case) == case["expected"]


@pytest.mark.parametrize("case", CASES)
def test_every_answer_comes_with_its_derivation(case: dict[str, Any]) -> None:
    derivation = answer(case)["result"]["derivation"]

    assert derivation
    assert all(isinstance(line, str) and line for line in derivation)


def test_the_command_answers_line_by_line_and_goes_on_after_a_bad_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [GOLDEN["cases"][0], {"id": "bad", "kind": "weather"}, GOLDEN["cases"][-1]]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, cases))))

    call_command("calculate", "month")

    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [reply["id"] for reply in replies] == [cases[0]["id"], "bad", cases[-1]["id"]]
    assert "kinds of case are" in replies[1]["error"]


def outage(start: str, end: str, key: str = "o1", **more: object) -> dict[str, object]:
    return {"id": key, "start": f"2026-{start}:00Z", "end": f"2026-{end}:00Z", **more}


def month(vendor: str, *outages: dict[str, object], **more: Any) -> dict[str, Any]:
    contract = dict(CONTRACT)
    fee = {"monthly_fee": "4200.00", "currency": "USD"}
    return {
        "id": "x",
        "vendor": vendor,
        "kind": "availability",
        "month": more.pop("month", "2026-09"),
        "policy_overrides": more.pop("overrides", {}),
        "facts": {
            "outages": list(outages),
            "contract": contract if vendor == "PatientIQ" else fee,
            **more,
        },
    }


def claims(*filed: str, missing: tuple[str, ...] = ()) -> list[dict[str, object]]:
    return [
        {"id": f"c{place}", "filed_at": f"2026-{at}:00Z", "missing_details": list(missing)}
        for place, at in enumerate(filed, start=1)
    ]


# The table of docs/algorithms/credits.md: availability against what it earns, two readings.
BANDS = [
    ("99.995", 0, 0),
    ("99.9", 1, 10),
    ("99.1", 1, 10),
    ("99.095", 10, 10),
    ("99.05", 10, 10),
    ("99.0", 10, 10),
    ("97.0", 10, 10),
    ("96.985", 10, 25),
    ("96.6", 10, 25),
    ("96.55", 25, 25),
    ("96.5", 25, 25),
    ("95.0", 25, 30),
    ("94.9", 30, 30),
]


@pytest.mark.parametrize(("percent", "default", "always"), BANDS)
def test_hr_04_each_figure_finds_its_band_under_both_readings(
    percent: str, default: int, always: int
) -> None:
    down = int((100 - Fraction(percent)) * 25_920)
    begins, ends = "2026-09-02T04:00:00Z", _after("2026-09-02T04:00:00", down)
    facts: list[dict[str, object]] = []
    if down:
        facts.append({"id": "o1", "start": begins, "end": ends})

    def band(**overrides: str) -> int:
        case = month("HealthyRoster", *facts, overrides=overrides)
        found: int = solved(case)["credit"]["band_percent"]
        return found

    assert band() == default
    assert band(failure_rounding="always_up_to_full_percent") == always


def _after(start: str, seconds: int) -> str:
    return (datetime.fromisoformat(start) + timedelta(seconds=seconds)).isoformat() + "Z"


def test_pq_06_a_short_exclusion_inside_an_outage_does_not_begin_the_hours_anew() -> None:
    cut = {
        "reason": "force_majeure",
        "start": "2026-09-15T15:00:00Z",
        "end": "2026-09-15T15:20:00Z",
    }
    case = month(
        "PatientIQ",
        outage("09-15T14:00", "09-15T18:10", exclusions=[cut]),
        claims=claims("09-16T14:00"),
    )

    assert solved(case)["credit"]["full_hours_credited"] == 3  # 230 minutes, not 60 and 170

    middle = {"start": "2026-09-15T14:40:00Z", "end": "2026-09-15T14:50:00Z"}
    short = month(
        "PatientIQ",
        outage("09-15T14:00", "09-15T15:30", exclusions=[cut | middle]),
        claims=claims("09-16T14:00"),
        overrides={"target_percent": "99.9"},
    )
    assert solved(short)["credit"]["full_hours_credited"] == 1  # 80 minutes in all
    short["policy_overrides"]["credit_hour_basis"] = "per_episode_piece"
    assert solved(short)["credit"]["full_hours_credited"] == 0  # 40 and 40 minutes


@pytest.mark.parametrize(
    ("basis", "percent"),
    [("elapsed", "99.500000"), ("nominal", "99.499305"), ("fixed", "99.499305")],
)
def test_pq_01_a_month_of_721_hours_under_other_ways_of_counting(basis: str, percent: str) -> None:
    down: dict[str, object] = {
        "id": "o",
        "start": "2026-11-17T15:00:00Z",
        "end": "2026-11-17T18:36:18Z",
    }
    case = month("PatientIQ", down, month="2026-11", overrides={"minutes_basis": basis})

    assert solved(case)["availability"]["percent_truncated_6dp"] == percent


def test_pq_06_the_year_may_be_the_calendars() -> None:
    case = month(
        "PatientIQ",
        {"id": "o", "start": "2028-09-15T13:00:00Z", "end": "2028-09-15T23:00:00Z"},
        month="2028-09",
        claims=[{"id": "c", "filed_at": "2028-09-18T14:00:00Z", "missing_details": []}],
    )
    case["facts"]["contract"] |= {"contract_year_start": "2028-07-01"}

    assert solved(case)["credit"]["hours_in_year"] == 8760
    case["policy_overrides"]["hours_of_year"] = "calendar_year_actual"
    assert solved(case)["credit"]["hours_in_year"] == 8784


@pytest.mark.parametrize(
    ("begins", "of", "amount"),
    [
        ("2024-02-29", "2024-03", "136.61"),  # the year holds a 29 February
        ("2024-02-29", "2025-02", "136.61"),  # its last day is 28 February 2025
        ("2024-02-29", "2025-03", "136.99"),  # the next one begins on 1 March
        ("2027-09-14", "2027-09", "136.61"),  # to September 2028
        ("2027-09-16", "2027-09", "136.99"),  # from September 2026
    ],
)
def test_p26_a_contract_year_that_holds_a_29_february_has_8784_hours(
    begins: str, of: str, amount: str
) -> None:
    down: dict[str, object] = {"id": "o", "start": f"{of}-15T14:00Z", "end": f"{of}-16T00:00Z"}
    claim = {"id": "c", "filed_at": f"{of}-16T15:00Z", "missing_details": []}
    case = month("PatientIQ", down, month=of, claims=[claim])
    case["facts"]["contract"] |= {"contract_year_start": begins}

    assert solved(case)["credit"]["amount"] == amount


def test_p26_each_outage_is_valued_by_its_own_contract_year() -> None:
    facts: list[dict[str, object]] = [
        {"id": "o1", "start": "2027-09-13T13:00Z", "end": "2027-09-13T23:00Z"},
        {"id": "o2", "start": "2027-09-15T13:00Z", "end": "2027-09-15T23:00Z"},
    ]
    claim = {"id": "c", "filed_at": "2027-09-16T15:00Z", "missing_details": []}
    case = month("PatientIQ", *facts, month="2027-09", claims=[claim])
    case["facts"]["contract"] |= {"contract_year_start": "2026-09-14"}

    assert solved(case)["credit"]["amount"] == "273.60"  # 136.986... and 136.612...


def test_only_what_lies_within_the_service_is_counted_in_hours() -> None:
    facts = (outage("09-10T14:00", "09-10T20:00"), outage("09-16T01:00", "09-16T11:00", "o2"))
    case = month("PatientIQ", *facts, claims=claims("09-17T14:00"))
    case["facts"]["contract"] |= {"service_start": "2026-09-16T05:00:00Z"}

    result = solved(case)
    assert result["credit"]["full_hours_credited"] == 6
    assert result["recovery"]["longest_outage_seconds"] == 6 * 3600


def test_pq_06_other_readings_of_the_full_hours() -> None:
    facts = (
        outage("09-15T14:00", "09-15T17:20"),
        outage("09-16T14:00", "09-16T14:59", "o2"),
    )

    def hours(**overrides: str) -> int:
        case = month("PatientIQ", *facts, claims=claims("09-17T14:00"), overrides=overrides)
        found: int = solved(case)["credit"]["full_hours_credited"]
        return found

    assert hours() == 3
    assert hours(credit_hour_basis="per_month") == 4  # 259 minutes in all
    assert hours(credit_scope="excess_only") == 0  # 43 minutes beyond the 216 allowed


def test_pq_06_a_month_earns_no_more_hours_than_it_has() -> None:
    # Fifty days from 10 September on are booked to it whole, and it has 720 hours (P20).
    case = month("PatientIQ", outage("09-10T05:00", "10-30T05:00"), claims=claims("11-02T15:00"))

    found = answer(case)["result"]
    credit = found["credit"]
    assert (credit["full_hours_credited"], credit["amount"]) == (720, "9863.01")
    assert "a month earns no more than the hours it has: 720 h" in found["derivation"]
    without = solved(case | {"policy_overrides": {"cap": "none"}})["credit"]
    assert without["full_hours_credited"] == 50 * 24


def test_pq_06_the_gate_may_be_any_month_that_the_outage_touches() -> None:
    # 30 minutes of August, which meets its target, and ten hours of September, which misses.
    case = month(
        "PatientIQ",
        outage("09-01T04:30", "09-01T15:00"),
        month="2026-08",
        claims=claims("09-02T14:00"),
    )

    assert solved(case)["credit"]["amount"] == "0.00"
    other = case | {"policy_overrides": {"credit_gate": "any_touched_month"}}
    assert solved(other)["credit"]["full_hours_credited"] == 10


@pytest.mark.parametrize(
    ("filed", "missing", "reason"),
    [
        ((), (), "no claim was filed"),
        (("09-16T14:00",), ("users", "ticket_number"), "claim incomplete: users, ticket_number"),
        (("09-24T14:00",), (), "claim after deadline 2026-09-23T04:59:59Z"),
    ],
)
def test_pq_07_a_claim_that_does_not_hold_says_why(
    filed: tuple[str, ...], missing: tuple[str, ...], reason: str
) -> None:
    case = month(
        "PatientIQ",
        outage("09-15T13:00", "09-15T23:00"),
        claims=claims(*filed, missing=missing),
    )

    credit = solved(case)["credit"]
    assert (credit["claim_eligible"], credit["reasons"], credit["amount"]) == (
        False,
        [reason],
        "0.00",
    )


@pytest.mark.parametrize(
    ("filed", "amount"), [("23T04:59:59.900Z", "136.99"), ("23T05:00:00Z", "0.00")]
)
def test_pq_07_the_last_second_is_in_time_to_its_end(filed: str, amount: str) -> None:
    claim = {"id": "c", "filed_at": f"2026-09-{filed}", "missing_details": []}
    case = month("PatientIQ", outage("09-15T13:00", "09-15T23:00"), claims=[claim])

    assert solved(case)["credit"]["amount"] == amount


def test_pq_07_one_good_claim_among_bad_ones_is_enough() -> None:
    bad, good = claims("09-16T13:00", missing=("users",)), claims("09-16T14:00")
    case = month("PatientIQ", outage("09-15T13:00", "09-15T23:00"), claims=bad + good)

    assert solved(case)["credit"]["amount"] == "136.99"


def test_a_month_without_a_second_to_measure_has_no_figure_and_earns_nothing() -> None:
    case = month("HealthyRoster")
    case["facts"]["contract"] |= {"service_start": "2026-10-01T04:00:00Z"}

    result = solved(case)
    assert result["total_seconds"] == 0
    assert result["availability"]["percent_truncated_6dp"] is None
    assert result["target_met"] is None
    assert result["credit"]["amount"] == "0.00"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"vendor": "Nobody"}, "no vendor"),
        ({"month": "2026-13"}, "no month"),
        ({"vendor": "Lumeon"}, "promises no availability"),
        ({"policy_overrides": {"gravity": 1}}, "no setting 'gravity'"),
        ({"policy_overrides": {"notice": "soon"}}, "makes no sense for notice"),
        ({"policy_overrides": {"formula_multiplier": "many"}}, "makes no sense"),
        ({"policy_overrides": {"maintenance_tz": "Mars/Base"}}, "not a time zone"),
        ({"facts": {"outages": [{"id": "o"}]}}, "start is missing"),
        ({"facts": {"outages": "none"}}, "list of objects"),
        ({"facts": {"contract": CONTRACT | {"annual_value": "-5"}}}, "below zero"),
        ({"facts": {"contract": CONTRACT | {"currency": "usd"}}}, "three capital letters"),
        ({"facts": {"contract": CONTRACT | {"contract_year_start": "soon"}}}, "is a date"),
        (
            {
                "facts": {
                    "outages": [
                        {"id": "o", "start": "2026-09-02T01:00:00Z", "end": "2026-09-02T00:00:00Z"}
                    ]
                }
            },
            "ends before it starts",
        ),
        (
            {
                "facts": {
                    "outages": [
                        {
                            "id": "o",
                            "start": "2026-09-02T01:00:00Z",
                            "end": "2026-09-02T02:00:00Z",
                            "exclusions": [
                                {
                                    "reason": "x",
                                    "start": "2026-09-02T01:30:00Z",
                                    "end": "2026-09-02T03:00:00Z",
                                }
                            ],
                        }
                    ]
                }
            },
            "lies outside its outage",
        ),
    ],
)
def test_a_case_that_makes_no_sense_is_refused_with_a_sentence(
    change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        answer(month("PatientIQ") | change)


def test_hr_07_both_chronic_tests_give_the_right() -> None:
    def right(**facts: object) -> dict[str, Any]:
        case = {"vendor": "HealthyRoster", "kind": "chronic_failure", "month": "2026-06"}
        return solved(case | {"facts": facts})

    def periods(*missed: int) -> list[dict[str, object]]:
        return [
            {"month": f"2026-{number:02}", "availability_missed": number in missed}
            for number in range(1, 9)
        ]

    assert right(service_periods=periods(1, 6)) == {
        "termination_right": True,
        "arises_with_period": "2026-06",
    }
    assert right(service_periods=periods(1, 7))["termination_right"] is False
    assert right(failing_days_by_month={"2026-05": 8, "2026-06": 6})["termination_right"] is False
    assert right(failing_days_by_month={"2026-05": 15})["termination_right"] is True
    assert right(failing_days_by_month={"2026-05": 8, "2026-07": 7})["termination_right"] is False
