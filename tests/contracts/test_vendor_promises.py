"""What each vendor promises and how it counts, cell by cell from the requirement tables."""

from datetime import date
from fractions import Fraction

import pytest

from contracts.domain.clock_rules import BusinessDay, ElapsedHours, Reopened, SeverityChange
from contracts.domain.hours import CUSTOMER
from contracts.domain.targets import Milestone, NoTarget, Silence, Target, Unit
from portal.kernel.refusal import Refusal
from tests.contracts.vendors import VENDORS, terms_of

RESPONSE, RESOLUTION = Milestone.RESPONSE, Milestone.RESOLUTION
BUSINESS_HOURS, BUSINESS_DAYS = Unit.BUSINESS_HOURS, Unit.BUSINESS_DAYS
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("vendor", "name", "prefix", "version", "effective_from"),
    [
        ("lumeon", "Lumeon", "LUM", "V3 29.04.20", date(2020, 4, 29)),
        ("patientiq", "PatientIQ", "PIQ", "Published SLA, undated", date(2020, 1, 1)),
        ("healthy-roster", "Healthy Roster", "HRO", "Updated 9/16/20", date(2020, 9, 16)),
    ],
)
def test_the_vendor_is_named_as_its_document_names_it(
    vendor: str, name: str, prefix: str, version: str, effective_from: date
) -> None:
    terms = terms_of(vendor)

    assert terms.slug == vendor
    assert (terms.name, terms.number_prefix, terms.version_label) == (name, prefix, version)
    assert terms.effective_from == effective_from


@pytest.mark.parametrize(
    ("vendor", "severities"),
    [
        ("lumeon", ["1", "2", "3", "4"]),
        ("patientiq", ["high", "medium", "low"]),
        ("healthy-roster", ["critical", "high", "medium", "low"]),
    ],
)
def test_severities_come_with_the_most_severe_first(vendor: str, severities: list[str]) -> None:
    terms = terms_of(vendor)

    assert list(terms.severities) == severities
    assert [severity.rank for severity in terms.severities.values()] == list(
        range(1, len(severities) + 1)
    )
    assert terms.most_severe.key == severities[0]


@pytest.mark.parametrize(
    ("tier", "severity", "label", "closes_on_holidays"),
    [
        *[("essentials", severity, "Mon-Fri 09:00-17:30", True) for severity in "1234"],
        ("professional", "1", "Mon-Sun 08:00-20:00", False),
        *[("professional", severity, "Mon-Fri 08:00-20:00", True) for severity in "234"],
        ("premium", "1", "24x7", False),
        *[("premium", severity, "Mon-Fri 08:00-20:00", True) for severity in "234"],
    ],
)
def test_lumeon_hours_follow_the_table_of_lu_02(
    tier: str, severity: str, label: str, closes_on_holidays: bool
) -> None:
    hours = terms_of("lumeon").hours(tier, severity)

    assert hours.label == label
    assert hours.zone is None  # the customer's own
    assert hours.closes_on_holidays is closes_on_holidays
    assert hours.holiday_region == (CUSTOMER if closes_on_holidays else None)
    assert hours.always_open is (label == "24x7")


@pytest.mark.parametrize("severity", ["high", "medium", "low"])
def test_patientiq_hours_are_the_help_desks_in_chicago_pq_09(severity: str) -> None:
    hours = terms_of("patientiq").hours("standard", severity)

    assert (hours.label, hours.zone) == ("Mon-Fri 07:00-19:00", "America/Chicago")
    assert not hours.closes_on_holidays


@pytest.mark.parametrize(
    ("severity", "label"),
    [
        ("critical", "24x7"),
        ("high", "Mon-Fri 08:00-18:00"),
        ("medium", "Mon-Fri 08:00-18:00"),
        ("low", "Mon-Fri 08:00-18:00"),
    ],
)
def test_healthy_roster_hours_are_new_yorks_and_critical_never_closes_hr_12(
    severity: str, label: str
) -> None:
    hours = terms_of("healthy-roster").hours("standard", severity)

    assert (hours.label, hours.zone) == (label, "America/New_York")
    assert not hours.closes_on_holidays


@pytest.mark.parametrize(
    ("severity", "milestone", "amount", "unit"),
    [
        ("1", RESPONSE, HALF, BUSINESS_HOURS),
        ("1", RESOLUTION, 4, Unit.ELAPSED_HOURS),
        ("2", RESPONSE, 1, BUSINESS_HOURS),
        ("2", RESOLUTION, 8, BUSINESS_HOURS),
        ("3", RESPONSE, 1, BUSINESS_DAYS),
        ("3", RESOLUTION, 5, BUSINESS_DAYS),
        ("4", RESPONSE, 1, BUSINESS_DAYS),
        ("4", RESOLUTION, 10, BUSINESS_DAYS),
    ],
)
def test_lumeon_targets_follow_the_table_of_lu_14(
    severity: str, milestone: Milestone, amount: Fraction | int, unit: Unit
) -> None:
    target = terms_of("lumeon").target(severity, milestone)

    assert target is not None
    assert (target.amount, target.unit, target.assumed) == (Fraction(amount), unit, False)
    assert target.clause.ref == "LU-14"


@pytest.mark.parametrize(("severity", "hours"), [("high", 1), ("medium", 8)])
def test_patientiq_answers_in_service_hours_pq_10(severity: str, hours: int) -> None:
    target = terms_of("patientiq").target(severity, RESPONSE)

    assert target is not None
    assert (target.amount, target.unit, target.assumed) == (Fraction(hours), BUSINESS_HOURS, False)


@pytest.mark.parametrize(
    ("severity", "milestone", "why"),
    [
        ("high", RESOLUTION, Silence.NONE),
        ("medium", RESOLUTION, Silence.NONE),
        ("low", RESPONSE, Silence.DISCRETION),
        ("low", RESOLUTION, Silence.NONE),
    ],
)
def test_patientiq_promises_nothing_else_pq_10(
    severity: str, milestone: Milestone, why: Silence
) -> None:
    promise = terms_of("patientiq").promise(severity, milestone)

    assert isinstance(promise, NoTarget)
    assert promise.why is why
    assert terms_of("patientiq").target(severity, milestone) is None


@pytest.mark.parametrize(
    ("severity", "milestone", "amount", "unit"),
    [
        ("critical", RESPONSE, 1, BUSINESS_HOURS),
        ("critical", RESOLUTION, 3, BUSINESS_HOURS),
        ("high", RESPONSE, 1, BUSINESS_HOURS),
        ("high", RESOLUTION, 4, BUSINESS_HOURS),
        ("medium", RESPONSE, 3, BUSINESS_HOURS),
        ("medium", RESOLUTION, 2, BUSINESS_DAYS),
        ("low", RESPONSE, 3, BUSINESS_HOURS),
        ("low", RESOLUTION, 5, BUSINESS_DAYS),
    ],
)
def test_healthy_roster_targets_are_all_marked_assumed_hr_11(
    severity: str, milestone: Milestone, amount: int, unit: Unit
) -> None:
    target = terms_of("healthy-roster").target(severity, milestone)

    assert target is not None
    assert (target.amount, target.unit, target.assumed) == (Fraction(amount), unit, True)


@pytest.mark.parametrize(
    ("vendor", "deducts", "needs_work", "needs_confirmation"),
    [
        pytest.param("lumeon", True, False, False, id="LU-16-LU-17"),
        pytest.param("patientiq", False, True, False, id="PQ-10"),
        pytest.param("healthy-roster", False, False, True, id="HR-12"),
    ],
)
def test_clock_rules_differ_where_the_documents_do(
    vendor: str, deducts: bool, needs_work: bool, needs_confirmation: bool
) -> None:
    rules = terms_of(vendor).clock_rules

    assert rules.deduct_awaiting_customer is deducts
    assert rules.response_needs_work_started is needs_work
    assert rules.resolution_needs_confirmation is needs_confirmation


@pytest.mark.parametrize("vendor", VENDORS)
def test_clock_rules_are_alike_where_the_readings_are(vendor: str) -> None:
    rules = terms_of(vendor).clock_rules

    assert rules.severity_change is SeverityChange.RESTATE
    assert rules.business_day is BusinessDay.DAY_LENGTH
    assert rules.reopened is Reopened.DEDUCT
    assert rules.elapsed_hours is ElapsedHours.INSTANTS


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_clock_rule_has_a_clause_of_its_own(vendor: str) -> None:
    rules = terms_of(vendor).clock_rules

    assert set(rules.clauses) == set(type(rules).__dataclass_fields__) - {"clauses"}


def test_lumeon_tiers_contain_one_another_lu_01() -> None:
    terms = terms_of("lumeon")

    assert [(tier.key, tier.includes) for tier in terms.tiers.values()] == [
        ("essentials", None),
        ("professional", "essentials"),
        ("premium", "professional"),
    ]
    assert terms.default_tier == "essentials"


@pytest.mark.parametrize("vendor", ["patientiq", "healthy-roster"])
def test_the_other_vendors_have_one_tier(vendor: str) -> None:
    assert list(terms_of(vendor).tiers) == ["standard"]
    assert terms_of(vendor).default_tier == "standard"


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_tier_and_severity_has_hours_and_every_milestone_a_promise(vendor: str) -> None:
    terms = terms_of(vendor)

    assert set(terms.service_hours) == {(t, s) for t in terms.tiers for s in terms.severities}
    assert set(terms.promises) == {(s, m) for s in terms.severities for m in Milestone}
    assert all(isinstance(p, Target | NoTarget) for p in terms.promises.values())


@pytest.mark.parametrize(
    ("tier", "severity", "code"),
    [("gold", "1", "unknown_tier"), ("premium", "high", "unknown_severity")],
)
def test_hours_of_an_unknown_tier_or_severity_are_refused(
    tier: str, severity: str, code: str
) -> None:
    with pytest.raises(Refusal, match="Lumeon has no") as caught:
        terms_of("lumeon").hours(tier, severity)

    assert caught.value.code == code


def test_a_target_of_an_unknown_severity_is_refused() -> None:
    with pytest.raises(Refusal, match="it has high, medium, low"):
        terms_of("patientiq").target("1", RESPONSE)
