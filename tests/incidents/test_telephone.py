"""Logging a telephone call: a registered contact's report, made when they called (CO-09, LU-11)."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.models import Contract
from incidents import services
from incidents.forms import CallForm
from incidents.models import Incident
from incidents.queries import story
from portal.people.services import end_membership
from portal.tenancy.models import Membership
from tests.cast import House, Site, build_house, report, signed_in
from tests.factories import MONDAY
from tests.incidents.watching import clock, refused

PATH = "/lumeon/incidents/telephone/"
SAID = {
    "title": "Letters print without the name",
    "text": "She says: since this morning.",
    "category": "support_incident",
    "severity": "2",
}


def logged(site: Site, *, called_at: datetime, at: datetime = MONDAY, **changes: Any) -> Incident:
    """Log a call of the site's contact, taken by its agent."""
    call = {
        "by": site.agent,
        "contact": site.house.contact,
        "contract": site.house.contract,
        "instance": None,
        "report": report(),
    }
    return services.log_call(**(call | changes), called_at=called_at, at=at)


def the_call(site: Site, **changes: object) -> dict[str, object]:
    minute = timezone.now().astimezone(ZoneInfo(site.agent.person.time_zone))
    wall = (minute - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M")
    return SAID | {"contact": site.house.contact.pk, "called_at": wall} | changes


@pytest.fixture
def agent(lumeon: Site) -> Client:
    return signed_in(lumeon.agent.person)


def test_the_report_counts_from_the_call_and_the_story_says_who_took_it_down(
    lumeon: Site,
) -> None:
    called, taken_down = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=1, minutes=20)

    incident = logged(lumeon, called_at=called, at=taken_down)

    assert (incident.reporter, incident.channel) == (lumeon.house.contact.person, "telephone")
    assert incident.reported_at == called
    assert clock(incident, "response").due_at == called + timedelta(hours=1)
    (entry,) = story(incident, for_staff=True)
    assert (entry.at, entry.writer) == (called, lumeon.house.contact.person)
    assert entry.logged_by == lumeon.agent.person
    assert incident.events.get().recorded_at > called


def test_a_call_to_come_is_refused(lumeon: Site) -> None:
    sentence = "A call cannot be logged before it was made: its time is still to come."

    with refused(sentence, code="not_yet"):
        logged(lumeon, called_at=MONDAY + timedelta(seconds=1))


def test_a_call_of_long_ago_is_refused_with_what_to_do(lumeon: Site) -> None:
    sentence = (
        "Calls are logged within 7 days, and this one is longer ago. Check the date; if it is "
        "right, log it as of now and say in the text when the call was."
    )

    with refused(sentence, code="too_long_ago"):
        logged(lumeon, called_at=MONDAY - timedelta(days=7, seconds=1))


def test_a_call_before_the_contract_is_refused(lumeon: Site) -> None:
    Contract.objects.filter(pk=lumeon.house.contract.pk).update(starts_on=MONDAY.date())
    contract = Contract.objects.get(pk=lumeon.house.contract.pk)
    sentence = (
        "St Brannock's has no active agreement with Lumeon (it starts on 02 March 2026), so no new "
        "incident can be raised. Your account manager can renew it: +44(0)203 137 9999 or "
        "+1 888 450 3195."
    )

    with refused(sentence, code="no_agreement"):
        logged(lumeon, called_at=MONDAY - timedelta(days=1), contract=contract)


def test_a_contact_of_another_customer_cannot_be_bound_to_it(
    lumeon: Site, northgate: House
) -> None:
    with refused("Nora Quist is no contact of St Brannock's.", code="not_allowed"):
        logged(lumeon, called_at=MONDAY, contact=northgate.contact)


def test_who_may_not_report_on_the_page_may_not_by_telephone(
    lumeon: Site, vera: Membership
) -> None:
    sentence = "As viewer you cannot raise an incident. This is done by: technical contact."

    with refused(sentence, code="not_allowed"):
        logged(lumeon, called_at=MONDAY, contact=vera)


def test_a_contact_logs_no_call(lumeon: Site) -> None:
    with pytest.raises(Exception, match="As technical contact you cannot work on incidents"):
        logged(lumeon, called_at=MONDAY, by=lumeon.house.contact)


def test_another_vendors_agent_logs_no_call(lumeon: Site, patientiq: Site) -> None:
    with refused("You do not work for the vendor of this contract.", code="not_allowed"):
        logged(lumeon, called_at=MONDAY, by=patientiq.agent)


def test_the_page_lists_the_registered_contacts_and_nobody_else(
    lumeon: Site, northgate: House, vera: Membership, patientiq: Site, agent: Client
) -> None:
    html = agent.get(PATH).content.decode()

    assert "Priya Shah" in html
    assert "Nora Quist" in html
    assert "Vera Lind" not in html
    assert "Charlie" not in html


def test_callers_are_found_by_name_customer_or_address(
    lumeon: Site, northgate: House, agent: Client
) -> None:
    for words in ("quist", "northgate nora", northgate.contact.person.email):
        html = agent.get(PATH, {"q": words}).content.decode()
        assert "Nora Quist" in html
        assert "Priya Shah" not in html
    assert "No registered contact fits" in agent.get(PATH, {"q": "nobody"}).content.decode()


def test_a_long_list_of_contacts_takes_as_many_queries_as_a_short_one(
    lumeon: Site, agent: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            agent.get(PATH)
        return len(seen)

    agent.get(PATH)
    with_one = queries()
    for number in range(30):
        build_house(lumeon.vendor, f"House {number}", f"Contact {number}", "essentials")

    assert queries() == with_one
    assert "Page 1 of 2" in agent.get(PATH).content.decode()


def test_a_contact_with_one_contract_leads_to_the_form(lumeon: Site, agent: Client) -> None:
    html = agent.get(PATH, {"contact": lumeon.house.contact.pk}).content.decode()

    assert "technical contact of St Brannock" in html
    assert 'type="datetime-local"' in html


def test_a_contact_without_an_active_contract_is_said_to_have_none(
    lumeon: Site, agent: Client
) -> None:
    Contract.objects.filter(pk=lumeon.house.contract.pk).update(ends_on=date(2026, 1, 31))

    answer = agent.get(PATH, {"contact": lumeon.house.contact.pk})

    assert answer.status_code == 409
    assert "has no active agreement" in answer.content.decode()


def test_with_two_contracts_it_is_asked_for_which(lumeon: Site, agent: Client) -> None:
    contract = Contract.objects.get(pk=lumeon.house.contract.pk)
    second = Contract.objects.create(
        vendor=contract.vendor,
        customer=contract.customer,
        agreement=contract.agreement,
        tier="premium",
        starts_on=contract.starts_on,
    )

    html = agent.get(PATH, {"contact": lumeon.house.contact.pk}).content.decode()

    assert f"contract={contract.pk}" in html
    assert f"contract={second.pk}" in html


def test_a_call_is_logged_on_the_page(lumeon: Site, agent: Client) -> None:
    answer = agent.post(PATH, the_call(lumeon))

    incident = Incident.objects.get()
    assert answer.headers["Location"] == f"/lumeon/incidents/{incident}/"
    assert incident.channel == "telephone"
    assert timedelta(minutes=9) < timezone.now() - incident.reported_at < timedelta(minutes=12)
    html = agent.get(f"/lumeon/incidents/{incident}/").content.decode()
    assert "taken down by Marek Nowak" in html
    assert "<b>Priya Shah</b>" in html


@pytest.mark.parametrize(
    ("called_at", "words"),
    [
        ("", "Say when the call was"),
        ("yesterday", "Give a date and a time"),
        ("0001-01-01T00:00", "Give a date and a time"),
        ("9999-12-31T23:59", "Give a date and a time"),
        ("2199-12-31T23:59", "still to come"),
        ("2020-01-01T10:00", "within 7 days"),
    ],
)
def test_a_wrong_time_is_said_and_costs_nothing(
    lumeon: Site, agent: Client, called_at: str, words: str
) -> None:
    answer = agent.post(PATH, the_call(lumeon, called_at=called_at))

    html = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert words in html
    assert SAID["text"] in html
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("key", ["0", "99999999", "x", "٣", "1" * 40, "-1"])
def test_a_caller_who_is_nobody_is_not_there(lumeon: Site, agent: Client, key: str) -> None:
    assert agent.get(PATH, {"contact": key}).status_code == 404
    assert agent.post(PATH, the_call(lumeon, contact=key)).status_code == 404


def test_another_vendors_contact_is_not_there(lumeon: Site, patientiq: Site, agent: Client) -> None:
    assert agent.get(PATH, {"contact": patientiq.house.contact.pk}).status_code == 404


def test_a_contact_who_was_removed_is_not_there(lumeon: Site, agent: Client) -> None:
    contact = lumeon.house.contact
    end_membership(membership=contact, by=lumeon.administrator, at=MONDAY)

    assert agent.get(PATH, {"contact": contact.pk}).status_code == 404


def test_another_customers_contract_is_not_taken(
    lumeon: Site, northgate: House, agent: Client
) -> None:
    answer = agent.post(PATH, the_call(lumeon, contract=northgate.contract.pk))

    assert answer.status_code == 422
    assert Incident.objects.count() == 0


def test_another_customers_instance_is_not_taken(
    lumeon: Site, northgate: House, agent: Client
) -> None:
    answer = agent.post(PATH, the_call(lumeon, instance=northgate.instance.pk))

    assert answer.status_code == 422
    assert Incident.objects.count() == 0


def test_of_an_hour_that_the_clocks_show_twice_it_is_the_later_unless_it_is_to_come(
    lumeon: Site,
) -> None:
    typed = the_call(lumeon, called_at="2026-10-25T01:30")
    form = CallForm(typed, contract=lumeon.house.contract)
    assert form.is_valid(), form.errors
    first = datetime.fromisoformat("2026-10-25T00:30+00:00")

    assert form.instant("Europe/London", first + timedelta(hours=2)) == first + timedelta(hours=1)
    assert form.instant("Europe/London", first + timedelta(minutes=5)) == first


API = "/lumeon/api/calls/"


def post(client: Client, **said: object) -> tuple[int, Any]:
    answer = client.post(API, json.dumps(SAID | said), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_a_call_is_logged_through_the_api(lumeon: Site, agent: Client) -> None:
    called = timezone.now().replace(microsecond=0) - timedelta(minutes=5)
    email = lumeon.house.contact.person.email.upper()

    status, made = post(agent, contact=email, called_at=called.isoformat())

    assert (status, made["channel"], made["reporter"]) == (201, "telephone", "Priya Shah")
    assert Incident.objects.get().reported_at == called
    shown = json.loads(agent.get(f"/lumeon/api/incidents/{made['number']}/").content)
    assert (shown["story"][0]["who"], shown["story"][0]["logged_by"]) == (
        "Priya Shah",
        "Marek Nowak",
    )


def test_the_api_says_what_is_wrong_with_a_call(
    lumeon: Site, patientiq: Site, agent: Client
) -> None:
    email, stranger = lumeon.house.contact.person.email, patientiq.house.contact.person.email

    assert post(agent, contact=email, called_at="2026-03-02T10:00")[1]["errors"].keys() == {
        "called_at"
    }
    soon = timezone.now().isoformat()
    for nobody in (stranger, "", None, 7, "\x00"):
        status, told = post(agent, contact=nobody, called_at=soon)
        assert (status, list(told["errors"])) == (422, ["contact"])


def test_a_contact_cannot_log_calls_through_the_api(lumeon: Site) -> None:
    status, told = post(signed_in(lumeon.house.contact.person))

    assert (status, told["type"]) == (409, "urn:sundial:not_allowed")


def test_a_call_under_an_instance_keeps_its_release(lumeon: Site) -> None:
    house = replace(lumeon.house)

    incident = logged(lumeon, called_at=MONDAY, instance=house.instance)

    assert incident.release == house.instance.release
