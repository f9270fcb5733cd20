"""Each vendor's whole first flow, from the report to closing, against figures worked by hand."""

from datetime import UTC, datetime, timedelta

from incidents import services
from incidents.models import Incident
from portal.tenancy.scope import vendor_scope
from sla.models import Clock
from tests.cast import House, Site, raised
from tests.incidents.watching import assert_stored_as_read, clock, kinds, london

WHOLE_FLOW = [
    "reported",
    "replied",
    "question_asked",
    "customer_replied",
    "solution_provided",
    "confirmed",
    "closed",
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def left(incident: Incident) -> datetime | None:
    return Incident.objects.get(pk=incident.pk).next_due_at


def test_lumeon_pauses_both_clocks_while_the_contact_is_asked(lumeon: Site) -> None:
    """Essentials, High: 1 and 8 business hours of Monday to Friday 09:00-17:30 (LU-14, LU-16)."""
    contact, agent = lumeon.house.contact, lumeon.agent
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    assert left(incident) == london("11:00")

    services.reply(incident=incident, by=agent, text="I am looking at it.", at=london("10:20"))
    response = clock(incident, "response")
    assert (response.outcome, response.spent) == ("met", timedelta(minutes=20))
    assert left(incident) == london("2026-03-03 09:30")  # 7.5 h are left of Monday, then half

    services.ask(incident=incident, by=agent, question="Which clinic?", at=london("11:00"))
    resolution = clock(incident, "resolution")
    assert (resolution.phase, resolution.spent) == ("paused", timedelta(hours=1))
    assert (resolution.due_at, resolution.next_at, left(incident)) == (None, None, None)

    services.answer(
        incident=incident, by=contact, text="Outpatients.", at=london("2026-03-03 10:00")
    )
    resolution = clock(incident, "resolution")
    assert (resolution.phase, resolution.spent) == ("running", timedelta(hours=1))
    assert resolution.due_at == left(incident) == london("2026-03-03 17:00")

    services.provide_solution(
        incident=incident, by=agent, text="The template is mended.", at=london("2026-03-03 12:00")
    )
    services.confirm(incident=incident, by=contact, at=london("2026-03-03 14:00"))
    resolution = clock(incident, "resolution")
    assert (resolution.outcome, resolution.spent) == ("met", timedelta(hours=3))
    assert resolution.stopped_at == london("2026-03-03 12:00")
    assert_closed(incident)


def test_lumeon_pauses_the_response_too_when_a_question_opens_the_conversation(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))

    services.ask(incident=incident, by=lumeon.agent, question="Who?", at=london("10:30"))

    response, resolution = clock(incident, "response"), clock(incident, "resolution")
    assert (response.outcome, response.spent) == ("met", timedelta(minutes=30))
    assert (resolution.phase, resolution.spent) == ("paused", timedelta(minutes=30))


def test_patientiq_wants_reply_and_work_and_never_pauses(patientiq: Site) -> None:
    """High: one hour of the help desk, Monday to Friday 07:00-19:00 in Chicago (PQ-09, PQ-10)."""
    house, agent = patientiq.house, patientiq.agent
    with vendor_scope(patientiq.vendor):
        incident = flow_start(house, "high", "functionality", at=utc("2026-03-02 15:00"))
        assert left(incident) == utc("2026-03-02 16:00")

        services.reply(incident=incident, by=agent, text="We have it.", at=utc("2026-03-02 15:20"))
        assert clock(incident, "response").phase == "running"  # no work has started yet

        services.ask(incident=incident, by=agent, question="Who?", at=utc("2026-03-02 15:30"))
        assert clock(incident, "response").phase == "running"  # nothing is deducted

        services.answer(
            incident=incident, by=house.contact, text="Anyone.", at=utc("2026-03-02 15:40")
        )
        services.accept(incident=incident, by=agent, at=utc("2026-03-02 15:45"))
        response = clock(incident, "response")
        assert (response.outcome, response.spent) == ("met", timedelta(minutes=45))
        assert response.stopped_at == utc("2026-03-02 15:45")

        services.provide_solution(
            incident=incident, by=agent, text="Mended.", at=utc("2026-03-04 15:00")
        )
        services.confirm(incident=incident, by=house.contact, at=utc("2026-03-04 16:00"))
        assert [known.milestone for known in Clock.objects.filter(incident=incident)] == [
            "response"
        ]  # no resolution is promised
        assert_closed(incident, also="work_started")


def test_patientiq_hour_runs_over_a_weekend_that_springs_forward(patientiq: Site) -> None:
    """Friday 18:30 in Chicago leaves half an hour; summer time begins on Sunday."""
    with vendor_scope(patientiq.vendor):
        incident = flow_start(patientiq.house, "high", "functionality", at=utc("2026-03-07 00:30"))

        assert clock(incident, "response").due_at == utc("2026-03-09 12:30")  # 07:30 CDT


def test_patientiq_promises_nothing_for_low(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = flow_start(patientiq.house, "low", "functionality", at=utc("2026-03-02 15:00"))

        assert not incident.clocks.exists()


def test_healthy_roster_resolution_runs_until_the_customer_confirms(healthy_roster: Site) -> None:
    """High: 1 and 4 hours of Monday to Friday 08:00-18:00 in New York (HR-11, HR-12)."""
    house, agent = healthy_roster.house, healthy_roster.agent
    with vendor_scope(healthy_roster.vendor):
        incident = flow_start(house, "high", "error", at=utc("2026-03-02 14:00"))
        services.reply(incident=incident, by=agent, text="We have it.", at=utc("2026-03-02 14:30"))
        response = clock(incident, "response")
        assert (response.outcome, response.spent) == ("met", timedelta(minutes=30))
        assert response.is_assumed

        services.ask(incident=incident, by=agent, question="Who?", at=utc("2026-03-02 15:00"))
        services.answer(
            incident=incident, by=house.contact, text="All.", at=utc("2026-03-02 16:00")
        )
        services.provide_solution(
            incident=incident, by=agent, text="Mended.", at=utc("2026-03-02 17:00")
        )
        resolution = clock(incident, "resolution")
        assert (resolution.phase, resolution.spent) == ("running", timedelta(hours=3))
        assert resolution.due_at == left(incident) == utc("2026-03-02 18:00")

        services.confirm(incident=incident, by=house.contact, at=utc("2026-03-02 17:30"))
        resolution = clock(incident, "resolution")
        assert (resolution.outcome, resolution.spent) == ("met", timedelta(hours=3.5))
        assert_closed(incident)


def test_healthy_roster_misses_when_the_customer_confirms_too_late(healthy_roster: Site) -> None:
    with vendor_scope(healthy_roster.vendor):
        incident = flow_start(healthy_roster.house, "high", "error", at=utc("2026-03-02 14:00"))
        services.provide_solution(
            incident=incident, by=healthy_roster.agent, text="Mended.", at=utc("2026-03-02 14:10")
        )
        services.confirm(
            incident=incident, by=healthy_roster.house.contact, at=utc("2026-03-02 19:00")
        )

        resolution = clock(incident, "resolution")
        assert (resolution.outcome, resolution.spent) == ("missed", timedelta(hours=5))
        assert resolution.breached_at == utc("2026-03-02 18:00")


def flow_start(house: House, severity: str, category: str, *, at: datetime) -> Incident:
    return raised(house, severity=severity, category=category, at=at)


def assert_closed(incident: Incident, *, also: str = "") -> None:
    """Check that the flow ended, in order, with nothing left to fall due."""
    incident = Incident.objects.get(pk=incident.pk)
    assert [kind for kind in kinds(incident) if kind != also] == WHOLE_FLOW
    assert (incident.status, incident.next_due_at) == ("closed", None)
    assert incident.closed_at == incident.last_event_at
    assert not Clock.objects.filter(incident=incident).going().exists()
    assert_stored_as_read(incident)
