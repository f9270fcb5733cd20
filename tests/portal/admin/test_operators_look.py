"""The operators' admin: one vendor, for an hour, for reading, recorded, no words (CO-02)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.html import escape

from availability.models import Sample
from incidents import services
from incidents.models import Incident
from portal.admin.shown import shown
from portal.audit.models import AuditEvent, record
from portal.notify.models import OutgoingMail
from portal.tenancy.fences import tenant_models
from portal.tenancy.models import Person, VendorOwned
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, signed_in, with_second_factor
from tests.factories import MONDAY, MembershipFactory, PersonFactory
from tests.incidents.watching import london

CANARY = "Kanarienvogel"
REASON = {"reason": "A customer says that mail does not arrive."}


@pytest.fixture
def operator(lumeon: Site) -> Person:
    member = MembershipFactory.create(vendor=lumeon.vendor, person=PersonFactory.create(name="Op"))
    person = with_second_factor(member).person
    person.is_operator = True
    person.save(update_fields=["is_operator"])
    return person


@pytest.fixture
def oona(lumeon: Site, operator: Person) -> Client:
    """An operator to whom Lumeon is open."""
    client = signed_in(operator)
    answer = client.post("/operator/entry/", {"vendor": lumeon.vendor.pk, **REASON})
    assert answer.status_code == 302
    return client


def addresses() -> list[str]:
    """Return every address of the admin, with a key in it that does not matter."""
    return [f"/operator/{one}" for one in _addresses(of_operators())]


def of_operators() -> URLResolver:
    """Return what serves the addresses of the admin."""
    every = get_resolver(settings.ROOT_URLCONF).url_patterns
    found = next(one for one in every if str(one.pattern) == "operator/")
    assert isinstance(found, URLResolver)
    return found


def _addresses(resolver: URLResolver) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from (f"{one.pattern}{inner}" for inner in _addresses(one))
        elif one.name == "app_list":
            yield "tenancy/"
        else:
            yield str(one.pattern).replace("<path:object_id>", "1")


def looked_at() -> list[type[VendorOwned]]:
    """Return the models that the admin can show: it knows no rows whose key is several columns."""
    keyed = [one for one in tenant_models() if one._meta.pk.column is not None]
    assert set(tenant_models()) - set(keyed) == {Sample}
    return keyed


def lists() -> list[str]:
    return [f"/operator/{m._meta.app_label}/{m._meta.model_name}/" for m in looked_at()]


@pytest.mark.parametrize("who", ["contact", "agent", "administrator", "stranger"])
def test_nobody_else_finds_any_of_its_addresses(lumeon: Site, who: str) -> None:
    people = {
        "contact": lumeon.house.contact,
        "agent": lumeon.agent,
        "administrator": lumeon.administrator,
    }
    client = signed_in(people[who].person) if who in people else Client()

    answers = {client.get(address).status_code for address in addresses()}
    answers |= {client.post(address).status_code for address in ("/operator/entry/", "/operator/")}

    assert len(addresses()) > 2 * len(tenant_models())
    assert answers <= {404, 405}
    assert client.get("/operator/").status_code == 404


def test_an_operator_without_a_second_factor_is_led_to_set_one_up(
    lumeon: Site, operator: Person
) -> None:
    Authenticator.objects.filter(user=operator).delete()

    answer = signed_in(operator).get("/operator/")

    assert answer.status_code == 302
    assert "/accounts/2fa/" in answer.headers["Location"]


def test_no_vendor_is_open_until_one_is_chosen_with_a_reason(
    lumeon: Site, operator: Person
) -> None:
    client = signed_in(operator)

    for address in ("/operator/", *lists()):
        assert client.get(address).headers["Location"] == "/operator/entry/"
    for said in ({}, {"vendor": lumeon.vendor.pk}, {"vendor": lumeon.vendor.pk, "reason": "  "}):
        assert client.post("/operator/entry/", said).status_code == 422
    assert client.get("/operator/").status_code == 302


def test_what_is_open_closes_by_itself_after_an_hour_and_at_a_word(
    lumeon: Site, operator: Person
) -> None:
    client = signed_in(operator)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post("/operator/entry/", {"vendor": lumeon.vendor.pk, **REASON})
        clock.shift(timedelta(minutes=59))
        assert client.get("/operator/").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/operator/").status_code == 302

    client.post("/operator/entry/", {"vendor": lumeon.vendor.pk, **REASON})
    assert client.post("/operator/entry/end/").status_code == 302
    assert client.get("/operator/").status_code == 302
    assert AuditEvent.objects.filter(verb="operator left").count() == 1


def test_coming_in_and_each_look_are_in_the_vendors_own_audit(
    lumeon: Site, operator: Person, oona: Client
) -> None:
    contract = lumeon.house.contract

    oona.get("/operator/contracts/contract/")
    oona.get(f"/operator/contracts/contract/{contract.pk}/change/")

    told = AuditEvent.objects.filter(actor=operator).order_by("pk")
    assert [(one.verb, one.object_type, one.object_id) for one in told] == [
        ("operator came in", "tenancy.vendor", lumeon.vendor.pk),
        ("operator looked at a list", "contracts.contract", 0),
        ("operator looked at a row", "contracts.contract", contract.pk),
    ]
    assert told[0].reason == REASON["reason"]
    page = signed_in(lumeon.administrator.person).get("/lumeon/audit/").content.decode()
    for words in (REASON["reason"], "vendor Lumeon", "all contracts", f"contract {contract}"):
        assert escape(words) in page


def test_only_the_chosen_vendors_rows_are_there(
    lumeon: Site, patientiq: Site, oona: Client
) -> None:
    with vendor_scope(patientiq.vendor):
        raised(patientiq.house, severity="high", category="functionality", title="Theirs")
    theirs = patientiq.house

    for row in (theirs.customer, theirs.contract, theirs.contact, theirs.contact.person):
        label = f"{row._meta.app_label}/{row._meta.model_name}"
        assert "Lakeside" not in oona.get(f"/operator/{label}/").content.decode()
        assert oona.get(f"/operator/{label}/{row.pk}/change/").status_code == 404
    vendors = oona.get("/operator/tenancy/vendor/").content.decode()
    assert patientiq.vendor.name not in vendors.partition("result_list")[2]


def test_no_page_shows_what_people_wrote_or_a_secret(lumeon: Site, oona: Client) -> None:
    lumeon.vendor.phi_mode = False  # so that mail has it too
    lumeon.vendor.save(update_fields=["phi_mode"])
    incident = raised(lumeon.house, title=f"{CANARY} title", text=f"{CANARY} text", severity="1")
    services.reply(
        incident=incident, by=lumeon.agent, text=f"{CANARY} reply", at=MONDAY + timedelta(minutes=5)
    )
    record(
        "noted", incident, actor=None, at=MONDAY, after={"words": CANARY}, reason=f"Why {CANARY}"
    )
    assert CANARY in Incident.objects.get().title
    assert OutgoingMail.objects.filter(subject__contains=CANARY).exists()

    visited = 0
    for model in looked_at():
        at = f"/operator/{model._meta.app_label}/{model._meta.model_name}/"
        pages = [at, *(f"{at}{row.pk}/change/" for row in model._default_manager.all()[:3])]
        for page in pages:
            answer = oona.get(page)
            assert answer.status_code == 200, page
            assert CANARY not in answer.content.decode(), page
            visited += 1
    assert visited > len(tenant_models()) + 10


def test_columns_with_secrets_or_words_are_left_out() -> None:
    models: list[type[Model]] = [Person, *tenant_models()]
    everything = {f"{model.__name__}.{name}" for model in models for name in shown(model)}

    assert not [name for name in everything if "password" in name or "token_hash" in name]
    for hidden in ("Incident.title", "Incident.impact", "Message.text", "OutgoingMail.subject"):
        assert hidden not in everything
    for kept in ("Incident.status", "Incident.number", "OutgoingMail.sent_at", "Customer.name"):
        assert kept in everything


def test_nothing_can_be_written(lumeon: Site, oona: Client) -> None:
    customer = lumeon.house.customer
    at = "/operator/tenancy/customer/"

    posted = [
        oona.post(address, {"name": "Other", "action": "delete_selected", "_selected_action": 1})
        for address in (at, f"{at}{customer.pk}/change/")
    ]

    assert {answer.status_code for answer in posted} == {405}
    for address in (f"{at}add/", f"{at}{customer.pk}/delete/", f"{at}{customer.pk}/history/"):
        assert oona.get(address).status_code == 404
    for address in ("login/", "logout/", "password_change/", "autocomplete/", "r/1/1/"):
        assert oona.get(f"/operator/{address}").status_code == 404
    assert not LogEntry.objects.exists()
    page = oona.get(f"{at}{customer.pk}/change/").content.decode()
    assert 'type="submit"' not in page
    assert "Save" not in page


def test_its_pages_keep_the_portals_own_policy_with_nothing_inline(
    lumeon: Site, oona: Client
) -> None:
    usual = signed_in(lumeon.agent.person).get("/lumeon/queue/").headers
    key = lumeon.house.customer.pk
    for address in ("", "tenancy/", "tenancy/customer/", f"tenancy/customer/{key}/change/"):
        answer = oona.get(f"/operator/{address}")
        text = answer.content.decode()
        assert answer.headers["Content-Security-Policy"] == usual["Content-Security-Policy"]
        assert not [one for one in ("<style", ' style="', " onclick", "<script>") if one in text]


def test_a_lists_queries_do_not_grow_with_its_rows(lumeon: Site, oona: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            oona.get("/operator/incidents/incident/")
        return len(queries)

    raised(lumeon.house, at=london("10:00"))
    asked()
    few = asked()
    for minute in range(3):
        raised(lumeon.house, at=london(f"11:0{minute}"))

    assert asked() == few


def test_every_address_is_served_by_our_own_site(lumeon: Site) -> None:
    every = of_operators().url_patterns
    names = {one.name for one in every if isinstance(one, URLPattern)}
    assert names == {"operator_entry", "operator_leave"}
    assert all(issubclass(model, VendorOwned) for model in tenant_models())
