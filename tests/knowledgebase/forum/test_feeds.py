"""Topics and their posts as feeds: nothing hidden, and no organisation (LU-28, CO-14)."""

from datetime import timedelta

import pytest

from knowledgebase.forum.services.moderating import hide
from knowledgebase.forum.services.switching import open_forum
from portal.tenancy.models import Vendor
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.forum.talk import TITLE, answered, asked, opened, question_of
from tests.portal.feeds.reading import address_of, fetched, titles

LATER = MONDAY + timedelta(hours=2)


@pytest.mark.parametrize("carries", [False, True])
def test_lu_28_a_topic_is_fed_by_the_names_of_the_forum(
    lumeon: Site, northgate: House, *, carries: bool
) -> None:
    Vendor.objects.filter(pk=lumeon.vendor.pk).update(phi_mode=not carries)
    topic = asked(opened(lumeon).house.contact)
    northgate.contact.vendor.has_forum = True
    answered(northgate.contact, topic, "A quiet word")
    hide(
        by=lumeon.administrator,
        post=answered(lumeon.agent, topic, "Quillfeather"),
        words="Wrong.",
        at=LATER,
    )

    read = fetched(address_of(lumeon.house.contact, "topic", topic.pk))

    text = read.content.decode()
    named = ["Nora Q. answered", f"Priya S.: {TITLE}"]
    assert titles(read) == (named if carries else ["Answer 2", "A question"])
    assert ("A quiet word" in text, TITLE in text) == (carries, carries)
    for word in ("Quillfeather", "Northgate", "St Brannock", "Quist"):
        assert word not in text


def test_lu_28_a_hidden_topic_and_a_closed_forum_feed_nothing(lumeon: Site) -> None:
    topic = asked(opened(lumeon).house.contact)
    asked(lumeon.house.contact, "Another")
    one = address_of(lumeon.house.contact, "topic", topic.pk)
    all_of_it = address_of(lumeon.house.contact, "forum")
    assert len(titles(fetched(all_of_it))) == 2

    hide(by=lumeon.administrator, post=question_of(topic), words="Wrong.", at=LATER)

    assert fetched(one).status_code == 404
    assert len(titles(fetched(all_of_it))) == 1
    open_forum(by=lumeon.administrator, is_open=False, at=LATER)
    assert fetched(all_of_it).status_code == 404
