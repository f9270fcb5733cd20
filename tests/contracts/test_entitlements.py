"""The vendors' own entitlements, and the one question everything asks: may they? (LU-05)"""

from datetime import timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.domain.entitlements import Every, Recurring, Value, Whence
from contracts.entitlements import all_of, entitlement, loaded, may
from contracts.models import Contract
from contracts.services import amend_contract
from contracts.services.entitlements import override
from tests.cast import House, Site
from tests.contracts.vendors import VENDORS, terms_of
from tests.factories import MONDAY

DAY = MONDAY.date()

# Every row of the handbook's table at a glance and of the tiers' sections, by what each tier has.
LUMEON: dict[str, tuple[Value, Value, Value]] = {
    "support_access": (True, True, True),
    "knowledge_base": (True, True, True),
    "technical_contacts": (3, 5, 5),
    "full_support": (
        "Mon-Fri 09:00-17:30, not on national holidays",
        "Mon-Fri 08:00-20:00, not on national holidays",
        "Mon-Fri 08:00-20:00, not on national holidays",
    ),
    "critical_support": (
        "Mon-Fri 09:00-17:30, not on national holidays",
        "Every day 08:00-20:00",
        "Around the clock, every day, national holidays included",
    ),
    "service_level_targets": (True, True, True),
    "first_line": (True, True, True),
    "second_line": (True, True, True),
    "third_line": (True, True, True),
    "proactive_monitoring": (True, True, True),
    "fast_track": (False, False, True),
    "critical_incident_reports": (False, False, Recurring(1, Every.CRITICAL_INCIDENT)),
    "upgrades": (True, True, True),
    "maintenance_releases": (True, True, True),
    "solution_instances": (3, 4, 4),
    "enhancement_requests": (True, True, True),
    "change_request_updates": (False, False, Recurring(1, Every.AS_NEEDED)),
    "proactive_communications": (True, True, True),
    "service_reviews": (False, Recurring(1, Every.QUARTER), Recurring(1, Every.QUARTER)),
    "account_manager": (False, False, True),
    "health_check": (False, False, Recurring(1, Every.YEAR)),
    "on_site_days": (False, False, Recurring(2, Every.YEAR)),
    "best_practice": (False, False, Recurring(1, Every.AS_NEEDED)),
    "roadmap_briefings": (False, False, Recurring(1, Every.AS_NEEDED)),
    "release_briefings": (False, False, Recurring(1, Every.RELEASE)),
}


def test_lu_05_each_tier_of_lumeon_has_what_the_handbook_gives_it() -> None:
    entitlements = terms_of("lumeon").entitlements
    tiers = ("essentials", "professional", "premium")

    found = {
        key: tuple(
            said.value if (said := entitlements.held.get((tier, key))) else False for tier in tiers
        )
        for key in entitlements.by_key
    }

    assert found == LUMEON


def test_lu_05_reviews_are_by_telephone_and_on_site_in_premium() -> None:
    held = terms_of("lumeon").entitlements.held

    assert held["professional", "service_reviews"].detail == "by telephone"
    assert held["premium", "service_reviews"].detail == "on site"


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_row_has_a_clause_on_every_tier_that_has_it(vendor: str) -> None:
    held = terms_of(vendor).entitlements.held

    assert held
    assert all(
        said.clause.ref and (said.clause.words or said.clause.reading) for said in held.values()
    )


@pytest.mark.parametrize(
    ("vendor", "limited"), [("lumeon", True), ("patientiq", False), ("healthy-roster", False)]
)
def test_lu_03_only_lumeon_sets_a_number_of_contacts(vendor: str, limited: bool) -> None:
    assert ("technical_contacts" in terms_of(vendor).entitlements.by_key) is limited


def test_a_contract_may_what_its_tier_gives_and_no_more(lumeon: Site, northgate: House) -> None:
    essentials, premium = lumeon.house.contract, northgate.contract

    assert [may(essentials, key, DAY) for key in ("knowledge_base", "health_check")] == [
        True,
        False,
    ]
    assert [may(premium, key, DAY) for key in ("knowledge_base", "health_check")] == [True, True]
    assert not may(premium, "no_such_row", DAY)
    assert entitlement(premium, "no_such_row", DAY) is None


def test_co_06_an_answer_says_its_value_clause_and_whence(northgate: House) -> None:
    found = entitlement(northgate.contract, "knowledge_base", DAY)

    assert found is not None
    assert (found.value, found.whence, found.tier) == (True, Whence.INHERITED, "premium")
    assert found.stated is not None
    assert found.stated.tier == "essentials"
    assert found.clause is not None
    assert found.clause.words == "24 x 7 x 365 access to Lumeon support portal knowledge base"


def test_another_tier_counts_from_its_day_on(lumeon: Site) -> None:
    contract = lumeon.house.contract
    later = DAY + timedelta(days=30)
    amend_contract(
        by=lumeon.administrator,
        contract=contract,
        agreement=contract.agreement,
        tier="professional",
        since=later,
        reason="Grown.",
        at=MONDAY,
    )
    contract = Contract.objects.get(pk=contract.pk)

    before, after = (
        entitlement(contract, "technical_contacts", on) for on in (later - timedelta(days=1), later)
    )

    assert before is not None
    assert after is not None
    assert (before.value, after.value) == (3, 5)


def test_once_loaded_a_contract_is_asked_without_a_query(lumeon: Site, northgate: House) -> None:
    override(
        by=lumeon.administrator, contract=northgate.contract, key="technical_contacts", value=9,
        since=DAY, until=None, reason="Two sites.", at=MONDAY,
    )  # fmt: skip
    rows = Contract.objects.select_related("agreement", "customer").defer("agreement__source")
    with CaptureQueriesContext(
        connection,
    ) as loading:
        contracts = loaded(rows)

    with CaptureQueriesContext(connection) as asking:
        for contract in contracts:
            entitlement(contract, "technical_contacts", DAY)
            all_of(contract, DAY)

    assert len(contracts) == 2
    assert len(loading) == 3
    assert len(asking) == 0


def test_a_warm_answer_takes_less_than_a_millisecond(northgate: House) -> None:
    (contract,) = loaded([northgate.contract])
    entitlement(contract, "health_check", DAY)

    begun = perf_counter()
    for _ in range(100):
        may(contract, "health_check", DAY)

    assert (perf_counter() - begun) / 100 < 0.001
