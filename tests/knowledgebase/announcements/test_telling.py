"""Who is told of an announcement: each once, as they chose, and nothing that has lapsed (CO-08)."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail

from knowledgebase.announcements.services import (
    publish,
    publish_due,
    save,
    start,
    take_into_draft,
    withdraw,
)
from knowledgebase.models import Announcement, AnnouncementStep
from knowledgebase.tasks import publish_announcements
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, NotificationPreference, OutgoingMail
from portal.notify.services import send_due
from portal.notify.topics import Topic
from portal.tenancy.models import Membership
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.announcements.board import announced, draft, out, titles

LATER = MONDAY + timedelta(hours=1)


def told() -> list[str]:
    """Return to whom mail about announcements is written, sent or not."""
    rows = OutgoingMail.objects.filter(topic=Topic.ANNOUNCEMENTS)
    return sorted(rows.values_list("recipient", flat=True))


def news() -> list[str]:
    rows = Notification.objects.filter(topic=Topic.ANNOUNCEMENTS)
    return sorted(rows.values_list("person__email", flat=True))


def test_lu_28_people_are_told_once_by_inbox_and_mail_as_they_chose(
    lumeon: Site, mona: Membership, vera: Membership, northgate: House
) -> None:
    NotificationPreference.objects.create(
        vendor=lumeon.vendor, person=vera.person, mail_off=[Topic.ANNOUNCEMENTS]
    )
    NotificationPreference.objects.create(
        vendor=lumeon.vendor, person=northgate.contact.person, portal_off=[Topic.ANNOUNCEMENTS]
    )
    out(mona)

    priya, nora = lumeon.house.contact.person.email, northgate.contact.person.email
    assert told() == sorted([priya, nora])
    assert news() == sorted([priya, vera.person.email])
    assert publish_due(at=LATER) == 0
    assert len(told()) == 2


@pytest.mark.parametrize("is_open", [False, True])
def test_pq_12_mail_says_what_only_where_the_vendor_lets_it(
    lumeon: Site, mona: Membership, *, is_open: bool
) -> None:
    lumeon.vendor.phi_mode = not is_open
    lumeon.vendor.save(update_fields=["phi_mode"])
    row = out(mona, text="Look at the **menu**. " * 200)
    send_due(at=MONDAY)

    (letter,) = mail.outbox
    body = str(letter.body)
    assert f"/lumeon/announcements/{row.pk}/" in body
    assert ("quicker" in letter.subject) is is_open
    assert ("menu" in body) is is_open
    assert ("[…]" in body) is is_open
    assert len(body) < 2_500


def test_it_goes_out_at_its_hour_once_though_workers_wake_late_and_often(
    lumeon: Site, mona: Membership
) -> None:
    row = draft(mona)
    publish(by=mona, announcement=row, known=1, on=LATER, at=MONDAY)
    assert publish_due(at=LATER - timedelta(seconds=1)) == 0
    assert (titles(lumeon.house.contact), told()) == ([], [])

    late = LATER + timedelta(hours=3)
    assert (publish_due(at=late), publish_due(at=late)) == (1, 0)
    row = Announcement.objects.get(pk=row.pk)
    assert (row.state, row.published_at, row.publish_at) == ("published", LATER, None)
    assert told() == [lumeon.house.contact.person.email]
    assert [one.kind for one in row.steps.all()] == ["go_live", "schedule", "save"]
    step = AnnouncementStep.objects.get(kind="go_live")
    assert (step.by, step.at) == (None, LATER)
    assert AuditEvent.objects.filter(verb="announcement published as scheduled").count() == 1


def test_the_task_publishes_for_every_vendor(lumeon: Site, mona: Membership) -> None:
    row = draft(mona)
    publish(by=mona, announcement=row, known=1, on=LATER, at=MONDAY)

    assert publish_announcements() == 1
    assert Announcement.objects.get().state == "published"


def test_what_was_taken_back_does_not_go_out(lumeon: Site, mona: Membership) -> None:
    row = draft(mona)
    publish(by=mona, announcement=row, known=1, on=LATER, at=MONDAY)
    with pytest.raises(Refusal, match="waits for its hour"):
        save(by=mona, announcement=row, said=announced("Else"), known=1, at=MONDAY)
    take_into_draft(by=mona, announcement=row, known=1, at=MONDAY)

    assert publish_due(at=LATER) == 0
    assert titles(lumeon.house.contact) == []


def test_a_correction_is_shown_and_mailed_to_nobody_again_but_to_newcomers(
    lumeon: Site, mona: Membership, northgate: House
) -> None:
    row = out(mona, meant="tiers", tiers=("essentials",))
    priya, nora = lumeon.house.contact.person.email, northgate.contact.person.email
    send_due(at=MONDAY)
    assert (told(), len(mail.outbox)) == ([priya], 1)

    wider = announced("Printing is quicker from Friday")
    with pytest.raises(Refusal, match="Say what you changed"):
        save(by=mona, announcement=row, said=wider, known=1, at=LATER)
    row = save(by=mona, announcement=row, said=wider, known=1, words="The day", at=LATER)

    assert (row.edited_at, row.changed_at, row.published_at) == (LATER, LATER, MONDAY)
    assert titles(northgate.contact) == ["Printing is quicker from Friday"]
    assert told() == sorted([priya, nora])
    send_due(at=LATER)
    assert [one.to for one in mail.outbox] == [[priya], [nora]]
    same = save(by=mona, announcement=row, said=wider, known=2, words="Nothing", at=LATER)
    assert same.newest.number == 2


@pytest.fixture
def asleep(lumeon: Site) -> datetime:
    """Priya's quiet hours, in which it is published; return when they end."""
    NotificationPreference.objects.create(
        vendor=lumeon.vendor,
        person=lumeon.house.contact.person,
        quiet_from=time(9),
        quiet_until=time(14),
        quiet_zone="Europe/London",
    )
    return MONDAY.replace(hour=14)


def test_mail_that_waits_for_the_morning_says_what_holds_then(
    lumeon: Site, mona: Membership, asleep: datetime
) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    row = out(mona)
    send_due(at=LATER)
    assert not mail.outbox
    said = announced("On Friday")
    save(by=mona, announcement=row, said=said, known=1, words="The day", at=LATER)

    send_due(at=asleep)
    assert [one.subject for one in mail.outbox] == ["Service news: On Friday"]


def test_what_is_withdrawn_leaves_outbox_and_inboxes(
    lumeon: Site, mona: Membership, asleep: datetime
) -> None:
    row = out(mona)
    with pytest.raises(Refusal, match="Say why"):
        withdraw(by=mona, announcement=row, known=1, words=" ", at=LATER)
    withdraw(by=mona, announcement=row, known=1, words="A mistake.", at=LATER)

    send_due(at=asleep)
    assert (mail.outbox, told(), news()) == ([], [], [])
    with pytest.raises(Refusal, match="is withdrawn"):
        publish(by=mona, announcement=row, known=1, at=LATER)


def test_only_those_who_announce_do_and_nobody_overwrites_another(
    lumeon: Site, mona: Membership
) -> None:
    with pytest.raises(Refusal, match="As agent you cannot write and publish announcements"):
        start(by=lumeon.agent, said=announced(), at=MONDAY)
    row = draft(mona)
    save(by=lumeon.administrator, announcement=row, said=announced("Ada's"), known=1, at=MONDAY)

    with pytest.raises(Refusal, match="Ada Obi has written revision 2"):
        publish(by=mona, announcement=row, known=1, at=MONDAY)
    for hour in (MONDAY, MONDAY + timedelta(days=367)):
        with pytest.raises(Refusal, match="within a year"):
            publish(by=mona, announcement=row, known=2, on=hour, at=MONDAY)
