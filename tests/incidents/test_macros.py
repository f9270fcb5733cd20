"""Ready texts: kept, changed, archived, and put into a composer without losing what is there."""

import json

import pytest

from incidents.domain.places import Place
from incidents.models import Draft, Incident, Macro
from incidents.services.macros import MacroText, archive_macro, change_macro, keep_macro
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, signed_in, staff
from tests.factories import MONDAY
from tests.incidents.watching import london

HELLO = MacroText(name="Hello", place=Place.WRITE, text="Dear {contact}, about {number}: {{ 7*7 }}")


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    """Lumeon's support manager."""
    return staff(lumeon.vendor, "Sam Grant", Role.SUPPORT_MANAGER)


def own(by: Membership, words: MacroText = HELLO) -> Macro:
    return keep_macro(by=by, words=words, is_shared=False, at=MONDAY)


def insert(by: Membership, incident: Incident, macro: object, text: str = "") -> int:
    return (
        signed_in(by.person)
        .post(
            "/lumeon/drafts/",
            {
                "place": "write",
                "incident": str(incident),
                "text": text,
                "macro": str(macro),
                "insert": "yes",
            },
        )
        .status_code
    )


def test_a_text_is_put_in_behind_what_is_typed_with_names_filled_in(lumeon: Site) -> None:
    incident, macro = raised(lumeon.house), own(lumeon.agent)

    assert insert(lumeon.agent, incident, macro.pk, "First this.") == 302

    filled = f"Dear Priya Shah, about {incident}: {{{{ 7*7 }}}}"
    assert Draft.objects.get().fields == {"text": f"First this.\n\n{filled}"}
    html = signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{incident}/").content.decode()
    assert f"First this.\n\n{filled}</textarea>" in html


def test_a_script_asks_for_the_words_alone(lumeon: Site) -> None:
    incident, macro = raised(lumeon.house), own(lumeon.agent)

    answer = signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{incident}/macros/{macro.pk}/")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == f"Dear Priya Shah, about {incident}: {{{{ 7*7 }}}}"


def test_one_persons_own_text_is_nobody_elses(
    lumeon: Site, manager: Membership, patientiq: Site
) -> None:
    incident, macro = raised(lumeon.house), own(lumeon.agent)
    with vendor_scope(patientiq.vendor):
        theirs = own(patientiq.agent)

    assert signed_in(manager.person).get(f"/lumeon/macros/{macro.pk}/").status_code == 404
    assert signed_in(lumeon.agent.person).get(f"/lumeon/macros/{theirs.pk}/").status_code == 404
    insert(lumeon.agent, incident, theirs.pk, "Mine.")
    insert(manager, incident, macro.pk, "Mine.")
    insert(lumeon.agent, incident, "9" * 40, "Mine.")
    assert {draft.fields["text"] for draft in Draft.objects.all()} == {"Mine."}
    with pytest.raises(Refusal, match="another person's own"):
        change_macro(macro=macro, by=manager, words=HELLO, at=MONDAY)


def test_a_shared_text_is_kept_by_managers_and_used_by_all(
    lumeon: Site, manager: Membership
) -> None:
    with pytest.raises(Refusal, match="you cannot keep the texts that the desk shares"):
        keep_macro(by=lumeon.agent, words=HELLO, is_shared=True, at=MONDAY)
    macro = keep_macro(by=manager, words=HELLO, is_shared=True, at=MONDAY)
    with pytest.raises(Refusal, match="you cannot keep the texts that the desk shares"):
        archive_macro(macro=macro, by=lumeon.agent, at=MONDAY)

    page = signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{raised(lumeon.house)}/")

    assert f'<option value="{macro.pk}">Hello</option>' in page.content.decode()


def test_an_archived_text_is_offered_no_more_and_its_name_is_free(lumeon: Site) -> None:
    macro = own(lumeon.agent)
    with pytest.raises(Refusal, match="There is a text called “Hello” already"):
        own(lumeon.agent)
    with pytest.raises(Refusal, match="There is a text called “hELLO” already"):
        own(lumeon.agent, MacroText(name=" hELLO ", place=Place.WRITE, text="x"))

    archive_macro(macro=macro, by=lumeon.agent, at=london("10:20"))

    assert own(lumeon.agent).pk != macro.pk
    with pytest.raises(Refusal, match="archived and stays as it is"):
        change_macro(macro=macro, by=lumeon.agent, words=HELLO, at=MONDAY)


def test_the_pages_keep_change_and_archive(lumeon: Site) -> None:
    client = signed_in(lumeon.agent.person)
    typed = {"name": "Thanks", "place": "note", "text": "Thank you, {me}."}
    assert client.post("/lumeon/macros/new/", typed).status_code == 302
    macro = Macro.objects.get()
    assert (macro.owner, macro.place) == (lumeon.agent, "note")

    again = client.post("/lumeon/macros/new/", typed)
    assert (again.status_code, "Thank you, {me}." in again.content.decode()) == (409, True)
    changed = client.post(f"/lumeon/macros/{macro.pk}/", typed | {"name": "Many thanks"})
    assert changed.status_code == 302
    assert "Many thanks" in client.get("/lumeon/macros/").content.decode()
    assert client.post(f"/lumeon/macros/{macro.pk}/archiving/").status_code == 302
    assert "Archived" in client.get("/lumeon/macros/").content.decode()
    assert "offered no more" in client.get(f"/lumeon/macros/{macro.pk}/").content.decode()


@pytest.mark.parametrize(
    ("name", "place", "text"),
    [("", "write", "x"), ("x", "raise", "x"), ("x", "write", ""), ("x" * 81, "write", "x"),
     ("x", "write", "y" * 20_001), ("a\x00b", "write", "x")],
)  # fmt: skip
def test_what_is_wrong_is_a_sentence_and_costs_nothing(
    lumeon: Site, name: str, place: str, text: str
) -> None:
    answer = signed_in(lumeon.agent.person).post(
        "/lumeon/macros/new/", {"name": name, "place": place, "text": text}
    )

    assert answer.status_code == 422
    assert not Macro.objects.exists()


def test_contacts_have_no_ready_texts(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)

    assert client.get("/lumeon/macros/").status_code == 404
    assert (
        "Ready text"
        not in client.get(f"/lumeon/incidents/{raised(lumeon.house)}/").content.decode()
    )


def test_the_api_lists_keeps_and_archives_the_same_texts(lumeon: Site) -> None:
    client, address = signed_in(lumeon.agent.person), "/lumeon/api/macros/"
    said = {"name": "Thanks", "place": "write", "text": "Thank you, {contact}."}

    made = client.post(address, json.dumps(said), content_type="application/json")
    again = client.post(address, json.dumps(said), content_type="application/json")
    half = client.post(
        address, json.dumps(said | {"text": "\ud83d"}), content_type="application/json"
    )
    shared = client.post(
        address, json.dumps(said | {"is_shared": True}), content_type="application/json"
    )

    assert (made.status_code, made.json()["is_shared"]) == (201, False)
    assert [one["name"] for one in client.get(address).json()["results"]] == ["Thanks"]
    assert (again.status_code, again.json()["type"]) == (409, "urn:sundial:name_taken")
    assert (half.status_code, shared.status_code) == (422, 409)
    assert client.post(f"{address}{made.json()['id']}/archiving/").status_code == 204
    assert client.get(address).json()["results"] == []
    assert signed_in(lumeon.house.contact.person).get(address).status_code == 404
