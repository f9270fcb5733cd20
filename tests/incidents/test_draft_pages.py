"""Drafts on the pages: filled in again, kept by a button or by a script, gone once sent."""

import re

import pytest
from django.test import Client

from incidents.domain.places import Place
from incidents.models import Draft, Incident
from incidents.services.drafts import LONGEST_DRAFT, keep_draft
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised, signed_in
from tests.factories import MONDAY

KEEP = "/lumeon/drafts/"


def words_on_page(client: Client, incident: Incident, field: str) -> str:
    html = client.get(f"/lumeon/incidents/{incident}/").content.decode()
    found = re.search(rf'<textarea id="{field}"[^>]*>([^<]*)</textarea>', html)
    return found[1] if found else "no such place"


def test_without_a_script_the_button_keeps_what_is_typed(lumeon: Site) -> None:
    incident, client = raised(lumeon.house), signed_in(lumeon.agent.person)

    answer = client.post(
        KEEP, {"place": "write", "incident": str(incident), "text": "Half", "if_last_event": "1"}
    )

    assert (answer.status_code, answer["Location"]) == (302, f"/lumeon/incidents/{incident}/#write")
    assert Draft.objects.get().fields == {"text": "Half"}
    assert words_on_page(client, incident, "write-text") == "Half"
    assert words_on_page(client, incident, "note-text") == ""


def test_a_draft_survives_signing_out_and_in_and_nobody_else_reads_it(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    signed_in(lumeon.agent.person).post(
        KEEP, {"place": "note", "incident": str(incident), "text": "Odd."}
    )

    assert words_on_page(signed_in(lumeon.agent.person), incident, "note-text") == "Odd."
    page = signed_in(lumeon.house.contact.person).get(f"/lumeon/incidents/{incident}/")
    assert "Odd." not in page.content.decode()


def test_a_script_is_told_when_it_was_kept_in_the_readers_time(lumeon: Site) -> None:
    answer = signed_in(lumeon.agent.person).post(
        KEEP,
        {"place": "note", "incident": str(raised(lumeon.house)), "text": "Odd."},
        headers={"Accept": "application/json"},
    )

    assert re.fullmatch(r"\d\d:\d\d", answer.json()["kept"])


def test_too_much_is_a_sentence_for_a_script(lumeon: Site) -> None:
    answer = signed_in(lumeon.agent.person).post(
        KEEP,
        {"place": "note", "incident": str(raised(lumeon.house)), "text": "x" * (LONGEST_DRAFT + 1)},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 409
    assert "more than a draft holds" in answer.json()["problem"]


def test_what_is_sent_is_no_draft_any_more_and_the_other_composer_keeps_its_own(
    lumeon: Site,
) -> None:
    incident, client = raised(lumeon.house), signed_in(lumeon.agent.person)
    for place in ("write", "note"):
        client.post(KEEP, {"place": place, "incident": str(incident), "text": place})

    assert (
        client.post(f"/lumeon/incidents/{incident}/replies/", {"text": "Sent."}).status_code == 302
    )

    assert [draft.place for draft in Draft.objects.all()] == ["note"]


def test_discarding_throws_away_one_draft(lumeon: Site) -> None:
    incident, client = raised(lumeon.house), signed_in(lumeon.agent.person)
    client.post(KEEP, {"place": "write", "incident": str(incident), "text": "Half"})

    answer = client.post(f"{KEEP}discarding/", {"place": "write", "incident": str(incident)})

    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_words_that_were_refused_are_kept(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    signed_in(lumeon.agent.person).post(
        f"/lumeon/incidents/{incident}/replies/", {"text": "y" * 20_001}
    )

    assert Draft.objects.get().fields["text"] == "y" * 20_001


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"place": "nowhere", "text": "x"},
        {"place": "write", "text": "x"},
        {"place": "write", "incident": "LUM-999999", "text": "x"},
        {"place": "write", "incident": "\x00", "text": "x"},
        {"place": "raise", "text": "x"},
    ],
)
def test_a_draft_of_nothing_that_is_there_is_404(lumeon: Site, posted: dict[str, str]) -> None:
    assert signed_in(lumeon.agent.person).post(KEEP, posted).status_code == 404


def test_co_03_another_customers_or_vendors_incident_is_not_there(
    lumeon: Site, northgate: House, patientiq: Site, vera: Membership
) -> None:
    incident = str(raised(lumeon.house))
    posted = {"place": "write", "incident": incident, "text": "x"}

    for person in (northgate.contact.person, patientiq.agent.person):
        assert signed_in(person).post(KEEP, posted).status_code == 404
    signed_in(vera.person).post(KEEP, posted)
    assert not Draft.objects.exists()


def test_a_report_that_is_left_unsent_is_there_again(lumeon: Site) -> None:
    contact, client = lumeon.house.contact, signed_in(lumeon.house.contact.person)
    posted = {"place": "raise", "contract": str(lumeon.house.contract.pk), "title": "Letters"}

    answer = client.post(KEEP, posted)

    assert answer["Location"] == f"/lumeon/incidents/new/?contract={lumeon.house.contract.pk}"
    draft = Draft.objects.get()
    assert (draft.membership, draft.fields["title"]) == (contact, "Letters")
    assert 'value="Letters"' in client.get("/lumeon/incidents/new/").content.decode()


def test_a_kept_report_whose_words_were_all_removed_is_none(lumeon: Site) -> None:
    contact = lumeon.house.contact
    for title in ("Letters", " "):
        keep_draft(
            by=contact,
            place=Place.RAISE,
            incident=None,
            fields={"contract": "1", "title": title},
            at=MONDAY,
        )

    assert not Draft.objects.exists()
