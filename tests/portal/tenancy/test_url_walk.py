"""The URL walk: every address, every kind of reader. An address that is not in the table fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from incidents.domain.places import Place
from incidents.models import Incident, Macro, SavedView
from incidents.services.macros import MacroText, keep_macro
from incidents.services.saved_views import save_view
from portal.notify.models import Notification
from portal.people.services import Seat, invite
from portal.people.tokens import make_token
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.availability.keys import keys_of_outages
from tests.availability.published import keys_of_status
from tests.availability.watched import keys_of_monitoring
from tests.availability.working import planned_for
from tests.cast import House, Site, raised, signed_in, staff
from tests.contracts.backing import agreed
from tests.contracts.billing import keys_of_billing
from tests.contracts.duties import keys_of_duties
from tests.contracts.shelf import current_release
from tests.credits.keys import keys_of_credits
from tests.factories import MONDAY
from tests.incidents.behind import planned_behind
from tests.incidents.filing import picture, sent, upload
from tests.incidents.mailin.sending import held
from tests.knowledgebase.announcements.board import keys_of_announcements
from tests.knowledgebase.archive.zips import keys_of_article_files
from tests.knowledgebase.forum.talk import keys_of_forum
from tests.knowledgebase.shelf import keys_of_articles
from tests.portal.feeds.reading import address_of
from tests.portal.notify.returning import bounced
from tests.portal.tenancy.addresses import GROUND, VENDOR_PAGES
from tests.reports.keys import keys_of_schedules
from tests.reports.monthly.keys import keys_of_reports

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
    keys = keys_of(lumeon)
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


def keys_of(lumeon: Site) -> dict[str, str]:
    """Leave one of everything at St Brannock's, and say what stands in its addresses."""
    return {
        **keys_of_incidents(lumeon),
        **keys_of_people(lumeon),
        **keys_of_contracts(lumeon),
        **keys_of_duties(lumeon),
        **keys_of_billing(lumeon),
        **keys_of_credits(lumeon),
        **keys_of_schedules(lumeon),
        **keys_of_reports(lumeon),
        **keys_of_status(lumeon),
        **keys_of_outages(lumeon),
        **keys_of_monitoring(lumeon),
        **keys_of_articles(lumeon),
        **keys_of_article_files(lumeon),
        **keys_of_announcements(lumeon),
        **keys_of_forum(lumeon),
        "work": str(planned_for(lumeon).number),
        **dict.fromkeys(("mail/<int:pk>/", "api/mail/<int:pk>/"), str(held(lumeon.vendor).pk)),
        "region": "GB-ENG",
        "claim": "1001",
        "message": "1",
        "version": "1",
    }


def keys_of_incidents(lumeon: Site) -> dict[str, str]:
    incident = raised(lumeon.house)
    planner = staff(lumeon.vendor, "Paula Prod", Role.PRODUCT_MANAGER)
    change = planned_behind(incident, lumeon.agent, planner)
    macro = kept_macro(lumeon.agent)
    (file,) = sent(incident, lumeon.agent, upload("screen.png", picture()))
    receipt = Notification.objects.get(person=incident.reporter, key=f"incident-{incident.pk}")
    return {
        "number": str(incident),
        "problem": str(change.problem.number),
        "change": str(change.number),
        "incidents/<str:number>/files/<int:pk>/": str(file.pk),
        "api/incidents/<str:number>/files/<int:pk>/": str(file.pk),
        "incidents/<str:number>/macros/<int:pk>/": str(macro.pk),
        "macros/<int:pk>/": str(macro.pk),
        "api/macros/<int:pk>/": str(macro.pk),
        "noun": "answers",
        "place": Place.WRITE.value,
        "issue": "1",
        "notifications/<int:pk>/": str(receipt.pk),
        **dict.fromkeys(
            ("queue/views/<int:pk>/", "api/views/<int:pk>/", "thing"),
            str(kept_view(lumeon.agent).pk),
        ),
        "kind": "queue",
    }


def keys_of_people(lumeon: Site) -> dict[str, str]:
    seat = Seat(role=Role.VIEWER, customer=lumeon.house.customer)
    invitation, _ = invite(
        by=lumeon.administrator, email="new@example.org", name="New", seat=seat, at=MONDAY
    )
    token, _ = make_token(
        by=lumeon.house.contact, name="Night report", days=30, can_write=False, at=MONDAY
    )
    return {
        "people/tokens/<int:pk>/": str(token.pk),
        "feeds/addresses/<int:pk>/": str(address_of(lumeon.house.contact, "articles").pk),
        "name": "articles",
        "people/invitations/<int:pk>/": str(invitation.pk),
        "people/<int:pk>/": str(lumeon.agent.pk),
        "people/unreachable/<int:pk>/": str(bounced(lumeon.vendor).pk),
        "customer": str(lumeon.house.customer.pk),
        "contacts/<int:customer>/invitations/<int:pk>/": str(invitation.pk),
        "contacts/<int:customer>/<int:pk>/": str(lumeon.house.contact.pk),
        "authorised-persons/<int:customer>/<int:pk>/": "1",
    }


def keys_of_contracts(lumeon: Site) -> dict[str, str]:
    supplier = agreed(lumeon.administrator, s2=240).supplier_id
    return {
        "contracts/<int:pk>/": str(lumeon.house.contract.pk),
        **dict.fromkeys(("availability/<int:pk>/", "contract"), str(lumeon.house.contract.pk)),
        "month": "2026-06",
        **dict.fromkeys(("suppliers/<int:pk>/", "api/suppliers/<int:pk>/"), str(supplier)),
        "agreement/versions/<int:pk>/": str(lumeon.house.contract.agreement_id),
        "agreement/entitlements/<int:pk>/": str(lumeon.house.contract.pk),
        "products/releases/<int:pk>/": str(current_release(lumeon).pk),
        "products/instances/<int:pk>/": str(lumeon.house.instance.pk),
    }


def kept_macro(by: Membership) -> Macro:
    words = MacroText(name="Hello", place=Place.WRITE, text="Dear {contact},")
    return keep_macro(by=by, words=words, is_shared=False, at=MONDAY)


def kept_view(by: Membership) -> SavedView:
    return save_view(by=by, name="Mine, soon due", query="owner:me due<2h")


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
        return read(client.get(path))
    if pattern.startswith("api/"):
        return client.post(path, SENTENCE, content_type="application/json")
    return client.post(path, SENTENCE)


def read(response: Any) -> Any:
    """Read a file to its end, so that it is closed."""
    if response.streaming:
        list(response.streaming_content)
    return response


def body(response: Any) -> str:
    """Return what was answered, without names, keys and tokens that each request has of its own."""
    name = response.headers["X-Request-ID"]
    text = response.content.decode().replace(name, "")
    text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "key", text)
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


@pytest.mark.parametrize(
    "pattern",
    [
        one
        for one in VENDOR_PAGES
        if any(key in one for key in ("<str:number>", "<int:outage>", "<int:work>"))
    ],
)
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
