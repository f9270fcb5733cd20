"""The points of a claim in plain Python: their states, their sentences, and the deadlines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from credits.domain.claims import Claim, ClaimRules, Invoice, InvoiceGate, Trigger, deadline
from credits.domain.conditions import (
    Lost,
    State,
    Verdict,
    conditions,
    limits,
    minutes_in_words,
    missing_in_words,
)
from portal.kernel.month import Month

CHICAGO = ZoneInfo("America/Chicago")
RULES = ClaimRules(zone=CHICAGO, holidays={date(2026, 7, 3): "Independence Day, observed"})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


ENDED = utc("07-01 17:00")  # Wednesday, 12:00 in Chicago
LOST = Lost(starts_at=utc("07-01 12:00"), ends_at=ENDED, counted=timedelta(minutes=300), hours=5)
MONTH_ENDS = utc("08-01 04:59") + timedelta(seconds=59)
LAST = deadline(ENDED, RULES)
AFTER = utc("08-05 12:00")
MISSED = Verdict(
    month=Month(2026, 7), is_closed=True, is_met=False, percent="99.327956", target="99.5"
)
OVERDUE = Invoice(key="INV-7", issued_at=utc("05-01 12:00"), due_on=date(2026, 6, 1))
NOT_DUE = replace(OVERDUE, due_on=date(2026, 8, 1))


def states(
    claim: Claim,
    *,
    lost: Lost = LOST,
    verdict: Verdict = MISSED,
    invoices: tuple[Invoice, ...] = (),
    rules: ClaimRules = RULES,
    at: datetime = AFTER,
) -> dict[str, State]:
    found = conditions(claim, lost, verdict, LAST, invoices, rules, at=at)
    return {one.name: one.state for one in found}


def filed(text: str, *missing: str) -> Claim:
    return Claim(key="C-1", filed_at=utc(text), missing=missing)


def test_p27_the_deadline_by_each_reading_the_earliest_first() -> None:
    found = limits(LOST, MONTH_ENDS, RULES)

    shown = [(f"{one.at.astimezone(CHICAGO):%d %b %H:%M:%S}", one.is_agreed) for one in found]
    assert shown == [
        ("08 Jul 23:59:59", False),  # Friday 3 July would be a business day
        ("09 Jul 23:59:59", True),
        ("07 Aug 23:59:59", False),
    ]
    assert found[0].reading.endswith("public holidays as business days")


def test_a_strict_agreement_counts_its_own_reading_even_if_another_falls_on_the_same_day() -> None:
    rules = replace(RULES, trigger=Trigger.MONTH_END, holidays={})
    assert [one.is_agreed for one in limits(LOST, MONTH_ENDS, rules)].count(True) == 1


@pytest.mark.parametrize(
    ("claim", "at", "expected"),
    [
        ("07-02 12:00", "08-05 12:00", {}),
        ("07-10 05:00", "08-05 12:00", {"time": State.FAILED}),
        ("07-10 04:59", "08-05 12:00", {}),
    ],
    ids=["in-time", "a-second-late", "at-the-last-minute"],
)
def test_the_time_of_a_complete_claim(claim: str, at: str, expected: dict[str, State]) -> None:
    found = states(filed(claim), at=utc(at))
    assert {name: state for name, state in found.items() if state is not State.MET} == expected


@pytest.mark.parametrize(
    ("at", "rules", "expected"),
    [
        ("07-06 12:00", RULES, State.OPEN),
        ("07-10 12:00", RULES, State.FAILED),
        ("07-10 12:00", replace(RULES, incomplete_is_none=False), State.MET),
    ],
    ids=["can-be-completed", "too-late", "does-no-harm"],
)
def test_p29_what_is_missing(at: str, rules: ClaimRules, expected: State) -> None:
    assert states(filed("07-02 12:00", "users"), rules=rules, at=utc(at))["complete"] is expected


@pytest.mark.parametrize(
    ("invoice", "at", "gate", "expected"),
    [
        (OVERDUE, "07-06", InvoiceGate.PAST_DUE, State.OPEN),
        (OVERDUE, "07-10", InvoiceGate.PAST_DUE, State.FAILED),
        (replace(OVERDUE, paid_at=utc("07-08 12:00")), "07-10", InvoiceGate.PAST_DUE, State.MET),
        (replace(OVERDUE, is_disputed=True), "07-10", InvoiceGate.PAST_DUE, State.MET),
        (NOT_DUE, "07-10", InvoiceGate.PAST_DUE, State.MET),
        (NOT_DUE, "07-10", InvoiceGate.ANY_UNPAID, State.FAILED),
        (OVERDUE, "07-10", InvoiceGate.NONE, State.MET),
    ],
    ids=["payable", "overdue", "paid", "disputed", "not-due", "any-unpaid", "no-gate"],
)
def test_p30_invoices(invoice: Invoice, at: str, gate: InvoiceGate, expected: State) -> None:
    rules = replace(RULES, gate=gate)
    found = states(filed("07-02 12:00"), invoices=(invoice,), rules=rules, at=utc(f"{at} 12:00"))
    assert found["invoices"] is expected


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (MISSED, State.MET),
        (replace(MISSED, is_closed=False), State.OPEN),
        (replace(MISSED, is_met=True, percent="99.731182"), State.FAILED),
        (replace(MISSED, is_met=None, percent=""), State.FAILED),
    ],
    ids=["missed", "open", "met", "nothing-to-measure"],
)
def test_the_gate_of_the_month(verdict: Verdict, expected: State) -> None:
    assert states(filed("07-02 12:00"), verdict=verdict)["month"] is expected


def test_less_than_a_full_hour_earns_nothing() -> None:
    short = replace(LOST, counted=timedelta(minutes=59, seconds=59), hours=0)
    assert states(filed("07-02 12:00"), lost=short)["hours"] is State.FAILED


def test_minutes_and_details_are_said_as_people_say_them() -> None:
    assert minutes_in_words(timedelta(minutes=119)) == "119 minutes"
    assert minutes_in_words(timedelta(minutes=1, seconds=5)) == "1 minute and 5 seconds"
    assert missing_in_words(["ticket_number", "purchase_order"]) == (
        "the number of the documented incident, purchase order"
    )
