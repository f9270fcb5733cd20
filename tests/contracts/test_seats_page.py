"""Pages of customers' people: seats, invitations, handing on, history (LU-03, CO-03)."""

from datetime import timedelta
from html import unescape

import pytest
from time_machine import travel

from contracts.seat_history import history_of
from portal.notify.models import OutgoingMail
from portal.people import services
from portal.people.services import Seat
from portal.tenancy.models import Invitation, Membership, Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, build_house, signed_in, staff
from tests.contracts.asking import queries, shown, status
from tests.factories import MONDAY, PASSWORD, MembershipFactory, PersonFactory

HOUR = timedelta(hours=1)
OVERVIEW = "/lumeon/contacts/"


def page_of(house: House) -> str:
    return f"{OVERVIEW}{house.customer.pk}/"


def invite(site: Site, house: House, email: str) -> str:
    _, token = services.invite(
        by=site.administrator, email=email, name=email.partition("@")[0].title(), at=MONDAY,
        seat=Seat(role=Role.TECHNICAL_CONTACT, customer=house.customer),
    )  # fmt: skip
    return token


def joined(site: Site, house: House, email: str) -> Membership:
    person = services.accept(
        token=invite(site, house, email), signed_in=None, name="", password=PASSWORD,
        at=MONDAY + HOUR,
    )  # fmt: skip
    return Membership.objects.get(person=person)


@pytest.fixture
def grace(lumeon: Site) -> Person:
    """Lumeon's account manager."""
    return staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER).person


def test_lu_03_a_contact_sees_how_many_seats_there_are_and_who_has_them(lumeon: Site) -> None:
    invite(lumeon, lumeon.house, "olga@example.org")
    with travel(MONDAY + HOUR, tick=False):
        page = unescape(shown(lumeon.house.contact.person, page_of(lumeon.house)))

    assert "2 <small>of 3 in use</small>" in page
    assert "3 for each of 1 live instance on Essentials" in page
    assert "3 named technical contacts per live licensed service" in page
    assert "Priya Shah" in page
    assert "olga@example.org" in page
    assert "1 free" in page
    assert "Ask Lumeon: its support managers, account managers and administrators" in page
    assert "Send the invitation" not in page


def test_a_contact_of_one_customer_is_led_to_it(lumeon: Site) -> None:
    answer = signed_in(lumeon.house.contact.person).get(OVERVIEW)

    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(lumeon.house))


def test_staff_see_every_customers_seats(lumeon: Site, northgate: House) -> None:
    page = unescape(shown(lumeon.agent.person, OVERVIEW))

    assert page_of(lumeon.house) in page
    assert page_of(northgate) in page
    assert "2 free" in page  # St Brannock's, of three
    assert "4 free" in page  # Northgate, of five


def test_the_page_of_people_leads_there(lumeon: Site) -> None:
    page = shown(lumeon.administrator.person, "/lumeon/people/")

    assert OVERVIEW in page
    assert page_of(lumeon.house) in page


def test_a_viewer_is_not_shown_who_speaks_for_the_customer(lumeon: Site, vera: Membership) -> None:
    assert status(vera.person, OVERVIEW) == 404
    assert status(vera.person, page_of(lumeon.house)) == 404


def test_an_account_manager_invites_and_the_mail_goes_out(lumeon: Site, grace: Person) -> None:
    answer = status(
        grace, f"{page_of(lumeon.house)}invitations/",
        email="olga@example.org", name="Olga", role="technical_contact",
    )  # fmt: skip

    assert answer == 302
    assert Invitation.objects.get().email == "olga@example.org"
    assert OutgoingMail.objects.get().recipient == "olga@example.org"


def test_lu_03_with_all_seats_taken_the_page_says_by_whom_and_keeps_what_was_typed(
    lumeon: Site, grace: Person
) -> None:
    joined(lumeon, lumeon.house, "olga@example.org")
    joined(lumeon, lumeon.house, "piet@example.org")

    answer = signed_in(grace).post(
        f"{page_of(lumeon.house)}invitations/",
        {"email": "ruth@example.org", "name": "Ruth", "role": "technical_contact"},
    )

    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "All seats of St Brannock's are taken: 3 of 3, by Olga, Piet, Priya Shah." in page
    assert 'value="ruth@example.org"' in page
    assert "all taken" in page


def test_the_page_of_people_is_no_way_around_the_seats(lumeon: Site) -> None:
    joined(lumeon, lumeon.house, "olga@example.org")
    joined(lumeon, lumeon.house, "piet@example.org")

    answer = signed_in(lumeon.administrator.person).post(
        "/lumeon/people/invitations/",
        {
            "email": "ruth@example.org", "name": "Ruth", "role": "technical_contact",
            "customer": lumeon.house.customer.pk,
        },
    )  # fmt: skip

    assert answer.status_code == 409
    assert "3 of 3" in answer.content.decode()


def test_a_seat_is_handed_on_from_the_page(lumeon: Site, grace: Person) -> None:
    place = f"{page_of(lumeon.house)}{lumeon.house.contact.pk}/"
    assert "Hand the seat on" in shown(grace, f"{place}ending/")

    answer = status(grace, f"{place}replacement/", email="ruth@example.org", name="Ruth")

    assert answer == 302
    assert Membership.objects.get(pk=lumeon.house.contact.pk).ended_at
    assert Invitation.objects.get().email == "ruth@example.org"


def test_a_successor_without_an_address_is_asked_for_again(lumeon: Site, grace: Person) -> None:
    place = f"{page_of(lumeon.house)}{lumeon.house.contact.pk}/replacement/"

    assert status(grace, place, email="nowhere", name="R") == 422
    assert Membership.objects.get(pk=lumeon.house.contact.pk).ended_at is None


def test_a_contact_is_removed_and_an_invitation_withdrawn(lumeon: Site, grace: Person) -> None:
    invite(lumeon, lumeon.house, "olga@example.org")
    invitation = Invitation.objects.get()
    place = page_of(lumeon.house)

    with travel(MONDAY + HOUR, tick=False):
        status(grace, f"{place}invitations/{invitation.pk}/withdrawal/", sure="yes")
        status(grace, f"{place}{lumeon.house.contact.pk}/ending/", sure="yes")

    invitation.refresh_from_db()
    assert invitation.withdrawn_at == MONDAY + HOUR
    assert Membership.objects.get(pk=lumeon.house.contact.pk).ended_at == MONDAY + HOUR


def test_who_may_not_change_contacts_learns_of_no_way_to(
    lumeon: Site, northgate: House, vera: Membership
) -> None:
    invite(lumeon, lumeon.house, "olga@example.org")
    place, invitation = page_of(lumeon.house), Invitation.objects.get()
    ways = [
        f"{place}invitations/",
        f"{place}invitations/{invitation.pk}/withdrawal/",
        f"{place}{lumeon.house.contact.pk}/ending/",
        f"{place}{lumeon.house.contact.pk}/replacement/",
    ]
    for person in (lumeon.house.contact.person, vera.person, lumeon.agent.person,
                   northgate.contact.person):  # fmt: skip
        answers = [status(person, way, email="x@x.org", name="X", role="viewer") for way in ways]
        assert answers == [404] * 4
    assert Invitation.objects.get().withdrawn_at is None
    assert not Membership.objects.exclude(ended_at=None).exists()


def test_co_03_another_customers_people_are_not_there(lumeon: Site, northgate: House) -> None:
    nora = northgate.contact.person

    assert status(nora, page_of(lumeon.house)) == status(nora, f"{OVERVIEW}999999/") == 404
    assert "St Brannock" not in unescape(shown(nora, page_of(northgate)))


def test_co_03_another_vendors_people_are_not_there(
    lumeon: Site, patientiq: Site, grace: Person
) -> None:
    charlie, theirs = patientiq.house.contact, page_of(patientiq.house)

    assert status(grace, theirs) == 404
    assert status(grace, f"{theirs}invitations/", email="x@x.org", name="X", role="viewer") == 404
    assert status(grace, f"{theirs}{charlie.pk}/ending/", sure="yes") == 404
    assert status(charlie.person, page_of(lumeon.house)) == 404
    with vendor_scope(patientiq.vendor):
        assert Membership.objects.get(pk=charlie.pk).ended_at is None


def test_co_03_a_person_of_one_customer_is_not_reached_through_another(
    lumeon: Site, northgate: House, grace: Person
) -> None:
    invite(lumeon, northgate, "olga@example.org")
    place = page_of(lumeon.house)

    assert status(grace, f"{place}{northgate.contact.pk}/ending/", sure="yes") == 404
    assert status(grace, f"{place}{lumeon.agent.pk}/ending/", sure="yes") == 404
    pk = Invitation.objects.get().pk
    assert status(grace, f"{place}invitations/{pk}/withdrawal/", sure="yes") == 404


def test_lu_03_history_says_who_held_a_seat_when(lumeon: Site) -> None:
    house, customer = lumeon.house, lumeon.house.customer
    olga = joined(lumeon, house, "olga@example.org")
    services.end_membership(membership=olga, by=lumeon.administrator, at=MONDAY + 2 * HOUR)
    invite(lumeon, house, "piet@example.org")
    services.withdraw(
        invitation=Invitation.objects.get(accepted_at=None), by=lumeon.administrator,
        at=MONDAY + HOUR,
    )  # fmt: skip
    invite(lumeon, house, "ruth@example.org")

    lines = {
        one.name: (one.invited_by, one.since, one.until, one.ended_by, one.state)
        for one in history_of(customer, MONDAY + 3 * HOUR)
    }

    assert lines == {
        "Olga": ("Ada Obi", MONDAY + HOUR, MONDAY + 2 * HOUR, "Ada Obi", "left"),
        "Piet": ("Ada Obi", None, MONDAY + HOUR, "", "withdrawn"),
        "Ruth": ("Ada Obi", None, None, "", "open"),
        "Priya Shah": ("", MONDAY, None, "", "contact"),
    }
    (ruth,) = [
        one for one in history_of(customer, MONDAY + timedelta(days=8)) if one.name == "Ruth"
    ]
    assert (ruth.state, ruth.until) == ("expired", MONDAY + timedelta(days=7))


def test_history_pages(lumeon: Site) -> None:
    for number in range(25):
        MembershipFactory.create(
            vendor=lumeon.vendor, customer=lumeon.house.customer, role=Role.TECHNICAL_CONTACT,
            person=PersonFactory.create(name=f"Former {number:02}"), ended_at=MONDAY,
        )  # fmt: skip

    second = shown(lumeon.agent.person, f"{page_of(lumeon.house)}?page=2")

    assert "Page 2 of 2" in second


def test_a_customers_page_asks_as_often_for_three_contacts_as_for_one(
    lumeon: Site, grace: Person
) -> None:
    client = signed_in(grace)
    for kind in ("Former", "Viewing"):
        _somebody(lumeon, f"{kind} first")
    one = queries(client, page_of(lumeon.house))
    for number in range(2):
        joined(lumeon, lumeon.house, f"guest{number}@example.org")
        _somebody(lumeon, f"Former {number}")
        _somebody(lumeon, f"Viewing {number}")

    assert queries(client, page_of(lumeon.house)) == one


def _somebody(site: Site, name: str) -> None:
    is_former = name.startswith("Former")
    MembershipFactory.create(
        vendor=site.vendor,
        customer=site.house.customer,
        role=Role.TECHNICAL_CONTACT if is_former else Role.VIEWER,
        person=PersonFactory.create(name=name),
        ended_at=MONDAY if is_former else None,
    )


def test_the_overview_asks_as_often_for_three_customers_as_for_one(lumeon: Site) -> None:
    client = signed_in(lumeon.agent.person)
    one = queries(client, OVERVIEW)
    for name in ("Eastgate", "Westgate"):
        house = build_house(lumeon.vendor, name, f"Contact of {name}", "professional")
        invite(lumeon, house, f"{name}@example.org")

    assert queries(client, OVERVIEW) == one
