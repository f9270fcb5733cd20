"""A long conversation: the newest entries at once, the earlier ones where they are asked for."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services
from incidents.beside import beside
from incidents.models import Attachment, Incident, Message
from incidents.pages.story import SHOWN, told_of
from incidents.queries import story
from tests.cast import House, Site, raised, signed_in
from tests.incidents.watching import london


def _answered(house: House, incident: Incident, count: int, begun: str) -> None:
    for number in range(count):
        at = london(begun) + timedelta(minutes=number)
        services.answer(incident=incident, by=house.contact, text=f"Turn {number}.", at=at)


def _page(client: Client, incident: Incident, asked: str = "") -> str:
    answer = client.get(f"/lumeon/incidents/{incident}/{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def _turns(html: str) -> list[str]:
    return re.findall(r'<div class="words"><p>(.*?)</p>', html)


def test_a_long_story_shows_its_newest_entries_and_how_many_came_before(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    _answered(lumeon.house, incident, SHOWN + 4, "09:01")

    html = _page(signed_in(lumeon.agent.person), incident)

    assert _turns(html) == [f"Turn {number}." for number in range(4, SHOWN + 4)]
    assert "Show 5 earlier entries" in html
    assert 'href="?story=all"' in html


def test_all_of_a_story_is_shown_where_it_is_asked_for(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    _answered(lumeon.house, incident, SHOWN + 4, "09:01")

    html = _page(signed_in(lumeon.house.contact.person), incident, "?story=all")

    assert _turns(html)[1:] == [f"Turn {number}." for number in range(SHOWN + 4)]
    assert ("earlier entr" in html, "All entries from the report on" in html) == (False, True)


def test_a_story_that_fits_is_not_folded(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    _answered(lumeon.house, incident, SHOWN - 1, "09:01")

    told = told_of(incident, lumeon.agent, beside(incident))

    assert (len(told.entries), told.earlier, told.is_unfolded) == (SHOWN, 0, False)


def test_co_03_notes_are_not_counted_among_a_contacts_earlier_entries(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    services.add_note(incident=incident, by=lumeon.agent, text="Ours.", at=london("09:00:30"))
    _answered(lumeon.house, incident, SHOWN, "09:01")

    assert told_of(incident, lumeon.house.contact, beside(incident)).earlier == 1
    assert told_of(incident, lumeon.agent, beside(incident)).earlier == 2


def test_the_files_of_folded_entries_are_listed_and_a_notes_files_are_staffs(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    services.add_note(incident=incident, by=lumeon.agent, text="Ours.", at=london("09:00:30"))
    for message in Message.objects.filter(incident=incident).order_by("pk"):
        assert message.author is not None
        Attachment.objects.create(
            vendor=lumeon.vendor,
            message=message,
            name=f"{'note' if message.is_internal else 'report'}.log",
            media_type="text/plain",
            size=1,
            sha256="0" * 64,
            key=f"key-{message.pk}",
            sent_by=message.author,
            at=message.at,
        )
    _answered(lumeon.house, incident, SHOWN, "09:01")

    def files(told: object) -> list[str]:
        return [file.name for file in told.files.rows]  # type: ignore[attr-defined]  # a Told

    there, both = beside(incident), ["report.log", "note.log"]
    assert files(told_of(incident, lumeon.house.contact, there)) == ["report.log"]
    assert files(told_of(incident, lumeon.agent, there)) == both
    assert files(told_of(incident, lumeon.agent, there, is_whole=True)) == both


@pytest.mark.parametrize("most", [1, 2, 5])
def test_the_newest_of_a_story_are_its_end(lumeon: Site, most: int) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    _answered(lumeon.house, incident, 4, "09:01")

    whole = story(incident, for_staff=True)

    assert story(incident, for_staff=True, most=most) == whole[-most:]


def test_the_page_of_a_long_story_takes_as_many_queries_however_long_it_is(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=london("09:00"))
    _answered(lumeon.house, incident, SHOWN + 1, "09:01")
    agent = signed_in(lumeon.agent.person)
    _page(agent, incident), _page(agent, incident)  # the first look is kept as read

    with CaptureQueriesContext(connection) as few:
        _page(agent, incident)
    _answered(lumeon.house, incident, 3, "10:30")
    _page(agent, incident)
    with CaptureQueriesContext(connection) as many:
        _page(agent, incident)

    assert len(many) == len(few)
