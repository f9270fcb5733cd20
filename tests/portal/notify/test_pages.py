"""The inbox, the bell, one's preferences, and what mail may carry, as people see them (CO-08)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services
from incidents.models import Incident
from portal.audit.models import AuditEvent
from portal.notify import inbox
from portal.notify.models import Notification, NotificationPreference
from portal.notify.tasks import forget_read
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.factories import MONDAY

INBOX = "/lumeon/notifications/"
PREFERENCES = f"{INBOX}preferences/"
MAIL = f"{INBOX}mail/"
BOTH = {f"{way}_{topic.value}": "on" for way in ("mail", "portal") for topic in Topic}


@pytest.fixture
def priya(lumeon: Site) -> Client:
    return signed_in(lumeon.house.contact.person)


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def news(site: Site, count: int = 1) -> Incident:
    """An incident of Priya's with so many replies."""
    incident = raised(site.house)
    for number in range(count):
        at = MONDAY + timedelta(minutes=number + 1)
        services.reply(incident=incident, by=site.agent, text="We look.", at=at)
    return incident


def unread(membership: Membership) -> int:
    return inbox.unread_count([membership])


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_inbox_shows_what_a_person_was_told_the_newest_first(
    lumeon: Site, priya: Client
) -> None:
    incident = news(lumeon)

    page = text(priya.get(INBOX))

    assert page.index("Marek Nowak replied.") < page.index("We have received your report")
    assert f'href="/lumeon/incidents/{incident}/"' in page
    assert 'aria-label="Notifications: 2 unread"' in page


def test_an_empty_inbox_says_when_something_turns_up(lumeon: Site, priya: Client) -> None:
    page = text(priya.get(INBOX))

    assert "Nothing yet" in page
    assert 'aria-label="Notifications"' in page
    assert "Nothing unread" in text(priya.get(f"{INBOX}?show=unread"))


def test_opening_the_incident_marks_its_news_read_and_nobody_elses(
    lumeon: Site, priya: Client
) -> None:
    incident, other = news(lumeon), raised(lumeon.house)
    services.answer(
        incident=incident, by=lumeon.house.contact, text="Ok.", at=MONDAY + timedelta(hours=1)
    )

    priya.head(f"/lumeon/incidents/{incident}/")
    assert unread(lumeon.house.contact) == 3

    page = text(priya.get(f"/lumeon/incidents/{incident}/"))

    assert 'aria-label="Notifications: 1 unread"' in page
    left = Notification.objects.filter(person=lumeon.house.contact.person).unread()
    assert [row.thread for row in left] == [f"incident-{other.pk}"]


def test_one_is_marked_read_by_itself(lumeon: Site, priya: Client) -> None:
    news(lumeon)
    row = Notification.objects.filter(person=lumeon.house.contact.person).latest("pk")

    answer = priya.post(f"{INBOX}{row.pk}/reading/")

    assert (answer.status_code, answer["Location"]) == (302, INBOX)
    row.refresh_from_db()
    assert row.read_at is not None
    assert unread(lumeon.house.contact) == 1


def test_all_marks_what_was_shown_and_not_what_came_since(lumeon: Site, priya: Client) -> None:
    incident = news(lumeon)
    shown = Notification.objects.latest("pk").pk
    services.reply(incident=incident, by=lumeon.agent, text="More.", at=MONDAY + timedelta(hours=1))

    priya.post(f"{INBOX}reading/", {"up_to": shown})

    assert unread(lumeon.house.contact) == 1


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 40, "१"])
def test_nonsense_marks_nothing(lumeon: Site, priya: Client, up_to: str) -> None:
    news(lumeon)

    assert priya.post(f"{INBOX}reading/", {"up_to": up_to}).status_code == 302
    assert unread(lumeon.house.contact) == 2


def test_co_03_nobody_elses_notifications_can_be_seen_or_marked(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    news(lumeon)
    row = Notification.objects.latest("pk")

    for outsider in (northgate.contact, lumeon.administrator):
        client = signed_in(outsider.person)
        assert client.post(f"{INBOX}{row.pk}/reading/").status_code == 404
        assert "Marek Nowak replied" not in text(client.get(INBOX))
    assert signed_in(patientiq.house.contact.person).get(INBOX).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.parametrize("path", [INBOX, "/lumeon/"])
def test_a_full_inbox_costs_as_many_questions_as_one_row(
    lumeon: Site, priya: Client, path: str
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert priya.get(path).status_code == 200
        return len(asked)

    incident = raised(lumeon.house)
    questions()  # the first look of all writes down when the session was seen
    first = questions()
    for minute in (1, 2):
        at = MONDAY + timedelta(minutes=minute)
        services.reply(incident=incident, by=lumeon.agent, text="We look.", at=at)

    assert questions() == first


def test_the_bell_counts_to_99(lumeon: Site) -> None:
    row = Notification(
        vendor=lumeon.vendor, person=lumeon.agent.person, topic="notes", at=MONDAY, path="/"
    )
    Notification.objects.bulk_create(
        Notification(
            vendor=row.vendor, person=row.person, topic="notes", at=MONDAY, path="/", key=f"k{n}"
        )
        for n in range(105)
    )

    page = text(signed_in(lumeon.agent.person).get(INBOX))

    assert "Notifications: 99+ unread" in page
    assert "Page 1 of 4" in page


def test_what_was_read_long_ago_is_forgotten_and_unread_stays(
    lumeon: Site, settings: object
) -> None:
    news(lumeon)
    old, kept = Notification.objects.order_by("pk")[:2]
    old.read_at = MONDAY
    old.save(update_fields=["read_at"])

    assert inbox.forget_read(at=MONDAY + timedelta(days=90)) == 0
    assert inbox.forget_read(at=MONDAY + timedelta(days=90, seconds=1)) == 1
    assert list(Notification.objects.all()) == [kept]
    assert forget_read() == 0


def test_a_person_chooses_by_boxes(lumeon: Site, priya: Client) -> None:
    typed = {key: value for key, value in BOTH.items() if key != "mail_progress"}

    answer = priya.post(PREFERENCES, typed | {"quiet_from": "22:00", "quiet_until": "07:00",
                                              "quiet_zone": "Europe/London"})  # fmt: skip

    assert answer.status_code == 302
    kept = NotificationPreference.objects.get()
    assert (kept.person, kept.mail_off, kept.portal_off) == (
        lumeon.house.contact.person,
        ["progress"],
        [],
    )
    assert kept.quiet is not None
    page = text(priya.get(PREFERENCES))
    assert 'value="22:00"' in page
    assert AuditEvent.objects.filter(verb="notification preferences changed").count() == 1


def test_contacts_are_not_offered_what_only_staff_is_told(lumeon: Site, priya: Client) -> None:
    staff = text(signed_in(lumeon.agent.person).get(PREFERENCES))

    assert "Internal notes" in staff
    assert "Internal notes" not in text(priya.get(PREFERENCES))


def test_what_cannot_be_switched_off_stays_on_whatever_is_posted(
    lumeon: Site, priya: Client
) -> None:
    assert priya.post(PREFERENCES, {}).status_code == 302

    kept = NotificationPreference.objects.get()
    assert kept.is_mailed(Topic.QUESTIONS)
    assert not kept.is_mailed(Topic.CONVERSATION)


def test_half_quiet_hours_are_refused_and_nothing_typed_is_lost(
    lumeon: Site, priya: Client
) -> None:
    answer = priya.post(PREFERENCES, {"quiet_from": "22:15", "mail_progress": "on"})

    assert answer.status_code == 409
    assert "Quiet hours need both ends" in text(answer)
    assert 'value="22:15"' in text(answer)
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"quiet_from": "25:00", "quiet_until": "07:00", "quiet_zone": "UTC"},
        {"quiet_from": "22:00", "quiet_until": "07:00", "quiet_zone": "Moon/Base"},
        {"quiet_from": "\x00", "quiet_until": "07:00", "quiet_zone": "UTC"},
    ],
)
def test_what_is_no_time_or_zone_is_said_beside_its_field(
    lumeon: Site, priya: Client, typed: dict[str, str]
) -> None:
    answer = priya.post(PREFERENCES, typed)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer)


def test_pq_12_the_administrator_lets_text_travel_only_by_confirming_it(
    lumeon: Site, ada: Client
) -> None:
    refused = ada.post(MAIL, {"contents": "text"})

    assert refused.status_code == 409
    assert "Confirm that mail may carry" in text(refused)
    assert Vendor.objects.get(slug="lumeon").phi_mode

    assert ada.post(MAIL, {"contents": "text", "confirmed": "on"}).status_code == 302

    assert not Vendor.objects.get(slug="lumeon").phi_mode
    said = AuditEvent.objects.get(verb="mail contents changed")
    assert (said.actor, said.before, said.after) == (
        lumeon.administrator.person,
        {"phi_mode": True},
        {"phi_mode": False},
    )


def test_pq_12_the_way_back_needs_no_confirmation(lumeon: Site, ada: Client) -> None:
    ada.post(MAIL, {"contents": "text", "confirmed": "on"})

    assert ada.post(MAIL, {"contents": "links"}).status_code == 302
    assert Vendor.objects.get(slug="lumeon").phi_mode


def test_what_is_so_already_is_said(lumeon: Site, ada: Client) -> None:
    answer = ada.post(MAIL, {"contents": "links"})

    assert answer.status_code == 409
    assert "It is so already" in text(answer)


def test_every_vendor_begins_with_links_only_pq_12(lumeon: Site) -> None:
    assert all(vendor.phi_mode for vendor in Vendor.objects.all())


def test_nobody_else_finds_the_page_of_what_mail_carries(lumeon: Site, priya: Client) -> None:
    assert priya.post(MAIL, {"contents": "text", "confirmed": "on"}).status_code == 404
    with vendor_scope(lumeon.vendor):
        assert Vendor.objects.get(slug="lumeon").phi_mode
