"""Who works on it, at which station, and how severe it is (LU-12, LU-15, LU-19, PQ-10)."""

from datetime import timedelta

import pytest

from incidents import services
from incidents.models import Incident
from incidents.queries import deeds_for, story
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised
from tests.factories import MembershipFactory
from tests.incidents.watching import clock, kinds, london, refused


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def test_accepting_makes_it_yours_and_starts_work(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))

    assert fresh(incident).owner == lumeon.agent.person
    assert fresh(incident).status == "triage"
    assert kinds(incident) == ["reported", "work_started"]
    assert clock(incident, "response").phase == "running"  # no engagement with the customer yet


def test_what_is_yours_is_not_accepted_twice(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))

    with refused(f"{incident} is already yours.", code="already"):
        services.accept(incident=incident, by=lumeon.agent, at=london("10:06"))


def test_a_colleague_may_take_it_over(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))
    colleague = MembershipFactory.create(vendor=lumeon.vendor)

    services.accept(incident=incident, by=colleague, at=london("10:06"))

    assert fresh(incident).owner == colleague.person


def test_it_is_given_to_a_colleague_and_the_story_says_to_whom(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    colleague = MembershipFactory.create(vendor=lumeon.vendor)

    services.assign(incident=incident, by=lumeon.agent, to=colleague, at=london("10:05"))

    assert fresh(incident).owner == colleague.person
    assert fresh(incident).status == "new"
    line = story(fresh(incident), for_staff=True)[-1].line
    assert line == f"{lumeon.agent.person} gave it to {colleague.person}"


def test_it_is_given_only_to_those_who_can_work_on_it(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(Refusal, match="As viewer you cannot work on incidents"):
        services.assign(incident=incident, by=lumeon.agent, to=vera, at=london("10:05"))
    with pytest.raises(Refusal, match="As administrator you cannot work on incidents"):
        services.assign(
            incident=incident, by=lumeon.agent, to=lumeon.administrator, at=london("10:05")
        )

    assert fresh(incident).owner is None


def test_lu_19_it_moves_between_the_vendors_own_stations(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    for minute, station in enumerate(("analysis", "engineering", "awaiting_third_party")):
        services.move(
            incident=incident,
            by=lumeon.agent,
            status=station,
            note="Seen twice.",
            at=london(f"10:0{minute}"),
        )

    assert fresh(incident).status == "awaiting_third_party"
    assert fresh(incident).working_status == "engineering"
    assert kinds(incident) == ["reported", "moved", "routed", "moved", "routed", "moved"]
    assert incident.messages.filter(is_internal=True).count() == 2


def test_lu_19_no_way_leads_to_another_line_without_a_note(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    sentence = (
        "Analysis (L2) is L2's: hand it over with a note of what was seen, tried and asked. "
        "The customer does not see it."
    )

    for deed in (services.move, services.route):
        with refused(sentence, code="no_note"):
            deed(
                incident=incident, by=lumeon.agent, status="analysis", note=" ", at=london("10:05")
            )

    assert kinds(incident) == ["reported"]


def test_waiting_for_a_third_party_costs_the_vendors_own_time(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.move(
        incident=incident, by=lumeon.agent, status="awaiting_third_party", at=london("10:30")
    )

    services.reply(incident=incident, by=lumeon.agent, text="Soon.", at=london("10:50"))

    assert clock(incident, "resolution").spent == timedelta(minutes=50)


def test_lu_16_going_on_without_an_answer_ends_the_wait(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("11:00"))

    services.move(incident=incident, by=lumeon.agent, status="triage", at=london("13:00"))

    assert kinds(incident)[-1] == "wait_ended"
    resolution = clock(incident, "resolution")
    assert (resolution.phase, resolution.spent) == ("running", timedelta(hours=1))


@pytest.mark.parametrize("station", ["closed", "awaiting_customer", "new", "solution_provided", ""])
def test_it_does_not_move_to_where_deeds_of_their_own_lead(lumeon: Site, station: str) -> None:
    incident = raised(lumeon.house)
    sentence = (
        "Choose one of the stations of work: Triage (L1), Analysis (L2), Engineering (L3), "
        "Awaiting third party."
    )

    with refused(sentence, code="unknown_status"):
        services.move(incident=incident, by=lumeon.agent, status=station, at=london("10:05"))


def test_it_does_not_move_to_where_it_stands(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.move(incident=incident, by=lumeon.agent, status="triage", at=london("10:05"))

    with refused("It already stands at Triage (L1).", code="already"):
        services.move(incident=incident, by=lumeon.agent, status="triage", at=london("10:06"))


def test_lu_15_a_new_severity_counts_from_the_report(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))

    services.set_severity(
        incident=incident,
        by=lumeon.agent,
        severity="2",
        consultation=" Agreed with Priya by phone. ",
        at=london("12:00"),
    )

    event = incident.events.in_order().last()
    assert event is not None
    assert (event.severity, event.words) == ("2", "Agreed with Priya by phone.")
    assert fresh(incident).severity == "2"
    response = clock(incident, "response")
    assert (response.outcome, response.breached_at) == ("missed", london("11:00"))
    assert clock(incident, "resolution").due_at == london("2026-03-03 09:30")


def test_lu_15_a_milestone_already_reached_keeps_its_outcome(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3", at=london("10:00"))
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("11:30"))

    services.set_severity(
        incident=incident, by=lumeon.agent, severity="2", consultation="Yes.", at=london("12:00")
    )

    response = clock(incident, "response")
    assert (response.severity, response.outcome) == ("3", "met")


def test_lu_12_a_change_without_consultation_is_refused(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="3")
    sentence = (
        "Say what you agreed with the contact: a severity is changed after consulting them (LU-12)."
    )

    with refused(sentence, code="no_consultation"):
        services.set_severity(
            incident=incident, by=lumeon.agent, severity="2", consultation="  ", at=london("10:05")
        )


@pytest.mark.parametrize(
    ("severity", "sentence", "code"),
    [
        ("2", "It already is High.", "already"),
        ("9", "Choose a severity: Critical, High, Medium, Low.", "unknown_severity"),
    ],
)
def test_a_severity_is_another_known_one(
    lumeon: Site, severity: str, sentence: str, code: str
) -> None:
    incident = raised(lumeon.house, severity="2")

    with refused(sentence, code=code):
        services.set_severity(
            incident=incident,
            by=lumeon.agent,
            severity=severity,
            consultation="Yes.",
            at=london("10:05"),
        )


def test_lu_12_a_contact_does_not_set_the_severity(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2")

    with pytest.raises(Refusal, match="As technical contact you cannot set the severity"):
        services.set_severity(
            incident=incident,
            by=lumeon.house.contact,
            severity="1",
            consultation="I agree with myself.",
            at=london("10:05"),
        )


def test_pq_10_low_stops_the_clock_and_medium_starts_it_from_the_request(patientiq: Site) -> None:
    agent = patientiq.agent
    with vendor_scope(patientiq.vendor):
        incident = raised(
            patientiq.house, severity="high", category="functionality", at=london("15:00")
        )
        services.set_severity(
            incident=incident, by=agent, severity="low", consultation="", at=london("15:30")
        )
        response = clock(incident, "response")
        assert (response.phase, response.outcome, response.due_at) == ("stopped", "none", None)
        assert fresh(incident).next_due_at is None

        services.set_severity(
            incident=incident, by=agent, severity="medium", consultation="", at=london("16:00")
        )
        response = clock(incident, "response")
        assert (response.phase, response.spent) == ("running", timedelta(hours=1))
        assert response.due_at == fresh(incident).next_due_at == london("23:00")


@pytest.mark.parametrize(
    ("role", "can"),
    [
        (
            Role.AGENT,
            {"reply", "accept", "assign", "move", "ask", "set_severity", "solve", "close"}
            | {"ask_supplier", "record_answer"}
            | {"route", "name_product", "link", "merge", "split"},
        ),
        (Role.ADMINISTRATOR, set()),
        (Role.PRODUCT_MANAGER, set()),
        (Role.CHIEF_OPERATING_OFFICER, set()),
    ],
)
def test_co_02_what_staff_can_do_depends_on_their_role(
    lumeon: Site, role: Role, can: set[str]
) -> None:
    membership = MembershipFactory.create(vendor=lumeon.vendor, role=role)

    assert deeds_for(raised(lumeon.house), membership) == can


def test_co_02_what_the_customer_can_do_depends_on_the_station(
    lumeon: Site, vera: Membership
) -> None:
    incident = raised(lumeon.house)
    assert deeds_for(incident, lumeon.house.contact) == {"answer"}
    assert deeds_for(incident, vera) == set()

    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("10:30")
    )
    assert deeds_for(fresh(incident), lumeon.house.contact) == {"answer", "confirm", "reject"}

    services.confirm(incident=incident, by=lumeon.house.contact, at=london("10:40"))
    assert deeds_for(fresh(incident), lumeon.house.contact) == {"reopen"}
    assert deeds_for(fresh(incident), vera) == set()
