"""Pages of contracts and customers: who sees what, and what is typed."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contracts.models import Commitment, Contract, Product
from portal.audit.models import AuditEvent
from portal.tenancy.models import Customer, Membership
from tests.cast import House, Site, build_house, raised, signed_in
from tests.contracts.billing import entered
from tests.factories import CustomerFactory, contract_for

LIST = "/lumeon/contracts/"
QUERIES = 18  # the frame's own, contracts, commitments, invoices with their events
SIGNED = {
    "tier": "premium",
    "starts_on": "2026-01-01",
    "ends_on": "2099-12-31",
    "annual_value": "12000",
    "monthly_fee": "",
    "currency": "gbp",
    "payment_days": "14",
}


@pytest.fixture
def desk(grace: Membership) -> Client:
    """Grace, signed in."""
    return signed_in(grace.person)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def sent(client: Client, path: str, **said: Any) -> Any:
    return client.post(path, said)


def faults(answer: Any) -> set[str]:
    """Return the fields that an answer finds fault with; an empty one is the whole form."""
    return set(answer.context["form"].errors)


def product(site: Site) -> Product:
    return Product.objects.get(vendor=site.vendor, name="Care Pathway Management")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(
    lumeon: Site, grace: Membership, desk: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count - 1):
        house = build_house(lumeon.vendor, f"House {number}", f"Contact {number}", "premium")
        entered(grace, house.contract, number=f"INV-9{number}")
    entered(grace, lumeon.house.contract)
    desk.get(LIST)

    with django_assert_num_queries(QUERIES):
        assert desk.get(LIST).status_code == 200


def test_the_list_shows_term_fees_and_standing(
    lumeon: Site, northgate: House, grace: Membership, desk: Client
) -> None:
    entered(grace, northgate.contract)

    html = read(desk, LIST)

    assert html.count(">invoice overdue<") == 1
    assert html.count(">in good standing<") == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"St Brannock's", "Northgate Hospitals", "Soon", "Over"}),
        ("?show=running", {"St Brannock's", "Northgate Hospitals", "Soon"}),
        ("?show=ending", {"Soon"}),
        ("?show=standing", {"Northgate Hospitals", "Over"}),
        ("?q=north", {"Northgate Hospitals"}),
        ("?q=premium+north", {"Northgate Hospitals"}),
        ("?q=nothing", set()),
        ("?show=nonsense&page=-7", {"St Brannock's", "Northgate Hospitals", "Soon", "Over"}),
    ],
)
def test_the_list_is_searched_and_filtered(
    lumeon: Site, northgate: House, grace: Membership, desk: Client, query: str, names: set[str]
) -> None:
    today = timezone.now().date()
    entered(grace, northgate.contract)
    for name, ends_on in (("Soon", today + timedelta(days=90)), ("Over", date(2026, 3, 1))):
        contract = contract_for(CustomerFactory.create(vendor=lumeon.vendor, name=name), "premium")
        Contract.objects.filter(pk=contract.pk).update(ends_on=ends_on)

    answer = desk.get(LIST + query)

    assert {row.contract.customer.name for row in answer.context["rows"]} == names


def test_a_contact_is_led_to_their_own_agreement(lumeon: Site, grace: Membership) -> None:
    entered(grace, lumeon.house.contract)
    contact = signed_in(lumeon.house.contact.person)

    answer = contact.get(LIST)

    assert answer.headers["Location"] == f"{LIST}{lumeon.house.contract.pk}/"
    html = read(contact, answer.headers["Location"])
    assert "Our agreement" in html
    assert "Invoice INV-1 of 1200.00 GBP, due 28 February 2026, is not paid." in html
    assert "End it" not in html


def test_co_03_another_customers_contract_and_invoice_are_not_there(
    lumeon: Site, northgate: House, grace: Membership
) -> None:
    invoice = entered(grace, northgate.contract)
    contact = signed_in(lumeon.house.contact.person)

    read(contact, f"{LIST}{northgate.contract.pk}/", 404)
    read(contact, f"/lumeon/invoices/{invoice.pk}/", 404)


def test_the_hub_leads_to_all_that_hangs_on_a_contract(lumeon: Site, desk: Client) -> None:
    pk = lumeon.house.contract.pk
    html = read(desk, f"{LIST}{pk}/")

    for path in (
        f"/lumeon/contracts/{pk}/terms/",
        f"/lumeon/agreement/entitlements/{pk}/",
        f"/lumeon/contacts/{lumeon.house.customer.pk}/",
        f"/lumeon/contracts/tokens/{pk}/",
        "/lumeon/contracts/calendar/",
        "/lumeon/contracts/obligations/",
        f"/lumeon/products/instances/{lumeon.house.instance.pk}/",
    ):
        assert f'href="{path}"' in html
        assert desk.get(path).status_code == 200


def test_a_contract_is_signed_on_a_page(lumeon: Site, desk: Client) -> None:
    customer = CustomerFactory.create(vendor=lumeon.vendor, name="Elmfield")

    answer = sent(
        desk, f"{LIST}new/", customer=customer.pk, products=[product(lumeon).pk], **SIGNED
    )

    contract = Contract.objects.get(customer=customer)
    assert answer.headers["Location"] == f"{LIST}{contract.pk}/"
    assert contract.covered.get().product == product(lumeon)
    commitment = Commitment.objects.get(contract=contract)
    assert (commitment.currency, commitment.payment_days) == ("GBP", 14)
    assert "12,000.00 GBP" in read(desk, f"{LIST}{contract.pk}/")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"currency": ""}, "currency"),
        ({"currency": "12€"}, "currency"),
        ({"annual_value": "-1"}, "annual_value"),
        ({"annual_value": "1e99"}, "annual_value"),
        ({"payment_days": "-1"}, "payment_days"),
        ({"tier": "platinum"}, "tier"),
        ({"starts_on": "31.12.2025"}, "starts_on"),
        ({"customer": "999999"}, "customer"),
        ({"customer": "x"}, "customer"),
        ({"products": ["999999"]}, "products"),
        ({"products": []}, "products"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_with_what_was_typed(
    lumeon: Site, desk: Client, said: dict[str, Any], field: str
) -> None:
    customer = CustomerFactory.create(vendor=lumeon.vendor)
    typed = {"customer": customer.pk, "products": [product(lumeon).pk], **SIGNED} | said

    answer = sent(desk, f"{LIST}new/", **typed)

    assert answer.status_code in {409, 422}
    assert faults(answer) == {field}
    assert not Contract.objects.filter(customer=customer).exists()


def test_an_overlap_is_told_at_the_products(lumeon: Site, desk: Client) -> None:
    customer = CustomerFactory.create(vendor=lumeon.vendor)
    typed = {"customer": customer.pk, "products": [product(lumeon).pk], **SIGNED}
    sent(desk, f"{LIST}new/", **typed)

    again = sent(desk, f"{LIST}new/", **typed)

    assert (again.status_code, faults(again)) == (409, {"products"})


def test_renewing_ending_and_pricing_on_pages(lumeon: Site, desk: Client) -> None:
    customer = CustomerFactory.create(vendor=lumeon.vendor)
    sent(desk, f"{LIST}new/", customer=customer.pk, products=[product(lumeon).pk], **SIGNED)
    contract = Contract.objects.get(customer=customer)
    path = f"{LIST}{contract.pk}/"
    assert "1 January 2100" in read(desk, f"{path}renewal/")

    fees = {"annual_value": "1", "currency": "GBP", "payment_days": "14", "reason": "Agreed."}
    renewal = sent(desk, f"{path}renewal/", tier="premium", ends_on="2100-12-31", **fees)
    priced = sent(desk, f"{path}fees/", since="2026-02-01", **fees)
    ended = sent(desk, f"{path}ending/", last_day="2099-06-30", reason="Merged.")

    assert [one.status_code for one in (renewal, priced, ended)] == [302, 302, 302]
    contract.refresh_from_db()
    assert contract.ends_on == date(2099, 6, 30)
    kinds = ["signed", "renewed", "repriced", "ended"]
    assert [one.kind for one in contract.commitments.order_by("pk")] == kinds
    html = read(desk, path)
    assert "Merged." in html
    assert "Renew it" not in html


@pytest.mark.parametrize(
    ("noun", "said", "field"),
    [
        ("ending", {"last_day": "2026-01-01", "reason": "x"}, "last_day"),
        ("ending", {"last_day": "2026-13-01", "reason": "x"}, "last_day"),
        ("ending", {"last_day": "2099-01-01"}, "reason"),
        ("fees", {"since": "1999-01-01", "reason": "x", "payment_days": "1"}, "since"),
        (
            "fees",
            {"since": "2026-02-01", "reason": "x", "payment_days": "1", "monthly_fee": "5"},
            "currency",
        ),
    ],
)
def test_a_deed_that_cannot_be_is_told_at_its_field(
    lumeon: Site, desk: Client, noun: str, said: dict[str, str], field: str
) -> None:
    before = Commitment.objects.count()

    answer = sent(desk, f"{LIST}{lumeon.house.contract.pk}/{noun}/", **said)

    assert answer.status_code in {409, 422}
    assert faults(answer) == {field}
    assert Commitment.objects.count() == before


def test_co_03_another_vendors_ids_are_field_errors_or_not_there(
    lumeon: Site, desk: Client, patientiq: Site
) -> None:
    theirs = patientiq.house
    for path in ("", "renewal/", "fees/", "ending/"):
        assert desk.get(f"{LIST}{theirs.contract.pk}/{path}").status_code == 404
    assert desk.get(f"/lumeon/customers/{theirs.customer.pk}/").status_code == 404

    own = f"{LIST}{lumeon.house.contract.pk}/products/"
    answer = sent(desk, own, product=theirs.instance.product_id)
    signing = sent(
        desk, f"{LIST}new/", customer=theirs.customer.pk, products=[theirs.instance.product_id],
        **SIGNED,
    )  # fmt: skip

    assert answer.status_code == 422
    assert set(answer.context["product_form"].errors) == {"product"}
    assert faults(signing) == {"customer", "products"}


def test_lu_02_a_customer_moves_until_something_was_measured(lumeon: Site, desk: Client) -> None:
    path = f"/lumeon/customers/{lumeon.house.customer.pk}/"
    dublin = {"time_zone": "Europe/Dublin", "country": "ie", "holiday_region": "ie"}

    assert "Nothing was measured" in read(desk, path)
    assert sent(desk, path, **dublin).status_code == 302

    lumeon.house.contract.customer.refresh_from_db()
    assert lumeon.house.contract.customer.holiday_region == "IE"
    assert AuditEvent.objects.get(verb="customer placed").before["time_zone"] == "Europe/London"

    raised(lumeon.house)
    there = {"time_zone": "Europe/London", "country": "ie", "holiday_region": "ie"}
    refused = sent(desk, path, **there)
    assert (refused.status_code, faults(refused)) == (409, {"time_zone"})
    assert "1 incident was measured in Europe/Dublin" in read(desk, path)
    assert sent(desk, path, **(dublin | {"country": "GB"})).status_code == 302


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"country": "1"}, "country"),
        ({"country": "12"}, "country"),
        ({"holiday_region": "XX-YY"}, "holiday_region"),
    ],
)
def test_there_is_no_such_place(
    lumeon: Site, desk: Client, said: dict[str, str], field: str
) -> None:
    place = {"time_zone": "Europe/London", "country": "GB", "holiday_region": "GB-ENG"}

    answer = sent(desk, f"/lumeon/customers/{lumeon.house.customer.pk}/", **(place | said))

    assert (faults(answer), answer.status_code in {409, 422}) == ({field}, True)


def test_a_customer_is_added_once(lumeon: Site, desk: Client) -> None:
    said = {
        "name": "  Elm  field ",
        "time_zone": "Europe/London",
        "country": "GB",
        "holiday_region": "",
    }

    answers = [sent(desk, "/lumeon/customers/new/", **said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Customer.objects.filter(name="Elm field").count() == 1
    assert re.search("Elm field", read(desk, "/lumeon/customers/"))
