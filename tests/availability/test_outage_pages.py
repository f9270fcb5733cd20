"""The pages of outages: list, declaring, correcting, what does not count, and who sees it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from availability.models import Exclusion, Outage
from availability.services.exclusions import decide_exclusion, propose_exclusion
from tests.availability.saying import declared, utc
from tests.availability.world import World
from tests.cast import signed_in

NOW = utc("06-10 09:00")
AT = "/patientiq/outages/"


@pytest.fixture(autouse=True)
def _june() -> Any:
    with travel(NOW, tick=False):
        yield


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def typed(world: World, **changes: Any) -> dict[str, Any]:
    """Return what an agent in London types of an outage on 9 June; it was summer there."""
    said: dict[str, Any] = {
        "title": "Nobody could sign in",
        "components": [world.main.pk],
        "starts_at": "2026-06-09T15:00:00",
        "ends_at": "2026-06-09T16:00",
        "kind": "unavailable",
    }
    return said | changes


def test_an_outage_is_declared_in_its_writers_own_time(piq: World) -> None:
    petra = signed_in(piq.agent.person)

    answer = petra.post(f"{AT}new/", typed(piq))

    assert (answer.status_code, answer["Location"]) == (302, f"{AT}1/")
    version = Outage.objects.get().current
    assert (version.starts_at, version.ends_at) == (utc("06-09 14:00"), utc("06-09 15:00"))
    shown = page(petra, f"{AT}1/")
    assert "Tue 9 Jun 2026 15:00:00 BST" in shown
    assert "1:00:00" in shown
    assert "not confirmed" in shown


def test_what_is_refused_keeps_what_was_typed(piq: World) -> None:
    petra = signed_in(piq.agent.person)

    early = petra.post(f"{AT}new/", typed(piq, ends_at="2026-06-09T14:59"))
    future = petra.post(f"{AT}new/", typed(piq, starts_at="2026-06-10T10:00:01", ends_at=""))
    nothing = petra.post(f"{AT}new/", typed(piq, components=[]))
    nonsense = petra.post(f"{AT}new/", typed(piq, starts_at="0001-01-01T00:00"))

    codes = [one.status_code for one in (early, future, nothing, nonsense)]
    assert codes == [409, 409, 422, 422]
    text = early.content.decode()
    assert "The outage would end before it began" in text
    assert 'value="2026-06-09T14:59"' in text
    assert "Nobody could sign in" in text
    assert "only what has happened is declared" in future.content.decode()
    assert "Choose at least one component" in nothing.content.decode()
    assert "Give a date and a time" in nonsense.content.decode()
    assert not Outage.objects.exists()


def test_the_list_can_be_narrowed_and_takes_the_same_queries_for_more_rows(piq: World) -> None:
    petra = signed_in(piq.agent.person)
    declared(piq, "05-09 14:00", "05-09 15:00", at=NOW, title="In May")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(petra, AT)
        return len(queries)

    asked()
    once = asked()
    declared(piq, "06-09 14:00", at=NOW, title="Goes on")
    declared(piq, "06-02 14:00", "06-02 15:00", at=NOW, components=[piq.other], title="In June")

    assert asked() == once
    assert "In May" not in page(petra, f"{AT}?month=2026-06")
    assert "In June" in page(petra, f"{AT}?month=2026-06&service=registry")
    assert "In June" not in page(petra, f"{AT}?state=open")
    assert "is no month" in page(petra, f"{AT}?month=soon")
    assert "None is like that" in page(petra, f"{AT}?state=withdrawn")


def test_a_correction_shows_what_would_change_before_it_is_written(piq: World) -> None:
    petra = signed_in(piq.agent.person)
    outage = declared(piq, "06-09 14:00", "06-09 15:00", at=NOW)
    said = typed(piq, ends_at="2026-06-09T16:20:00", reason="The log says so.", based_on="1")

    first = petra.post(f"{AT}1/correction/", said)
    text = " ".join(first.content.decode().split())

    assert first.status_code == 200
    assert "Nothing is written yet" in text
    assert "Tue 9 Jun 2026 16:20:00 BST" in text
    assert outage.versions.count() == 1

    second = petra.post(f"{AT}1/correction/", said | {"sure": "1"})

    assert second.status_code == 302
    assert outage.versions.count() == 2
    shown = page(petra, f"{AT}1/")
    assert "The log says so." in shown
    assert "Version 2" in shown
    late = petra.post(f"{AT}1/correction/", said | {"sure": "1", "title": "Otherwise"})
    assert late.status_code == 409
    assert "wrote version 2 of O-1 meanwhile" in late.content.decode()


def test_an_instant_in_the_hour_that_comes_twice_stays_if_nobody_touches_it(piq: World) -> None:
    petra = signed_in(piq.agent.person)
    with travel(
        utc("10-26 12:00"), tick=False
    ):  # on 25 October clocks in London go back at 01:00 UTC
        outage = declared(piq, "10-25 01:10", "10-25 01:40", at=utc("10-26 12:00"))
        said = typed(
            piq,
            starts_at="2026-10-25T01:10:00",
            ends_at="2026-10-25T01:40:00",
            title="Otherwise",
            reason="So.",
            sure="1",
        )
        answer = petra.post(f"{AT}1/correction/", said)

    assert answer.status_code == 302
    outage.refresh_from_db()
    assert outage.current.starts_at == utc("10-25 01:10")


def test_an_outage_ends_is_confirmed_and_is_withdrawn_on_its_page(piq: World) -> None:
    petra = signed_in(piq.agent.person)
    declared(piq, "06-09 14:00", at=NOW)

    wrong = petra.post(f"{AT}1/ending/", {"ending-ends_at": "2026-06-09T14:00"})
    assert wrong.status_code == 409
    assert "would end before it began" in wrong.content.decode()
    petra.post(f"{AT}1/ending/", {"ending-ends_at": "2026-06-09T16:00"})
    petra.post(f"{AT}1/withdrawal/", {"withdrawal-reason": "A false alarm."})

    shown = page(petra, f"{AT}1/")
    assert "It was no outage: A false alarm." in shown
    assert "It is over" not in shown
    assert petra.post(f"{AT}1/answers/").status_code == 404


def test_an_exclusion_is_proposed_decided_by_another_and_contested(piq: World) -> None:
    petra, quentin = signed_in(piq.agent.person), signed_in(piq.manager.person)
    marisol = signed_in(piq.contact.person)
    declared(piq, "06-09 14:00", "06-09 15:00", at=NOW)
    said = {"reason": "customer_isp", "contract": "all", "evidence": "Their provider says so."}

    outside = {"starts_at": "2026-06-09T14:00", "ends_at": "2026-06-09T15:30"}
    wrong = petra.post(f"{AT}1/exclusions/", said | outside)
    assert wrong.status_code == 409
    assert "The part lies outside O-1" in wrong.content.decode()
    assert petra.post(f"{AT}1/exclusions/", said).status_code == 302
    key = Exclusion.objects.get().pk
    assert "Their provider says so." not in page(marisol, f"{AT}1/"), "it is not decided yet"
    assert "With an exclusion to decide" in page(quentin, f"{AT}?state=undecided")
    one, name = f"{AT}1/exclusions/{key}", f"exclusion-{key}"

    assert petra.post(f"{one}/decision/", {}).status_code == 404
    decision = {f"{name}-decision-verdict": "approved"}
    assert quentin.post(f"{one}/decision/", decision).status_code == 302
    shown = page(marisol, f"{AT}1/")
    assert "Approved by Quentin Hale" in shown
    assert marisol.post(f"{one}/objection/", {}).status_code == 422
    objection = {f"{name}-objection-note": "Our line was up."}
    assert marisol.post(f"{one}/objection/", objection).status_code == 302

    shown = page(quentin, f"{AT}1/")
    assert "Contested by Riverbend Orthopaedics: it counts for them" in shown
    assert "Only Riverbend Orthopaedics" in shown
    other = page(signed_in(piq.site.house.contact.person), f"{AT}1/")
    assert "Approved: does not count" in other
    assert "Riverbend" not in other
    assert "Our line was up." not in other, "another customer's objection is not told"
    answer = {
        f"{name}-decision-verdict": "declined",
        f"{name}-decision-note": "They are right.",
        f"{name}-decision-contract": str(piq.contract.pk),
    }
    assert quentin.post(f"{one}/decision/", answer).status_code == 302
    kept = Exclusion.objects.with_decisions().get()
    assert (kept.state_for(piq.contract.pk), kept.state) == ("declined", "approved")


def test_customers_see_what_touched_them_without_others_names_or_staff_deeds(piq: World) -> None:
    marisol = signed_in(piq.contact.person)
    charlie = signed_in(piq.site.house.contact.person)
    both = [piq.customer, piq.site.house.customer]
    declared(piq, "06-08 14:00", "06-08 15:00", at=NOW, customers=both)
    declared(piq, "06-09 14:00", "06-09 15:00", at=NOW, components=[piq.other])

    shown = page(charlie, f"{AT}1/")
    assert "Riverbend" not in shown
    assert "Correct it" not in shown
    assert "O-2" not in page(charlie, AT)
    assert "an exclusion to decide" not in page(charlie, f"{AT}?state=undecided")
    assert charlie.get(f"{AT}2/").status_code == 404
    assert marisol.get(f"{AT}2/").status_code == 200
    assert marisol.get(f"{AT}new/").status_code == 404
    assert marisol.get(f"{AT}2/correction/").status_code == 404
    assert marisol.post(f"{AT}2/withdrawal/", {"withdrawal-reason": "No."}).status_code == 404


def test_an_exclusion_of_another_customers_contract_is_not_there(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00", at=NOW)
    exclusion = propose_exclusion(
        by=piq.agent,
        outage=outage,
        reason="customer_acts",
        evidence="Riverbend unplugged it.",
        contract=piq.contract,
        at=NOW,
    )
    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=NOW)
    charlie = signed_in(piq.site.house.contact.person)

    assert "Riverbend" not in page(charlie, f"{AT}1/")
    one = f"{AT}1/exclusions/{exclusion.pk}"
    objection = {f"exclusion-{exclusion.pk}-objection-note": "No."}
    assert charlie.post(f"{one}/objection/", objection).status_code == 404


def test_the_api_declares_corrects_and_lists_with_the_same_rules(piq: World) -> None:
    petra, api = signed_in(piq.agent.person), "/patientiq/api/outages/"
    sent = {
        "title": "Nobody could sign in",
        "components": [piq.main.slug],
        "starts_at": "2026-06-09T14:00:00Z",
        "source": "pager",
        "source_id": "77",
    }

    def post(address: str, data: dict[str, Any], client: Client = petra) -> Any:
        return client.post(f"{api}{address}", data, content_type="application/json")

    assert post("", sent | {"starts_at": "2026-06-09T14:00:00"}).status_code == 422
    assert post("", sent | {"components": ["nowhere"]}).status_code == 422
    made = post("", sent)
    assert (made.status_code, made.json()["number"]) == (201, "O-1")
    assert post("", sent).json()["type"] == "urn:sundial:already"
    ended = post("1/ending/", {"ends_at": "2026-06-09T10:30:00-05:00"})
    assert ended.json()["ends_at"] == "2026-06-09T15:30:00Z"
    corrected = post("1/corrections/", {"cause": "A disk.", "reason": "Found.", "based_on": 2})
    assert [one["version"] for one in corrected.json()["versions"]] == [1, 2, 3]
    again = post("1/corrections/", {"cause": "No.", "reason": "Found.", "based_on": 2})
    assert again.json()["type"] == "urn:sundial:changed_meanwhile"
    proposed = post("1/exclusions/", {"reason": "force_majeure", "evidence": "The flood."})
    quentin, marisol = signed_in(piq.manager.person), signed_in(piq.contact.person)
    one = f"1/exclusions/{proposed.json()['id']}"
    assert post(f"{one}/decision/", {"verdict": "approved"}, quentin).json()["state"] == "approved"
    told = marisol.get(f"{api}1/").json()
    assert [one["state"] for one in told["exclusions"]] == ["approved"]
    assert "customers" not in told
    assert post(f"{one}/objection/", {"note": "No."}, marisol).json()["state"] == "contested"
    assert post("1/withdrawal/", {"reason": "No."}, marisol).status_code == 404
    listed = petra.get(f"{api}?month=2026-06").json()
    assert [one["number"] for one in listed["results"]] == ["O-1"]
    assert petra.get(f"{api}?month=x").status_code == 422


def test_what_a_program_leaves_empty_in_the_api_is_no_word(piq: World) -> None:
    petra, api = signed_in(piq.agent.person), "/patientiq/api/outages/"
    start = "2026-06-09T14:00:00Z"
    said = {"title": "Down", "components": [piq.main.slug], "starts_at": start}
    empty = {"source": None, "source_id": None}

    def post(address: str, data: dict[str, Any]) -> Any:
        return petra.post(f"{api}{address}", data, content_type="application/json")

    first, second = post("", said | empty), post("", said | empty)
    assert [first.status_code, second.status_code] == [201, 201]  # not the same of one source
    assert (first.json()["source"], first.json()["source_id"]) == ("", "")
    assert post("", said | {"source": "x" * 41}).status_code == 422  # cut off it names another
    unsaid = post("1/corrections/", {"cause": "A disk.", "reason": None})
    assert (unsaid.status_code, unsaid.json()["type"]) == (409, "urn:sundial:no_words")
    assert post("1/corrections/", {"cause": "A disk.", "reason": ["x"]}).status_code == 422
