"""The frame around every page: what it offers, and that it stays within the content policy."""

import re

import pytest
from django.test import Client, override_settings

from portal.tenancy.models import Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, signed_in
from tests.factories import MembershipFactory, PersonFactory

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(src=|type=\"application/json\"))")

ENTRANCE = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
    "/invitations/none/",
]
OWN = [
    "/me/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ENTRANCE)
def test_pages_before_signing_in_hold_nothing_the_content_policy_forbids(address: str) -> None:
    page = text_of(Client(), address)

    assert INLINE.findall(page) == []
    assert page.count("<h1>") == 1


@pytest.mark.parametrize("address", OWN)
def test_a_persons_own_pages_hold_nothing_the_content_policy_forbids(
    lumeon: Site, address: str
) -> None:
    page = text_of(signed_in(lumeon.house.contact.person), address)

    assert INLINE.findall(page) == []
    assert page.count("<h1") == 1


def test_the_menu_names_the_customer_one_stands_for(lumeon: Site) -> None:
    page = text_of(signed_in(lumeon.house.contact.person), "/lumeon/")

    assert "Technical contact of St Brannock&#x27;s" in page


def test_a_person_of_one_vendor_is_offered_no_other(lumeon: Site, patientiq: Site) -> None:
    page = text_of(signed_in(lumeon.house.contact.person), "/lumeon/")

    assert "Your vendors" not in page
    assert "PatientIQ" not in page


def test_a_person_of_two_vendors_can_change_over(lumeon: Site, patientiq: Site) -> None:
    person = PersonFactory.create(name="Robin Both")
    for house in (lumeon.house, patientiq.house):
        with_house(house, person)

    page = text_of(signed_in(person), "/lumeon/")

    assert 'href="/patientiq/"' in page
    assert 'href="/lumeon/"' in page


def with_house(house: House, person: Person) -> None:
    """Make the person a contact of one more customer."""
    with vendor_scope(house.customer.vendor):
        MembershipFactory.create(
            vendor=house.customer.vendor,
            customer=house.customer,
            role=Role.TECHNICAL_CONTACT,
            person=person,
        )


def test_a_page_beneath_an_entry_marks_the_nearest_entry_only(lumeon: Site) -> None:
    page = text_of(signed_in(lumeon.house.contact.person), "/lumeon/incidents/new/")

    entries = re.findall(r'href="(/lumeon/[^"]*)"\s+aria-current="(\w+)"', page)
    assert set(entries) == {("/lumeon/incidents/new/", "page")}


def test_the_page_of_an_error_quotes_the_requests_name(lumeon: Site) -> None:
    answer = signed_in(lumeon.house.contact.person).get("/lumeon/nothing/")

    assert answer.status_code == 404
    assert answer["X-Request-ID"] in answer.content.decode()


def test_what_is_foreign_and_what_is_absent_get_the_same_page(
    lumeon: Site, patientiq: Site
) -> None:
    client = signed_in(lumeon.house.contact.person)

    foreign, absent = client.get("/patientiq/"), client.get("/no-such-vendor/")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert nameless(foreign.content) == nameless(absent.content)


def nameless(page: bytes) -> str:
    """Return a page without the request's name and the form tokens, which differ every time."""
    text = re.sub(r"<code>[0-9a-f-]+</code>", "", page.decode())
    return re.sub(r"(value=|Token\": )\"[A-Za-z0-9]{64}\"", "", text)


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_only_the_demo_world_says_that_it_is_one(is_demo: bool) -> None:
    with override_settings(SUNDIAL_DEMO=is_demo):
        page = text_of(Client(), "/accounts/login/")

    assert ("Demonstration." in page) is is_demo
