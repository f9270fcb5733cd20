"""What is owed on the levels of a ladder: kept, reminded of, and what a missed plan does (LU-22).

Essentials in London: a day is 09:00 to 17:30, 8.5 hours; a business day is that long.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest

from incidents import services
from incidents.models import Escalation, EscalationDuty, EscalationStep, Incident, RescuePlan
from incidents.queries import story
from incidents.tasks import tell_of_all_duties
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site, raised, staff
from tests.incidents.watching import assert_stored_as_read, kinds, london, refused

WHY = "The clinic opens on Thursday and nobody has said when it will work."
PLAN = "Ann restores the index, Marek watches the first print run."


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    """Marek's, and on the first level since eleven on Monday."""
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=london("10:05"))
    services.escalate(incident=incident, by=lumeon.house.contact, reason=WHY, at=london("11:00"))
    return incident


@pytest.fixture
def with_manager(lumeon: Site, manager: Membership, incident: Incident) -> Incident:
    """On the second level, Jo's, since noon on Monday."""
    services.next_rung(
        incident=incident, by=lumeon.house.contact, reason="Nobody called.", at=london("12:00")
    )
    return incident


def agree(incident: Incident, by: Membership, at: str, **changes: Any) -> RescuePlan:
    said: dict[str, Any] = {
        "text": PLAN,
        "target_at": london("2026-03-04 12:00"),
        "agreed_with": "Priya Shah",
        "updates_every": 4,
    }
    return services.plan_rescue(incident=incident, by=by, at=london(at), **(said | changes))


def owed(incident: Incident) -> dict[str, datetime | None]:
    rows = EscalationDuty.objects.open().filter(escalation__incident=incident)
    return {row.kind: row.due_at for row in rows}


def done(incident: Incident) -> list[tuple[str, str, datetime]]:
    rows = EscalationDuty.objects.filter(escalation__incident=incident, met_at__isnull=False)
    return [
        (r.kind, r.met_by.name, r.met_at)
        for r in rows.order_by("met_at", "kind")
        if r.met_by and r.met_at
    ]


def mails(incident: Incident, turn: str) -> list[str]:
    rows = OutgoingMail.objects.filter(key__startswith="duty-", key__endswith=turn)
    return sorted(row.recipient.partition("@")[0] for row in rows)


def test_on_the_first_level_the_owner_owes_a_contact_and_timescales_within_a_business_day(
    incident: Incident,
) -> None:
    by = london("2026-03-03 11:00")

    assert owed(incident) == {"contact": by, "plan": by}


def test_the_owners_reply_is_the_contact(lumeon: Site, incident: Incident) -> None:
    services.reply(incident=incident, by=lumeon.agent, text="We look.", at=london("14:00"))

    assert done(incident) == [("contact", "Marek Nowak", london("14:00"))]
    assert owed(incident) == {"plan": london("2026-03-03 11:00")}


def test_the_reply_of_somebody_who_does_not_stand_there_is_not_the_owners_contact(
    lumeon: Site, incident: Incident
) -> None:
    other = staff(lumeon.vendor, "Ines Rocha", Role.AGENT)

    services.reply(incident=incident, by=other, text="We look.", at=london("14:00"))

    assert "contact" in owed(incident)


def test_whoever_stands_higher_keeps_it_too(manager: Membership, incident: Incident) -> None:
    services.reply(incident=incident, by=manager, text="I look myself.", at=london("14:00"))

    assert "contact" not in owed(incident)


def test_the_next_level_owes_anew_and_the_one_below_nothing_any_more(
    with_manager: Incident,
) -> None:
    by = london("2026-03-03 12:00")

    assert owed(with_manager) == {"contact": by, "plan": by}
    dropped = EscalationDuty.objects.filter(dropped_at=london("12:00"))
    assert sorted(dropped.values_list("level", "kind")) == [(1, "contact"), (1, "plan")]


def test_an_agreed_plan_is_the_contact_and_the_plan_and_owes_what_it_says(
    manager: Membership, with_manager: Incident
) -> None:
    plan = agree(with_manager, manager, "14:00")

    assert [(kind, who) for kind, who, _ in done(with_manager)] == [
        ("contact", "Jo Lindqvist"),
        ("plan", "Jo Lindqvist"),
    ]
    assert owed(with_manager) == {
        "update": london("2026-03-03 09:30"),  # 14:00 to 17:30, and half an hour
        "target": london("2026-03-04 12:00"),
    }
    assert (plan.level, plan.by, plan.message.text) == (2, manager.person, PLAN)


def test_the_customer_reads_the_plan_in_the_conversation(
    manager: Membership, with_manager: Incident
) -> None:
    agree(with_manager, manager, "14:00")

    entry = story(Incident.objects.get(pk=with_manager.pk), for_staff=False)[-1]
    assert entry.line == (
        "Jo Lindqvist agreed a plan with Priya Shah: resolved by Wed 4 Mar 2026 12:00 GMT, "
        "an update every 4 service hours"
    )
    assert entry.message is not None
    assert entry.message.text == PLAN


def test_an_update_by_anybody_of_the_vendor_counts_and_the_next_is_counted_from_it(
    lumeon: Site, manager: Membership, with_manager: Incident
) -> None:
    agree(with_manager, manager, "14:00")

    services.reply(incident=with_manager, by=lumeon.agent, text="Half done.", at=london("16:30"))

    assert owed(with_manager)["update"] == london("2026-03-03 12:00")
    assert ("update", "Marek Nowak", london("16:30")) in done(with_manager)


def test_a_note_is_no_update(lumeon: Site, manager: Membership, with_manager: Incident) -> None:
    agree(with_manager, manager, "14:00")

    services.add_note(incident=with_manager, by=lumeon.agent, text="Half done.", at=london("16:30"))

    assert owed(with_manager)["update"] == london("2026-03-03 09:30")


def test_updates_at_agreed_times_follow_one_another_and_end(
    lumeon: Site, manager: Membership, with_manager: Incident
) -> None:
    times = [london("2026-03-03 10:00"), london("16:00")]
    agree(with_manager, manager, "14:00", updates_every=None, updates_at=times)

    assert owed(with_manager)["update"] == london("16:00")
    services.reply(incident=with_manager, by=manager, text="One.", at=london("15:50"))
    assert owed(with_manager)["update"] == london("2026-03-03 10:00")
    services.reply(incident=with_manager, by=manager, text="Two.", at=london("2026-03-03 10:30"))
    assert "update" not in owed(with_manager)


def test_a_new_plan_replaces_the_old_one(manager: Membership, with_manager: Incident) -> None:
    agree(with_manager, manager, "14:00")

    agree(with_manager, manager, "15:00", target_at=london("2026-03-05 12:00"), updates_every=2)

    assert owed(with_manager) == {
        "update": london("17:00"),
        "target": london("2026-03-05 12:00"),
    }


def test_a_solution_keeps_the_plan_and_one_that_does_not_hold_opens_it_again(
    lumeon: Site, manager: Membership, with_manager: Incident
) -> None:
    agree(with_manager, manager, "14:00")
    services.provide_solution(
        incident=with_manager, by=lumeon.agent, text="Restored.", at=london("16:00")
    )
    assert owed(with_manager) == {}

    services.reject_solution(
        incident=with_manager, by=lumeon.house.contact, text="No.", at=london("17:00")
    )

    assert owed(with_manager) == {
        "update": london("2026-03-03 12:30"),
        "target": london("2026-03-04 12:00"),
    }


def test_the_holder_is_reminded_while_a_quarter_is_left_and_told_once_when_it_is_over(
    incident: Incident,
) -> None:
    tell_of_all_duties(at=london("17:22:30"))
    assert mails(incident, "before") == []

    for _ in range(2):
        tell_of_all_duties(at=london("2026-03-03 10:00"))
    assert mails(incident, "before") == ["marek.nowak", "marek.nowak"]  # contact and plan
    for _ in range(2):
        tell_of_all_duties(at=london("2026-03-03 11:00:01"))
    assert mails(incident, "over") == ["marek.nowak", "marek.nowak"]


def test_a_day_used_to_the_second_is_not_over(incident: Incident) -> None:
    tell_of_all_duties(at=london("2026-03-03 11:00"))

    assert mails(incident, "over") == []


def test_the_managers_hear_of_what_is_overdue(manager: Membership, incident: Incident) -> None:
    tell_of_all_duties(at=london("2026-03-03 12:00"))

    assert set(mails(incident, "over")) == {"marek.nowak", "jo.lindqvist"}


def test_what_was_written_does_not_travel_by_mail_pq_12(
    manager: Membership, with_manager: Incident
) -> None:
    agree(with_manager, manager, "14:00")
    tell_of_all_duties(at=london("2026-03-04 11:00"))

    texts = OutgoingMail.objects.values_list("text", flat=True)
    assert texts
    assert not [text for text in texts if PLAN in text or WHY in text]


def test_a_plan_whose_target_passes_leads_to_the_next_level_by_itself(
    lumeon: Site, manager: Membership, with_manager: Incident
) -> None:
    staff(lumeon.vendor, "Sam Director", Role.SUPPORT_DIRECTOR)
    agree(with_manager, manager, "14:00")

    tell_of_all_duties(at=london("2026-03-04 12:00"))
    assert Escalation.objects.get(incident=with_manager).level == 2
    tell_of_all_duties(at=london("2026-03-04 12:00:01"))

    assert Escalation.objects.get(incident=with_manager).level == 3
    step = EscalationStep.objects.get(level=3)
    why = "the plan's target of Wed 4 Mar 2026 12:00 GMT passed"
    assert (step.holder.name if step.holder else "", step.why) == ("Sam Director", why)
    entry = story(Incident.objects.get(pk=with_manager.pk), for_staff=False)[-1]
    assert entry.line == (
        f"Sundial took the escalation to level 3 (Technical support director): {why}"
    )
    # The director owes a plan of their own, without a figure; the customer's updates go on.
    assert owed(with_manager) == {
        "contact": None,
        "plan": None,
        "update": london("2026-03-03 09:30"),
    }


def test_a_second_look_leads_no_higher(manager: Membership, with_manager: Incident) -> None:
    agree(with_manager, manager, "14:00")

    for _ in range(3):
        tell_of_all_duties(at=london("2026-03-05 12:00"))

    assert Escalation.objects.get(incident=with_manager).level == 3
    assert kinds(with_manager).count("escalation_moved") == 2


def test_a_late_look_loses_nothing_and_resolved_in_between_is_resolved(
    lumeon: Site, manager: Membership, with_manager: Incident
) -> None:
    agree(with_manager, manager, "14:00")
    services.provide_solution(
        incident=with_manager, by=lumeon.agent, text="Done.", at=london("2026-03-04 12:30")
    )

    tell_of_all_duties(at=london("2026-03-04 13:00"))

    assert Escalation.objects.get(incident=with_manager).level == 2


def test_from_the_first_level_a_missed_target_is_told_and_leads_nowhere_by_itself(
    lumeon: Site, incident: Incident
) -> None:
    agree(incident, lumeon.agent, "14:00")

    tell_of_all_duties(at=london("2026-03-05 12:00"))

    assert Escalation.objects.get(incident=incident).level == 1
    assert mails(incident, "over").count("marek.nowak") == 2  # an update, and the target


def test_closing_and_ending_drop_what_is_owed(
    lumeon: Site, manager: Membership, with_manager: Incident
) -> None:
    agree(with_manager, manager, "14:00")

    services.end_escalation(
        incident=with_manager, by=manager, reason="All agreed.", at=london("15:00")
    )

    assert owed(with_manager) == {}
    assert tell_of_all_duties(at=london("2026-03-09 12:00")) == 0


def test_no_clock_hears_of_a_plan(manager: Membership, with_manager: Incident) -> None:
    agree(with_manager, manager, "14:00")

    assert_stored_as_read(with_manager)


@pytest.mark.parametrize(
    ("changes", "sentence", "code"),
    [
        (
            {"target_at": london("13:00")},
            "The plan's target lies in the past; name a time to come.",
            "target",
        ),
        (
            {"agreed_with": " \x00 "},
            "Say with whom at the customer the plan was agreed.",
            "agreed_with",
        ),
        (
            {"updates_every": None},
            (
                "Say how the customer is kept informed: every so many hours, or at the times "
                "agreed; one of the two."
            ),
            "rhythm",
        ),
        (
            {"text": " "},
            "Write a few words first: an empty message helps nobody.",
            "empty",
        ),
    ],
)
def test_a_plan_that_cannot_be_kept_to_is_refused(
    manager: Membership,
    with_manager: Incident,
    changes: dict[str, Any],
    sentence: str,
    code: str,
) -> None:
    with refused(sentence, code=code):
        agree(with_manager, manager, "14:00", **changes)


def test_a_plan_belongs_to_an_escalation(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    sentence = f"{incident} is not escalated; a rescue plan belongs to an escalation (LU-22)."

    with refused(sentence, code="not_escalated"):
        agree(incident, lumeon.agent, "14:00")


def test_customers_make_no_plans(lumeon: Site, with_manager: Incident) -> None:
    sentence = (
        "As technical contact you cannot agree a rescue plan. This is done by: agent, "
        "chief operating officer, support director, support manager, technical account manager."
    )

    with refused(sentence, code="not_allowed"):
        agree(with_manager, lumeon.house.contact, "14:00")


@pytest.mark.parametrize("count", [1, 3])
def test_the_look_asks_the_same_few_questions_when_nothing_is_due(
    lumeon: Site,
    incident: Incident,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    count: int,
) -> None:
    for _ in range(count - 1):
        other = raised(lumeon.house, at=london("11:00"))
        services.escalate(incident=other, by=lumeon.house.contact, reason=WHY, at=london("11:00"))

    with django_assert_num_queries(3):  # a savepoint around one question
        services.take_duties(at=london("11:30"))
