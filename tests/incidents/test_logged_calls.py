"""A call about an incident: engagement like a reply, and read by both sides (LU-17)."""

import pytest
from django.utils import timezone

from incidents import services
from incidents.models import Incident
from incidents.queries import story
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, OutgoingMail
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised, signed_in
from tests.incidents.watching import clock, kinds, london

SAID = "Priya tried another browser; we look at the letters now."


def called(incident: Incident, by: Membership, text: str = SAID) -> Incident:
    return services.record_call(incident=incident, by=by, text=text, at=london("10:20"))


def just_raised(site: Site) -> Incident:
    return raised(site.house, at=timezone.now().replace(microsecond=0))


def test_lu_17_a_logged_call_stops_the_response_and_begins_the_work(lumeon: Site) -> None:
    incident = called(raised(lumeon.house), lumeon.agent)

    assert (kinds(incident), incident.status) == (["reported", "call_logged"], "triage")
    assert clock(incident, "response").stopped_at == london("10:20")
    assert clock(incident, "resolution").phase == "running"


def test_both_sides_read_that_it_was_said_on_the_telephone(lumeon: Site) -> None:
    incident = called(raised(lumeon.house), lumeon.agent)

    for is_staff in (True, False):
        last = story(incident, for_staff=is_staff)[-1]
        assert last.line == "Marek Nowak logged a call"
        assert last.message is not None
        assert last.message.text == SAID
    page = signed_in(lumeon.house.contact.person).get(f"/lumeon/incidents/{incident}/")
    assert "By telephone</span>" in page.content.decode()


def test_the_contact_is_told_of_it_once(lumeon: Site) -> None:
    incident = called(raised(lumeon.house), lumeon.agent)

    told = Notification.objects.filter(person=incident.reporter).order_by("pk")
    assert [one.said for one in told][1:] == [
        "Marek Nowak wrote down what was said on the telephone."
    ]
    mails = OutgoingMail.objects.filter(recipient=incident.reporter.email)
    assert mails.count() == 2  # the receipt, and this


def test_who_may_not_reply_logs_no_call_either(lumeon: Site, northgate: House) -> None:
    incident = raised(lumeon.house)

    for by in (lumeon.house.contact, northgate.contact):
        with pytest.raises(Refusal):
            called(incident, by)
    with pytest.raises(Refusal, match="patient"):
        called(incident, lumeon.agent, "Born 03/04/1961, NHS number 943 476 5919.")
    assert kinds(incident) == ["reported"]


def test_what_was_refused_is_still_in_the_composer(lumeon: Site) -> None:
    incident, agent = just_raised(lumeon), signed_in(lumeon.agent.person)
    address = f"/lumeon/incidents/{incident}/calls/"

    empty = agent.post(address, {"text": " "})
    risky = agent.post(address, {"text": "NHS number 943 476 5919."})
    done = agent.post(address, {"text": SAID})

    assert (empty.status_code, risky.status_code, done.status_code) == (422, 409, 302)
    assert "943 476 5919" in risky.content.decode()
    assert "Log as a call" in agent.get(f"/lumeon/incidents/{incident}/").content.decode()
    assert kinds(incident) == ["reported", "call_logged"]


def test_the_api_keeps_a_call_by_the_same_noun(lumeon: Site, patientiq: Site) -> None:
    incident, agent = just_raised(lumeon), signed_in(lumeon.agent.person)
    address = f"/lumeon/api/incidents/{incident}/"

    done = agent.post(f"{address}calls/", {"text": SAID}, content_type="application/json")
    theirs = signed_in(patientiq.agent.person).post(
        f"{address}calls/", {"text": SAID}, content_type="application/json"
    )

    assert (done.status_code, done.json()["status"], theirs.status_code) == (200, "triage", 404)
    assert agent.get(address).json()["story"][-1]["line"] == "Marek Nowak logged a call"
