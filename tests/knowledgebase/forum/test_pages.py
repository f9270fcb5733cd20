"""The pages of the forum, for contacts, viewers, staff and outsiders (LU-28, CO-03)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledgebase.models import ForumPost, ForumTopic
from portal.tenancy.models import Membership, Vendor
from tests.cast import House, Site, signed_in
from tests.knowledgebase.forum.talk import TEXT, TITLE, answered, asked, keys_of_forum, opened

HOME = "/lumeon/forum/"
TYPED: dict[str, Any] = {"title": TITLE, "text": TEXT, "tags": "letters, wards"}


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def done(client: Client, address: str, status: int = 302, **said: Any) -> str:
    answer = client.post(address, said)
    text = answer.content.decode()
    assert answer.status_code == status, text[:3000]
    return text


def test_lu_28_a_topic_goes_its_way_through_its_pages(lumeon: Site, northgate: House) -> None:
    opened(lumeon)
    priya, nora = (signed_in(one.contact.person) for one in (lumeon.house, northgate))
    marek, ada = (signed_in(one.person) for one in (lumeon.agent, lumeon.administrator))

    done(priya, f"{HOME}new/", 422, text="No title")
    done(priya, f"{HOME}name/", name="Letters fan")
    done(priya, f"{HOME}new/", **TYPED)
    topic = ForumTopic.objects.get()
    one = f"{HOME}topics/{topic.pk}/"
    done(nora, f"{one}answers/", text="Set it per ward.")
    done(marek, f"{one}answers/", text="Or wait for 6.1.")
    first, second = ForumPost.objects.exclude(number=1).order_by("number")
    done(priya, f"{HOME}posts/{first.pk}/votes/")
    done(priya, f"{HOME}posts/{first.pk}/acceptance/", known=0)
    late = done(marek, f"{HOME}posts/{second.pk}/acceptance/", 409, known=0)
    assert "answer 2 was accepted since" in late

    seen = page(nora, one)
    assert "Letters fan" in seen
    assert "Priya" not in seen
    assert "St Brannock" not in seen
    assert "Lumeon · Agent" in seen
    assert "Accepted answer" in seen
    assert "1 finds this useful" in seen
    inside = page(marek, one)
    assert "Priya Shah, St Brannock&#x27;s" in inside
    assert "Letters fan" in page(nora, HOME)
    assert "St Brannock" not in page(nora, HOME)

    _is_edited_by_its_writer_only(nora, priya, first, one)
    _is_moderated(ada, priya, second, one)
    assert "takes no more answers" in page(nora, one)


def _is_edited_by_its_writer_only(nora: Client, priya: Client, first: ForumPost, one: str) -> None:
    done(nora, f"{HOME}posts/{first.pk}/edits/", text="Set it per ward, twice.", known=1)
    assert "edited" in page(priya, one)
    assert "What it said before" in page(nora, one)
    page(nora, f"{HOME}posts/{first.pk}/revisions/")
    page(priya, f"{HOME}posts/{first.pk}/revisions/", 404)
    assert "You have written revision 2" in done(
        nora, f"{HOME}posts/{first.pk}/edits/", 409, text="Mine", known=1
    )
    page(priya, f"{HOME}posts/{first.pk}/edits/", 404)


def _is_moderated(ada: Client, priya: Client, second: ForumPost, one: str) -> None:
    page(priya, f"{HOME}posts/{second.pk}/reports/")
    done(priya, f"{HOME}posts/{second.pk}/reports/", words="It advertises.")
    assert "It advertises." in page(ada, f"{HOME}moderation/")
    (report,) = second.reports.all()
    done(ada, f"{HOME}moderation/{report.pk}/", 422)
    mark = f"r{report.pk}"
    decided: dict[str, Any] = {f"{mark}-verdict": "hidden", f"{mark}-words": "Right."}
    done(ada, f"{HOME}moderation/{report.pk}/", **decided)
    assert "An answer was hidden." in page(priya, one)
    assert "1 answer<" in page(priya, one)
    done(ada, f"{HOME}posts/{second.pk}/restoring/")
    done(ada, f"{one}locking/")


def test_pq_12_what_looks_like_patient_data_comes_back_to_be_ticked(lumeon: Site) -> None:
    opened(lumeon)
    priya = signed_in(lumeon.house.contact.person)
    typed = TYPED | {"text": "It prints NHS no 9434765919."}

    held = done(priya, f"{HOME}new/", 409, **typed)
    assert "This looks like patient data" in held
    assert "It prints NHS no 9434765919." in held
    done(priya, f"{HOME}new/", patient_data_acknowledged="true", **typed)
    topic = ForumTopic.objects.get()
    held = done(priya, f"{HOME}topics/{topic.pk}/answers/", 409, text="DOB 12/03/1957")
    assert 'name="patient_data_acknowledged"' in held


def test_a_viewer_reads_and_watches_and_writes_nothing(lumeon: Site, vera: Membership) -> None:
    keys = keys_of_forum(lumeon)
    viewer, one = signed_in(vera.person), f"{HOME}topics/{keys['topic']}/"

    assert "Post the answer" not in page(viewer, one)
    done(viewer, f"{one}watching/")
    assert "Stop watching" in page(viewer, one)
    for address in ("new/", "name/", "moderation/", f"posts/{keys['post']}/reports/"):
        page(viewer, f"{HOME}{address}", 404)
    done(viewer, f"{one}answers/", 404, text="Mine")
    done(viewer, f"{HOME}posts/{keys['post']}/votes/", 404)


def test_lu_28_a_closed_forum_is_not_there_but_for_its_switch(lumeon: Site) -> None:
    keys = keys_of_forum(lumeon)
    priya, ada = (signed_in(one.person) for one in (lumeon.house.contact, lumeon.administrator))
    assert 'href="/lumeon/forum/"' in page(priya, "/lumeon/")

    done(ada, f"{HOME}settings/", is_open="no")

    places = ("", "new/", "name/", f"topics/{keys['topic']}/", f"posts/{keys['post']}/reports/")
    for place in places:
        page(priya, f"{HOME}{place}", 404)
        page(ada, f"{HOME}{place}", 404)
    done(priya, f"{HOME}topics/{keys['topic']}/answers/", 404, text="Mine")
    for place in ("topics/", f"topics/{keys['topic']}/"):
        assert priya.get(f"/lumeon/api/forum/{place}").status_code == 404
    assert 'href="/lumeon/forum/"' not in page(priya, "/lumeon/")
    page(priya, f"{HOME}settings/", 404)
    done(ada, f"{HOME}settings/", 409, is_open="no")
    assert "Open the forum" in page(ada, f"{HOME}settings/")
    done(ada, f"{HOME}settings/", is_open="yes")
    page(priya, f"{HOME}topics/{keys['topic']}/")


def test_co_03_another_vendors_topics_and_posts_are_not_there(
    lumeon: Site, patientiq: Site
) -> None:
    keys = keys_of_forum(lumeon)
    Vendor.objects.filter(slug="patientiq").update(has_forum=True)
    charlie = signed_in(patientiq.house.contact.person)

    for place in (f"topics/{keys['topic']}/", f"posts/{keys['post']}/reports/"):
        page(charlie, f"/patientiq/forum/{place}", 404)
        page(charlie, f"/lumeon/forum/{place}", 404)
    done(charlie, f"/patientiq/forum/posts/{keys['post']}/votes/", 404)
    assert TITLE not in page(charlie, "/patientiq/forum/")
    assert TITLE not in page(charlie, "/patientiq/forum/?q=letters")


@pytest.mark.parametrize("place", ["", "?q=letters", "api", "topic", "moderation/"])
def test_pages_ask_the_same_questions_however_much_there_is(
    lumeon: Site, northgate: House, place: str
) -> None:
    keys = keys_of_forum(lumeon)
    reader = signed_in(lumeon.administrator.person)
    named = {"topic": f"{HOME}topics/{keys['topic']}/", "api": "/lumeon/api/forum/topics/"}
    address = named.get(place, f"{HOME}{place}")
    page(reader, address)
    with CaptureQueriesContext(connection) as before:
        page(reader, address)
    northgate.contact.vendor.has_forum = True
    topic = ForumTopic.objects.get()
    for number in range(2):
        another = asked(northgate.contact, f"Letters {number}", TEXT, "letters", "wards")
        post = answered(lumeon.agent, another)
        answered(northgate.contact, topic, f"Answer {number}")
        signed_in(lumeon.house.contact.person).post(
            f"{HOME}posts/{post.pk}/reports/", {"words": "Rude."}
        )

    with CaptureQueriesContext(connection) as after:
        text = page(reader, address)

    assert len(after) == len(before)
    assert "Letters 1" in text or place == "topic"
