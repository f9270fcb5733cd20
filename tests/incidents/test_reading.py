"""Who has read what: kept when the page is opened, shown to staff, and unread in lists."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db.models import Q

from incidents import services
from incidents.models import Incident, Reading
from incidents.reading import mark_read, readers_of, with_unread
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised, signed_in
from tests.incidents.watching import london

Counting = Callable[[int], AbstractContextManager[object]]


def unread(by: Membership) -> list[int]:
    rows = with_unread(Incident.objects.all(), by.person, for_staff=by.is_staff_side)
    return list(rows.filter(Q(is_unread=True)).order_by("number").values_list("number", flat=True))


def test_opening_the_page_reads_it_and_a_reply_makes_it_unread_again(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    contact = lumeon.house.contact
    assert (unread(lumeon.agent), unread(contact)) == ([incident.number], [])

    signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{incident}/")
    assert unread(lumeon.agent) == []

    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:20"))
    assert (unread(lumeon.agent), unread(contact)) == ([], [incident.number])


def test_co_03_a_note_is_no_unread_for_a_customer(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.add_note(incident=incident, by=lumeon.agent, text="Odd.", at=london("10:20"))

    assert unread(lumeon.house.contact) == []
    assert unread(lumeon.administrator) == [incident.number]


def test_a_list_asks_once_however_many_rows_it_has(
    lumeon: Site, django_assert_num_queries: Counting
) -> None:
    for _ in range(3):
        raised(lumeon.house)

    with django_assert_num_queries(1):
        assert len(unread(lumeon.agent)) == 3


def test_nothing_new_is_no_write(lumeon: Site, django_assert_num_queries: Counting) -> None:
    incident = raised(lumeon.house)
    mark_read(incident, lumeon.agent, london("10:20"))

    with django_assert_num_queries(2):
        mark_read(incident, lumeon.agent, london("10:30"))

    assert Reading.objects.get().at == london("10:20")


def test_the_instant_is_that_of_the_newest_words_and_not_of_a_deed_without_any(
    lumeon: Site,
) -> None:
    incident, contact = raised(lumeon.house), lumeon.house.contact
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:10"))
    mark_read(incident, contact, london("10:20"))
    services.move(
        incident=incident, by=lumeon.agent, status="awaiting_third_party", at=london("10:30")
    )

    mark_read(incident, contact, london("10:40"))
    assert Reading.objects.get().at == london("10:20")

    services.reply(incident=incident, by=lumeon.agent, text="Found it.", at=london("10:50"))
    mark_read(incident, contact, london("11:00"))
    assert Reading.objects.get().at == london("11:00")


def test_staff_see_who_of_the_customer_has_read_the_last_reply(
    lumeon: Site, northgate: House, vera: Membership
) -> None:
    incident = raised(lumeon.house)
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:20"))
    agent = signed_in(lumeon.agent.person)
    address = f"/lumeon/incidents/{incident}/"
    assert "Not opened here yet by" in agent.get(address).content.decode()

    signed_in(vera.person).get(address)

    last = incident.events.latest("pk").pk
    assert [one.person for one in readers_of(incident, last)] == [vera.person]
    assert "Read by" in agent.get(address).content.decode()
    assert "Read by" not in signed_in(lumeon.house.contact.person).get(address).content.decode()


@pytest.mark.parametrize("said", [1, 8])
def test_the_page_asks_as_much_of_a_long_story_as_of_a_short_one(
    lumeon: Site, django_assert_max_num_queries: Counting, said: int
) -> None:
    incident = raised(lumeon.house)
    for minute in range(said):
        services.reply(
            incident=incident, by=lumeon.agent, text="Still.", at=london(f"10:{10 + minute}")
        )
    client = signed_in(lumeon.agent.person)
    client.get(f"/lumeon/incidents/{incident}/")

    with django_assert_max_num_queries(QUERIES):
        client.get(f"/lumeon/incidents/{incident}/")


QUERIES = 60
