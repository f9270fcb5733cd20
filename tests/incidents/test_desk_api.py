"""The desk through the API: many at once, escalations, views, texts, suppliers (CO-10)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.domain.places import Place
from incidents.models import Macro, SavedView, Watching
from incidents.services.macros import MacroText, keep_macro
from incidents.services.saved_views import save_view
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.contracts.backing import agreed
from tests.incidents.watching import kinds, london


@pytest.fixture
def agent(lumeon: Site) -> Client:
    return signed_in(lumeon.agent.person)


def post(client: Client, path: str, said: object) -> Any:
    return client.post(f"/lumeon/api/{path}", said, content_type="application/json")


def test_one_deed_for_many_is_tried_out_and_then_done(
    lumeon: Site, northgate: House, agent: Client
) -> None:
    at = timezone.now().replace(microsecond=0)  # nothing of it is overdue yet
    one, other = raised(lumeon.house, at=at), raised(northgate, at=at)
    services.accept(incident=other, by=lumeon.agent, at=at)
    wish = {"numbers": [str(one), str(other), "LUM-9999", "?"], "act": "accept"}

    tried = post(agent, "bulk/", wish | {"preview": True}).json()
    assert kinds(one) == ["reported"]
    done = post(agent, "bulk/", wish).json()

    assert (tried["preview"], done["preview"]) == (True, False)
    backs = [[row.pop("back") for row in said["results"]] for said in (tried, done)]
    assert backs == [[None, None], [None, None]]  # it was nobody's, and cannot be again
    assert tried["results"] == done["results"]
    assert [row["number"] for row in done["results"]] == [str(one), str(other)]
    assert {"what": "Owner", "before": "nobody", "after": "Marek Nowak"} in done["results"][0][
        "changes"
    ]
    assert done["results"][1]["refused"] == f"{other} is already yours."
    assert kinds(one) == ["reported", "work_started"]


def test_what_was_done_to_many_is_put_back_by_what_the_results_gave(
    lumeon: Site, northgate: House, agent: Client
) -> None:
    watched, mine = raised(lumeon.house), raised(northgate)
    services.accept(incident=mine, by=lumeon.agent, at=timezone.now())
    done = post(agent, "bulk/", {"numbers": [str(watched), str(mine)], "act": "watch"}).json()
    colleague = staff(lumeon.vendor, "Mina Okafor", Role.AGENT)
    to = {"numbers": [str(mine)], "act": "assign", "to": colleague.pk}
    given = post(agent, "bulk/", to).json()
    back = [row["back"] for row in (*done["results"], *given["results"])]

    undone = post(agent, "bulk/undoing/", {"back": [*back, "LUM-9999 unwatch", "?"]}).json()

    assert back == [f"{watched} unwatch", f"{mine} unwatch", f"{mine} assign {lumeon.agent.pk}"]
    assert [(row["refused"], row["back"]) for row in undone["results"]] == [(None, None)] * 3
    assert Watching.objects.count() == 0
    mine.refresh_from_db()
    assert mine.owner == lumeon.agent.person
    assert post(agent, "bulk/undoing/", {"back": ["LUM-9999 unwatch"]}).status_code == 409
    for wrong in ({}, {"back": "LUM-1"}, {"back": [1]}):
        assert post(agent, "bulk/undoing/", wrong).status_code == 422
    contact = signed_in(lumeon.house.contact.person)
    assert post(contact, "bulk/undoing/", {"back": back}).status_code == 404


def test_co_03_many_at_once_are_those_one_sees(
    lumeon: Site, patientiq: Site, agent: Client
) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = raised(patientiq.house, severity="high", category="functionality")

    assert post(agent, "bulk/", {"numbers": [str(theirs)], "act": "watch"}).status_code == 409
    contact = signed_in(lumeon.house.contact.person)
    assert post(contact, "bulk/", {"numbers": [], "act": "watch"}).status_code == 404
    wrongs: tuple[object, ...] = ({"numbers": "LUM-1001"}, {"numbers": [1]}, [])
    for wrong in (*wrongs, {"numbers": [], "preview": 1}):
        assert post(agent, "bulk/", wrong).status_code == 422
    for act in ({}, {"act": "delete"}, {"act": ["accept"]}, {"act": "assign", "to": {}}):
        assert post(agent, "bulk/", {"numbers": ["LUM-1001"]} | act).status_code == 409


def test_lu_22_escalations_are_listed_for_staff_with_what_is_owed(
    lumeon: Site, agent: Client
) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))
    services.escalate(
        incident=incident, by=lumeon.house.contact, reason="Nobody calls.", at=london("10:30")
    )

    (row,) = agent.get("/lumeon/api/escalations/").json()["results"]

    assert (row["number"], row["level"], row["with"]) == (str(incident), 1, "Marek Nowak")
    assert row["owed"][0]["what"] == "contact"
    contact = signed_in(lumeon.house.contact.person)
    assert contact.get("/lumeon/api/escalations/").status_code == 404


def test_a_view_is_renamed_moved_shared_and_deleted(lumeon: Site, agent: Client) -> None:
    mina = staff(lumeon.vendor, "Mina Rao", Role.SUPPORT_MANAGER)
    first, second = (
        save_view(by=lumeon.agent, name=name, query="severity:1") for name in ("One", "Two")
    )
    hers = save_view(by=mina, name="Hers", query="severity:2")
    path = f"views/{second.pk}/"

    assert post(agent, f"{path}naming/", {"name": "Zwei"}).json()["name"] == "Zwei"
    assert post(agent, f"{path}naming/", {"name": "One"}).status_code == 409
    assert post(agent, f"{path}place/", {"way": "up"}).status_code == 200
    assert post(agent, f"{path}sharing/", {"shared": True}).status_code == 409
    for noun, wrong in (("naming", {}), ("place", {"way": 1}), ("sharing", {"shared": 1})):
        assert post(agent, f"{path}{noun}/", wrong).status_code == 422
    assert post(agent, f"views/{hers.pk}/ending/", {}).status_code == 404
    shared = post(signed_in(mina.person), f"views/{hers.pk}/sharing/", {"shared": True})
    assert shared.json()["is_shared"]
    assert post(agent, f"views/{first.pk}/ending/", {}).status_code == 204
    assert list(SavedView.objects.filter(owner=lumeon.agent.person)) == [second]


def test_a_ready_text_is_read_and_changed(lumeon: Site, patientiq: Site, agent: Client) -> None:
    words = MacroText(name="Hello", place=Place.WRITE, text="Dear {contact},")
    macro = keep_macro(by=lumeon.agent, words=words, is_shared=False, at=london("10:00"))
    address = f"/lumeon/api/macros/{macro.pk}/"
    said = {"name": "Hello", "place": "note", "text": "Seen."}

    changed = agent.put(address, said, content_type="application/json")

    assert changed.status_code == 200
    assert agent.get(address).json()["text"] == "Seen."
    assert agent.put(address, {"name": ""}, content_type="application/json").status_code == 422
    assert signed_in(patientiq.agent.person).get(address).status_code == 404
    assert Macro.objects.get().place == Place.NOTE


def test_lu_23_staff_read_whom_they_can_ask_and_what_was_asked(lumeon: Site, agent: Client) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    incident = raised(lumeon.house)
    address = f"/lumeon/api/incidents/{incident}/"

    before = agent.get(address).json()
    (offered,) = before["suppliers"]
    asked = {"supplier": offered["supplier"], "text": "Is your index down?"}
    assert post(agent, f"incidents/{incident}/supplier-requests/", asked).status_code == 200
    after = agent.get(address).json()

    assert (offered["supplier"], before["supplier_requests"]) == (supplier.pk, [])
    assert (after["suppliers"], len(after["supplier_requests"])) == ([], 1)
    assert after["supplier_requests"][0]["asked"] == "Is your index down?"
    told = signed_in(lumeon.house.contact.person).get(address).json()
    assert "suppliers" not in told
    assert "supplier_requests" not in told
