"""The ladder on pages and through the API: what each side sees and can do there (LU-22)."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Escalation, Incident
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.incidents.watching import london

WHY = "Nobody has said when it will work."
NOW_AND_THEN = timedelta(hours=2)


def plain(html: str) -> str:
    """Return a page's words, one space apart."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(reader: Membership, path: str) -> str:
    answer = signed_in(reader.person).get(f"/{reader.vendor.slug}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def panel(reader: Membership, incident: Incident) -> str:
    """Return what the page says in its place for escalation, or nothing."""
    html = page(reader, f"incidents/{incident}/")
    found = re.search(r'<section[^>]*id="escalation".*?</section>', html, re.DOTALL)
    return plain(found[0]) if found else ""


def post(reader: Membership, incident: Incident, noun: str, text: str = WHY) -> Any:
    client = signed_in(reader.person)
    return client.post(f"/lumeon/incidents/{incident}/{noun}/", {"text": text})


def through_api(reader: Membership, incident: Incident, noun: str, text: str = WHY) -> Any:
    return signed_in(reader.person).post(
        f"/lumeon/api/incidents/{incident}/{noun}/",
        json.dumps({"text": text}),
        content_type="application/json",
    )


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    """Marek's, raised two hours ago."""
    at = timezone.now().replace(microsecond=0) - NOW_AND_THEN
    incident = raised(lumeon.house, at=at)
    return services.accept(incident=incident, by=lumeon.agent, at=at)


@pytest.fixture
def escalated(lumeon: Site, incident: Incident) -> Incident:
    services.escalate(
        incident=incident,
        by=lumeon.house.contact,
        reason=WHY,
        at=incident.reported_at + timedelta(minutes=1),
    )
    return incident


def test_a_contact_is_offered_the_first_level_with_who_will_be_told(
    lumeon: Site, incident: Incident
) -> None:
    said = panel(lumeon.house.contact, incident)

    assert "To level 1: Technical support incident owner ." in said
    assert "Contacts the customer within 1 business day" in said
    assert "Told at once: Marek Nowak (Technical support incident owner)." in said
    assert "End the escalation" not in said


def test_where_nobody_stands_the_contact_is_told_who_hears_instead(
    lumeon: Site, manager: Membership
) -> None:
    said = panel(lumeon.house.contact, raised(lumeon.house))

    assert "Nobody stands there yet. Told at once: Jo Lindqvist (Support manager)." in said


def test_a_contact_escalates_from_the_page(lumeon: Site, incident: Incident) -> None:
    answer = post(lumeon.house.contact, incident, "escalations")

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/lumeon/incidents/{incident}/",
    )
    row = Escalation.objects.get(incident=incident)
    assert (row.level, row.reason) == (1, WHY)


def test_a_reason_that_is_missing_is_asked_for_beside_its_field(
    lumeon: Site, incident: Incident
) -> None:
    answer = post(lumeon.house.contact, incident, "escalations", " ")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="escalation-text-fault"' in html
    assert "Why: Say in a few words why." in plain(html)


def test_once_escalated_both_sides_read_who_since_when_and_what_is_promised(
    lumeon: Site, escalated: Incident
) -> None:
    for reader in (lumeon.house.contact, lumeon.agent):
        said = panel(reader, escalated)

        assert said.startswith("Escalation Level 1 With Marek Nowak")
        assert f"“{WHY}”" in said
        assert "Contacts the customer within 1 business day, agrees target dates" in said
        assert "LU-22" in said


def test_the_first_contact_is_due_in_days_of_the_incidents_own_hours(
    lumeon: Site, northgate: House
) -> None:
    office, always = raised(lumeon.house), raised(northgate, severity="1")
    for incident, by in ((office, lumeon.house.contact), (always, northgate.contact)):
        services.escalate(incident=incident, by=by, reason=WHY, at=london("2026-03-06 15:00"))

    # A Friday: 8.5 hours of an office week later it is Monday, around the clock it is Saturday.
    said = panel(lumeon.agent, office), panel(lumeon.agent, always)
    assert "Contact by Mon 9 Mar 2026 15:00 GMT" in said[0]
    assert "Contact by Sat 7 Mar 2026 15:00 GMT" in said[1]


def test_a_contact_asks_for_the_next_level_and_then_it_is_not_theirs_to_ask(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    assert "Ask for the next level" in panel(lumeon.house.contact, escalated)

    post(lumeon.house.contact, escalated, "next-level")

    said = panel(lumeon.house.contact, escalated)
    assert said.startswith("Escalation Level 2 With Jo Lindqvist Technical support manager")
    assert "How it came here" in said
    assert "Ask for the next level" not in said
    assert "Take it to the next level" in panel(lumeon.agent, escalated)


def test_whoever_owns_the_incident_now_stands_on_the_first_level(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    services.accept(incident=escalated, by=manager, at=escalated.last_event_at + NOW_AND_THEN)

    assert "With Jo Lindqvist" in panel(lumeon.house.contact, escalated)


def test_the_manager_ends_it_from_the_page(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    assert "End the escalation" not in panel(lumeon.agent, escalated)
    assert "End the escalation" in panel(manager, escalated)

    post(manager, escalated, "escalation-ending", "A date is agreed.")

    assert not Escalation.objects.open().exists()
    assert "With Marek Nowak" not in panel(manager, escalated)


def test_the_chief_operating_officer_ends_what_stands_with_them(
    lumeon: Site, escalated: Incident
) -> None:
    chief = staff(lumeon.vendor, "Dieter Vogel", Role.CHIEF_OPERATING_OFFICER)

    assert post(chief, escalated, "escalation-ending").status_code == 302


def test_a_viewer_reads_it_and_is_offered_nothing(
    lumeon: Site, vera: Membership, escalated: Incident
) -> None:
    said = panel(vera, escalated)

    assert "With Marek Nowak" in said
    assert "Ask for the next level" not in said
    assert post(vera, escalated, "next-level").status_code == 409


def test_a_viewer_of_what_is_not_escalated_sees_no_ladder(
    vera: Membership, incident: Incident
) -> None:
    assert panel(vera, incident) == ""


def test_where_there_is_no_ladder_there_is_no_place_for_one(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="functionality")

        assert panel(patientiq.house.contact, incident) == ""


@pytest.mark.parametrize("path", ["queue/", "incidents/"])
def test_lists_show_the_level_to_the_managers(
    lumeon: Site, manager: Membership, escalated: Incident, path: str
) -> None:
    raised(lumeon.house, at=escalated.reported_at)

    assert plain(page(manager, path)).count("Escalated, level 1") == 1


@pytest.mark.parametrize("noun", ["escalations", "next-level", "escalation-ending"])
def test_co_03_another_customers_incident_is_not_there(
    northgate: House, escalated: Incident, noun: str
) -> None:
    assert post(northgate.contact, escalated, noun).status_code == 404
    assert through_api(northgate.contact, escalated, noun).status_code == 404


def test_the_api_does_the_same_and_says_where_it_stands(
    lumeon: Site, manager: Membership, incident: Incident
) -> None:
    contact = lumeon.house.contact
    client = signed_in(contact.person)
    path = f"/lumeon/api/incidents/{incident}/"
    assert client.get(path).json()["escalation"] is None

    assert through_api(contact, incident, "escalations").status_code == 200
    assert through_api(contact, incident, "next-level").status_code == 200

    shown = client.get(path).json()["escalation"]
    assert shown.pop("since") is not None
    assert (len(shown.pop("owed")), shown.pop("plan")) == (
        2,
        None,
    )  # tests/incidents/test_duties_page
    assert shown == {
        "level": 2,
        "title": "Technical support manager",
        "with": "Jo Lindqvist",
        "cause": "requested",
        "why": WHY,
    }
    assert through_api(manager, incident, "escalation-ending").status_code == 200
    assert client.get(path).json()["escalation"] is None


def test_the_api_refuses_in_the_services_words(lumeon: Site, escalated: Incident) -> None:
    problem = through_api(lumeon.house.contact, escalated, "escalations")

    assert problem.status_code == 409
    assert problem.json()["type"] == "urn:sundial:already"
    assert "is escalated already, to level 1" in problem.json()["detail"]


def test_a_reason_too_long_is_refused_field_by_field(lumeon: Site, incident: Incident) -> None:
    answer = through_api(lumeon.house.contact, incident, "escalations", "x" * 301)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"text"}


def test_strangers_are_asked_to_sign_in(incident: Incident) -> None:
    answer = Client().post(f"/lumeon/incidents/{incident}/escalations/", {"text": WHY})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert not Escalation.objects.exists()
