"""The arithmetic in full: on a page, as text and as data, all of the same figures (CO-06)."""

from datetime import timedelta

import pytest
from time_machine import travel

from incidents import services as deeds
from incidents.models import Incident
from sla.explanation import as_text
from sla.queries import clocks_if_answered, clocks_shown
from tests.cast import Site, build_house, raised, signed_in
from tests.incidents.watching import london, refused


@pytest.fixture
def asked(lumeon: Site) -> Incident:
    """High, raised Monday 10:00, answered 10:20, asked at 15:00: 5 of 8 hours used, waiting."""
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    deeds.reply(incident=incident, by=lumeon.agent, text="On it.", at=london("10:20"))
    return deeds.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("15:00"))


def test_the_text_has_every_segment_and_its_sum(lumeon: Site, asked: Incident) -> None:
    text = as_text(asked, clocks_shown(asked, london("16:00")), "Europe/London")

    assert f"{asked}: Referral letters" in text
    assert "Resolution: 8 business hours (LU-14), Mon-Fri 09:00-17:30" in text
    assert "Mon 02 Mar 2026 10:00:00 - Mon 02 Mar 2026 15:00:00     5:00:00  running" in text
    assert "asked by Marek Nowak" in text
    assert "used    5:00:00 of    8:00:00: open, it waits, so nothing is due" in text
    assert "agreement V3 29.04.20; calendar Europe/London" in text


@pytest.mark.parametrize(
    ("answered", "due"),
    [
        pytest.param(london("16:00"), london("10:30") + timedelta(days=1), id="today"),
        pytest.param(london("20:00"), london("12:00") + timedelta(days=1), id="in-the-evening"),
    ],
)
def test_what_if_moves_the_due_instant(asked: Incident, answered: object, due: object) -> None:
    _, resolution = clocks_if_answered(asked, answered)  # type: ignore[arg-type]  # ids want plain

    assert resolution.reading.due_at == due  # type: ignore[union-attr]  # there is a clock


def test_what_if_looks_ahead_only(asked: Incident) -> None:
    with refused("Ask about an instant after what has happened already.", code="too_early"):
        clocks_if_answered(asked, london("14:00"))


def test_page_and_api_show_the_same_figures(lumeon: Site, asked: Incident) -> None:
    client = signed_in(lumeon.house.contact.person)
    with travel(london("16:00"), tick=False):
        client.force_login(lumeon.house.contact.person)
        page = client.get(f"/lumeon/incidents/{asked}/clocks/").content.decode()
        data = client.get(f"/lumeon/api/incidents/{asked}/clocks/").json()

    response, resolution = data["clocks"]
    assert (response["outcome"], response["spent_seconds"]) == ("met", 20 * 60)
    assert (resolution["phase"], resolution["spent_seconds"]) == ("paused", 5 * 3600)
    counted = sum(segment["counted_seconds"] for segment in resolution["segments"])
    assert counted == resolution["spent_seconds"]
    assert resolution["target"]["clause"] == "LU-14"
    assert "used    5:00:00 of    8:00:00" in page


def test_the_page_answers_what_if(lumeon: Site, asked: Incident) -> None:
    client = signed_in(lumeon.agent.person)
    address = f"/lumeon/incidents/{asked}/clocks/"
    with travel(london("15:30"), tick=False):
        client.force_login(lumeon.agent.person)
        asked_for = client.get(address, {"answered_at": "2026-03-02T16:00"})
        too_early = client.get(address, {"answered_at": "2026-03-02T12:00"})
        nonsense = client.get(address, {"answered_at": "soon"})

    assert "Tue 3 Mar 2026 10:30 GMT" in asked_for.content.decode()
    assert too_early.status_code == nonsense.status_code == 422
    assert "from now on" in too_early.content.decode()
    assert "Give a date and a time" in nonsense.content.decode()


def test_the_api_answers_what_if_and_refuses_nonsense(lumeon: Site, asked: Incident) -> None:
    client = signed_in(lumeon.agent.person)
    address = f"/lumeon/api/incidents/{asked}/clocks/"
    with travel(london("15:30"), tick=False):
        client.force_login(lumeon.agent.person)
        answered = client.get(address, {"answered_at": "2026-03-02T16:00:00Z"})
        nonsense = client.get(address, {"answered_at": "soon"})

    assert answered.json()["clocks"][1]["due_at"] == "2026-03-03T10:30:00Z"
    assert nonsense.status_code == 422


def test_lu_15_a_miss_made_by_re_reading_alone_is_marked_with_both_figures(lumeon: Site) -> None:
    """High in the evening: closed. Critical next morning: its nights count, and are read back."""
    house = build_house(lumeon.vendor, "Eastgate", "Edda Frost", "premium")
    incident = raised(house, severity="2", at=london("20:30"))
    deeds.set_severity(
        incident=incident,
        by=lumeon.agent,
        severity="1",
        consultation="Agreed by telephone.",
        at=london("2026-03-03 08:10"),
    )
    at = london("2026-03-03 08:15")
    client = signed_in(lumeon.agent.person)
    with travel(at, tick=False):
        client.force_login(lumeon.agent.person)
        detail = client.get(f"/lumeon/incidents/{incident}/").text
        explained = client.get(f"/lumeon/incidents/{incident}/clocks/").text

    response, _ = clocks_shown(incident, at)
    assert response.reading.outcome == "missed"  # type: ignore[union-attr]  # there is a clock
    assert response.reading.other.outcome == "open"  # type: ignore[union-attr]  # and it was reclassified
    assert "missed only by re-reading" in detail
    assert "missed only by re-reading" in explained


def test_the_calendars_version_stands_with_the_arithmetic(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    text = as_text(incident, clocks_shown(incident, london("10:10")), "Europe/London")

    assert "calendar Europe/London, holidays GB-ENG, version 1 of " in text
