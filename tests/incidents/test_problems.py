"""From incidents to problems, to the changes that deliver them, and back (LU-21)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest

from contracts.models import Product, Release
from contracts.services.releases import publish_release
from incidents import services
from incidents.models import ChangeRequest, Incident, Problem, ProblemStep
from incidents.queries import story
from incidents.services import bug_escalating, planning, problems, shipping
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, raised, staff
from tests.incidents.watching import assert_stored_as_read, clock, kinds, london

WHY = "Every clinic prints letters by hand until it is fixed."
NEXT = date(2026, 3, 20)


@pytest.fixture
def product_manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Paula Prod", Role.PRODUCT_MANAGER)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    incident = raised(lumeon.house)
    return services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))


@pytest.fixture
def problem(lumeon: Site, product_manager: Membership, incident: Incident) -> Problem:
    return problems.report_problem(
        incident=incident,
        by=lumeon.agent,
        title="Letters lose the name",
        text="The merge field is read before the record is loaded.",
        at=london("11:00"),
    )


@pytest.fixture
def bug(product_manager: Membership, problem: Problem) -> Problem:
    return planning.qualify(problem=problem, by=product_manager, kind="bug", at=london("11:30"))


@pytest.fixture
def enhancement(product_manager: Membership, problem: Problem) -> Problem:
    return planning.qualify(
        problem=problem, by=product_manager, kind="enhancement", at=london("11:30")
    )


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def release(by: Membership, number: str, on: date, at: datetime) -> Release:
    product = Product.objects.get(name="Care Pathway Management")
    return publish_release(by=by, product=product, number=number, published_on=on, at=at)


def planned(bug: Problem, by: Membership, target: Release | None = None) -> ChangeRequest:
    return planning.plan_change(
        problem=bug, by=by, title="Load first", target=target, at=london("12:00")
    )


def steps(problem: Problem) -> list[tuple[str, str]]:
    return list(ProblemStep.objects.filter(problem=problem).values_list("kind", "said"))


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal with this code."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code


def escalate(incident: Incident, bug: Problem, by: Membership, **changes: str) -> Any:
    said: dict[str, Any] = {"at": london("13:00"), "priority": "next_maintenance_release"}
    said |= {"justification": WHY, "target": "5.3.2"}
    return bug_escalating.escalate_bug(incident=incident, by=by, problem=bug, **(said | changes))


def test_an_agent_reports_a_problem_and_the_customer_reads_its_number_and_title(
    incident: Incident, problem: Problem
) -> None:
    assert (str(problem), problem.kind, problem.status) == ("PR-1", "unqualified", "reported")
    entry = story(fresh(incident), for_staff=False)[-1]
    assert entry.line == "Marek Nowak found PR-1: Letters lose the name behind it"
    told = OutgoingMail.objects.filter(subject__startswith="[PR-1]")
    assert [mail.recipient for mail in told] == ["paula.prod@example.org"]


def test_numbers_follow_one_another_and_another_incident_is_linked_once(
    lumeon: Site, northgate: House, incident: Incident, problem: Problem
) -> None:
    other = raised(northgate, at=london("11:10"))
    problems.link_problem(incident=other, by=lumeon.agent, problem=problem, at=london("11:20"))

    with refused("already"):
        problems.link_problem(incident=other, by=lumeon.agent, problem=problem, at=london("11:30"))
    second = problems.report_problem(
        incident=other, by=lumeon.agent, title="Another", text="Words.", at=london("11:40")
    )
    assert str(second) == "PR-2"


def test_a_customer_sees_what_is_behind_its_own_incidents_and_nothing_else(
    lumeon: Site, northgate: House, problem: Problem
) -> None:
    assert list(Problem.objects.visible_to([lumeon.house.contact])) == [problem]
    assert list(Problem.objects.visible_to([northgate.contact])) == []
    assert list(Problem.objects.visible_to([lumeon.agent])) == [problem]


def test_a_link_taken_back_is_seen_no_more(
    lumeon: Site, incident: Incident, problem: Problem
) -> None:
    problems.unlink_problem(incident=incident, by=lumeon.agent, problem=problem, at=london("11:10"))

    assert not Problem.objects.visible_to([lumeon.house.contact]).exists()
    assert kinds(incident)[-1] == "problem_unlinked"


def test_product_management_qualifies_and_nobody_else(
    lumeon: Site, problem: Problem, product_manager: Membership
) -> None:
    with refused("not_allowed"):
        planning.qualify(problem=problem, by=lumeon.agent, kind="bug", at=london("11:30"))
    with refused("kind"):
        planning.qualify(
            problem=problem, by=product_manager, kind="unqualified", at=london("11:30")
        )
    bug = planning.qualify(problem=problem, by=product_manager, kind="bug", at=london("11:30"))

    assert (bug.kind, bug.status) == ("bug", "qualified")


def test_a_contact_escalates_a_severe_bug_with_its_justification_on_incident_and_bug(
    lumeon: Site, incident: Incident, bug: Problem
) -> None:
    account = staff(lumeon.vendor, "Alex Account", Role.ACCOUNT_MANAGER)
    row = escalate(incident, bug, lumeon.house.contact)

    assert (row.severity, row.target_text, row.justification) == ("2", "5.3.2", WHY)
    assert story(fresh(incident), for_staff=False)[-1].line == (
        "Priya Shah asked for PR-1 in the maintenance releases"
    )
    assert steps(bug)[-1] == (
        "escalated",
        f"{incident}, severity High: in the next maintenance release",
    )
    told = OutgoingMail.objects.filter(recipient=account.person.email)
    assert [WHY in mail.text for mail in told] == [False]


def test_consultations_of_both_sides_are_recorded_on_incident_and_bug(
    lumeon: Site, incident: Incident, bug: Problem
) -> None:
    escalate(incident, bug, lumeon.house.contact)

    for side, name in (("contact", "Priya Shah"), ("account", "Alex Account")):
        bug_escalating.consult(
            incident=incident, by=lumeon.agent, problem=bug, side=side, name=name,
            text="Agreed for 5.3.2.", at=london("14:00"),
        )  # fmt: skip

    lines = [entry.line for entry in story(fresh(incident), for_staff=False)[-2:]]
    assert lines == [
        "Marek Nowak consulted Priya Shah (technical contact) about PR-1",
        "Marek Nowak consulted Alex Account (account staff) about PR-1",
    ]
    assert [said for kind, said in steps(bug) if kind == "consulted"] == [
        "Priya Shah (technical contact)",
        "Alex Account (account staff)",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"priority": "tomorrow"}, "priority"), ({"justification": " "}, "empty")],
)
def test_an_escalation_says_how_urgent_and_why(
    lumeon: Site, incident: Incident, bug: Problem, changes: dict[str, str], code: str
) -> None:
    with refused(code):
        escalate(incident, bug, lumeon.house.contact, **changes)


def test_only_bugs_of_severity_one_and_two_are_escalated_and_once(
    lumeon: Site, product_manager: Membership, incident: Incident, problem: Problem
) -> None:
    with refused("no_bug"):
        escalate(incident, problem, lumeon.house.contact)
    planning.qualify(problem=problem, by=product_manager, kind="bug", at=london("11:30"))
    mild = raised(lumeon.house, at=london("12:00"), severity="3")
    problems.link_problem(incident=mild, by=lumeon.agent, problem=problem, at=london("12:10"))
    with refused("not_severe"):
        escalate(mild, problem, lumeon.house.contact)
    escalate(incident, problem, lumeon.house.contact)
    with refused("already"):
        escalate(incident, problem, lumeon.house.contact)
    with refused("escalated"):
        problems.unlink_problem(
            incident=incident, by=lumeon.agent, problem=problem, at=london("14:00")
        )


def test_what_does_not_lie_behind_an_incident_is_not_escalated_from_it(
    northgate: House, bug: Problem
) -> None:
    other = raised(northgate, at=london("12:00"))

    with refused("not_linked"):
        escalate(other, bug, northgate.contact)


def test_an_enhancement_carries_its_need_and_is_reviewed_for_each_release(
    lumeon: Site, product_manager: Membership, incident: Incident, enhancement: Problem
) -> None:
    def review(release: str, decision: str) -> Any:
        return planning.review(
            problem=enhancement, by=product_manager, release=release, decision=decision,
            text="After the new editor.", at=london("13:00"),
        )  # fmt: skip

    with refused("no_need"):
        review("6.0", "deferred")
    problems.state_need(
        incident=incident, by=lumeon.house.contact, problem=enhancement,
        text="Forty clinics retype it.", at=london("12:00"),
    )  # fmt: skip
    review("6.0", "deferred")
    with refused("already"):
        review("6.0", "taken_on")
    assert Problem.objects.get(pk=enhancement.pk).status == "qualified"
    review("6.1", "declined")
    assert Problem.objects.get(pk=enhancement.pk).status == "declined"
    with refused("not_open"):
        review("6.2", "taken_on")


def test_a_bug_needs_no_business_case(lumeon: Site, incident: Incident, bug: Problem) -> None:
    with refused("is_bug"):
        problems.state_need(
            incident=incident, by=lumeon.house.contact, problem=bug, text="Why.", at=london("12:00")
        )


def test_a_change_is_planned_begun_retargeted_and_withdrawn(
    product_manager: Membership, bug: Problem
) -> None:
    change = planned(bug, product_manager)
    assert (str(change), Problem.objects.get(pk=bug.pk).status) == ("SCR-1", "planned")
    planning.begin_change(change=change, by=product_manager, at=london("12:10"))
    assert Problem.objects.get(pk=bug.pk).status == "in_progress"
    change = planning.retarget(
        change=change, by=product_manager, target_text="6.1", at=london("12:20")
    )
    assert change.aim == "6.1"
    planning.withdraw_change(
        change=change, by=product_manager, text="Another way.", at=london("12:30")
    )

    assert Problem.objects.get(pk=bug.pk).status == "qualified"
    with refused("not_open"):
        planning.begin_change(change=change, by=product_manager, at=london("12:40"))
    assert [kind for kind, _ in steps(bug)][-4:] == ["planned", "begun", "retargeted", "withdrawn"]


def test_what_is_not_qualified_is_not_planned(
    product_manager: Membership, problem: Problem
) -> None:
    with refused("kind"):
        planned(problem, product_manager)


def test_a_published_release_delivers_its_changes_and_asks_whoever_reported_it_to_confirm(
    lumeon: Site, product_manager: Membership, incident: Incident, bug: Problem
) -> None:
    first = release(product_manager, "5.3.0", date(2026, 1, 10), london("12:00"))
    assert first.pk
    coming = release(product_manager, "5.3.1", NEXT, london("12:00"))
    change = planned(bug, product_manager, coming)
    assert fresh(incident).status == "triage"

    count = shipping.ship_released(vendor=lumeon.vendor, at=london("2026-03-20 09:00"))

    change.refresh_from_db()
    assert (count, change.status, change.shipped_in) == (1, "shipped", coming)
    assert Problem.objects.get(pk=bug.pk).status == "delivered"
    assert fresh(incident).status == "solution_provided"
    entries = story(fresh(incident), for_staff=False)
    entry = next(one for one in entries if one.kind == "solution_provided")
    assert entry.words == (
        "SCR-1 for PR-1 is delivered with Care Pathway Management 5.3.1. Install it, and say here "
        "whether that solves it."
    )
    assert_stored_as_read(incident)
    assert clock(incident, "resolution").phase == "stopped"
    services.confirm(incident=incident, by=lumeon.house.contact, at=london("2026-03-20 10:00"))
    assert fresh(incident).status == "closed"


def test_a_release_published_for_today_delivers_at_once_and_a_second_look_nothing(
    lumeon: Site, product_manager: Membership, incident: Incident, bug: Problem
) -> None:
    release(product_manager, "5.3.0", date(2026, 1, 10), london("12:00"))
    coming = release(product_manager, "5.3.1", NEXT, london("12:00"))
    planned(bug, product_manager, coming)

    release(product_manager, "5.3.2", NEXT, london("2026-03-20 09:00"))

    assert shipping.ship_released(vendor=lumeon.vendor, at=london("2026-03-20 10:00")) == 0
    assert kinds(incident).count("solution_provided") == 1


def test_whoever_has_a_workaround_is_told_and_asked_too(
    lumeon: Site, product_manager: Membership, incident: Incident, bug: Problem
) -> None:
    out = release(product_manager, "5.3.0", date(2026, 1, 10), london("12:00"))
    change = planned(bug, product_manager)
    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Print twice.", at=london("13:00")
    )

    shipping.ship_change(change=change, by=product_manager, release=out, at=london("14:00"))

    event = incident.events.in_order().last()
    assert event is not None
    assert event.kind == "fix_shipped"
    mail = OutgoingMail.objects.get(key=f"incident-{incident.pk}-{event.pk}")
    assert mail.recipient == lumeon.house.contact.person.email
    assert "confirm on the incident's page" in mail.text


def test_closed_incidents_are_left_alone(
    lumeon: Site, product_manager: Membership, incident: Incident, bug: Problem
) -> None:
    out = release(product_manager, "5.3.0", date(2026, 1, 10), london("12:00"))
    change = planned(bug, product_manager)
    services.close(
        incident=incident, by=lumeon.agent, reason="customer_request", words="", at=london("13:00")
    )
    before = kinds(incident)

    shipping.ship_change(change=change, by=product_manager, release=out, at=london("14:00"))

    assert kinds(incident) == before


def test_a_change_ships_in_a_release_that_is_out(product_manager: Membership, bug: Problem) -> None:
    release(product_manager, "5.3.0", date(2026, 1, 10), london("12:00"))
    coming = release(product_manager, "5.3.1", NEXT, london("12:00"))
    change = planned(bug, product_manager)

    with refused("not_out"):
        shipping.ship_change(change=change, by=product_manager, release=coming, at=london("14:00"))


def test_a_planned_change_aims_at_a_release_to_come(
    product_manager: Membership, bug: Problem
) -> None:
    out = release(product_manager, "5.3.0", date(2026, 1, 10), london("12:00"))

    with refused("published"):
        planned(bug, product_manager, out)


def test_a_declined_problem_says_why_and_is_over(
    lumeon: Site, product_manager: Membership, incident: Incident, problem: Problem
) -> None:
    with refused("empty"):
        planning.decline(problem=problem, by=product_manager, text=" ", at=london("12:00"))
    noon = london("12:00")
    planning.decline(problem=problem, by=product_manager, text="As designed.", at=noon)

    assert Problem.objects.get(pk=problem.pk).status == "declined"
    with refused("not_open"):
        escalate(incident, problem, lumeon.house.contact)


def test_another_vendors_people_touch_nothing(
    patientiq: Site, lumeon: Site, incident: Incident, problem: Problem
) -> None:
    with refused("not_allowed"):
        problems.link_problem(
            incident=incident, by=patientiq.agent, problem=problem, at=london("12:00")
        )
