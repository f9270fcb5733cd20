"""The audit page: who may read it, what it says, how it is narrowed, paged and exported (CO-07)."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit import sealing, verifying
from portal.audit.models import AuditEvent, AuditSeal, record
from portal.auditing.asking import Cursor
from portal.auditing.naming import PAGES
from portal.auditing.reading import changes, written
from portal.auditing.views import PAGE
from portal.tenancy.models import Membership, VendorOwned
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, signed_in, staff
from tests.factories import MONDAY


def told(
    row: VendorOwned, site: Site, *, at: datetime = MONDAY, verb: str = "thing changed", **more: Any
) -> AuditEvent:
    return record(verb, row, actor=site.administrator.person, at=at, **more)


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"/lumeon/audit/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in ("viewer", "technical_contact")]
)
def test_administrators_and_support_directors_read_it_and_nobody_else(
    lumeon: Site, role: Role
) -> None:
    reader = signed_in(staff_of(lumeon, role).person)

    answers = [reader.get(f"/lumeon/audit/{page}") for page in ("", "records.csv")]

    assert {answer.status_code for answer in answers} == (
        {200} if role in (Role.ADMINISTRATOR, Role.SUPPORT_DIRECTOR) else {404}
    )


def staff_of(site: Site, role: Role) -> Membership:
    return staff(site.vendor, f"Some {role}", role)


def test_a_record_says_who_what_when_from_which_value_and_why(lumeon: Site, ada: Client) -> None:
    told(
        lumeon.house.customer,
        lumeon,
        verb="customer renamed",
        before={"name": "Old <b>name</b>", "country": "GB"},
        after={"name": "New name", "country": "GB", "why": "They merged."},
    )

    page = shown(ada)

    for words in ("Ada Obi", "Customer renamed", "Mon 2 Mar 2026", "New name", "They merged."):
        assert words in page
    assert "Old &lt;b&gt;name&lt;/b&gt;" in page
    assert "Country" not in page
    assert f"/lumeon/contacts/{lumeon.house.customer.pk}/" in page
    assert f"customer {lumeon.house.customer}".replace("'", "&#x27;") in page


def test_what_a_page_changes_names_its_request_and_its_address(lumeon: Site, ada: Client) -> None:
    answer = ada.post(f"/lumeon/people/{lumeon.agent.pk}/ending/")

    event = AuditEvent.objects.get(verb="membership ended")
    assert (event.request_id, event.channel) == (answer.headers["X-Request-ID"], "page")
    assert event.address == "127.0.0.1"
    assert event.request_id in shown(ada)


def test_another_vendors_records_are_not_there(lumeon: Site, patientiq: Site, ada: Client) -> None:
    with vendor_scope(patientiq.vendor):
        told(patientiq.house.customer, patientiq, verb="canary sang")
    key = f"?object=tenancy.customer:{patientiq.house.customer.pk}"

    assert "anary" not in shown(ada)
    assert "Lakeside" not in shown(ada, key)
    assert "canary" not in b"".join(ada.get("/lumeon/audit/records.csv")).decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?who=ada", {"one", "two", "three"}),
        ("?who=nobody", set()),
        ("?kind=tenancy.customer", {"one", "three"}),
        ("?verb=TWO", {"two"}),
        ("?since=2026-03-03", {"two", "three"}),
        ("?until=2026-03-03", {"one", "two"}),
        ("?since=2026-03-03&until=2026-03-03", {"two"}),
        ("?until=9999-12-31", {"one", "two", "three"}),
        ("?since=soon", {"one", "two", "three"}),
        ("?kind=no.such", {"one", "two", "three"}),
    ],
)
def test_it_is_narrowed_by_person_kind_deed_and_days(
    lumeon: Site, ada: Client, query: str, expected: set[str]
) -> None:
    customer, contract = lumeon.house.customer, lumeon.house.contract
    told(customer, lumeon, verb="done one")
    told(contract, lumeon, verb="done two", at=MONDAY + timedelta(days=1))
    told(customer, lumeon, verb="done three", at=MONDAY + timedelta(days=2))

    page = shown(ada, query)

    assert {name for name in ("one", "two", "three") if f"Done {name}" in page} == expected


def test_pages_follow_each_other_without_a_gap_also_at_one_instant(
    lumeon: Site, ada: Client
) -> None:
    for number in range(2 * PAGE + 5):
        told(lumeon.house.customer, lumeon, verb=f"deed {number:03}.")
    query, seen = "?verb=deed", []
    for _ in range(3):
        answer = ada.get(f"/lumeon/audit/{query}")
        seen += [one.event.verb for one in answer.context["readings"]]
        query = f"?verb=deed&after={answer.context['next']}"

    assert seen == [f"deed {number:03}." for number in reversed(range(2 * PAGE + 5))]
    assert answer.context["next"] == ""
    assert "No older records" in shown(ada, f"?verb=deed&after={Cursor(at=MONDAY, pk=1)}")
    for nonsense in ("x", "1-", "-1", "9" * 30 + "-1", "99999999999999999999-1"):
        assert ada.get(f"/lumeon/audit/?after={nonsense}").status_code == 200


def test_its_queries_do_not_grow_with_its_rows(lumeon: Site, ada: Client) -> None:
    def asked(count: int) -> int:
        for _ in range(count):
            told(lumeon.house.contract, lumeon)
            told(lumeon.agent, lumeon)
            told(lumeon.house.contact, lumeon)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(ada)
        return len(queries)

    ContentType.objects.clear_cache()
    asked(1)

    assert asked(1) == asked(3)


def test_an_objects_history_shows_its_records_and_what_the_row_said(
    lumeon: Site, ada: Client
) -> None:
    customer = lumeon.house.customer
    told(customer, lumeon, verb="customer moved")
    told(lumeon.house.contract, lumeon, verb="contract mislaid")
    type(customer).objects.filter(pk=customer.pk).update(country="IE")

    page = shown(ada, f"?object=tenancy.customer:{customer.pk}")

    assert "Customer moved" in page
    assert "Contract mislaid" not in page
    assert "What the row said" in page
    assert "<ins><span" in page
    assert "IE</ins>" in page


@pytest.mark.parametrize(
    "query", ["?object=", "?object=x", "?object=tenancy.customer:x", "?object=no.such:1"]
)
def test_an_object_that_is_none_breaks_nothing(ada: Client, query: str) -> None:
    shown(ada, query)


def test_the_standing_of_the_chain_is_said_in_a_line(lumeon: Site, ada: Client) -> None:
    told(lumeon.house.customer, lumeon)
    assert "verified tonight for the first time" in shown(ada)

    sealing.seal_all(lumeon.vendor)
    *_, end = verifying.read(lumeon.vendor)
    verifying.keep(lumeon.vendor, end, at=MONDAY)
    assert "chain verified" in shown(ada)

    problem = "Record 2 is gone from the chain."
    broken = verifying.Place(number=1, digest=end.digest, problem=problem)
    verifying.keep(lumeon.vendor, broken, at=MONDAY + timedelta(days=1))
    assert "The chain of records is broken." in shown(ada)
    assert problem in shown(ada)


def test_the_export_holds_what_is_shown_with_place_and_digest(lumeon: Site, ada: Client) -> None:
    told(lumeon.house.customer, lumeon, verb="=formula", after={"name": "St Brannock’s"})
    sealing.seal_all(lumeon.vendor)
    told(lumeon.house.customer, lumeon, verb="not sealed yet")

    answer = ada.get("/lumeon/audit/records.csv?who=ada")
    text = b"".join(answer).decode()

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-lumeon-')
    waiting, sealed = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    seal = AuditSeal.objects.get(event__verb="=formula")
    assert (sealed["number"], sealed["digest"]) == (str(seal.number), seal.digest)
    assert sealed["what"] == "'=formula"
    assert sealed["after"] == '{"name": "St Brannock’s"}'
    assert (waiting["number"], waiting["digest"]) == ("", "")
    left = AuditEvent.objects.get(verb="audit exported")
    assert left.after == {"who": "ada", "records": 2}


def test_a_customers_people_learn_nothing(lumeon: Site, vera: Membership) -> None:
    for reader in (lumeon.house.contact, vera, lumeon.agent):
        client = signed_in(reader.person)
        assert client.get("/lumeon/audit/").status_code == 404
        assert ">Audit<" not in client.get("/lumeon/incidents/").content.decode()


def test_every_page_that_is_named_exists() -> None:
    for name in PAGES.values():
        assert reverse(name, urlconf="portal.vendor_urls", args=[1])


def test_values_are_written_for_people() -> None:
    said = changes({"a_b": None, "same": 1}, {"a_b": True, "same": 1, "new": ["x", 2], "why": "w"})

    assert [(one.label, one.before, one.after) for one in said] == [
        ("a b", "none", "yes"),
        ("new", "", "x, 2"),
    ]
    assert written({"on": False}) == "on: no"
