"""Suppliers kept through the API: the same services and refusals as the pages (LU-23, LU-24)."""

from typing import Any

import pytest
from django.test import Client

from contracts.models import Supplier, SupplierAgreement
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, signed_in
from tests.contracts.backing import agreed

SIGNED = {
    "reference": "BB-7",
    "since": "2026-01-01",
    "time_zone": "Europe/London",
    "weekdays": [0, 1, 2, 3, 4],
    "opens": "09:00",
    "closes": "17:30",
    "targets": {"2": 100},
}


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def post(client: Client, path: str, said: object) -> Any:
    return client.post(f"/lumeon/api/suppliers/{path}", said, content_type="application/json")


def test_lu_24_a_supplier_is_kept_signed_shared_and_ended(lumeon: Site, ada: Client) -> None:
    made = post(ada, "", {"name": "Acme Index", "kind": "department", "email": "a@example.org"})
    assert made.status_code == 201
    path = f"{made.json()['id']}/"

    (kept,) = post(ada, f"{path}agreements/", SIGNED).json()["agreements"]
    said = {"agreement": kept["id"], "customer": lumeon.house.customer.pk, "request": "Priya"}
    shared = post(ada, f"{path}shares/", said)

    assert (kept["opens"], kept["closes"], kept["weekdays"]) == ("09:00", "17:30", [0, 1, 2, 3, 4])
    assert kept["targets"] == [{"severity": "2", "minutes": 100}]
    assert kept["comparison"]
    assert shared.status_code == 201
    assert shared.json()["agreements"][0]["shares"][0]["request"] == "Priya"
    assert post(ada, f"{path}ending/", {}).json()["ended_at"]
    assert post(ada, f"{path}ending/", {}).status_code == 409
    (listed,) = ada.get("/lumeon/api/suppliers/").json()["results"]
    assert (listed["name"], listed["kind"]) == ("Acme Index", "department")


def test_lu_24_a_customer_reads_what_it_was_given_and_nothing_else(
    lumeon: Site, northgate: House, ada: Client
) -> None:
    backing = agreed(lumeon.administrator, s2=240)
    said = {"agreement": backing.pk, "customer": lumeon.house.customer.pk, "request": "Priya"}
    post(ada, f"{backing.supplier_id}/shares/", said)

    priya, nora = signed_in(lumeon.house.contact.person), signed_in(northgate.contact.person)

    (given,) = priya.get("/lumeon/api/suppliers/given/").json()["results"]
    assert (given["supplier"], given["agreement"]["reference"]) == ("Acme", "BB-1")
    assert "comparison" not in given["agreement"]
    assert nora.get("/lumeon/api/suppliers/given/").json() == {"results": []}
    for path in ("", f"{backing.supplier_id}/"):
        assert priya.get(f"/lumeon/api/suppliers/{path}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"targets": {"2": "100"}},
        {"targets": {"2": True}},
        {"targets": [100]},
        {"targets": None},
        {"weekdays": "often"},
        {"since": "soon"},
        {"reference": ""},
    ],
)
def test_what_is_sent_wrongly_is_said_and_nothing_is_kept(
    lumeon: Site, ada: Client, wrong: dict[str, object]
) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier

    assert post(ada, f"{supplier.pk}/agreements/", SIGNED | wrong).status_code == 422
    assert SupplierAgreement.objects.count() == 1


@pytest.mark.parametrize("targets", [{}, {"2": 0}, {"2": -1}, {"nine": 10}, {"2": 10**9}])
def test_targets_that_make_no_sense_are_refused(
    lumeon: Site, ada: Client, targets: dict[str, int]
) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    said = SIGNED | {"since": "2026-02-01", "targets": targets}

    assert post(ada, f"{supplier.pk}/agreements/", said).status_code == 409


def test_co_03_agents_and_other_vendors_keep_no_supplier(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = agreed(patientiq.administrator, high=240)
    agent = signed_in(lumeon.agent.person)

    assert post(agent, "", {"name": "Mine"}).status_code == 404
    assert agent.get(f"/lumeon/api/suppliers/{theirs.supplier_id}/").status_code == 404
    assert (
        post(
            signed_in(lumeon.administrator.person), f"{theirs.supplier_id}/ending/", {}
        ).status_code
        == 404
    )
    assert not Supplier.objects.exists()
