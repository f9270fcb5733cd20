"""Onto the ladder at somebody's word, up it, and off it again (LU-22)."""

import pytest
from django.db import IntegrityError, transaction

from incidents import services
from incidents.models import Escalation, EscalationStep, Incident
from incidents.queries import story
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, staff
from tests.factories import MembershipFactory
from tests.incidents.watching import kinds, london, refused

WHY = "The clinic opens on Thursday and nobody has said when it will work."


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def standing(incident: Incident) -> Escalation:
    return Escalation.objects.open().get(incident=incident)


def steps(incident: Incident) -> list[tuple[int, str | None, str]]:
    rows = EscalationStep.objects.filter(escalation__incident=incident)
    return [(row.level, row.holder.name if row.holder else None, row.why) for row in rows]


def told(incident: Incident) -> dict[str, str]:
    """Return what the last event's mails say, by recipient, without greeting and link."""
    event = incident.events.in_order().last()
    assert event is not None
    mails = OutgoingMail.objects.filter(key=f"incident-{incident.pk}-{event.pk}")
    return {mail.recipient.partition("@")[0]: mail.text.split("\n\n")[1] for mail in mails}


def lines(incident: Incident) -> list[str]:
    return [entry.line for entry in story(fresh(incident), for_staff=False)]


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    """Marek's, since five past ten."""
    incident = raised(lumeon.house)
    return services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))


@pytest.fixture
def escalated(lumeon: Site, incident: Incident) -> Incident:
    """On the first level at Priya's word, since eleven."""
    services.escalate(incident=incident, by=lumeon.house.contact, reason=WHY, at=london("11:00"))
    return incident


def higher(incident: Incident, by: Membership, time: str, reason: str = WHY) -> Escalation:
    return services.next_rung(incident=incident, by=by, reason=reason, at=london(time))


def test_a_contact_asks_and_the_owner_stands_on_the_first_level(
    lumeon: Site, escalated: Incident
) -> None:
    row = standing(escalated)

    assert (row.level, row.cause, row.reason) == (1, "requested", WHY)
    assert (row.opened_at, row.opened_by) == (london("11:00"), lumeon.house.contact.person)
    assert steps(escalated) == [(1, "Marek Nowak", WHY)]
    assert kinds(escalated) == ["reported", "work_started", "escalated"]


def test_the_customer_reads_it_in_the_story(escalated: Incident) -> None:
    entry = story(fresh(escalated), for_staff=False)[-1]

    assert entry.line == "Priya Shah escalated it to level 1 (Technical support incident owner)"
    assert entry.words == WHY


def test_whoever_stands_there_is_told_what_is_promised_and_not_what_was_written_pq_12(
    escalated: Incident,
) -> None:
    assert told(escalated) == {
        "marek.nowak": "Priya Shah escalated it to level 1 (Technical support incident owner); "
        "the reason stands on its page. It is with you. Level 1 contacts the customer within "
        "1 business day, agrees target dates, may change the priority (LU-22)."
    }


def test_what_nobody_owns_is_told_to_the_managers_and_the_story_says_so(
    lumeon: Site, manager: Membership
) -> None:
    incident = raised(lumeon.house)

    services.escalate(incident=incident, by=lumeon.house.contact, reason=WHY, at=london("11:00"))

    assert steps(incident) == [(1, None, WHY)]
    assert lines(incident)[-1].endswith("where nobody stands; the support managers were told")
    assert list(told(incident)) == ["jo.lindqvist"]
    assert "somebody has to take it on" in told(incident)["jo.lindqvist"]


def test_an_agent_escalates_too_and_the_contact_hears_of_it(
    lumeon: Site, incident: Incident
) -> None:
    services.escalate(incident=incident, by=lumeon.agent, reason=WHY, at=london("11:00"))

    assert list(told(incident)) == ["priya.shah"]  # Marek did it himself


def test_premium_reaches_the_technical_account_manager_at_once(
    lumeon: Site, northgate: House
) -> None:
    staff(lumeon.vendor, "Luca Ferrari", Role.TECHNICAL_ACCOUNT_MANAGER)
    incident = raised(northgate)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))

    services.escalate(incident=incident, by=northgate.contact, reason=WHY, at=london("11:00"))

    assert set(told(incident)) == {"marek.nowak", "luca.ferrari"}
    said = "Northgate Hospitals is on Premium, so you hear of it at once."
    assert said in told(incident)["luca.ferrari"]


def test_other_tiers_have_no_fast_track(lumeon: Site, escalated: Incident) -> None:
    staff(lumeon.vendor, "Luca Ferrari", Role.TECHNICAL_ACCOUNT_MANAGER)

    higher(escalated, lumeon.house.contact, "12:00")

    assert "luca.ferrari" not in told(escalated)


def test_of_several_managers_the_first_holds_the_level_and_all_are_told(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    staff(lumeon.vendor, "Ann Second", Role.SUPPORT_MANAGER)

    higher(escalated, lumeon.house.contact, "12:00", "A day has gone by.")

    assert steps(escalated) == [
        (1, "Marek Nowak", WHY),
        (2, "Jo Lindqvist", "A day has gone by."),
    ]
    assert standing(escalated).level == 2
    assert set(told(escalated)) == {"jo.lindqvist", "ann.second"}
    assert lines(escalated)[-1] == (
        "Priya Shah took the escalation to level 2 (Technical support manager)"
    )


def test_who_is_no_manager_any_more_holds_no_level(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    Membership.objects.filter(pk=manager.pk).update(ended_at=london("11:30"))

    higher(escalated, lumeon.house.contact, "12:00")

    assert steps(escalated)[-1][:2] == (2, None)


def test_from_the_manager_on_only_the_vendor_goes_higher_before_there_is_a_missed_plan(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    higher(escalated, lumeon.house.contact, "12:00")
    sentence = (
        "From level 2 (Technical support manager) the next one is told when the rescue plan's "
        "time passes, not on request (LU-22). Write why it should be sooner: the vendor's support "
        "can take it there at any time."
    )

    with refused(sentence, code="not_on_request"):
        higher(escalated, lumeon.house.contact, "13:00")
    assert higher(escalated, manager, "13:00").level == 3


def test_the_last_level_is_the_last(lumeon: Site, manager: Membership, escalated: Incident) -> None:
    for time in ("12:00", "13:00", "14:00"):
        higher(escalated, manager, time)
    sentence = (
        "Level 4 (Chief Operating Officer) is the final point of escalation; there is none above "
        "it (LU-22). Write on the incident's page: whoever stands there reads it."
    )

    with refused(sentence, code="last_level"):
        higher(escalated, lumeon.house.contact, "15:00")


def test_it_is_escalated_once_at_a_time(lumeon: Site, escalated: Incident) -> None:
    sentence = (
        f"{escalated} is escalated already, to level 1 (Technical support incident owner). "
        "The next rung follows when the customer asks for it."
    )

    with refused(sentence, code="already"):
        services.escalate(
            incident=escalated, by=lumeon.house.contact, reason=WHY, at=london("12:00")
        )


def test_the_database_too_keeps_it_to_one(escalated: Incident) -> None:
    row = standing(escalated)
    row.pk = None

    with pytest.raises(IntegrityError, match="incidents_one_open"), transaction.atomic():
        row.save(force_insert=True)


def test_the_manager_ends_it_and_both_sides_are_told(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    services.end_escalation(
        incident=escalated, by=manager, reason="Target date agreed.", at=london("12:00")
    )

    row = Escalation.objects.get(incident=escalated)
    assert (row.ended_at, row.ended_by) == (london("12:00"), manager.person)
    assert row.ended_why == "Target date agreed."
    assert kinds(escalated)[-1] == "escalation_ended"
    assert lines(escalated)[-1] == "Jo Lindqvist ended the escalation"
    assert set(told(escalated)) == {"priya.shah", "marek.nowak"}


def test_after_the_end_it_can_be_escalated_anew(
    lumeon: Site, manager: Membership, escalated: Incident
) -> None:
    services.end_escalation(incident=escalated, by=manager, reason="Agreed.", at=london("12:00"))

    services.escalate(incident=escalated, by=lumeon.house.contact, reason=WHY, at=london("13:00"))

    assert standing(escalated).opened_at == london("13:00")
    assert Escalation.objects.count() == 2


def test_what_stands_on_no_level_goes_no_higher_and_needs_no_end(
    lumeon: Site, manager: Membership, incident: Incident
) -> None:
    sentence = f"{incident} is not escalated; it can be, while it is open."

    with refused(sentence, code="not_escalated"):
        higher(incident, lumeon.house.contact, "11:00")
    with refused(sentence, code="not_escalated"):
        services.end_escalation(incident=incident, by=manager, reason="So.", at=london("11:00"))


def test_closing_the_incident_ends_it(lumeon: Site, escalated: Incident) -> None:
    services.close(
        incident=escalated,
        by=lumeon.agent,
        reason="customer_request",
        words="",
        at=london("12:00"),
    )

    row = Escalation.objects.get(incident=escalated)
    assert (row.ended_at, row.ended_why) == (london("12:00"), "the incident was closed")
    assert kinds(escalated)[-2:] == ["closed", "escalation_ended"]
    assert lines(escalated)[-1] == "Sundial ended the escalation: the incident was closed"


def test_what_is_closed_is_not_escalated(lumeon: Site, incident: Incident) -> None:
    services.close(
        incident=incident, by=lumeon.agent, reason="customer_request", words="", at=london("12:00")
    )

    with refused(
        "You cannot escalate the incident now: it is closed; reopen it first.", code="not_now"
    ):
        services.escalate(
            incident=incident, by=lumeon.house.contact, reason=WHY, at=london("13:00")
        )


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR, Role.ACCOUNT_MANAGER])
def test_co_02_not_everybody_escalates(lumeon: Site, incident: Incident, role: Role) -> None:
    customer = lumeon.house.customer if role == Role.VIEWER else None
    by = MembershipFactory.create(vendor=lumeon.vendor, role=role, customer=customer)

    with pytest.raises(Refusal, match=f"As {role.label.lower()} you cannot escalate an incident"):
        services.escalate(incident=incident, by=by, reason=WHY, at=london("11:00"))


def test_co_02_those_whom_it_is_about_do_not_end_it(lumeon: Site, escalated: Incident) -> None:
    sentence = (
        "As agent you cannot end an escalation. This is done by: chief operating officer, "
        "support director, support manager."
    )

    with refused(sentence, code="not_allowed"):
        services.end_escalation(
            incident=escalated, by=lumeon.agent, reason="All is well.", at=london("12:00")
        )


def test_co_03_another_customers_contact_has_no_part_in_it(
    incident: Incident, northgate: House
) -> None:
    with refused("You have no part in this incident.", code="not_allowed"):
        services.escalate(incident=incident, by=northgate.contact, reason=WHY, at=london("11:00"))


@pytest.mark.parametrize(
    ("reason", "sentence", "code"),
    [
        (" \n", "Write a few words first: an empty message helps nobody.", "empty"),
        (
            "x" * 301,
            "That is 301 characters; a reason holds 300. Say the rest in a message.",
            "too_long",
        ),
    ],
)
def test_a_reason_is_given_in_a_few_words(
    lumeon: Site, incident: Incident, reason: str, sentence: str, code: str
) -> None:
    with refused(sentence, code=code):
        services.escalate(
            incident=incident, by=lumeon.house.contact, reason=reason, at=london("11:00")
        )


def test_where_the_agreement_has_no_ladder_nothing_is_escalated(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="functionality")

        with pytest.raises(Refusal, match="PatientIQ's agreement names no ladder of escalation"):
            services.escalate(
                incident=incident, by=patientiq.house.contact, reason=WHY, at=london("11:00")
            )
