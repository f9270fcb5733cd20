"""How each vendor takes incidents in, moves them on, escalates and closes them."""

from fractions import Fraction

import pytest

from contracts.domain.intake import ChannelKind, OverdueInvoice
from contracts.domain.severities import SeveritySetter
from contracts.domain.targets import Milestone, Unit
from contracts.domain.workflow import REQUIRED_STATUSES, Advance, Holder, WaitingOn
from tests.contracts.vendors import VENDORS, terms_of

BUSINESS_DAYS = Unit.BUSINESS_DAYS


@pytest.mark.parametrize(
    ("vendor", "setter", "consultation"),
    [
        pytest.param("lumeon", SeveritySetter.SUPPORT, True, id="LU-12"),
        pytest.param("patientiq", SeveritySetter.SUPPORT, False, id="PQ-10"),
        pytest.param("healthy-roster", SeveritySetter.CUSTOMER_REASONABLY, False, id="HR-11"),
    ],
)
def test_who_sets_severity_is_the_vendors_policy(
    vendor: str, setter: SeveritySetter, consultation: bool
) -> None:
    policy = terms_of(vendor).severity_policy

    assert policy.set_by is setter
    assert policy.change_needs_consultation is consultation


@pytest.mark.parametrize(
    ("country", "provided", "expected"),
    [
        ("GB", (), {"calendars", "clinical_information", "nhs_ers"}),
        ("gb", ("data_supply",), {"calendars", "clinical_information", "data_supply", "nhs_ers"}),
        ("US", ("data_supply",), {"calendars", "clinical_information", "data_supply"}),
        ("US", (), {"calendars", "clinical_information"}),
    ],
)
def test_four_functions_are_always_critical_on_their_conditions_lu_13(
    country: str, provided: tuple[str, ...], expected: set[str]
) -> None:
    rules = terms_of("lumeon").always_critical

    applying = {r.key for r in rules if r.applies_to(country=country, provided=provided)}

    assert applying == expected
    assert len(rules) == 4


def test_only_lumeon_has_functions_that_are_always_critical() -> None:
    assert terms_of("patientiq").always_critical == ()
    assert terms_of("healthy-roster").always_critical == ()


def test_lumeon_has_the_ladder_of_lu_22() -> None:
    ladder = terms_of("lumeon").ladder

    assert [(rung.level, rung.holder, rung.advances) for rung in ladder] == [
        (1, Holder.INCIDENT_OWNER, Advance.CUSTOMER_REQUEST),
        (2, Holder.SUPPORT_MANAGER, Advance.PLAN_MISSED),
        (3, Holder.SUPPORT_DIRECTOR, Advance.CUSTOMER_REQUEST),
        (4, Holder.CHIEF_OPERATING_OFFICER, Advance.FINAL),
    ]
    assert [rung.needs_rescue_plan for rung in ladder] == [False, True, True, True]
    assert [rung.changes_priority for rung in ladder] == [True, False, False, False]


def test_the_first_two_rungs_contact_the_customer_within_a_business_day_lu_22() -> None:
    within = [rung.contact_within for rung in terms_of("lumeon").ladder]

    assert [target and (target.amount, target.unit) for target in within] == [
        (Fraction(1), BUSINESS_DAYS),
        (Fraction(1), BUSINESS_DAYS),
        None,
        None,
    ]


def test_premium_escalations_reach_the_technical_account_manager_at_once_lu_22() -> None:
    fast_track = terms_of("lumeon").fast_track

    assert fast_track is not None
    assert fast_track.tiers == ("premium",)
    assert fast_track.holder is Holder.TECHNICAL_ACCOUNT_MANAGER


@pytest.mark.parametrize(
    ("milestone", "severities"),
    [(Milestone.RESOLUTION, ["1", "2", "3", "4"]), (Milestone.RESPONSE, ["1"])],
)
def test_lumeon_escalates_by_itself_what_is_solved_late_or_answered_late_lu_22(
    milestone: Milestone, severities: list[str]
) -> None:
    terms = terms_of("lumeon")
    opened = terms.opened_by_breach

    assert opened is not None
    assert [key for key in terms.severities if opened.covers(milestone, key)] == severities
    assert opened.clause.is_reading


@pytest.mark.parametrize("vendor", ["patientiq", "healthy-roster"])
def test_the_other_documents_name_no_ladder_and_no_aim(vendor: str) -> None:
    terms = terms_of(vendor)

    assert terms.ladder == ()
    assert terms.fast_track is None
    assert terms.opened_by_breach is None
    assert terms.attainment_aim is None


def test_lumeon_aims_at_ninety_percent_lu_18() -> None:
    assert terms_of("lumeon").attainment_aim == Fraction(9, 10)


@pytest.mark.parametrize("vendor", VENDORS)
def test_warnings_come_at_half_three_quarters_and_nine_tenths(vendor: str) -> None:
    assert terms_of(vendor).thresholds == (50, 75, 90)


def test_lumeon_statuses_follow_the_reading_of_lu_19() -> None:
    workflow = terms_of("lumeon").workflow

    assert [(status.staff_label, status.waiting_on) for status in workflow.statuses] == [
        ("New", WaitingOn.VENDOR),
        ("Triage (L1)", WaitingOn.VENDOR),
        ("Analysis (L2)", WaitingOn.VENDOR),
        ("Engineering (L3)", WaitingOn.VENDOR),
        ("Awaiting customer", WaitingOn.CUSTOMER),
        ("Awaiting third party", WaitingOn.THIRD_PARTY),
        ("Solution provided", WaitingOn.CUSTOMER),
        ("Closed", WaitingOn.NOBODY),
    ]
    assert workflow.status(workflow.reopens_to).staff_label == "Analysis (L2)"


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_workflow_has_the_stations_the_portal_names(vendor: str) -> None:
    keys = [status.key for status in terms_of(vendor).statuses]

    assert set(REQUIRED_STATUSES) <= set(keys)
    assert keys[0] == "new"
    assert keys[-1] == "closed"


def test_a_station_nobody_has_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        terms_of("patientiq").workflow.status("engineering")


def test_lumeon_closes_for_five_reasons_and_two_of_them_are_solutions_lu_20() -> None:
    reasons = {reason.key: reason.solved for reason in terms_of("lumeon").closing_reasons}

    assert reasons == {
        "solution_provided": True,
        "maintenance_release": True,
        "customer_request": False,
        "out_of_scope": False,
        "not_maintained": False,
    }


@pytest.mark.parametrize("vendor", VENDORS)
def test_common_closing_reasons_have_common_keys(vendor: str) -> None:
    keys = {reason.key for reason in terms_of(vendor).closing_reasons}

    assert {"solution_provided", "customer_request", "out_of_scope"} <= keys


@pytest.mark.parametrize(
    ("vendor", "measured", "unmeasured"),
    [
        pytest.param(
            "lumeon",
            {"technical_question", "support_incident", "enhancement_request"},
            set(),
            id="LU-11",
        ),
        pytest.param(
            "patientiq",
            {"outage", "maintenance", "functionality"},
            {"security_vulnerability", "suggestion"},
            id="PQ-11-PQ-14",
        ),
        pytest.param(
            "healthy-roster",
            {"error", "outage", "assistance"},
            {"restore_request"},
            id="HR-09-HR-11",
        ),
    ],
)
def test_categories_say_whether_they_are_measured(
    vendor: str, measured: set[str], unmeasured: set[str]
) -> None:
    categories = terms_of(vendor).categories

    assert {category.key for category in categories if category.has_targets} == measured
    assert {category.key for category in categories if not category.has_targets} == unmeasured


def test_patientiq_asks_for_no_health_information_pq_12() -> None:
    notes = terms_of("patientiq").form_notes

    assert [note.clause.words for note in notes] == [
        "Do not include Protected Health Information in support emails."
    ]


@pytest.mark.parametrize(
    ("vendor", "keys"),
    [
        pytest.param(
            "lumeon", ["on_site", "unlicensed_interfaces", "routine_operations"], id="LU-10"
        ),
        pytest.param("patientiq", ["third_party_requests", "customer_equipment"], id="PQ-11"),
        pytest.param("healthy-roster", [], id="HR-names-none"),
    ],
)
def test_out_of_scope_lists_are_the_documents(vendor: str, keys: list[str]) -> None:
    assert [entry.key for entry in terms_of(vendor).out_of_scope] == keys


@pytest.mark.parametrize(
    ("vendor", "rule"),
    [
        pytest.param("lumeon", OverdueInvoice.FLAG, id="LU-09"),
        pytest.param("patientiq", OverdueInvoice.ALLOW, id="PQ-07-is-about-credits"),
        pytest.param("healthy-roster", OverdueInvoice.ALLOW, id="HR-is-silent"),
    ],
)
def test_an_overdue_invoice_bars_no_incident(vendor: str, rule: OverdueInvoice) -> None:
    assert terms_of(vendor).intake.overdue_invoice is rule


@pytest.mark.parametrize(
    ("vendor", "channels"),
    [
        (
            "lumeon",
            [
                (ChannelKind.PORTAL, "https://help.lumeon.com"),
                (ChannelKind.TELEPHONE, "+44(0)203 137 9999"),
                (ChannelKind.TELEPHONE, "+1 888 450 3195"),
                (ChannelKind.EMAIL, ""),
            ],
        ),
        ("patientiq", [(ChannelKind.EMAIL, "support@patientiq.io")]),
        ("healthy-roster", [(ChannelKind.EMAIL, ""), (ChannelKind.TELEPHONE, "")]),
    ],
)
def test_channels_are_those_the_documents_publish(
    vendor: str, channels: list[tuple[ChannelKind, str]]
) -> None:
    published = [(channel.kind, channel.address) for channel in terms_of(vendor).channels]

    assert published == channels
