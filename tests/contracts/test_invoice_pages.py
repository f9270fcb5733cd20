"""Invoices on pages and through the API: entered once, followed by what happens to them (LU-09)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from contracts.import_progress import storing
from contracts.models import Invoice, InvoiceEvent, InvoiceImport
from contracts.tasks import store_invoices
from portal.tenancy.models import Membership
from portal.web.storing import PATIENCE
from tests.cast import House, Site, build_house, signed_in
from tests.contracts.billing import entered
from tests.contracts.test_invoice_file import LINE, csv

LIST, IMPORTS, API = "/lumeon/invoices/", "/lumeon/invoices/imports/", "/lumeon/api/invoices/"
QUERIES = 15
TYPED = {
    "number": "INV-1",
    "period_from": "2026-01-01",
    "period_until": "2026-01-31",
    "issued_on": "2026-01-31",
    "due_on": "",
    "amount": "1200.00",
    "currency": "gbp",
}


@pytest.fixture
def desk(grace: Membership) -> Client:
    return signed_in(grace.person)


def html(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def faults(answer: Any) -> set[str]:
    return set(answer.context["form"].errors)


def upload(client: Client, content: bytes, dates: str = "iso") -> Any:
    return client.post(IMPORTS, {"file": SimpleUploadedFile("june.csv", content), "dates": dates})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(
    lumeon: Site, grace: Membership, desk: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        house = build_house(lumeon.vendor, f"House {number}", f"Contact {number}", "premium")
        entered(grace, house.contract, number=f"INV-{number}")
    desk.get(LIST)

    with django_assert_num_queries(QUERIES):
        assert desk.get(LIST).status_code == 200


def test_an_invoice_is_entered_on_a_page_and_sent_twice_entered_once(
    lumeon: Site, desk: Client
) -> None:
    page = html(desk, f"{LIST}new/?contract={lumeon.house.contract.pk}")
    assert 'name="key"' in page
    typed = TYPED | {"contract": lumeon.house.contract.pk, "key": "abc"}

    answers = [desk.post(f"{LIST}new/", typed) for _ in range(2)]

    invoice = Invoice.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (invoice.currency, str(invoice.due_on)) == ("GBP", "2026-03-02")
    assert "1,200.00 GBP" in html(desk, f"{LIST}{invoice.pk}/")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"contract": "999999"}, "contract"),
        ({"contract": ""}, "contract"),
        ({"number": "=1"}, "number"),
        ({"period_until": "2025-01-01"}, "period_until"),
        ({"issued_on": "2099-01-01"}, "issued_on"),
        ({"due_on": "2026-01-01"}, "due_on"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"currency": ""}, "currency"),
        ({"currency": "12£"}, "currency"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    lumeon: Site, desk: Client, said: dict[str, str], field: str
) -> None:
    typed = TYPED | {"contract": lumeon.house.contract.pk, "key": "abc"} | said

    answer = desk.post(f"{LIST}new/", typed)

    assert answer.status_code in {409, 422}
    assert faults(answer) == {field}
    assert not Invoice.objects.exists()


def test_a_payment_is_recorded_and_shown(lumeon: Site, grace: Membership, desk: Client) -> None:
    invoice = entered(grace, lumeon.house.contract)
    path = f"{LIST}{invoice.pk}/"
    assert "overdue" in html(desk, path)

    answer = desk.post(f"{path}payment/", {"payment-on": "2026-03-02"})

    assert answer.status_code == 302
    page = html(desk, path)
    assert "Withdraw the payment" in page
    assert "Record a dispute" not in page
    assert "Grace Mbeki" in page


@pytest.mark.parametrize(
    ("noun", "said", "status", "words"),
    [
        ("dispute", {"dispute-on": "2026-03-02"}, 409, "Say why"),
        ("payment", {"payment-on": ""}, 422, "required"),
        ("payment", {"payment-on": "2099-01-01"}, 409, "That day lies ahead"),
        ("settlement", {"settlement-on": "2026-03-02", "settlement-words": "x"}, 409, "is open"),
        ("burning", {}, 404, ""),
    ],
)
def test_what_cannot_happen_is_told(
    lumeon: Site, grace: Membership, desk: Client, noun: str, said: dict[str, str], status: int,
    words: str,
) -> None:  # fmt: skip
    invoice = entered(grace, lumeon.house.contract)

    answer = desk.post(f"{LIST}{invoice.pk}/{noun}/", said)

    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert InvoiceEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {"INV-1", "INV-2"}),
        ("?show=overdue", {"INV-1"}),
        ("?show=open", {"INV-1", "INV-2"}),
        ("?show=paid", set()),
        ("?q=inv-2", {"INV-2"}),
        ("?q=brannock", {"INV-1", "INV-2"}),
        ("?show=nonsense", {"INV-1", "INV-2"}),
    ],
)
def test_the_list_is_searched_and_filtered(
    lumeon: Site, grace: Membership, desk: Client, query: str, numbers: set[str]
) -> None:
    today = timezone.now().date()
    entered(grace, lumeon.house.contract)
    entered(
        grace, lumeon.house.contract, number="INV-2", issued_on=today, due_on=today,
        at=timezone.now(),
    )  # fmt: skip

    answer = desk.get(LIST + query)

    assert {row.invoice.number for row in answer.context["rows"]} == numbers


def test_a_file_is_sent_looked_at_confirmed_and_stored(lumeon: Site, desk: Client) -> None:
    sent = upload(desk, csv(LINE))
    kept = InvoiceImport.objects.get()
    path = f"{IMPORTS}{kept.pk}/"
    assert sent.headers["Location"] == path
    assert "Store all of it" in html(desk, path)

    assert desk.post(f"{path}confirmation/").status_code == 302
    storing.tell(kept.pk, 40)
    page = html(desk, path)
    assert 'http-equiv="refresh"' in page
    assert 'value="40"' in page
    store_invoices(lumeon.vendor.pk, kept.pk)

    done = html(desk, path)
    assert "Imported" in done
    assert "refresh" not in done
    assert Invoice.objects.get().number == "INV-1"


def test_a_file_with_a_broken_row_shows_where_and_why(lumeon: Site, desk: Client) -> None:
    upload(desk, csv(LINE, LINE.replace("1200.00", "=cmd|x")))

    page = html(desk, f"{IMPORTS}{InvoiceImport.objects.latest('pk').pk}/")

    assert "1 cell cannot be taken" in page
    assert "=cmd|x" in page
    assert "An amount is written 1234.50" in page
    assert "Store all of it" not in page
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("content", "dates", "field"),
    [
        (b"\xff\xfe", "iso", "file"),
        (csv(LINE), "american", "dates"),
        (b"", "iso", "file"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    lumeon: Site, desk: Client, content: bytes, dates: str, field: str
) -> None:
    answer = upload(desk, content, dates)

    assert answer.status_code in {409, 422}
    assert faults(answer) == {field}
    assert not InvoiceImport.objects.exists()


def test_a_worker_that_never_began_is_asked_again(
    lumeon: Site, desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    upload(desk, csv(LINE))
    kept = InvoiceImport.objects.get()
    desk.post(f"{IMPORTS}{kept.pk}/confirmation/")
    with django_capture_on_commit_callbacks() as soon:
        desk.get(f"{IMPORTS}{kept.pk}/")
    kept.confirmed_at = timezone.now() - PATIENCE - timedelta(seconds=1)
    InvoiceImport.objects.filter(pk=kept.pk).update(confirmed_at=kept.confirmed_at)

    with django_capture_on_commit_callbacks() as late:
        desk.get(f"{IMPORTS}{kept.pk}/")

    assert (len(soon), len(late)) == (0, 1)


def post(client: Client, path: str, said: object, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(path, said, content_type="application/json", headers=headers)


def test_co_10_the_api_enters_an_invoice_once_per_key(lumeon: Site, desk: Client) -> None:
    said = TYPED | {"contract": lumeon.house.contract.pk}

    answers = [post(desk, API, said, key="k1") for _ in range(2)]
    other = post(desk, API, said | {"amount": "7"}, key="k1")

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (other.status_code, other.json()["type"]) == (409, "urn:sundial:key_reused")
    assert Invoice.objects.count() == 1


def test_co_10_the_api_records_what_happens(lumeon: Site, grace: Membership, desk: Client) -> None:
    invoice = entered(grace, lumeon.house.contract)
    assert desk.get(API).json()["results"][0]["is_overdue"] is True

    paid = post(desk, f"{API}{invoice.pk}/payment/", {"on": "2026-03-02"})
    again = post(desk, f"{API}{invoice.pk}/payment/", {"on": "2026-03-02"})
    nothing = post(desk, f"{API}{invoice.pk}/burning/", {"on": "2026-03-02"})

    assert (paid.status_code, paid.json()["state"]) == (200, "paid")
    assert (again.status_code, again.json()["type"]) == (409, "urn:sundial:state")
    assert nothing.status_code == 404


def test_co_03_the_api_shows_each_their_own(
    lumeon: Site, northgate: House, grace: Membership, patientiq: Site
) -> None:
    entered(grace, northgate.contract)

    theirs = signed_in(lumeon.house.contact.person).get(API).json()["results"]
    own = signed_in(northgate.contact.person).get(API).json()["results"]

    assert (theirs, [row["number"] for row in own]) == ([], ["INV-1"])


@pytest.mark.parametrize(
    "said", [{}, [], {"contract": "x"}, TYPED | {"amount": "a lot"}, TYPED | {"contract": 999999}]
)
def test_the_api_says_which_fields_are_wrong(lumeon: Site, desk: Client, said: object) -> None:
    answer = post(desk, API, said)

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sundial:invalid")
    assert answer.json()["errors"]


def test_co_02_others_may_not(lumeon: Site) -> None:
    said = TYPED | {"contract": lumeon.house.contract.pk}

    for reader in (lumeon.agent, lumeon.house.contact):
        assert post(signed_in(reader.person), API, said).status_code == 409
        assert signed_in(reader.person).get(IMPORTS).status_code == 404


def test_co_03_another_vendors_ids_are_not_there(
    lumeon: Site, desk: Client, patientiq: Site
) -> None:
    said = TYPED | {"contract": patientiq.house.contract.pk, "key": "k"}

    assert faults(desk.post(f"{LIST}new/", said)) == {"contract"}
    assert "contract" in post(desk, API, said).json()["errors"]
    assert desk.get(f"{LIST}999999/").status_code == 404
    assert desk.get(f"{IMPORTS}999999/").status_code == 404
