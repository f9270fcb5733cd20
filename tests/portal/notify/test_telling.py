"""Telling people as they have chosen: inbox, mail, both, later, never (CO-08)."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, NotificationPreference, OutgoingMail
from portal.notify.preferring import Choice, choose, preference_of
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY

LATE = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # 23:30 in London
MORNING = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)


def telling(by: Membership, at: datetime = MONDAY, *, key: str = "k", **changes: Any) -> Telling:
    letter = Letter(
        vendor=by.vendor,
        key=key,
        recipient=by.person.email,
        subject="Yours",
        text="Hello",
        at=at,
        thread="incident-7",
    )
    said = {"topic": Topic.CONVERSATION, "title": "LUM-7 Letters", "said": "Marek replied."}
    return Telling(person=by.person, letter=letter, path="/x/", **(said | changes))


def told() -> tuple[int, int]:
    return Notification.objects.count(), OutgoingMail.objects.count()


def test_who_has_chosen_nothing_is_told_both_ways_at_once(lumeon: Site) -> None:
    tell([telling(lumeon.agent)])

    (row, mail) = Notification.objects.get(), OutgoingMail.objects.get()
    assert (row.person, row.read_at, row.at) == (lumeon.agent.person, None, MONDAY)
    assert (mail.next_try_at, mail.topic) == (MONDAY, "conversation")


def test_co_08_one_message_for_an_event_and_a_person(lumeon: Site) -> None:
    tell([telling(lumeon.agent), telling(lumeon.agent, topic=Topic.NOTES)])
    tell([telling(lumeon.agent, said="Again")])

    assert told() == (1, 1)


@pytest.mark.parametrize(
    ("off", "left"),
    [
        pytest.param({"mail_off": [Topic.CONVERSATION]}, (1, 0), id="no-mail"),
        pytest.param({"portal_off": [Topic.CONVERSATION]}, (0, 1), id="not-in-the-portal"),
        pytest.param({"mail_off": [Topic.PROGRESS]}, (1, 1), id="another-topic"),
    ],
)
def test_each_way_can_be_switched_off_by_topic(
    lumeon: Site, off: dict[str, list[Topic]], left: tuple[int, int]
) -> None:
    choose(by=lumeon.agent, choice=Choice(**off), at=MONDAY)  # type: ignore[arg-type]  # by name

    tell([telling(lumeon.agent)])

    assert told() == left


def test_the_most_severe_is_told_both_ways_whatever_was_chosen(lumeon: Site) -> None:
    everything = [topic for topic in Topic if not topic.is_always_told]
    choose(by=lumeon.agent, choice=Choice(mail_off=everything, portal_off=everything), at=MONDAY)

    tell([telling(lumeon.agent, is_urgent=True)])

    assert told() == (1, 1)


def test_what_somebody_waits_for_cannot_be_switched_off(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="somebody waits for you") as refused:
        choose(by=lumeon.agent, choice=Choice(mail_off=[Topic.QUESTIONS]), at=MONDAY)

    assert refused.value.code == "always_told"
    assert not NotificationPreference.objects.exists()


def quiet(by: Membership) -> None:
    choice = Choice(quiet_from=time(22), quiet_until=time(7), quiet_zone="Europe/London")
    choose(by=by, choice=choice, at=MONDAY)


def test_mail_waits_for_the_end_of_quiet_hours_and_the_inbox_does_not(lumeon: Site) -> None:
    quiet(lumeon.agent)

    tell([telling(lumeon.agent, LATE)])

    assert OutgoingMail.objects.get().next_try_at == MORNING
    assert Notification.objects.get().at == LATE


def test_the_most_severe_does_not_wait(lumeon: Site) -> None:
    quiet(lumeon.agent)

    tell([telling(lumeon.agent, LATE, is_urgent=True)])

    assert OutgoingMail.objects.get().next_try_at == LATE


def test_what_had_its_hour_chosen_does_not_wait_once_more(lumeon: Site) -> None:
    quiet(lumeon.agent)

    tell([telling(lumeon.agent, LATE, topic=Topic.WARNINGS, may_wait=False)])

    assert OutgoingMail.objects.get().next_try_at == LATE


def test_one_persons_quiet_is_not_anothers(lumeon: Site) -> None:
    quiet(lumeon.agent)

    tell([telling(lumeon.agent, LATE), telling(lumeon.administrator, LATE)])

    rows = OutgoingMail.objects.order_by("next_try_at").values_list("recipient", "next_try_at")
    assert list(rows) == [
        (lumeon.administrator.person.email, LATE),
        (lumeon.agent.person.email, MORNING),
    ]


@pytest.mark.parametrize(
    ("hours", "sentence", "code"),
    [
        ({"quiet_from": time(22)}, "both ends", "half_quiet"),
        ({"quiet_until": time(7)}, "both ends", "half_quiet"),
        (
            {"quiet_from": time(7), "quiet_until": time(7), "quiet_zone": "UTC"},
            "never end",
            "no_quiet",
        ),
        (
            {"quiet_from": time(22), "quiet_until": time(7), "quiet_zone": "Moon/Base"},
            "zone",
            "no_such_zone",
        ),
    ],
)
def test_quiet_hours_are_whole(
    lumeon: Site, hours: dict[str, Any], sentence: str, code: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        choose(by=lumeon.agent, choice=Choice(**hours), at=MONDAY)

    assert refused.value.code == code


def test_the_database_too_keeps_quiet_hours_whole(lumeon: Site) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NotificationPreference.objects.create(
            vendor=lumeon.vendor, person=lumeon.agent.person, quiet_from=time(22)
        )


def test_a_choice_replaces_the_one_before(lumeon: Site) -> None:
    quiet(lumeon.agent)
    choose(by=lumeon.agent, choice=Choice(mail_off=[Topic.NOTES]), at=MONDAY)

    kept = preference_of(lumeon.agent)
    assert (kept.quiet, kept.mail_off) == (None, ["notes"])
    assert NotificationPreference.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_three_people_cost_as_many_questions_as_one(
    lumeon: Site, django_assert_num_queries: Any, count: int
) -> None:
    people = [lumeon.agent, lumeon.administrator, lumeon.house.contact][:count]

    with django_assert_num_queries(3):  # what they chose, inboxes, mail
        tell([telling(one) for one in people])


def test_telling_nobody_asks_nothing(lumeon: Site, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        tell([])


def test_long_words_are_cut_and_not_refused(lumeon: Site) -> None:
    tell([telling(lumeon.agent, title="x" * 300, said="y" * 900)])

    row = Notification.objects.get()
    assert (len(row.title), len(row.said)) == (200, 400)
