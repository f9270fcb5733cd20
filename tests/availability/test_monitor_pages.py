"""The pages and the API of monitoring: who sees and does what; typed words stay when refused."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from availability.models import (
    Component,
    MonitorToken,
    Outage,
    OutageProposal,
    Probe,
    ProposalState,
    Service,
)
from availability.services.catalogue import add_component
from availability.services.confirming import Checked, confirm_proposal
from availability.services.monitors import Watch, add_probe
from availability.services.suspecting import recovered, report_suspicion
from incidents.models import Incident
from tests.availability.world import World
from tests.cast import signed_in
from tests.factories import MONDAY

ROSTER = "/healthy-roster"
HOUR = timedelta(hours=1)


def suspected(world: World, component: Component | None = None) -> OutageProposal:
    at = timezone.now().replace(microsecond=0)
    return report_suspicion(
        by=world.agent,
        component=component or world.main,
        since=at - HOUR,
        title="Nobody can sign in",
        at=at,
    )


@pytest.fixture
def keeper(roster: World) -> Client:
    """Healthy Roster's administrator, who keeps monitors."""
    return signed_in(roster.administrator.person)


@pytest.fixture
def agent(roster: World) -> Client:
    """Healthy Roster's agent, who checks what is suspected."""
    return signed_in(roster.agent.person)


def test_a_service_with_a_component_and_a_probe_is_set_up(roster: World, keeper: Client) -> None:
    said = {"name": "Telehealth", "description": "Visits", "position": 3, "product": ""}
    added = keeper.post(f"{ROSTER}/monitoring/services/new/", said)
    service = Service.objects.get(name="Telehealth")
    assert added["Location"] == f"{ROSTER}/monitoring/services/{service.pk}/"

    part = {"new-name": "Video", "new-time_zone": "America/New_York", "new-position": 0}
    keeper.post(
        f"{ROSTER}/monitoring/services/{service.pk}/components/", part | {"new-is_shared": "on"}
    )
    component = Component.objects.get(name="Video")

    watch = {
        "name": "Front page", "url": "https://video.example.org/", "interval": 60, "timeout": 10,
        "expected_status": 200, "failures_needed": 2, "tls_days_warning": 14, "is_enabled": "on",
    }  # fmt: skip
    keeper.post(f"{ROSTER}/monitoring/components/{component.pk}/probes/http/", watch)
    probe = Probe.objects.get(component=component)
    assert (probe.kept_by, probe.is_enabled) == (roster.administrator, True)
    assert probe.next_at is not None

    changed = watch | {"name": "Login page", "interval": 300}
    keeper.post(f"{ROSTER}/monitoring/probes/{probe.pk}/", changed)
    probe.refresh_from_db()
    assert (probe.name, probe.interval) == ("Login page", 300)


def test_what_was_typed_stays_when_it_is_refused(roster: World, keeper: Client) -> None:
    address = f"{ROSTER}/monitoring/components/{roster.main.pk}/probes/http/"
    wrong = {
        "name": "Inside", "url": "ftp://example.org", "interval": 60, "timeout": 10,
        "expected_status": 200, "failures_needed": 2, "tls_days_warning": 14,
    }  # fmt: skip

    answer = keeper.post(address, wrong)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Give an address that begins with https://" in page
    assert "ftp://example.org" in page
    assert not Probe.objects.exists()


def test_a_component_is_changed_given_and_ended(piq: World) -> None:
    otto = signed_in(piq.administrator.person)
    other = f"/patientiq/monitoring/components/{piq.other.pk}"
    lakeside = piq.site.house.contract

    otto.post(f"{other}/uses/", {"contract": lakeside.pk, "since": "2026-02-01"})
    otto.post(
        f"{other}/change/",
        {"change-name": "Cold archive", "change-time_zone": "America/Denver", "change-position": 1},
    )
    refused = otto.post(
        f"{other}/change/",
        {"change-name": "Archive", "change-time_zone": "Mars/Base", "change-position": 1},
    )
    otto.post(f"{other}/ending/", {"end-on": "2026-11-01"})

    piq.other.refresh_from_db()
    assert piq.other.uses.filter(contract=lakeside).exists()
    assert (piq.other.name, f"{piq.other.ended_on}") == ("Cold archive", "2026-11-01")
    assert refused.status_code == 422
    assert "No such zone is known" in refused.content.decode()


def test_a_token_is_shown_once_and_revoked_after_asking(roster: World, keeper: Client) -> None:
    made = keeper.post(
        f"{ROSTER}/monitoring/tokens/new/",
        {"name": "Alertmanager", "kind": "alerts", "component": roster.main.pk},
    )
    token = MonitorToken.objects.get()
    assert made.status_code == 201
    assert "/monitoring/alerts/healthy-roster." in made.content.decode()
    shown = keeper.get(f"{ROSTER}/monitoring/").content.decode()
    assert "Alertmanager" in shown
    assert "healthy-roster." not in shown

    address = f"{ROSTER}/monitoring/tokens/{token.pk}/ending/"
    assert "Revoke Alertmanager?" in keeper.get(address).content.decode()
    keeper.post(address)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert keeper.get(address).status_code == 404


def test_an_agent_confirms_after_a_direct_check(roster: World, agent: Client) -> None:
    proposal = suspected(roster)
    address = f"{ROSTER}/monitoring/suspected/{proposal.pk}/"
    assert "It is an outage" in agent.get(address).content.decode()
    began = proposal.first_fail_at.astimezone().strftime("%Y-%m-%dT%H:%M:%S")

    empty = agent.post(f"{address}confirmation/", {"confirmation-title": "Sign-in is out"})
    assert empty.status_code == 422
    assert "Sign-in is out" in empty.content.decode()

    done = agent.post(
        f"{address}confirmation/",
        {
            "confirmation-how": "Tried it myself.",
            "confirmation-title": "Sign-in is out",
            "confirmation-kind": "unavailable",
            "confirmation-starts_at": began,
        },
    )
    outage = Outage.objects.get()
    assert done["Location"] == f"{ROSTER}/outages/{outage.number}/"
    assert Incident.objects.filter(title="Sign-in is out").count() == 2
    assert str(outage) in agent.get(address).content.decode()


def test_the_end_that_monitoring_saw_is_offered(roster: World, agent: Client) -> None:
    proposal = suspected(roster)
    by, at = roster.agent, timezone.now().replace(microsecond=0)
    outage = confirm_proposal(by=by, proposal=proposal, checked=Checked(how="Looked."), at=at)
    recovered(proposal.fingerprint, ok_at=at, at=at)

    page = agent.get(f"{ROSTER}/outages/{outage.number}/").content.decode()

    zone = ZoneInfo(by.person.time_zone)
    assert page.count(f'value="{at.astimezone(zone):%Y-%m-%dT%H:%M:%S}"') == 2


def test_what_is_no_outage_is_dismissed_with_its_reason(roster: World, agent: Client) -> None:
    proposal = suspected(roster)
    address = f"{ROSTER}/monitoring/suspected/{proposal.pk}/dismissal/"

    assert agent.post(address, {}).status_code == 422
    agent.post(address, {"dismissal-reason": "A drill."})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.DISMISSED, "A drill.")
    again = agent.post(address, {"dismissal-reason": "Once more."})
    assert again.status_code == 409
    assert "dismissed it already" in again.content.decode()


def test_a_suspicion_is_entered_by_hand(roster: World, agent: Client) -> None:
    said = {"component": roster.main.pk, "title": "Slow", "since": "2026-03-02T10:00"}

    answer = agent.post(f"{ROSTER}/monitoring/suspected/new/", said)

    proposal = OutageProposal.objects.get()
    assert answer["Location"] == f"{ROSTER}/monitoring/suspected/{proposal.pk}/"


def test_a_customer_sees_nothing_of_how_a_vendor_watches_itself(roster: World) -> None:
    proposal, contact = suspected(roster), signed_in(roster.contact.person)

    pages = ("", "suspected/", f"suspected/{proposal.pk}/", f"components/{roster.main.pk}/")

    assert {contact.get(f"{ROSTER}/monitoring/{one}").status_code for one in pages} == {404}
    assert contact.get(f"{ROSTER}/api/suspected/").status_code == 404


def watched(world: World, name: str) -> None:
    part = add_component(
        by=world.administrator, service=world.service, name=name, time_zone="UTC", at=MONDAY
    )
    watch = Watch(name="Front", url="https://example.org/")
    add_probe(by=world.administrator, component=part, watch=watch, at=MONDAY)
    suspected(world, part)


@pytest.mark.parametrize("page", ["monitoring/", "monitoring/suspected/", "api/suspected/"])
def test_lists_ask_as_often_for_three_as_for_one(roster: World, agent: Client, page: str) -> None:
    asked = []
    for names in (["One"], ["Two", "Three"]):
        for name in names:
            watched(roster, name)
        agent.get(f"{ROSTER}/{page}")  # what is read once only is read here
        with CaptureQueriesContext(connection) as queries:
            assert agent.get(f"{ROSTER}/{page}").status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]


def ask(client: Client, path: str, body: dict[str, Any], method: str = "post") -> Any:
    send = getattr(client, method)
    return send(f"{ROSTER}/api/{path}", body, content_type="application/json")


def test_the_api_watches_a_component_and_lets_others_report(roster: World, keeper: Client) -> None:
    slug = roster.main.slug
    made = ask(keeper, f"components/{slug}/probes/", {"name": "Front", "url": "https://x.org"})
    pk = made.json()["id"]
    changed = ask(
        keeper, f"probes/{pk}/", {"name": "Front", "url": "https://x.org", "interval": 300}, "put"
    )
    wrong = ask(keeper, f"components/{slug}/probes/", {"name": "Front", "url": "file:///x"})
    token = ask(keeper, "monitor-tokens/", {"name": "Grafana", "kind": "alerts"})

    assert (made.status_code, changed.json()["interval"]) == (201, 300)
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:sundial:bad_address")
    assert "/monitoring/alerts/healthy-roster." in token.json()["address"]
    listed = keeper.get(f"{ROSTER}/api/monitor-tokens/").json()["results"]
    assert [set(one) for one in listed] == [
        {"id", "name", "kind", "component", "probe", "created_at", "last_used_at"}
    ]
    gone = keeper.delete(f"{ROSTER}/api/monitor-tokens/{token.json()['id']}/")
    assert gone.status_code == 204
    parts = keeper.get(f"{ROSTER}/api/components/").json()["results"]
    assert {one["component"] for one in parts} == {roster.main.slug, roster.other.slug}


def test_the_api_suspects_confirms_and_joins(roster: World, agent: Client) -> None:
    said = {"component": roster.main.slug, "title": "Down", "since": "2026-03-02T10:00:00Z"}
    first = ask(agent, "suspected/", said)
    twice = ask(agent, "suspected/", said)
    assert (first.status_code, twice.json()["times"]) == (201, 2)
    pk = first.json()["id"]

    without = ask(agent, f"suspected/{pk}/confirmation/", {})
    done = ask(agent, f"suspected/{pk}/confirmation/", {"how": "Looked.", "customers": []})
    assert (without.status_code, done.json()["state"]) == (422, "confirmed")
    number = done.json()["outage"]
    assert number == Outage.objects.get().number

    other = ask(agent, "suspected/", said | {"component": roster.other.slug}).json()["id"]
    joined = ask(agent, f"suspected/{other}/joining/", {"outage": number, "how": "Same."})
    assert joined.json()["outage"] == number
    dismissed = ask(agent, f"suspected/{other}/dismissal/", {"reason": "No."})
    assert dismissed.status_code == 409
    found = agent.get(f"{ROSTER}/api/suspected/?state=confirmed").json()["results"]
    assert len(found) == 2
