"""Who hears of an incident: each once, as what they are today, what may travel (CO-08)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from incidents import services
from incidents.mailout.words import quoted
from incidents.models import Incident, Mention, Watching
from portal.notify.models import Notification, OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, raised, staff
from tests.factories import MONDAY, MembershipFactory, PersonFactory

LATER = MONDAY + timedelta(minutes=5)
REPLY = 22  # lock, message, station, event, clocks; people, what they chose, inboxes, mail


@pytest.fixture
def tom(lumeon: Site) -> Membership:
    """A colleague of Marek's."""
    return staff(lumeon.vendor, "Tom Whitlock", Role.AGENT, "L2")


def watch(incident: Incident, *members: Membership) -> None:
    for member in members:
        Watching.objects.create(
            vendor=incident.vendor, incident=incident, membership=member, since=MONDAY
        )


def heard(incident: Incident) -> dict[str, list[str]]:
    """Return by name what people were told since the receipt, and that mail went the same way."""
    rows = Notification.objects.exclude(key=f"incident-{incident.pk}").select_related("person")
    found: dict[str, list[str]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.person.name, []).append(row.said)
    mails = OutgoingMail.objects.exclude(key=f"incident-{incident.pk}")
    assert mails.count() == rows.count()
    return found


def test_a_reply_is_told_to_the_reporter_and_the_watchers_but_not_to_its_writer(
    lumeon: Site, vera: Membership, tom: Membership
) -> None:
    incident = raised(lumeon.house)
    watch(incident, vera, tom, lumeon.agent)

    services.reply(incident=incident, by=lumeon.agent, text="We look.", at=LATER)

    assert heard(incident) == {
        "Priya Shah": ["Marek Nowak replied."],
        "Vera Lind": ["Marek Nowak replied."],
        "Tom Whitlock": ["Marek Nowak replied to the customer."],
    }


def test_who_is_concerned_in_three_ways_is_told_once(lumeon: Site, tom: Membership) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=tom, at=MONDAY + timedelta(minutes=1))
    watch(incident, tom, lumeon.house.contact)

    services.answer(incident=incident, by=lumeon.house.contact, text="Any news?", at=LATER)

    assert heard(incident)["Tom Whitlock"] == ["Priya Shah wrote."]


def test_a_note_is_told_inside_only_and_never_in_its_own_words(
    lumeon: Site, vera: Membership, tom: Membership
) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    incident = raised(lumeon.house)
    watch(incident, vera, tom)

    services.add_note(incident=incident, by=lumeon.agent, text="Their VPN again?", at=LATER)

    assert heard(incident) == {"Tom Whitlock": ["Marek Nowak wrote a note."]}
    assert "VPN" not in "".join(mail.text + mail.subject for mail in OutgoingMail.objects.all())


def test_no_way_leads_from_a_note_into_a_mail(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    note = services.add_note(incident=incident, by=lumeon.agent, text="Inside.", at=LATER)

    with pytest.raises(ValueError, match="internal note"):
        quoted(note, incident)


def test_who_has_left_hears_nothing_more(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)
    watch(incident, vera)
    for one in (vera, lumeon.house.contact):
        one.ended_at = MONDAY
        one.save(update_fields=["ended_at"])

    services.reply(incident=incident, by=lumeon.agent, text="We look.", at=LATER)

    assert heard(incident) == {}


def test_who_has_moved_to_another_customer_hears_nothing_more_co_03(
    lumeon: Site, northgate: House
) -> None:
    incident = raised(lumeon.house)
    contact = lumeon.house.contact
    contact.ended_at = MONDAY
    contact.save(update_fields=["ended_at"])
    MembershipFactory.create(
        vendor=lumeon.vendor,
        customer=northgate.customer,
        role=Role.TECHNICAL_CONTACT,
        person=contact.person,
    )

    services.reply(incident=incident, by=lumeon.agent, text="We look.", at=LATER)

    assert heard(incident) == {}
    assert not Notification.objects.shown_to(
        Membership.objects.current().filter(person=contact.person)
    ).exists()


def test_a_move_is_told_to_each_side_in_its_own_words(lumeon: Site, tom: Membership) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=tom, at=MONDAY + timedelta(minutes=1))

    services.move(incident=incident, by=lumeon.agent, status="awaiting_third_party", at=LATER)

    assert heard(incident)["Tom Whitlock"] == ["Marek Nowak moved it to Awaiting third party."]
    assert heard(incident)["Priya Shah"] == [
        "Tom Whitlock took it on and started work.",
        "It now stands at: Waiting for a third party.",
    ]


def test_pq_12_with_phi_mode_neither_title_nor_text_travels(lumeon: Site) -> None:
    incident = raised(lumeon.house, title="Mrs Example's letter", text="Born 1 January.")

    services.reply(incident=incident, by=lumeon.agent, text="Mrs Example is fine.", at=LATER)

    for mail in OutgoingMail.objects.all():
        assert "Example" not in mail.subject + mail.text
        assert str(incident) in mail.subject
        assert f"/incidents/{incident}/" in mail.text


def test_without_phi_mode_the_title_and_the_public_words_travel(lumeon: Site) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    incident = raised(lumeon.house, title="Letters blank")

    services.reply(incident=incident, by=lumeon.agent, text="Restart it.\n\nThen print.", at=LATER)

    mail = OutgoingMail.objects.get(key__startswith=f"incident-{incident.pk}-")
    assert mail.subject == f"[{incident}] Letters blank"
    assert "\n> Restart it.\n>\n> Then print.\n" in mail.text


def test_a_receipt_does_not_repeat_what_was_reported(lumeon: Site) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])

    raised(lumeon.house, text="A long report.")

    assert "A long report" not in OutgoingMail.objects.get().text


def test_a_very_long_message_is_cut_in_mail(lumeon: Site) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    incident = raised(lumeon.house)

    services.reply(incident=incident, by=lumeon.agent, text="word " * 3000, at=LATER)

    mail = OutgoingMail.objects.get(key__startswith=f"incident-{incident.pk}-")
    assert len(mail.text) < 3000
    assert "the rest stands in the portal" in mail.text


def test_the_most_severe_is_urgent(lumeon: Site) -> None:
    critical = raised(lumeon.house, severity="1")
    other = raised(lumeon.house)

    urgent = dict(Notification.objects.values_list("key", "is_urgent"))
    assert urgent == {f"incident-{critical.pk}": True, f"incident-{other.pk}": False}


def test_a_mention_is_told_as_one(lumeon: Site, tom: Membership) -> None:
    incident = raised(lumeon.house)
    watch(incident, tom)

    services.add_note(
        incident=incident, by=lumeon.agent, text="What do you say, @Tom Whitlock?", at=LATER
    )

    assert Mention.objects.count() == 1
    assert heard(incident) == {"Tom Whitlock": ["Marek Nowak mentioned you in a note."]}


def test_answers_go_to_a_signed_address_where_mail_comes_in(lumeon: Site, settings: object) -> None:
    settings.MAILIN_DOMAIN = "in.example"  # type: ignore[attr-defined]  # pytest-django's
    incident = raised(lumeon.house)

    mail = OutgoingMail.objects.get()
    assert mail.reply_to.startswith(f"reply+{str(incident).lower()}.")
    assert "by replying to this mail" in mail.text


@pytest.mark.parametrize("watchers", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_watchers(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    watchers: int,
) -> None:
    incident = raised(lumeon.house)
    for number in range(watchers):
        person = PersonFactory.create(name=f"Contact {number}")
        watch(
            incident,
            MembershipFactory.create(
                vendor=lumeon.vendor,
                customer=lumeon.house.customer,
                role=Role.TECHNICAL_CONTACT,
                person=person,
            ),
        )

    before = OutgoingMail.objects.count()
    with django_assert_num_queries(REPLY):
        services.reply(incident=incident, by=lumeon.agent, text="We look.", at=LATER)
    assert OutgoingMail.objects.count() - before == watchers + 1
