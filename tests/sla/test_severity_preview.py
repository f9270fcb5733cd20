"""What another severity would do to the clocks, shown before it is saved (LU-12, LU-15)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from time_machine import travel

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from sla.queries import ClockNote, ClockView
from sla.severity_change import Changed, changed
from tests.cast import House, Site, raised, signed_in
from tests.incidents.test_detail_page import plain
from tests.incidents.watching import clock, everything, london

NOON = london("12:00")


def ask(client: Client, incident: Incident, severity: str = "", *, expect: int = 200) -> str:
    address = f"/{incident.vendor.slug}/incidents/{incident}/severity-preview/"
    answer = client.get(address, {"severity": severity} if severity else {})
    assert answer.status_code == expect
    return answer.content.decode()


def view(one: ClockView | ClockNote) -> ClockView:
    assert isinstance(one, ClockView)
    return one


def read(incident: Incident, severity: str, at: datetime = NOON) -> dict[str, Changed]:
    rows = Incident.objects.with_names().get(pk=incident.pk)
    return {one.milestone.value: one for one in changed(rows, severity, at)}


def test_lu_15_both_clocks_are_read_before_and_after(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))

    found = read(incident, "2")

    resolution = found["resolution"]
    before, after = view(resolution.before).reading, view(resolution.after).reading
    assert (before.budget, after.budget) == (timedelta(hours=42.5), timedelta(hours=8))
    assert before.spent == after.spent == timedelta(hours=2)
    assert after.due_at == london("2026-03-03 09:30")


def test_a_miss_that_only_the_re_reading_makes_is_marked(northgate: House) -> None:
    """Premium: nothing is used of a Medium on a weekend, all of a Critical (24x7)."""
    incident = raised(northgate, severity="3", at=london("2026-03-07 10:00"))

    response = read(incident, "1", london("2026-03-08 12:00"))["response"]

    assert response.becomes_missed
    assert view(response.after).reading.breached_at == london("2026-03-07 10:30")
    assert view(response.after).reading.is_only_by_rereading


def test_a_milestone_already_reached_is_the_same(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("11:30"))

    response = read(incident, "2")["response"]

    assert (response.is_same, response.becomes_missed) == (True, False)


def test_what_is_shown_is_what_saving_does(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    foreseen = {name: view(one.after).reading for name, one in read(incident, "1").items()}

    services.set_severity(
        incident=incident, by=lumeon.agent, severity="1", consultation="Yes.", at=NOON
    )

    for name, reading in foreseen.items():
        stored = clock(incident, name)
        assert (stored.due_at, stored.spent, stored.outcome) == (
            reading.due_at,
            reading.spent,
            reading.outcome,
        )


def test_pq_10_low_promises_nothing_and_says_so(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(
            patientiq.house, severity="high", category="functionality", at=london("15:00")
        )
        response = read(incident, "low", london("15:30"))["response"]

        assert isinstance(response.after, ClockNote)
        assert response.after.why == "At PatientIQ's discretion: no time is set."


def test_the_api_shows_the_same(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    address = f"/lumeon/api/incidents/{incident}/severity-preview/"
    agent = signed_in(lumeon.agent.person)

    with travel(NOON, tick=False):
        said = agent.get(address, {"severity": "2"}).json()

    resolution = next(one for one in said["clocks"] if one["after"]["milestone"] == "resolution")
    assert resolution["before"]["budget_seconds"] == 42.5 * 3600
    assert resolution["after"]["budget_seconds"] == 8 * 3600
    assert agent.get(address, {"severity": "9"}).status_code == 422


def test_asking_writes_nothing(lumeon: Site, northgate: House) -> None:
    incident = raised(northgate, severity="3", at=london("2026-03-07 10:00"))
    agent = signed_in(lumeon.agent.person)
    before = everything()

    with travel(london("2026-03-08 12:00"), tick=False):
        html = plain(ask(agent, incident, "1"))

    assert everything() == before
    assert "only by re-reading" in html
    assert "Nothing is saved yet." in html


def test_the_form_keeps_what_was_agreed_out_of_the_address(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    agent = signed_in(lumeon.agent.person)

    with travel(NOON, tick=False):
        answer = agent.post(
            f"/lumeon/incidents/{incident}/severity-preview/",
            {"severity": "2", "consultation": "Priya agreed."},
        )

    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Priya agreed."' in html
    assert Incident.objects.get(pk=incident.pk).severity == "3"


def test_the_page_asks_for_the_part_alone(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))

    answer = signed_in(lumeon.agent.person).get(
        f"/lumeon/incidents/{incident}/severity-preview/",
        {"severity": "2"},
        headers={"HX-Request": "true"},
    )

    html = answer.content.decode()
    assert "If it were High from now on" in html
    assert "<html" not in html


@pytest.mark.parametrize(
    ("severity", "sentence"),
    [
        ("", "Choose a severity, and see here what it would change."),
        ("nine", "Choose a severity, and see here what it would change."),
        ("3", "It already is Medium: nothing would change."),
    ],
)
def test_without_another_severity_nothing_changes(
    lumeon: Site, severity: str, sentence: str
) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))

    assert sentence in plain(ask(signed_in(lumeon.agent.person), incident, severity))


def test_who_may_not_change_it_is_told_nothing(
    lumeon: Site, northgate: House, patientiq: Site, vera: Membership
) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))

    for reader in (
        lumeon.house.contact,
        vera,
        lumeon.administrator,
        northgate.contact,
        patientiq.house.contact,
        patientiq.agent,
    ):
        ask(signed_in(reader.person), incident, "2", expect=404)


def test_hr_11_the_contact_who_classifies_sees_it(healthy_roster: Site) -> None:
    with vendor_scope(healthy_roster.vendor):
        incident = raised(healthy_roster.house, severity="medium", category="error")

    html = plain(ask(signed_in(healthy_roster.house.contact.person), incident, "high"))

    assert "If it were High from now on" in html
    assert "assumed" in html
