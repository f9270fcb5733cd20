"""The URL walk: every address, every kind of reader. An address that is not in the table fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from incidents.models import Incident
from portal.people.services import Seat, invite
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.contracts.backing import agreed
from tests.contracts.billing import keys_of_billing
from tests.contracts.duties import keys_of_duties
from tests.contracts.shelf import current_release
from tests.factories import MONDAY

# Inside a vendor's site: method, what answers each reader of that vendor's.
#                                             contact viewer agent administrator
VENDOR_PAGES: dict[str, tuple[str, str]] = {
    "": ("GET", "                                 200 200 302 200"),
    "queue/": ("GET", "                           404 404 200 404"),
    "incidents/": ("GET", "                       200 200 200 200"),
    "incidents/new/": ("GET", "                   200 403 403 403"),
    "incidents/<str:number>/": ("GET", "          200 200 200 200"),
    "incidents/<str:number>/clocks/": ("GET", "   200 200 200 200"),
    "incidents/<str:number>/<slug:noun>/": ("POST", "302 409 409 409"),
    "attainment/": ("GET", "                      200 200 200 200"),
    "attainment/figures.csv": ("GET", "           200 200 200 200"),
    "attainment/incidents/": ("GET", "            200 200 200 200"),
    "attainment/incidents.csv": ("GET", "         200 200 200 200"),
    "at-risk/": ("GET", "                         404 404 200 404"),
    "suppliers/": ("GET", "                       200 200 200 200"),
    "suppliers/new/": ("POST", "                  404 404 404 422"),
    "suppliers/<int:pk>/": ("GET", "              404 404 200 200"),
    "suppliers/<int:pk>/agreements/": ("POST", "  404 404 404 422"),
    "suppliers/<int:pk>/shares/": ("POST", "      404 404 404 422"),
    "suppliers/<int:pk>/ending/": ("POST", "      404 404 404 302"),
    "calendars/": ("GET", "                       404 404 200 200"),
    "calendars/<slug:region>/": ("GET", "         404 404 200 200"),
    "calendars/<slug:region>/years/": ("POST", "  404 404 404 302"),
    "calendars/<slug:region>/changes/": ("GET", " 404 404 404 200"),
    "calendars/<slug:region>/versions/<int:version>/": ("GET", "404 404 200 200"),
    "calendars/<slug:region>/versions/<int:version>/restatement/": ("GET", "404 404 200 200"),
    "contracts/<int:pk>/terms/": ("GET", "        200 200 200 200"),
    "contracts/": ("GET", "                       302 302 200 200"),
    "contracts/new/": ("GET", "                   404 404 404 200"),
    "contracts/<int:pk>/": ("GET", "              200 200 200 200"),
    # This contract has no last day: there is nothing to renew, for nobody.
    "contracts/<int:pk>/renewal/": ("GET", "      404 404 404 404"),
    "contracts/<int:pk>/fees/": ("GET", "         404 404 404 200"),
    "contracts/<int:pk>/ending/": ("GET", "       404 404 404 200"),
    "contracts/<int:pk>/products/": ("POST", "    404 404 404 422"),
    "customers/": ("GET", "                       404 404 200 200"),
    "customers/new/": ("GET", "                   404 404 404 200"),
    "customers/<int:pk>/": ("GET", "              404 404 404 200"),
    "invoices/": ("GET", "                        404 404 200 200"),
    "invoices/new/": ("GET", "                    404 404 404 200"),
    "invoices/imports/": ("GET", "                404 404 404 200"),
    "invoices/imports/<int:pk>/": ("GET", "       404 404 404 200"),
    "invoices/imports/<int:pk>/confirmation/": ("POST", "404 404 404 302"),
    "invoices/<int:pk>/": ("GET", "               200 200 200 200"),
    "invoices/<int:pk>/<slug:noun>/": ("POST", "  404 404 404 404"),  # no such noun
    "api/invoices/": ("GET", "                    200 200 200 200"),
    "api/invoices/<int:pk>/<slug:noun>/": ("POST", "409 409 409 404"),
    "agreement/versions/": ("GET", "              404 404 200 200"),
    "agreement/versions/comparison/": ("GET", "   404 404 404 404"),
    "agreement/versions/<int:pk>/": ("GET", "     404 404 200 200"),
    "agreement/versions/<int:pk>/file/": ("GET", "404 404 200 200"),
    "agreement/draft/": ("GET", "                 404 404 404 200"),
    "agreement/draft/publication/": ("GET", "     404 404 404 302"),
    "agreement/draft/file/": ("POST", "           404 404 404 422"),
    "agreement/draft/base/": ("POST", "           404 404 404 302"),
    "agreement/draft/discarding/": ("POST", "     404 404 404 302"),
    "people/": ("GET", "                          404 404 404 200"),
    "people/invitations/": ("POST", "             404 404 404 422"),
    "people/invitations/<int:pk>/withdrawal/": ("POST", "404 404 404 302"),
    "people/people.csv": ("GET", "                404 404 404 200"),
    "people/import/": ("GET", "                   404 404 404 200"),
    "people/import/confirmation/": ("POST", "     404 404 404 409"),
    "people/<int:pk>/ending/": ("GET", "          404 404 404 200"),
    "audit/": ("GET", "                           404 404 404 200"),
    "audit/records.csv": ("GET", "                404 404 404 200"),
    "agreement/": ("GET", "                       200 200 200 200"),
    "agreement/entitlements/": ("GET", "          200 200 200 200"),
    "agreement/entitlements/<int:pk>/": ("GET", " 200 200 200 200"),
    "agreement/entitlements/<int:pk>/overrides/": ("POST", "404 404 404 422"),
    "products/": ("GET", "                        200 200 200 200"),
    "products/new/": ("POST", "                   404 404 404 422"),
    "products/releases/": ("POST", "              404 404 404 422"),
    "products/releases/<int:pk>/": ("GET", "      200 200 200 200"),
    "products/releases/<int:pk>/end-of-life/": ("POST", "404 404 404 302"),
    "products/releases/<int:pk>/day/": ("POST", " 404 404 404 422"),
    "products/instances/": ("GET", "              404 404 200 200"),
    "products/instances/new/": ("GET", "          404 404 404 200"),
    "products/instances/<int:pk>/": ("GET", "     200 200 200 200"),
    "products/instances/<int:pk>/upgrade/": ("POST", "404 404 422 422"),
    "products/instances/<int:pk>/setup/": ("POST", "404 404 404 302"),
    "products/instances/<int:pk>/extension/": ("POST", "404 404 404 422"),
    "products/instances/<int:pk>/ending/": ("POST", "404 404 404 422"),
    "contacts/": ("GET", "                        302 404 200 200"),
    "contacts/<int:customer>/": ("GET", "         200 404 200 200"),
    "contacts/<int:customer>/invitations/": ("POST", "404 404 404 422"),
    "contacts/<int:customer>/invitations/<int:pk>/withdrawal/": ("POST", "404 404 404 302"),
    "contacts/<int:customer>/<int:pk>/ending/": ("GET", "404 404 404 200"),
    "contacts/<int:customer>/<int:pk>/replacement/": ("POST", "404 404 404 422"),
    "api/entitlements/": ("GET", "                200 200 422 422"),
    # Lumeon's agreement asks for no list of persons: there is none, for nobody.
    "authorised-persons/": ("GET", "              404 404 404 404"),
    "authorised-persons/<int:customer>/": ("GET", "404 404 404 404"),
    "authorised-persons/<int:customer>/requests/": ("POST", "404 404 404 404"),
    "authorised-persons/<int:customer>/<int:pk>/<slug:noun>/": ("POST", "404 404 404 404"),
    "contracts/tokens/": ("GET", "                302 302 200 200"),
    "contracts/tokens/<int:pk>/": ("GET", "       200 200 200 200"),
    "contracts/tokens/<int:pk>/purchases/": ("POST", "404 404 404 422"),
    "contracts/tokens/<int:pk>/draws/": ("POST", "404 404 422 404"),
    "contracts/tokens/<int:pk>/draws/<int:move>/reversal/": ("GET", "404 404 404 200"),
    "contracts/calendar/": ("GET", "              200 200 200 200"),
    "contracts/calendar/address/": ("GET", "      200 200 200 200"),
    "contracts/calendar/address/revocation/": ("POST", "302 302 302 302"),
    "contracts/calendar/managers/": ("GET", "     404 404 404 200"),
    "contracts/calendar/managers/<int:pk>/": ("POST", "404 404 404 422"),
    "contracts/calendar/<int:pk>/": ("GET", "     200 200 200 200"),
    "contracts/calendar/<int:pk>/completion/": ("POST", "404 404 404 422"),
    "contracts/calendar/<int:pk>/moving/": ("POST", "404 404 404 422"),
    "contracts/calendar/<int:pk>/cancellation/": ("POST", "404 404 404 422"),
    "contracts/calendar/<int:pk>/owner/": ("POST", "404 404 404 422"),
    "contracts/calendar/<int:pk>/pack/": ("GET", "200 200 200 200"),
    "contracts/obligations/": ("GET", "           200 200 200 200"),
    "contracts/obligations/requests/": ("POST", " 422 404 422 422"),
    "contracts/obligations/changes/": ("POST", "  404 404 404 422"),
    "contracts/obligations/<int:pk>/": ("GET", "  200 200 200 200"),
    "contracts/obligations/<int:pk>/fulfilment/": ("POST", "404 404 422 422"),
    "contracts/obligations/<int:pk>/withdrawal/": ("POST", "404 404 422 422"),
    "api/releases/": ("GET", "                    200 200 200 200"),
    "api/instances/": ("GET", "                   200 200 200 200"),
    "api/incidents/": ("GET", "                   200 200 200 200"),
    "api/incidents/<str:number>/": ("GET", "      200 200 200 200"),
    "api/incidents/<str:number>/clocks/": ("GET", "200 200 200 200"),
    "api/incidents/<str:number>/<slug:noun>/": ("POST", "200 409 409 409"),
}

# Addresses of no vendor: what answers a stranger.
GROUND = {
    "": 302,
    "me/": 302,
    "operations/": 404,
    "invitations/<str:token>/": 404,
    "calendars/<str:address>.ics": 404,
    "livez": 200,
    "readyz": 200,
    "accounts/": None,  # allauth's; none of them shows a tenant's row
    "operator/": 404,  # the operators' admin: tests/portal/admin walks it
}

SENTENCE = {"text": "A few words about it."}


@dataclass(frozen=True)
class World:
    """Lumeon's St Brannock's and Northgate, and PatientIQ's Charlie outside."""

    site: Site
    northgate: House
    charlie: Person
    addresses: dict[str, str]  # pattern -> an address of St Brannock's
    absent: dict[str, str]  # pattern -> an address like it at which nothing is


@pytest.fixture
def world(patientiq: Site, lumeon: Site, northgate: House, vera: Membership) -> World:
    incident = raised(lumeon.house)
    seat = Seat(role=Role.VIEWER, customer=lumeon.house.customer)
    invitation, _ = invite(
        by=lumeon.administrator, email="new@example.org", name="New", seat=seat, at=MONDAY
    )
    keys = {
        "number": str(incident),
        "noun": "answers",
        "people/invitations/<int:pk>/": str(invitation.pk),
        "people/<int:pk>/": str(lumeon.agent.pk),
        **keys_of_duties(lumeon),
        "customer": str(lumeon.house.customer.pk),
        "contracts/<int:pk>/": str(lumeon.house.contract.pk),
        **keys_of_billing(lumeon),
        "suppliers/<int:pk>/": str(agreed(lumeon.administrator, s2=240).supplier_id),
        "region": "GB-ENG",
        "version": "1",
        "agreement/versions/<int:pk>/": str(lumeon.house.contract.agreement_id),
        "agreement/entitlements/<int:pk>/": str(lumeon.house.contract.pk),
        "contacts/<int:customer>/invitations/<int:pk>/": str(invitation.pk),
        "contacts/<int:customer>/<int:pk>/": str(lumeon.house.contact.pk),
        "authorised-persons/<int:customer>/<int:pk>/": "1",
        "products/releases/<int:pk>/": str(current_release(lumeon).pk),
        "products/instances/<int:pk>/": str(lumeon.house.instance.pk),
    }
    return World(
        site=lumeon,
        northgate=northgate,
        charlie=patientiq.house.contact.person,
        addresses={pattern: filled(pattern, keys) for pattern in VENDOR_PAGES},
        absent={
            pattern: filled(pattern, dict.fromkeys(keys, "999999") | {"noun": "answers"})
            for pattern in VENDOR_PAGES
        },
    )


def filled(pattern: str, keys: dict[str, str]) -> str:
    for start in (one for one in keys if "<int:pk>" in one):
        if pattern.startswith(start):
            pattern = pattern.replace("<int:pk>", keys[start], 1)
    return re.sub(r"<\w+:(\w+)>", lambda found: keys[found[1]], pattern)


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)
        else:
            yield from patterns(entry, prefix + str(entry.pattern))


def ask(client: Client, pattern: str, address: str) -> Any:  # as the client answers
    method, _ = VENDOR_PAGES[pattern]
    path = f"/lumeon/{address}"
    if method == "GET":
        return client.get(path)
    if pattern.startswith("api/"):
        return client.post(path, SENTENCE, content_type="application/json")
    return client.post(path, SENTENCE)


def body(response: Any) -> str:
    """Return what was answered, without the name and the token that each request has of its own."""
    name = response.headers["X-Request-ID"]
    text = response.content.decode().replace(name, "")
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "token", text)


def test_every_address_inside_a_vendors_site_is_in_the_table() -> None:
    assert set(patterns(get_resolver(settings.VENDOR_URLCONF))) == set(VENDOR_PAGES)


def test_every_address_of_no_vendor_is_in_the_table() -> None:
    found = set(patterns(get_resolver(settings.ROOT_URLCONF)))

    walked_elsewhere = ("accounts/", "operator/")
    shortened = {
        next((start for start in walked_elsewhere if one.startswith(start)), one) for one in found
    }

    assert shortened == set(GROUND)


def test_an_outsider_is_answered_as_if_nothing_were_there(world: World) -> None:
    charlie = signed_in(world.charlie)
    no_vendor = body(charlie.get("/no-such-vendor/"))

    for pattern in VENDOR_PAGES:
        there = ask(charlie, pattern, world.addresses[pattern])
        nowhere = ask(charlie, pattern, world.absent[pattern])

        assert (there.status_code, nowhere.status_code) == (404, 404), pattern
        assert body(there) == body(nowhere) == no_vendor, pattern


def test_a_stranger_is_asked_to_sign_in_whatever_is_there(world: World) -> None:
    stranger = Client()
    assert stranger.get("/no-such-vendor/").status_code == 302

    for pattern in VENDOR_PAGES:
        there = ask(stranger, pattern, world.addresses[pattern])
        nowhere = ask(stranger, pattern, world.absent[pattern])

        if pattern.startswith("api/"):
            assert (there.status_code, body(there)) == (401, body(nowhere)), pattern
            assert there.headers["Content-Type"] == "application/problem+json"
        else:
            assert (there.status_code, nowhere.status_code) == (302, 302), pattern
            assert there.headers["Location"].startswith("/accounts/login/?next=/lumeon/")


@pytest.mark.parametrize("pattern", VENDOR_PAGES)
def test_each_role_is_answered_as_the_table_says(
    world: World, vera: Membership, pattern: str
) -> None:
    site = world.site
    readers = (site.house.contact, vera, site.agent, site.administrator)
    expected = [int(status) for status in VENDOR_PAGES[pattern][1].split()]

    answers = [
        ask(signed_in(reader.person), pattern, world.addresses[pattern]).status_code
        for reader in readers
    ]

    assert answers == expected


@pytest.mark.parametrize("pattern", [one for one in VENDOR_PAGES if "<str:number>" in one])
def test_another_customers_incident_is_not_there(world: World, pattern: str) -> None:
    nora = signed_in(world.northgate.contact.person)

    there = ask(nora, pattern, world.addresses[pattern])
    nowhere = ask(nora, pattern, world.absent[pattern])

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert body(there).replace(world.addresses[pattern], "") == body(nowhere).replace(
        world.absent[pattern], ""
    )


def test_lists_and_homes_show_no_other_customers_incident(world: World) -> None:
    nora = signed_in(world.northgate.contact.person)
    title = Incident.objects.get().title.partition("'")[0]

    shown = [body(nora.get(f"/lumeon/{page}")) for page in ("", "incidents/", "api/incidents/")]

    assert not any(title in page or "St Brannock" in page for page in shown)


def test_a_contract_of_another_customer_cannot_be_chosen(world: World) -> None:
    nora = signed_in(world.northgate.contact.person)
    theirs = world.site.house

    nora.post(
        "/lumeon/incidents/new/",
        {
            "contract": theirs.contract.pk,
            "instance": theirs.instance.pk,
            "title": "Not mine",
            "severity": "2",
            "category": "support_incident",
            **SENTENCE,
        },
    )

    assert not Incident.objects.filter(customer=theirs.customer, title="Not mine").exists()
    assert not Incident.objects.filter(instance=theirs.instance, title="Not mine").exists()


def test_an_invitation_to_another_vendors_customer_is_refused(
    world: World, patientiq: Site
) -> None:
    ada = signed_in(world.site.administrator.person)

    answer = ada.post(
        "/lumeon/people/invitations/",
        {
            "email": "x@example.org",
            "name": "X",
            "role": Role.VIEWER,
            "customer": patientiq.house.customer.pk,
        },
    )

    assert answer.status_code == 422


def test_a_person_of_two_vendors_has_one_home_with_both(
    patientiq: Site, lumeon: Site, northgate: House
) -> None:
    raised(northgate)
    with vendor_scope(patientiq.vendor):
        Membership.objects.create(
            vendor=patientiq.vendor,
            customer=patientiq.house.customer,
            person=northgate.contact.person,
            role=Role.TECHNICAL_CONTACT,
            since=MONDAY,
        )
        raised(patientiq.house, severity="high", category="functionality", title="Export fails")

    home = body(signed_in(northgate.contact.person).get("/"))

    assert "Export fails" in home
    assert "Referral letters" in home
    assert "St Brannock" not in home


@pytest.mark.django_db
def test_a_file_that_is_missing_is_not_taken_for_a_vendor() -> None:
    assert Client().get("/static/no-such-file.css").status_code == 404
