"""Odd but valid cases of months, settled by the words of their clauses (PQ-06 to HR-07)."""

from typing import Any

import pytest

from credits.worked_cases import answer
from portal.kernel.refusal import Refusal
from tests.credits.test_worked_cases import claims, month, outage, solved


def of(vendor: str, kind: str, month: str = "2026-06", **facts: Any) -> dict[str, Any]:
    """Return what a case comes to, without its derivation."""
    case = {"vendor": vendor, "kind": kind, "month": month, "facts": facts}
    found: dict[str, Any] = answer(case)["result"]
    return {name: value for name, value in found.items() if name != "derivation"}


def test_pq_07_nobody_claims_an_outage_before_it_begins() -> None:
    facts = outage("09-15T13:00", "09-15T15:00"), outage("09-17T13:00", "09-17T23:00", "o2")
    early = month("PatientIQ", *facts, claims=claims("09-16T14:00"))
    named = claims("09-18T14:00")[0] | {"outage": "o2"}

    assert solved(early)["credit"]["full_hours_credited"] == 2
    by_name = month("PatientIQ", *facts, claims=[named])
    assert solved(by_name)["credit"]["full_hours_credited"] == 10


def test_pq_06_hours_beyond_the_target_are_no_more_than_the_claimed_outage_lasted() -> None:
    facts = outage("09-15T13:00", "09-15T23:00"), outage("09-17T13:00", "09-17T14:30", "o2")
    second = claims("09-18T14:00")[0] | {"outage": "o2"}
    case = month("PatientIQ", *facts, claims=[second], overrides={"credit_scope": "excess_only"})

    assert solved(case)["credit"]["full_hours_credited"] == 1  # though 474 minutes are beyond


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "137"), ("KWD", "136.986"), ("USD", "136.99")]
)
def test_amounts_are_rounded_to_what_their_currency_has(currency: str, amount: str) -> None:
    case = month("PatientIQ", outage("09-15T13:00", "09-15T23:00"), claims=claims("09-16T14:00"))
    case["facts"]["contract"] |= {"currency": currency, "annual_value": 120_000}

    assert solved(case)["credit"]["amount"] == amount


def test_a_fee_stated_by_the_year_is_a_twelfth_a_month_and_the_other_way_round() -> None:
    roster = month("HealthyRoster", outage("09-15T13:00", "09-15T13:10"))
    roster["facts"]["contract"] = {"annual_value": "15006.00", "currency": "USD"}
    registry = month(
        "PatientIQ", outage("09-15T13:00", "09-15T23:00"), claims=claims("09-16T14:00")
    )
    del registry["facts"]["contract"]["annual_value"]
    registry["facts"]["contract"]["monthly_fee"] = "10000.00"

    assert solved(roster)["credit"]["amount"] == "12.51"  # 1 % of 1,250.50
    assert solved(registry)["credit"]["amount"] == "136.99"


def test_null_is_nothing_said() -> None:
    case = month("PatientIQ", outage("09-15T13:00", "09-15T23:00"))
    case["facts"] |= {"claims": None, "invoices": None, "maintenance": None}

    assert solved(case)["credit"]["reasons"] == ["no claim was filed"]


def test_what_is_true_or_false_is_not_read_from_words() -> None:
    periods = [{"month": "2026-05", "availability_missed": "no"}]
    with pytest.raises(Refusal, match="availability_missed is true or false, not 'no'"):
        of("HealthyRoster", "chronic_failure", service_periods=periods)


@pytest.mark.parametrize(
    ("days", "arises"),
    [
        ({"2026-05": 15}, "2026-05"),  # with April that is fifteen at the close of May
        ({"2026-12": 8, "2027-01": 7}, "2027-01"),
        ({"2026-05": 14}, None),
        ({}, None),
    ],
)
def test_hr_07_slow_days_give_the_right_with_the_month_that_makes_them_enough(
    days: dict[str, int], arises: str | None
) -> None:
    case = {"vendor": "HealthyRoster", "kind": "chronic_failure", "month": "2026-06"}
    found = answer(case | {"facts": {"failing_days_by_month": days}})["result"]

    assert found["termination_right"] is (arises is not None)
    said = f"the right arises with {arises}" if arises else "no right arises"
    assert found["derivation"] == [said]


@pytest.mark.parametrize("value", ["0_of_6", "7_of_6"])
def test_hr_07_misses_that_nobody_can_count_make_no_sense(value: str) -> None:
    case = {"vendor": "HealthyRoster", "kind": "chronic_failure", "month": "2026-06"}
    changed = {"policy_overrides": {"chronic_availability": value}}
    with pytest.raises(Refusal, match=f"'{value}' makes no sense for chronic_availability"):
        answer(case | changed | {"facts": {"service_periods": []}})


@pytest.mark.parametrize(
    ("facts", "by", "on"),
    [
        ({}, "next_invoice", None),
        ({"further_invoice": False}, "payment", "2026-07-30"),
        ({"next_invoice": None}, "payment", "2026-07-30"),
        ({"contract": {"service_end": "2026-07-01T04:00:00Z"}}, "payment", "2026-07-30"),
        ({"contract": {"service_end": "2026-07-01T04:00:01Z"}}, "next_invoice", None),
        (
            {"further_invoice": True, "contract": {"service_end": "2026-06-10T04:00:00Z"}},
            "next_invoice",
            None,
        ),
    ],
    ids=["silent", "none-follows", "null", "over-with-the-month", "a-second-later", "stated"],
)
def test_hr_06_no_invoice_follows_a_service_that_ended_with_the_month(
    facts: dict[str, Any], by: str, on: str | None
) -> None:
    assert of("HealthyRoster", "payout", **facts) == {"settled_by": by, "pay_by": on}


def test_hr_06_thirty_days_after_a_leap_february_are_the_thirtieth_of_march() -> None:
    found = of("HealthyRoster", "payout", "2028-02", no_further_invoice=True)

    assert found["pay_by"] == "2028-03-30"


def test_pq_08_credits_that_are_only_offset_have_no_date_of_payment() -> None:
    with pytest.raises(Refusal, match="settles no credits by month"):
        of("PatientIQ", "payout")
