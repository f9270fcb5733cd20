"""The incident's page: handing on, linking, closing; each form answers page and API alike."""

import re

import pytest

from incidents import services
from incidents.models import Incident, IncidentLink
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.incidents.test_detail_page import page, plain, post
from tests.incidents.watching import kinds, london


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def test_the_agent_hands_it_on_and_the_words_stay_if_it_is_refused(lumeon: Site) -> None:
    incident, agent = raised(lumeon.house), signed_in(lumeon.agent.person)
    engineer = staff(lumeon.vendor, "Ines Roth", Role.AGENT, "L3")

    html = post(
        agent,
        incident,
        "route",
        status="analysis",
        text="For Ines.",
        colleague=str(engineer.pk),
        expect=409,
    )
    assert re.search(r'id="route"\s+open', html)
    assert ">For Ines.</textarea>" in html
    assert re.search(r'value="analysis"\s+selected', html)

    post(
        agent,
        incident,
        "route",
        status="engineering",
        text="For Ines.",
        colleague=str(engineer.pk),
        expect=302,
    )
    assert fresh(incident).owner == engineer.person


def test_moving_stays_within_a_line_and_lines_are_handed_to(lumeon: Site) -> None:
    html = page(signed_in(lumeon.agent.person), raised(lumeon.house))

    move = html[html.index('id="station"') :]
    move = move[: move.index("</select>")]
    hand = html[html.index('id="route-line"') :]
    hand = hand[: hand.index("</select>")]
    assert re.findall(r'value="(\w+)"', move) == ["triage", "awaiting_third_party"]
    assert re.findall(r'value="(\w+)"', hand) == ["triage", "analysis", "engineering"]


def test_it_is_given_to_a_colleague(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    colleague = staff(lumeon.vendor, "Ines Roth", Role.AGENT, "L3")

    post(
        signed_in(lumeon.agent.person),
        incident,
        "owner",
        colleague=str(colleague.pk),
        expect=302,
    )

    assert fresh(incident).owner == colleague.person


@pytest.mark.parametrize("noun", ["route", "owner"])
def test_it_is_given_to_nobody_who_cannot_work_on_it(
    lumeon: Site, vera: Membership, noun: str
) -> None:
    incident = raised(lumeon.house)

    post(
        signed_in(lumeon.agent.person),
        incident,
        noun,
        status="analysis",
        text="Here.",
        colleague=str(vera.pk),
        expect=422,
    )

    assert fresh(incident).owner is None


def test_a_third_partys_product_is_shown_to_both_sides(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    post(
        signed_in(lumeon.agent.person),
        incident,
        "third-party-product",
        product="LabLink 4",
        expect=302,
    )

    contact = plain(page(signed_in(lumeon.house.contact.person), incident))
    assert "LabLink 4 a third party&#x27;s product: you work with its supplier" in contact.replace(
        "party's", "party&#x27;s"
    )


def test_links_are_shown_to_who_sees_both(lumeon: Site, northgate: House, vera: Membership) -> None:
    incident, theirs = raised(lumeon.house), raised(northgate, at=london("10:10"))
    agent = signed_in(lumeon.agent.person)
    post(agent, incident, "links", number=str(theirs), kind="relates", expect=302)

    shown = page(agent, incident)
    assert f"{theirs}</span>" in shown
    assert "not shown to St Brannock&#x27;s" in shown
    for reader in (lumeon.house.contact, vera):
        assert str(theirs) not in page(signed_in(reader.person), incident)
    assert str(incident) not in page(signed_in(northgate.contact.person), theirs)


def test_a_duplicate_points_the_contact_at_the_one_that_goes_on(lumeon: Site) -> None:
    one, other = raised(lumeon.house), raised(lumeon.house, at=london("10:10"))

    post(signed_in(lumeon.agent.person), other, "duplicate", number=str(one), expect=302)

    contact = signed_in(lumeon.house.contact.person)
    assert f"Goes on as {one}" in plain(page(contact, other))
    assert f"This one has the duplicate {other}" in plain(page(contact, one))


def test_a_number_that_is_none_comes_back_as_it_was_typed(lumeon: Site) -> None:
    agent, incident = signed_in(lumeon.agent.person), raised(lumeon.house)

    html = post(agent, incident, "duplicate", number="LUM-9999", words="Same", expect=409)

    assert re.search(r'id="duplicate"\s+open', html)
    assert 'value="LUM-9999"' in html
    assert 'value="Same"' in html
    assert "There is no incident LUM-9999." in html


def test_something_the_customer_wrote_is_split_off(lumeon: Site) -> None:
    incident, agent = raised(lumeon.house), signed_in(lumeon.agent.person)
    assert 'id="split"' not in page(agent, incident)
    services.answer(
        incident=incident, by=lumeon.house.contact, text="Also, no list.", at=london("11:00")
    )
    key = incident.messages.latest("pk").pk

    assert f'value="{key}"' in page(agent, incident)
    post(agent, incident, "split", message=str(key), title="No list", expect=302)

    new = IncidentLink.objects.get().incident
    assert f"This one had split off it {new}" in plain(page(agent, incident))
    assert f"This one was split from {incident}" in plain(
        page(signed_in(lumeon.house.contact.person), new)
    )


def test_each_reason_to_close_says_what_it_does_to_the_clocks(lumeon: Site) -> None:
    incident, agent = raised(lumeon.house), signed_in(lumeon.agent.person)

    before = plain(page(agent, incident))
    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("12:00")
    )
    after = plain(page(agent, incident))

    solution = "A solution has been provided"
    assert f"{solution} Send the solution first: the resolution clock stops with it." in before
    assert f"{solution} The clocks stopped with the solution; nothing changes for them." in after
    assert before.count("Clocks that still go stop without outcome") == 3


def test_a_refused_closing_comes_back_with_all_that_was_chosen(lumeon: Site) -> None:
    html = post(
        signed_in(lumeon.agent.person),
        raised(lumeon.house),
        "closure",
        reason="out_of_scope",
        scope="routine_operations",
        words="x" * 290,
        expect=409,
    )

    assert re.search(r'value="out_of_scope"\s+checked', html)
    assert re.search(r'value="routine_operations"\s+selected', html)
    assert "x" * 290 in html


def test_the_page_tells_when_a_solution_closes_by_itself(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("12:00")
    )
    sentence = "It closes by itself on Mon 16 Mar 2026 17:00 GMT unless"

    assert f"{sentence} you say" in plain(page(signed_in(lumeon.house.contact.person), incident))
    assert f"{sentence} they say" in plain(page(signed_in(lumeon.agent.person), incident))


def test_hr_12_the_page_says_that_it_does_not_close_by_itself(healthy_roster: Site) -> None:
    with vendor_scope(healthy_roster.vendor):
        incident = raised(healthy_roster.house, severity="high", category="error")
        services.provide_solution(
            incident=incident, by=healthy_roster.agent, text="Mended.", at=london("12:00")
        )

    contact = plain(page(signed_in(healthy_roster.house.contact.person), incident))
    assert "It does not close by itself: it waits for your word." in contact


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("owner", {}),
        ("route", {"status": "analysis"}),
        ("links", {"number": "x" * 21, "kind": "relates"}),
        ("links", {"number": "LUM-1001", "kind": "duplicate_of"}),
        ("unlinking", {"link": "one"}),
        ("unlinking", {"link": str(2**80)}),
        ("duplicate", {"number": "LUM-1001\x00"}),
        ("split", {"message": "1", "title": ""}),
        ("split", {"message": "first", "title": "A title"}),
        ("third-party-product", {"product": "x" * 101}),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(
    lumeon: Site, noun: str, said: dict[str, str]
) -> None:
    incident = raised(lumeon.house)

    html = post(signed_in(lumeon.agent.person), incident, noun, expect=422, **said)

    assert 'role="alert"' in html
    assert kinds(incident) == ["reported"]


def test_the_api_tells_the_desk_what_its_nouns_can_be_given(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    said = signed_in(lumeon.agent.person).get(f"/lumeon/api/incidents/{incident}/").json()
    told = signed_in(lumeon.house.contact.person).get(f"/lumeon/api/incidents/{incident}/").json()

    assert said["colleagues"] == [
        {"colleague": lumeon.agent.pk, "name": "Marek Nowak", "line": "L2"}
    ]
    assert [one["status"] for one in said["lines"]] == ["triage", "analysis", "engineering"]
    assert (told["related"], told["closes_by_itself_at"], told["ondemand"]) == ([], None, None)
    assert "colleagues" not in told


def test_the_api_takes_the_same_nouns(lumeon: Site) -> None:
    one, other = raised(lumeon.house), raised(lumeon.house, at=london("10:10"))
    agent = signed_in(lumeon.agent.person)

    def send(noun: str, said: dict[str, object]) -> int:
        address = f"/lumeon/api/incidents/{other}/{noun}/"
        return agent.post(address, said, content_type="application/json").status_code

    assert send("route", {"status": "analysis", "text": "It is the printer."}) == 200
    assert send("links", {"number": str(one), "kind": "caused_by"}) == 200
    assert send("duplicate", {"number": "LUM-9999"}) == 409
    assert send("duplicate", {"number": "\ud800"}) == 422
    assert send("third-party-product", {"product": "LabLink"}) == 200
    assert kinds(other)[-3:] == ["routed", "linked", "product_named"]
