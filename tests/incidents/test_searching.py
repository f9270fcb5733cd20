"""Searching lists: what each field finds, and that nobody finds by what they must not read."""

import pytest
from django.test import Client

from incidents import searching, services
from incidents.domain.search import parse
from incidents.models import Incident, SearchWord
from incidents.searching import Asking, catalogue_of, search
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.incidents.watching import london

NOW = "2026-03-02 12:00"
SAID = "It has been so since this morning."

type Desk = dict[str, Incident]


@pytest.fixture
def desk(lumeon: Site, northgate: House) -> Desk:
    """Four incidents: one with us, one asked of the customer, one of Northgate's, one closed."""
    agent = lumeon.agent
    with_us = raised(
        lumeon.house, at=london("10:00"), severity="1", title="Letters lose a line", text=SAID
    )
    asked = raised(
        lumeon.house, at=london("10:05"), severity="3", title="Clinic list is slow", text=SAID
    )
    services.accept(incident=with_us, by=agent, at=london("10:10"))
    services.ask(incident=asked, by=agent, question="Which Büro clinic?", at=london("10:15"))
    long_ago = london("2026-02-20 10:00")
    theirs = raised(northgate, at=long_ago, severity="4", title="Login forgets", text=SAID)
    services.add_note(
        incident=theirs, by=agent, text="They run an ancient proxy.", at=london("10:20")
    )
    shut = raised(lumeon.house, at=london("10:30"), title="Letters twice", text=SAID)
    services.close(incident=shut, by=agent, reason="customer_request", words="", at=london("10:35"))
    return {"with us": with_us, "asked": asked, "theirs": theirs, "shut": shut}


def found(desk: Desk, text: str, *, by: Membership, at: str = NOW) -> set[str]:
    """Return which of the four a search finds for somebody."""
    known = catalogue_of(by.vendor)
    asking = Asking(by.person, by.is_staff_side, london(at), known)
    seen = Incident.objects.visible_to([by])
    rows = set(search(seen, parse(text, known.vocabulary), asking))
    return {name for name, incident in desk.items() if incident in rows}


EVERY = {"with us", "asked", "theirs", "shut"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", EVERY),
        ("status:open", {"with us", "asked", "theirs"}),
        ("status:closed", {"shut"}),
        ("status:all", EVERY),
        ("-status:closed", {"with us", "asked", "theirs"}),
        ("status:awaiting_customer", {"asked"}),
        ("status:awaiting_customer,closed", {"asked", "shut"}),
        ("severity:1", {"with us"}),
        ("severity:1,4", {"with us", "theirs"}),
        ("waiting:customer", {"asked"}),
        ("waiting:us", {"with us", "theirs"}),
        ("waiting:nobody", {"shut"}),
        ("owner:me", {"with us"}),
        ("owner:none", {"asked", "theirs", "shut"}),
        ("owner:nowak", {"with us"}),
        ("-owner:me status:open", {"asked", "theirs"}),
        ("customer:north", {"theirs"}),
        ("category:support_incident", EVERY),
        ("escalated:no", EVERY),
        ("escalated:yes", set()),
        ("due:none", {"asked", "shut"}),
        ("due:over", {"with us", "theirs"}),
        ("due>9w", set()),
        ("reported<2h", {"asked", "with us", "shut"}),
        ("reported>7d", {"theirs"}),
        ("reported:2026-02-20", {"theirs"}),
        ("letters", {"with us", "shut"}),
        ("lett", {"with us", "shut"}),
        ("etters", set()),
        ("LETTERS line", {"with us"}),
        ("letters -twice", {"with us"}),
        ('"lose a line"', {"with us"}),
        ('"line a lose"', set()),
        ("buro", {"asked"}),
        ("proxy", {"theirs"}),
        ('"ancient proxy"', {"theirs"}),
        ("northgate", {"theirs"}),
        ("nothing-like-it", set()),
    ],
)
def test_an_agent_finds(desk: Desk, lumeon: Site, text: str, names: set[str]) -> None:
    at = "2026-03-02 11:59"

    assert found(desk, text, by=lumeon.agent, at=at) == names


def test_a_number_finds_its_incident_alone(desk: Desk, lumeon: Site) -> None:
    number = desk["asked"].number

    for text in (str(number), f"LUM-{number}", f"number:{number}", f"number:LUM-{number}"):
        assert found(desk, text, by=lumeon.agent) == {"asked"}


@pytest.mark.parametrize("text", ["proxy", '"ancient proxy"', "ancient"])
def test_co_03_a_customer_does_not_find_by_the_words_of_a_note(
    desk: Desk, northgate: House, lumeon: Site, text: str
) -> None:
    assert found(desk, text, by=lumeon.agent) == {"theirs"}
    assert found(desk, text, by=northgate.contact) == set()


def test_co_03_a_customer_finds_only_their_own(desk: Desk, lumeon: Site, northgate: House) -> None:
    assert found(desk, "letters", by=northgate.contact) == set()
    assert found(desk, "-letters", by=northgate.contact) == {"theirs"}
    assert found(desk, "login", by=lumeon.house.contact) == set()


WORDS = ("letters", "lett", "LETTERS line", "-letters", "letters -twice", "proxy", '"lose a line"')


def test_common_words_find_what_rare_ones_do(
    desk: Desk, northgate: House, lumeon: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = (lumeon.agent, lumeon.house.contact, northgate.contact)
    rare = [found(desk, text, by=reader) for text in WORDS for reader in readers]

    monkeypatch.setattr(searching, "MOST_KEYS", 0)  # every word that was written is common

    assert [found(desk, text, by=reader) for text in WORDS for reader in readers] == rare


def test_a_word_of_a_note_that_is_then_said_in_public_finds_for_both(
    desk: Desk, northgate: House, lumeon: Site
) -> None:
    services.reply(incident=desk["theirs"], by=lumeon.agent, text="Your proxy.", at=london("10:40"))

    assert found(desk, "proxy", by=northgate.contact) == {"theirs"}
    kept = SearchWord.objects.filter(incident=desk["theirs"], word="proxy")
    assert sorted(kept.values_list("is_internal", flat=True)) == [False, True]


def test_words_are_kept_once_however_often_they_are_said(desk: Desk, lumeon: Site) -> None:
    for minute in (41, 42):
        services.reply(
            incident=desk["asked"], by=lumeon.agent, text="again", at=london(f"10:{minute}")
        )

    assert SearchWord.objects.filter(incident=desk["asked"], word="again").count() == 1


def test_what_is_not_understood_is_said_and_what_was_typed_stays(lumeon: Site) -> None:
    page = signed_in(lumeon.agent.person).get("/lumeon/queue/", {"q": 'colour:red "x'})

    assert page.status_code == 422
    assert "“colour:” is no field" in page.content.decode()
    assert 'value="colour:red &quot;x"' in page.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "x" * 400, "due<", '"'])
@pytest.mark.parametrize("path", ["queue/", "incidents/", "api/incidents/"])
def test_bad_searches_are_answered_by_a_sentence(lumeon: Site, text: str, path: str) -> None:
    answer = signed_in(lumeon.agent.person).get(f"/lumeon/{path}", {"q": text})

    assert answer.status_code in {200, 400, 422}
    assert answer.status_code == 200 if text == '"' else answer.status_code != 200


def test_the_api_finds_by_the_same_language(desk: Desk, lumeon: Site, northgate: House) -> None:
    def numbers(client: Client, text: str) -> set[str]:
        return {
            row["number"]
            for row in client.get("/lumeon/api/incidents/", {"q": text}).json()["results"]
        }

    agent, nora = signed_in(lumeon.agent.person), signed_in(northgate.contact.person)

    assert numbers(agent, "letters status:open") == {str(desk["with us"])}
    assert numbers(nora, "proxy") == set()
    assert numbers(nora, "login") == {str(desk["theirs"])}


def test_another_vendors_words_find_nothing_here(desk: Desk, patientiq: Site, lumeon: Site) -> None:
    with vendor_scope(patientiq.vendor):
        raised(patientiq.house, severity="high", category="functionality", title="Zebra crossing")

    page = signed_in(lumeon.agent.person).get("/lumeon/queue/", {"q": "zebra"})

    assert "Nothing matches" in page.content.decode()


def test_help_names_the_words_of_this_vendors_agreement(lumeon: Site) -> None:
    page = signed_in(lumeon.house.contact.person).get("/lumeon/search/").content.decode()

    assert "awaiting_customer" in page
    assert "LUM-1042" in page


def test_reported_days_are_the_readers(desk: Desk, lumeon: Site) -> None:
    lumeon.agent.person.time_zone = "Pacific/Auckland"  # 13 hours ahead: 10:00 there is tomorrow's
    late = raised(lumeon.house, at=london("2026-03-02 13:00"), title="Late")

    assert found(desk | {"late": late}, "reported:2026-03-03", by=lumeon.agent) == {"late"}
