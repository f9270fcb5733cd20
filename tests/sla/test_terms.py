"""From the agreements' words to what the clocks need (LU-02, LU-14, PQ-10, HR-11, HR-12)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from contracts.agreement_file import agreement_paths, read_agreement
from contracts.domain import clock_rules as agreed
from contracts.domain.terms import Terms
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from sla.domain.effects import Milestone
from sla.domain.promise import Promise
from sla.domain.rules import BusinessDay, Reopened, Rules, SeverityChange
from sla.terms import promises_for, rules_for

TERMS = {terms.slug: terms for terms in (read_agreement(p).terms for p in agreement_paths())}
NEW_YEAR = {date(2026, 1, 1): "New Year's Day"}
ALWAYS = BusinessCalendar.always()


def promises(
    vendor: str, milestone: Milestone, *, tier: str = "", terms: Terms | None = None
) -> dict[str, Promise | None]:
    terms = terms or TERMS[vendor]
    return promises_for(terms, tier or terms.default_tier, "Europe/London", NEW_YEAR, milestone)


def amounts(vendor: str, milestone: Milestone) -> dict[str, tuple[Fraction, str] | None]:
    return {
        severity: (promise.amount, "days" if promise.in_days else "hours") if promise else None
        for severity, promise in promises(vendor, milestone).items()
    }


def calendar_of(
    vendor: str, severity: str, milestone: Milestone, *, tier: str = "", terms: Terms | None = None
) -> BusinessCalendar:
    promise = promises(vendor, milestone, tier=tier, terms=terms)[severity]
    assert promise is not None
    return promise.calendar


def test_settings_of_the_three_vendors_are_their_documents() -> None:
    assert {slug: rules_for(terms) for slug, terms in TERMS.items()} == {
        "lumeon": Rules(deduct_awaiting_customer=True),
        "patientiq": Rules(response_needs_work_started=True),
        "healthy-roster": Rules(resolution_needs_confirmation=True),
    }


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (agreed.SeverityChange, SeverityChange),
        (agreed.BusinessDay, BusinessDay),
        (agreed.Reopened, Reopened),
    ],
)
def test_every_setting_an_agreement_can_choose_is_one_the_clocks_know(
    theirs: type[agreed.SeverityChange], ours: type[SeverityChange]
) -> None:
    assert [choice.value for choice in theirs] == [choice.value for choice in ours]


def test_lumeons_targets_are_promises() -> None:
    day = "days"
    assert amounts("lumeon", Milestone.RESPONSE) == {
        "1": (Fraction(1, 2), "hours"),
        "2": (Fraction(1), "hours"),
        "3": (Fraction(1), day),
        "4": (Fraction(1), day),
    }
    assert amounts("lumeon", Milestone.RESOLUTION) == {
        "1": (Fraction(4), "hours"),
        "2": (Fraction(8), "hours"),
        "3": (Fraction(5), day),
        "4": (Fraction(10), day),
    }


def test_patientiq_promises_a_response_only_and_none_at_its_discretion() -> None:
    assert amounts("patientiq", Milestone.RESPONSE) == {
        "high": (Fraction(1), "hours"),
        "medium": (Fraction(8), "hours"),
        "low": None,
    }
    assert set(amounts("patientiq", Milestone.RESOLUTION).values()) == {None}


@pytest.mark.parametrize("milestone", Milestone)
def test_every_promise_of_healthy_roster_is_assumed_and_of_the_others_none(
    milestone: Milestone,
) -> None:
    def assumed(vendor: str) -> set[bool]:
        return {promise.assumed for promise in promises(vendor, milestone).values() if promise}

    assert assumed("healthy-roster") == {True}
    assert True not in assumed("lumeon") | assumed("patientiq")


def test_plain_hours_are_elapsed_and_business_hours_are_the_tiers() -> None:
    assert calendar_of("lumeon", "1", Milestone.RESOLUTION) == ALWAYS
    response = calendar_of("lumeon", "1", Milestone.RESPONSE)
    assert response != ALWAYS
    assert response.zone.key == "Europe/London"


def test_plain_hours_can_be_the_covered_ones() -> None:
    lumeon = TERMS["lumeon"]
    rules = replace(lumeon.clock_rules, elapsed_hours=agreed.ElapsedHours.COVERED)
    covered = replace(lumeon, clock_rules=rules)

    assert calendar_of("lumeon", "1", Milestone.RESOLUTION, terms=covered) == calendar_of(
        "lumeon", "1", Milestone.RESPONSE
    )


def test_premium_answers_critical_incidents_around_the_clock() -> None:
    assert calendar_of("lumeon", "1", Milestone.RESPONSE, tier="premium") == ALWAYS
    assert calendar_of("lumeon", "2", Milestone.RESPONSE, tier="premium") != ALWAYS


def test_holidays_close_only_where_the_agreement_lets_them() -> None:
    new_year = date(2026, 1, 1)

    def opens(vendor: str, severity: str, tier: str = "") -> bool:
        calendar = calendar_of(vendor, severity, Milestone.RESPONSE, tier=tier)
        return bool(calendar.windows_on(new_year))

    assert not opens("lumeon", "2", "professional")
    assert opens("lumeon", "1", "professional")
    assert opens("patientiq", "high")
    assert opens("healthy-roster", "high")


def test_unknown_tier_is_refused() -> None:
    with pytest.raises(Refusal, match="no tier 'gold'"):
        promises("lumeon", Milestone.RESPONSE, tier="gold")
