"""The one search box: what each reader finds of everything, and why (LU-26, LU-28, CO-03)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services
from knowledgebase.models import SearchMiss
from tests.cast import House, Site, raised, signed_in
from tests.factories import MONDAY
from tests.knowledgebase.announcements.board import out
from tests.knowledgebase.forum.talk import answered, asked, opened
from tests.knowledgebase.shelf import published

FIND = "/lumeon/find/"


def page(client: Client, text: str, status: int = 200, **more: str) -> str:
    answer = client.get(FIND, {"q": text} | more)
    assert answer.status_code == status
    return answer.content.decode()


def section(text: str, key: str) -> str:
    """Return what a page shows of one kind; empty if nothing."""
    return text.partition(f'aria-labelledby="kind-{key}"')[2].partition("</section>")[0]


@pytest.fixture
def everything(lumeon: Site) -> Site:
    """One thing of each kind that has to do with printing."""
    opened(lumeon)
    raised(lumeon.house)
    published(lumeon.agent, lumeon.administrator)
    topic = asked(lumeon.house.contact, "Printing at night")
    answered(lumeon.agent, topic, "Letters can be printed at any hour.")
    out(lumeon.administrator)
    return lumeon


def test_each_kind_has_its_heading_its_count_and_its_words_marked(everything: Site) -> None:
    shown = page(signed_in(everything.house.contact.person), "print")

    for key, why in (
        ("incidents", "<mark>print</mark> without the consultant"),
        ("articles", "Letters <mark>print</mark> without a name"),
        ("topics", "<mark>Printing</mark> at night"),
        ("announcements", "<mark>Printing</mark> is quicker"),
    ):
        assert why in section(shown, key), key
        assert '<span class="muted small">1</span>' in section(shown, key), key
    assert "All results" not in shown
    assert "Nothing in" not in shown


def test_more_than_a_few_lead_to_all_of_them(everything: Site) -> None:
    for number in range(6):
        raised(everything.house, title=f"Printer {number}")
        published(everything.agent, everything.administrator, f"Printer {number}")
        out(everything.administrator, f"Printer {number}")
    client = signed_in(everything.house.contact.person)

    shown = page(client, "printer")

    for key, where in (
        ("incidents", "/lumeon/incidents/?q=printer"),
        ("articles", "/lumeon/knowledge/?q=printer"),
        ("announcements", "/lumeon/find/?q=printer&amp;kind=announcements"),
    ):
        assert section(shown, key).count('class="title"') == 5, key
        assert f'href="{where}"' in section(shown, key), key
    only = page(client, "printer", kind="announcements")
    assert section(only, "announcements").count('class="title"') == 6
    assert not section(only, "incidents")


def test_co_03_nobody_finds_what_is_not_theirs(
    everything: Site, northgate: House, patientiq: Site
) -> None:
    incident = raised(northgate, title="Elephants", text="<b>Elephants</b> in the ward")
    services.add_note(incident=incident, by=everything.agent, text="A zebra as well", at=MONDAY)
    published(everything.agent, everything.administrator, "Elephants", visibility="internal")
    agent, nora, priya = (
        signed_in(one.person)
        for one in (everything.agent, northgate.contact, everything.house.contact)
    )

    assert "<mark>Elephants</mark>" in section(page(nora, "elephant"), "incidents")
    assert "&lt;b&gt;<mark>Elephants</mark>" in section(page(nora, "elephant"), "incidents")
    assert not section(page(nora, "elephant"), "articles")
    assert not section(page(priya, "elephant"), "incidents")
    assert "A <mark>zebra</mark> as well" in section(page(agent, "zebra"), "incidents")
    assert "Nothing found" in page(nora, "zebra")
    assert section(page(agent, "elephant"), "articles")
    assert str(incident) in section(page(nora, str(incident)), "incidents")
    assert "Nothing found" in page(priya, str(incident))
    assert signed_in(patientiq.agent.person).get(FIND, {"q": "print"}).status_code == 404


def test_what_one_kind_understands_is_answered_and_what_none_does_is_explained(
    everything: Site,
) -> None:
    client = signed_in(everything.house.contact.person)

    assert section(page(client, "status:open"), "incidents")
    assert section(page(client, "title:print"), "articles")
    assert "“colour:” is no field" in page(client, "colour:red", 422)
    assert "characters; 300 fit" in page(client, "x" * 400, 422)
    assert "What are you looking for?" in page(client, " \x00")
    assert "<script>" not in page(client, "<script>alert(1)</script>").replace("<script src", "")


def test_what_nobody_found_is_counted_for_those_who_write_articles(everything: Site) -> None:
    client = signed_in(everything.house.contact.person)

    page(client, "print")
    page(client, "the night printing")
    assert not SearchMiss.objects.exists()
    assert "Try fewer words" in page(client, "Elephants")
    assert [one.text for one in SearchMiss.objects.all()] == ["elephants"]


def test_the_box_stands_on_every_page_of_those_who_are_signed_in(everything: Site) -> None:
    published(everything.agent, everything.administrator, "Sign in again", visibility="public")
    client = signed_in(everything.house.contact.person)
    box = f'action="{FIND}"'

    for address in ("/lumeon/", "/lumeon/incidents/", "/lumeon/knowledge/public/"):
        assert box in client.get(address).content.decode(), address
    assert box not in Client().get("/lumeon/knowledge/public/").content.decode()
    assert "data-everything" in client.get("/lumeon/").content.decode()
    everything.house.contact.person.uses_keys = False
    everything.house.contact.person.save(update_fields=["uses_keys"])
    assert "data-everything" not in client.get("/lumeon/").content.decode()


def asked_by(client: Client, text: str) -> tuple[int, int]:
    """Return how many questions a search asks, and how much it finds."""
    with CaptureQueriesContext(connection) as queries:
        shown = page(client, text)
    return len(queries), shown.count('class="title"')


def test_as_many_questions_however_much_is_found(everything: Site) -> None:
    client = signed_in(everything.house.contact.person)
    page(client, "print")
    one, found = asked_by(client, "print")
    assert found == 4
    for number in range(2):
        raised(everything.house, title=f"Print {number}")
        published(everything.agent, everything.administrator, f"Print {number}")
        asked(everything.house.contact, f"Print {number}")
        out(everything.administrator, f"Print {number}")

    assert asked_by(client, "print") == (one, 12)


def test_the_api_finds_the_same_without_marks(everything: Site) -> None:
    client = signed_in(everything.house.contact.person)

    said = client.get("/lumeon/api/find/", {"q": "print"}).json()
    only = client.get("/lumeon/api/find/", {"q": "print", "kind": "articles"}).json()

    assert [one["kind"] for one in said["kinds"]] == [
        one["kind"] for one in said["kinds"] if one["hits"]
    ]
    by_kind = {one["kind"]: one for one in said["kinds"]}
    assert set(by_kind) >= {"incidents", "articles", "topics", "announcements"}
    article = by_kind["articles"]
    assert article["count"] == "1"
    assert article["hits"][0]["title"] == "Letters print without a name"
    assert "/lumeon/knowledge/" in article["hits"][0]["url"]
    assert only["kinds"] == [article]
    assert said["problems"] == []


def test_the_api_writes_what_was_typed_as_it_was_typed(lumeon: Site) -> None:
    published(lumeon.agent, lumeon.administrator, "Ward <b>B</b> & the zebra's list")
    client = signed_in(lumeon.house.contact.person)

    (found,) = client.get("/lumeon/api/find/", {"q": "zebra", "kind": "articles"}).json()["kinds"]

    assert found["hits"][0]["title"] == "Ward <b>B</b> & the zebra's list"


def test_the_api_says_what_it_does_not_understand(lumeon: Site) -> None:
    answer = signed_in(lumeon.house.contact.person).get(
        "/lumeon/api/find/", {"q": "severity:none", "kind": "incidents"}
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:sundial:not_understood")
    assert "Incidents" in answer.json()["detail"]


def test_the_api_without_words_finds_nothing(lumeon: Site) -> None:
    said = signed_in(lumeon.house.contact.person).get("/lumeon/api/find/").json()

    assert said == {"kinds": [], "problems": []}
