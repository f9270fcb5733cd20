"""The comparison: what one has, what the next tier adds, each with its clause (LU-05, CO-03)."""

from html import unescape

from django.test import Client
from time_machine import travel

from contracts.comparison import compare, compare_tiers
from contracts.models import EntitlementOverride
from contracts.services.entitlements import override
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, build_house, signed_in, staff
from tests.contracts.asking import queries, shown, status
from tests.contracts.vendors import terms_of
from tests.factories import MONDAY, MembershipFactory

DAY = MONDAY.date()
PAGE = "/lumeon/agreement/entitlements/"


def agreed(site: Site, house: House, value: int, *, key: str = "technical_contacts") -> None:
    override(
        by=site.administrator, contract=house.contract, key=key, value=value, since=DAY,
        until=None, reason="A second site opened.", at=MONDAY,
    )  # fmt: skip


def page_of(house: House) -> str:
    return f"{PAGE}{house.contract.pk}/"


def test_the_next_tier_adds_what_one_does_not_have(lumeon: Site) -> None:
    comparison = compare(lumeon.house.contract, DAY)

    assert comparison.own is not None
    assert comparison.next is not None
    assert (comparison.own.key, comparison.next.key) == ("essentials", "professional")
    assert [row.entitlement.key for row, _ in comparison.additions] == [
        "technical_contacts",
        "full_support",
        "critical_support",
        "solution_instances",
        "service_reviews",
    ]


def test_the_highest_tier_has_no_next_one(northgate: House) -> None:
    comparison = compare(northgate.contract, DAY)

    assert comparison.next is None
    assert comparison.additions == []


def test_cells_say_what_each_tier_states_and_inherits(lumeon: Site) -> None:
    rows = {
        row.entitlement.key: [
            (cell.words, cell.inherited_from, cell.is_added) for cell in row.cells
        ]
        for _, some in compare(lumeon.house.contract, DAY).groups
        for row in some
    }

    three, five = (f"{n} technical contacts per live instance" for n in (3, 5))
    assert rows["technical_contacts"] == [
        (three, "", False), (five, "", True), (five, "Professional", True),
    ]  # fmt: skip
    assert rows["knowledge_base"] == [
        ("Yes", "", False), ("Yes", "Essentials", False), ("Yes", "Essentials", False),
    ]  # fmt: skip
    assert rows["on_site_days"] == [
        ("None", "", False),
        ("None", "", False),
        ("Twice a year", "", True),
    ]


def test_groups_keep_the_files_order_and_hold_each_row_once() -> None:
    for vendor in ("lumeon", "patientiq", "healthy-roster"):
        terms = terms_of(vendor)
        groups = compare_tiers(terms).groups

        named = [name for name, _ in groups]
        rows = [row.entitlement.key for _, some in groups for row in some]
        assert len(named) == len(set(named))
        assert sorted(rows) == sorted(terms.entitlements.by_key)


def test_a_contact_sees_their_own_tier_marked_and_each_clause(lumeon: Site) -> None:
    page = unescape(shown(lumeon.house.contact.person, PAGE))

    assert "What St Brannock's is entitled to" in page
    assert page.count(">your tier<") == len(compare(lumeon.house.contract, DAY).groups)
    assert "Professional would add" in page
    for statement in terms_of("lumeon").entitlements.held.values():
        assert statement.clause.ref in page
        assert " ".join(statement.clause.words.split()) in page


def test_what_was_agreed_otherwise_is_labelled_beside_what_the_tier_says(lumeon: Site) -> None:
    agreed(lumeon, lumeon.house, 4)
    with travel(MONDAY, tick=False):
        page = unescape(shown(lumeon.house.contact.person, PAGE))

    assert "4 technical contacts per live instance" in page
    assert "agreed for this contract" in page
    assert "A second site opened." in page
    assert "The tier says: 3 technical contacts per live instance" in page


def test_staff_choose_a_contract_below_the_tiers(lumeon: Site, northgate: House) -> None:
    page = shown(lumeon.agent.person, PAGE)

    assert "What each tier entitles to" in page
    assert page_of(northgate) in page
    assert page_of(lumeon.house) in page


def test_other_vendors_show_their_own_rows(patientiq: Site) -> None:
    page = shown(patientiq.house.contact.person, "/patientiq/agreement/entitlements/")

    assert "99.5%" in page
    assert "Essentials" not in page


def test_co_03_another_customers_contract_is_not_there(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    nora, charlie = northgate.contact.person, patientiq.house.contact.person

    assert status(nora, page_of(lumeon.house)) == 404
    assert status(charlie, page_of(lumeon.house)) == 404
    assert status(nora, f"{PAGE}999999/") == 404
    assert "St Brannock" not in unescape(shown(nora, page_of(northgate)))


def test_co_03_another_vendors_contract_is_not_there(lumeon: Site, patientiq: Site) -> None:
    assert status(lumeon.agent.person, f"{PAGE}{patientiq.house.contract.pk}/") == 404


FORM = {"key": "technical_contacts", "value": "6", "since": "2026-03-02", "reason": "Two sites."}


def post(by: Membership, house: House, **changes: str) -> int:
    with travel(MONDAY, tick=False):
        answer = signed_in(by.person).post(f"{page_of(house)}overrides/", FORM | changes)
    return answer.status_code


def test_an_account_manager_agrees_something_otherwise_on_the_page(lumeon: Site) -> None:
    grace = staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER)

    assert post(grace, lumeon.house) == 302

    row = EntitlementOverride.objects.get()
    assert (row.key, row.value, row.since, row.made_by) == (
        "technical_contacts", 6, DAY, grace.person,
    )  # fmt: skip


def test_nothing_typed_puts_the_tiers_own_back(lumeon: Site) -> None:
    agreed(lumeon, lumeon.house, 4)

    assert post(lumeon.administrator, lumeon.house, value="") == 302
    assert EntitlementOverride.objects.latest("pk").value is None


def test_what_was_typed_is_kept_with_what_is_wrong_with_it(lumeon: Site) -> None:
    with travel(MONDAY, tick=False):
        client = signed_in(lumeon.administrator.person)
        wrong = client.post(f"{page_of(lumeon.house)}overrides/", FORM | {"value": "many"})
        refused = client.post(f"{page_of(lumeon.house)}overrides/", FORM | {"value": "3"})

    assert (wrong.status_code, refused.status_code) == (422, 409)
    assert "Named technical contacts takes a whole number." in wrong.content.decode()
    assert 'value="many"' in wrong.content.decode()
    assert "is 3 technical contacts per live instance already." in refused.content.decode()


def test_who_may_not_agree_learns_of_no_such_page(lumeon: Site, northgate: House) -> None:
    for by in (lumeon.house.contact, lumeon.agent, northgate.contact):
        assert post(by, lumeon.house) == 404
    assert "Agree something otherwise" not in shown(lumeon.agent.person, page_of(lumeon.house))
    assert not EntitlementOverride.objects.exists()


def test_co_03_an_override_of_another_vendors_contract_is_refused(
    lumeon: Site, patientiq: Site
) -> None:
    assert post(lumeon.administrator, patientiq.house) == 404


def test_a_contact_of_two_customers_changes_between_them(lumeon: Site, northgate: House) -> None:
    priya = lumeon.house.contact.person
    MembershipFactory.create(
        vendor=lumeon.vendor, customer=northgate.customer, role=Role.VIEWER, person=priya
    )

    page = shown(priya, PAGE)

    assert page_of(northgate) in page
    assert page_of(lumeon.house) in page


def test_the_page_asks_as_often_for_three_overrides_as_for_one(lumeon: Site) -> None:
    client: Client = signed_in(lumeon.administrator.person)
    agreed(lumeon, lumeon.house, 4)
    one = queries(client, page_of(lumeon.house))
    for value in (5, 6):
        agreed(lumeon, lumeon.house, value)

    assert queries(client, page_of(lumeon.house)) == one


def test_the_list_of_contracts_asks_as_often_for_three_as_for_one(
    lumeon: Site, northgate: House
) -> None:
    client = signed_in(lumeon.agent.person)
    two = queries(client, PAGE)
    build_house(lumeon.vendor, "Eastgate", "Ed Stone", "professional")

    assert queries(client, PAGE) == two
