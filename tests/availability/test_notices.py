"""Reminding of customers who have yet to be told; notices that nobody switches off (HR-03)."""

from datetime import timedelta

from django.core import mail

from availability.domain.policy import Kind
from availability.services import planning, reminding
from portal.notify.models import Notification, NotificationPreference
from portal.notify.services import send_due
from portal.notify.topics import Topic
from tests.availability.test_maintenance import MINUTE, PACIFIC, TUESDAY, at, planned
from tests.availability.world import World

HOUR = timedelta(hours=1)


def reminded(world: World) -> list[str]:
    rows = Notification.objects.filter(person=world.agent.person, topic=Topic.WARNINGS)
    return list(rows.order_by("pk").values_list("said", flat=True))


def test_the_planner_is_reminded_once_a_day_before_notice_is_due(roster: World) -> None:
    start = at("2026-09-12 23:00", PACIFIC)
    deadline = start - 48 * HOUR
    planned(roster, start, minutes=20, tells=False)

    assert reminding.remind(at=deadline - 25 * HOUR) == 0
    assert reminding.remind(at=deadline - 23 * HOUR) == 1
    assert reminding.remind(at=deadline - 22 * HOUR) == 1
    assert reminding.remind(at=deadline) == 0

    (said,) = reminded(roster)
    assert said.startswith("Not told yet: ")
    assert "Elm Street Physio" in said


def test_nobody_is_reminded_of_customers_whose_mail_is_on_its_way(roster: World) -> None:
    start = at("2026-09-12 23:00", PACIFIC)
    planned(roster, start, minutes=20)

    assert reminding.remind(at=start - 49 * HOUR) == 0


def test_business_days_end_with_the_local_day(piq: World) -> None:
    planned(piq, at("2026-09-15 23:00"), tells=False)

    assert reminding.remind(at=at("2026-09-08 23:59")) == 1
    assert reminding.remind(at=at("2026-09-09 00:00")) == 0


def test_emergency_work_is_reminded_of_half_an_hour_before_contact_is_due(piq: World) -> None:
    begins = at("2026-09-08 12:30")
    work = planned(piq, begins, tells=False, kind=Kind.EMERGENCY)
    planning.begin_work(by=piq.agent, maintenance=work, at=begins)

    assert reminding.remind(at=begins + 29 * MINUTE) == 0
    assert reminding.remind(at=begins + 31 * MINUTE) == 1


def test_a_notice_cannot_be_switched_off_and_waits_for_no_quiet_hours(piq: World) -> None:
    NotificationPreference.objects.create(
        vendor=piq.site.vendor,
        person=piq.contact.person,
        mail_off=[Topic.CONTRACTS],
        quiet_from=TUESDAY.time(),
        quiet_until=(TUESDAY + HOUR).time(),
        quiet_zone="UTC",
    )
    planned(piq, at("2026-09-15 23:00"))

    send_due(at=TUESDAY)

    assert piq.contact.person.email in {one for letter in mail.outbox for one in letter.to}
