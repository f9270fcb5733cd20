"""Where a report can go from where it stands, and what an issue is known by (LU-05)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel.refusal import Refusal
from reports.domain.critical import Deed, State, after, digest_of, missing, possible
from reports.domain.facts import ClockFact, Difference, Facts, Line, Stretch, differences

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)

#                  save refresh submit return approve publish correct
WAYS = {
    State.DRAFT: "    draft draft submitted -     -        -         -",
    State.SUBMITTED: "-     -     -         draft approved -         -",
    State.APPROVED: " -     -     -         draft -        published -",
    State.PUBLISHED: "-     -     -         -     -        -         draft",
}


@pytest.mark.parametrize("state", sorted(State))
def test_each_deed_leads_where_the_table_says(state: State) -> None:
    told = dict(zip(Deed, WAYS[state].split(), strict=True))

    assert possible(state) == {deed for deed, leads in told.items() if leads != "-"}
    for deed, leads in told.items():
        if leads == "-":
            with pytest.raises(Refusal, match="This report "):
                after(deed, state)
        else:
            assert after(deed, state) == leads


def test_a_later_issue_says_what_it_corrects() -> None:
    whole = dict.fromkeys(("summary", "impact", "cause", "corrective", "planned"), "Words.")

    assert missing(whole, "", 1) == []
    assert missing(whole, " ", 2) == ["What is corrected"]
    assert missing(whole | {"cause": "\n"}, "", 1) == ["Cause"]


def test_the_same_content_has_one_digest_whatever_the_order_of_its_keys() -> None:
    assert digest_of({"a": 1, "b": {"c": "ä", "d": []}}) == digest_of(
        {"b": {"d": [], "c": "ä"}, "a": 1}
    )
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def clock(**changes: object) -> ClockFact:
    plain = ClockFact(
        milestone="response",
        clause="LU-14",
        severity="Critical",
        promised="1 business hour",
        hours="every hour counts",
        agreement="V1",
        calendar="around the clock",
        budget=3600,
        spent=600,
        due_at=AT + timedelta(hours=1),
        outcome="open",
        stretches=(Stretch(start=AT, end=AT + timedelta(minutes=10), why="running", counted=600),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test's own keywords


FACTS = Facts(
    number="LUM-1042",
    title="Letters",
    customer="Northgate",
    reporter="Nora",
    tier="Premium",
    agreement="V1",
    severity="Critical",
    category="Incident",
    instance="EMR, Live",
    release="5.3.1",
    station="In progress",
    reported_at=AT,
    ended_at=None,
    clocks=(clock(), ClockFact(milestone="resolution", why="No time is promised.")),
    timeline=(Line(event=7, at=AT, said="Nora reported it"),),
)


def test_facts_come_back_from_json_as_they_were() -> None:
    assert Facts.unpacked(FACTS.packed()) == FACTS
    ended = replace(FACTS, ended_at=AT)
    assert Facts.unpacked(ended.packed()) == ended


def test_time_that_goes_on_is_no_change_and_an_outcome_is() -> None:
    later = replace(FACTS, clocks=(clock(spent=900), FACTS.clocks[1]))
    missed = replace(FACTS, clocks=(clock(outcome="missed"), FACTS.clocks[1]))

    assert differences(FACTS, later) == []
    assert differences(FACTS, missed) == [Difference("Response is read anew: missed")]


def test_what_is_new_is_named_with_its_time() -> None:
    line = Line(event=9, at=AT + timedelta(hours=2), said="Nora confirmed the solution")
    now = replace(FACTS, title="Letters late", timeline=(*FACTS.timeline, line))

    assert differences(FACTS, now) == [
        Difference("Title: Letters late (was: Letters)"),
        Difference("Nora confirmed the solution", AT + timedelta(hours=2)),
    ]
