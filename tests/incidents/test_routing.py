"""From line to line with what the next one must know (LU-19), to departments, and LU-25."""

from datetime import timedelta

import pytest

from contracts.services.suppliers import add_supplier
from incidents import services
from incidents.lines import colleagues, line_of
from incidents.models import Incident
from incidents.queries import story
from portal.kernel.patient_data import Caution
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, staff
from tests.incidents.watching import clock, kinds, london, refused


@pytest.fixture
def engineer(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Ines Roth", Role.AGENT, "L3")


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def lines(incident: Incident, *, for_staff: bool) -> list[str]:
    return [entry.line for entry in story(fresh(incident), for_staff=for_staff)]


def test_lu_19_it_is_handed_to_the_next_line_with_a_note(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))

    services.route(
        incident=incident,
        by=lumeon.agent,
        status="engineering",
        note="The letter template loses a field; see the log of 09:12.",
        at=london("10:30"),
    )

    after = fresh(incident)
    assert (after.status, line_of(after), after.owner) == ("engineering", "L3", None)
    assert kinds(incident)[-2:] == ["moved", "routed"]
    note = incident.messages.get(is_internal=True)
    assert note.text == "The letter template loses a field; see the log of 09:12."


def test_the_customer_sees_the_station_and_neither_note_nor_whom(
    lumeon: Site, engineer: Membership
) -> None:
    incident = raised(lumeon.house)

    services.route(
        incident=incident,
        by=lumeon.agent,
        status="engineering",
        note="Ask Ines first.",
        to=engineer,
        at=london("10:30"),
    )

    shown = story(fresh(incident), for_staff=False)
    assert "Marek Nowak moved it to With engineering (L3)" in [entry.line for entry in shown]
    assert not any(entry.message and entry.message.is_internal for entry in shown)
    assert "routed" not in {entry.kind for entry in shown}


def test_a_colleague_of_the_line_can_be_named(lumeon: Site, engineer: Membership) -> None:
    incident = raised(lumeon.house)

    services.route(
        incident=incident,
        by=lumeon.agent,
        status="engineering",
        note="Yours, Ines.",
        to=engineer,
        at=london("10:30"),
    )

    assert fresh(incident).owner == engineer.person
    assert kinds(incident)[-3:] == ["moved", "routed", "owner_set"]
    assert "Marek Nowak handed it over to L3, Ines Roth" in lines(incident, for_staff=True)


def test_a_colleague_of_another_line_is_refused(lumeon: Site, engineer: Membership) -> None:
    incident = raised(lumeon.house)
    sentence = "Ines Roth is of L3; Analysis (L2) is L2's. Choose a colleague of L2, or nobody."

    with refused(sentence, code="other_line"):
        services.route(
            incident=incident,
            by=lumeon.agent,
            status="analysis",
            note="For L2.",
            to=engineer,
            at=london("10:30"),
        )


@pytest.mark.parametrize(
    ("status", "note", "sentence", "code"),
    [
        (
            "awaiting_third_party",
            "A note.",
            "Choose the line it goes to: Triage (L1), Analysis (L2), Engineering (L3).",
            "unknown_line",
        ),
        (
            "triage",
            " ",
            (
                "Triage (L1) is L1's: hand it over with a note of what was seen, tried and asked. "
                "The customer does not see it."
            ),
            "no_note",
        ),
    ],
)
def test_a_route_names_a_line_and_a_note(
    lumeon: Site, status: str, note: str, sentence: str, code: str
) -> None:
    incident = raised(lumeon.house)

    with refused(sentence, code=code):
        services.route(
            incident=incident, by=lumeon.agent, status=status, note=note, at=london("10:30")
        )


def test_a_hand_over_note_is_looked_through_for_patient_data(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    note = "The patient with NHS number 943 476 5919 cannot be opened."

    services.route(
        incident=incident,
        by=lumeon.agent,
        status="analysis",
        note=note,
        at=london("10:30"),
        caution=Caution.SEND,
    )

    assert incident.messages.get(is_internal=True).patient_data_acknowledged


def test_routing_on_without_an_answer_ends_the_wait(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("11:00"))

    services.route(
        incident=incident, by=lumeon.agent, status="analysis", note="Go on.", at=london("13:00")
    )

    assert kinds(incident)[-2:] == ["wait_ended", "routed"]
    resolution = clock(incident, "resolution")
    assert (resolution.phase, resolution.spent) == ("running", timedelta(hours=1))


def test_a_vendor_without_lines_has_no_routes(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="functionality")
        sentence = (
            "PatientIQ's agreement names no support lines; move it to a station, or give it to a "
            "colleague."
        )

        with refused(sentence, code="no_lines"):
            services.route(
                incident=incident,
                by=patientiq.agent,
                status="in_progress",
                note="On.",
                at=london("10:30"),
            )


def test_colleagues_are_those_who_can_work_on_incidents(
    lumeon: Site, engineer: Membership, patientiq: Site
) -> None:
    found = colleagues(raised(lumeon.house))

    assert [str(one.person) for one in found] == ["Marek Nowak", "Ines Roth"]


def test_it_is_not_given_to_whoever_has_it(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))

    with refused(f"{incident} is already with Marek Nowak.", code="already"):
        services.assign(incident=incident, by=lumeon.agent, to=lumeon.agent, at=london("10:06"))


def test_lu_23_a_department_is_asked_like_a_supplier(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    department = add_supplier(
        by=lumeon.administrator,
        name="Development",
        kind="department",
        contact="",
        email="",
        telephone="",
        at=london("09:00"),
    )

    request = services.ask_supplier(
        incident=incident,
        by=lumeon.agent,
        supplier=department,
        text="Is the field dropped on purpose?",
        at=london("10:30"),
    )

    assert (request.asked, request.agreement) == ("Is the field dropped on purpose?", None)
    assert fresh(incident).status == "awaiting_third_party"
    assert lines(incident, for_staff=True)[-1] == "Marek Nowak asked Development for help"
    assert lines(incident, for_staff=False)[-1] == "Marek Nowak asked another department for help"


def test_lu_25_a_third_partys_product_keeps_it_engaged_and_the_clocks_running(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house)

    services.name_product(
        incident=incident, by=lumeon.agent, product=" Acme  LabLink 4 ", at=london("10:30")
    )

    assert fresh(incident).third_party_product == "Acme LabLink 4"
    assert fresh(incident).status == "new"
    assert lines(incident, for_staff=False)[-1] == (
        "Marek Nowak noted: Acme LabLink 4 causes it; the customer works with its supplier, "
        "and we track it"
    )
    assert clock(incident, "resolution").phase == "running"


def test_a_product_is_taken_back_by_naming_none(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.name_product(incident=incident, by=lumeon.agent, product="LabLink", at=london("10:30"))

    services.name_product(incident=incident, by=lumeon.agent, product="", at=london("10:40"))

    assert fresh(incident).third_party_product == ""
    assert lines(incident, for_staff=True)[-1] == (
        "Marek Nowak noted: no third party's product causes it"
    )
    with refused("No third party's product is named.", code="already"):
        services.name_product(incident=incident, by=lumeon.agent, product=" ", at=london("10:50"))
