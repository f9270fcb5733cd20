"""What of an outage does not count is proposed, decided by another, and contested (PQ-02, P36)."""

from functools import partial
from typing import Any

import pytest

from availability.models import Exclusion, Outage, Verdict
from availability.services.exclusions import (
    contest_exclusion,
    decide_exclusion,
    propose_exclusion,
    withdraw_exclusion,
)
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared, utc
from tests.availability.world import World


@pytest.fixture
def outage(piq: World) -> Outage:
    return declared(piq, "06-09 14:00", "06-09 15:00")


def proposed(world: World, outage: Outage, **changes: Any) -> Exclusion:
    said: dict[str, Any] = {
        "by": world.agent,
        "outage": outage,
        "reason": "customer_isp",
        "evidence": "Their provider's own status page.",
        "at": LATER,
    }
    return propose_exclusion(**(said | changes))


def read(exclusion: Exclusion) -> Exclusion:
    return Exclusion.objects.with_decisions().get(pk=exclusion.pk)


def test_what_is_proposed_does_not_count_until_another_person_approves(
    piq: World, outage: Outage
) -> None:
    exclusion = proposed(piq, outage)
    assert read(exclusion).state == "proposed"

    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict=Verdict.APPROVED, at=LATER)

    assert read(exclusion).state == Verdict.APPROVED


def test_whoever_proposed_an_exclusion_never_approves_it(piq: World, outage: Outage) -> None:
    exclusion = proposed(piq, outage, by=piq.manager)

    with pytest.raises(Refusal, match="another person approves it"):
        decide_exclusion(by=piq.manager, exclusion=exclusion, verdict=Verdict.APPROVED, at=LATER)
    decide_exclusion(by=piq.administrator, exclusion=exclusion, verdict=Verdict.APPROVED, at=LATER)
    assert read(exclusion).state == Verdict.APPROVED


def test_the_desk_proposes_and_does_not_decide(piq: World, outage: Outage) -> None:
    exclusion = proposed(piq, outage)

    with pytest.raises(Refusal, match="decide what of an outage does not count"):
        decide_exclusion(by=piq.agent, exclusion=exclusion, verdict=Verdict.DECLINED, at=LATER)
    with pytest.raises(Refusal, match="declare and correct outages"):
        proposed(piq, outage, by=piq.contact)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"reason": "bad_weather"}, "reason", id="not-listed"),
        pytest.param({"evidence": " "}, "no_words", id="no-evidence"),
        pytest.param({"starts_at": utc("06-09 14:10")}, "ends_at", id="half-a-part"),
        pytest.param(
            {"starts_at": utc("06-09 14:10"), "ends_at": utc("06-09 14:10")}, "ends_at", id="empty"
        ),
        pytest.param(
            {"starts_at": utc("06-09 13:59"), "ends_at": utc("06-09 14:10")},
            "exclusion_outside",
            id="begins-before-its-outage",
        ),
        pytest.param(
            {"starts_at": utc("06-09 14:50"), "ends_at": utc("06-09 15:01")},
            "exclusion_outside",
            id="ends-after-its-outage",
        ),
        pytest.param({"link": "javascript:alert(1)"}, "bad_link", id="no-web-address"),
    ],
)
def test_an_exclusion_needs_a_listed_reason_evidence_and_a_place_in_its_outage(
    piq: World, outage: Outage, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        proposed(piq, outage, **changes)

    assert refused.value.code == code
    assert not Exclusion.objects.exists()


def test_declining_says_why_and_a_later_decision_holds(piq: World, outage: Outage) -> None:
    exclusion = proposed(piq, outage)

    with pytest.raises(Refusal, match="Say why"):
        decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="declined", at=LATER)
    decide_exclusion(
        by=piq.manager, exclusion=exclusion, verdict="declined", note="No proof.", at=LATER
    )
    decide_exclusion(by=piq.administrator, exclusion=exclusion, verdict="approved", at=LATER)

    assert [one.verdict for one in read(exclusion).decisions.all()] == ["declined", "approved"]
    assert read(exclusion).state == Verdict.APPROVED


def test_a_contact_contests_what_was_approved_and_it_counts_no_more(
    piq: World, outage: Outage
) -> None:
    exclusion = proposed(piq, outage)
    with pytest.raises(Refusal, match="Only an exclusion that was approved"):
        contest_exclusion(by=piq.contact, exclusion=exclusion, note="No.", at=LATER)
    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=LATER)

    with pytest.raises(Refusal, match="Say why"):
        contest_exclusion(by=piq.contact, exclusion=exclusion, note=" ", at=LATER)
    contest_exclusion(by=piq.contact, exclusion=exclusion, note="Our line was up.", at=LATER)

    assert read(exclusion).state == Verdict.CONTESTED
    assert read(exclusion).is_open
    with pytest.raises(Refusal, match="Say why"):
        decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=LATER)
    decide_exclusion(
        by=piq.manager, exclusion=exclusion, verdict="approved", note="The trace.", at=LATER
    )
    assert read(exclusion).state == Verdict.APPROVED


def test_only_a_contact_of_a_customer_whose_month_it_changes_contests(
    piq: World, outage: Outage
) -> None:
    exclusion = proposed(piq, outage, contract=piq.contract)
    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=LATER)

    for membership in (piq.site.house.contact, piq.agent):
        with pytest.raises(Refusal) as refused:
            contest_exclusion(by=membership, exclusion=exclusion, note="Not so.", at=LATER)
        assert refused.value.code == "not_allowed"


def test_a_withdrawn_exclusion_is_over(piq: World, outage: Outage) -> None:
    exclusion = proposed(piq, outage)

    withdraw_exclusion(by=piq.agent, exclusion=exclusion, note="A mistake.", at=LATER)

    with pytest.raises(Refusal, match="withdrawn already"):
        decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=LATER)


def test_an_objection_names_its_contract_and_the_newest_decision_holds_for_it(
    piq: World, outage: Outage
) -> None:
    exclusion, own = proposed(piq, outage), piq.contract
    other = piq.site.house.contract
    say = partial(decide_exclusion, by=piq.manager, exclusion=exclusion, at=LATER)
    say(verdict="approved")
    contest_exclusion(by=piq.contact, exclusion=exclusion, note="Our line was up.", at=LATER)

    def held() -> list[str]:
        kept = read(exclusion)
        return [kept.state_for(own.pk), kept.state_for(other.pk), kept.state]

    assert held() == ["contested", "approved", "contested"]
    assert Exclusion.objects.waiting().get() == exclusion
    with pytest.raises(Refusal, match="Only an exclusion that was approved"):
        contest_exclusion(by=piq.contact, exclusion=exclusion, note="Again.", at=LATER)
    say(verdict="declined", note="They are right.", contract=own)
    assert held() == ["declined", "approved", "approved"]
    assert not Exclusion.objects.waiting().exists()
    with pytest.raises(Refusal, match="declined already"):
        say(verdict="declined", note="Once more.", contract=own)
    say(verdict="approved", note="The trace.")
    assert held() == ["approved", "approved", "approved"]


def test_a_decision_for_one_contract_stays_with_the_contract_of_its_exclusion(
    piq: World, outage: Outage
) -> None:
    exclusion = proposed(piq, outage, contract=piq.contract)
    say = partial(decide_exclusion, by=piq.manager, exclusion=exclusion, at=LATER)

    with pytest.raises(Refusal, match="is not about"):
        say(verdict="approved", contract=piq.site.house.contract)
    say(verdict="approved")
    contest_exclusion(by=piq.contact, exclusion=exclusion, note="Our line was up.", at=LATER)
    assert read(exclusion).state == Verdict.CONTESTED
    say(verdict="approved", note="The trace.")
    assert read(exclusion).state == Verdict.APPROVED
