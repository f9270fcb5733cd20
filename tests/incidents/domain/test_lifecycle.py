"""Every deed at every station, written out: what may be done when (LU-19, LU-20)."""

import pytest

from incidents.domain.lifecycle import Deed, Stage, check, possible, stage_of
from portal.kernel.refusal import Refusal

# One row a deed, one column a stage: new, working, awaiting customer, awaiting third party,
# solution provided, closed.
TABLE = """
REPLY         yes yes yes yes yes no
ACCEPT        yes yes yes yes no  no
ASSIGN        yes yes yes yes yes no
MOVE          yes yes yes yes no  no
ASK           yes yes yes yes no  no
ANSWER        yes yes yes yes yes no
SET_SEVERITY  yes yes yes yes yes no
SOLVE         yes yes yes yes no  no
CONFIRM       no  no  no  no  yes no
REJECT        no  no  no  no  yes no
CLOSE         yes yes yes yes yes no
REOPEN        no  no  no  no  no  yes
ASK_SUPPLIER  yes yes yes yes no  no
RECORD_ANSWER yes yes yes yes yes yes
ESCALATE      yes yes yes yes yes no
END_ESCALATION yes yes yes yes yes no
PLAN_RESCUE   yes yes yes yes yes no
LINK_PROBLEM  yes yes yes yes yes yes
ROUTE         yes yes yes yes no  no
NAME_PRODUCT  yes yes yes yes yes no
LINK          yes yes yes yes yes yes
MERGE         yes yes yes yes yes no
SPLIT         yes yes yes yes yes yes
REQUEST_ONDEMAND no no no no  no  yes
"""
STAGES = (
    Stage.NEW,
    Stage.WORKING,
    Stage.AWAITING_CUSTOMER,
    Stage.AWAITING_THIRD_PARTY,
    Stage.SOLUTION_PROVIDED,
    Stage.CLOSED,
)
CASES = [
    pytest.param(Deed[name], stage, word == "yes", id=f"{name.lower()}-{stage}")
    for name, *words in map(str.split, TABLE.strip().splitlines())
    for stage, word in zip(STAGES, words, strict=True)
]


def test_the_table_covers_every_deed_and_stage() -> None:
    assert {(case.values[0], case.values[1]) for case in CASES} == {
        (deed, stage) for deed in Deed for stage in Stage
    }


@pytest.mark.parametrize(("deed", "stage", "is_possible"), CASES)
def test_a_deed_is_possible_or_refused(deed: Deed, stage: Stage, is_possible: bool) -> None:
    assert (deed in possible(stage)) is is_possible
    if is_possible:
        check(deed, stage)
        return
    with pytest.raises(Refusal, match=f"^You cannot {deed} now: ") as refusal:
        check(deed, stage)
    assert refusal.value.code == "not_now"


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("new", Stage.NEW),
        ("triage", Stage.WORKING),
        ("engineering", Stage.WORKING),
        ("awaiting_customer", Stage.AWAITING_CUSTOMER),
        ("closed", Stage.CLOSED),
    ],
)
def test_lu_19_a_vendors_own_station_is_work(status: str, stage: Stage) -> None:
    assert stage_of(status) is stage


@pytest.mark.parametrize(
    ("deed", "status", "sentence"),
    [
        (Deed.CONFIRM, "new", "confirm the solution now: it has only just been reported."),
        (Deed.CONFIRM, "triage", "confirm the solution now: it is still being worked on."),
        (
            Deed.REJECT,
            "awaiting_customer",
            "reject the solution now: it is waiting for the customer's answer.",
        ),
        (
            Deed.REJECT,
            "awaiting_third_party",
            "reject the solution now: it is waiting for a third party.",
        ),
        (
            Deed.SOLVE,
            "solution_provided",
            "provide a solution now: a solution has been provided; confirm or reject it first.",
        ),
        (Deed.REPLY, "closed", "reply now: it is closed; reopen it first."),
    ],
)
def test_a_refusal_says_why_in_a_sentence(deed: Deed, status: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check(deed, status)

    assert str(refusal.value) == f"You cannot {sentence}"
