"""Reports, hiding, locking, and that nothing hidden leaks anywhere (LU-28)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from knowledgebase.forum.searching import topics_found
from knowledgebase.forum.services.moderating import decide, hide, lock, report, restore
from knowledgebase.forum.services.taking_part import accept
from knowledgebase.models import ForumTopic, PostReport
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, OutgoingMail
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.roles import Role
from tests.cast import House, Site, signed_in, staff
from tests.factories import MONDAY
from tests.knowledgebase.forum.talk import TEXT, TITLE, answered, asked, opened, question_of

LATER = MONDAY + timedelta(hours=2)
SECRET = "Quillfeather"


@pytest.fixture
def priya(lumeon: Site) -> Membership:
    """St Brannock's contact, at a vendor whose forum is open."""
    return opened(lumeon).house.contact


@pytest.fixture
def nora(priya: Membership, northgate: House) -> Membership:
    """Another customer's contact."""
    northgate.contact.vendor.has_forum = True
    return northgate.contact


@pytest.fixture
def mona(lumeon: Site, priya: Membership) -> Membership:
    """Lumeon's support manager, who moderates."""
    found = staff(lumeon.vendor, "Mona Field", Role.SUPPORT_MANAGER)
    found.vendor.has_forum = True
    return found


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(f"/lumeon/{address}")
    assert answer.status_code == status, address
    return answer.content.decode()


def everywhere(person: Membership, topic: ForumTopic) -> str:
    """Return all that somebody can read of a topic, in the portal, by mail and by program."""
    client = signed_in(person.person)
    places = ["forum/", f"forum/?q={SECRET}", "notifications/", "", "api/forum/topics/"]
    places += [f"api/forum/topics/?q={SECRET}", "forum/?tag=quillfeather"]
    found = [read(client, place) for place in places]
    pages = (f"forum/topics/{topic.pk}/", f"api/forum/topics/{topic.pk}/")
    found += [client.get(f"/lumeon/{place}").content.decode() for place in pages]
    rows = Notification.objects.filter(person=person.person)
    found += [f"{one.title} {one.said}" for one in rows]
    mails = OutgoingMail.objects.filter(recipient=person.person.email)
    found += [f"{one.subject} {one.text}" for one in mails]
    return " ".join(found).replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")


def test_lu_28_a_hidden_topic_leaks_nowhere(
    priya: Membership, nora: Membership, mona: Membership
) -> None:
    Vendor.objects.filter(pk=priya.vendor_id).update(phi_mode=False)  # titles travel by mail
    priya.refresh_from_db()
    topic = asked(nora, f"{SECRET} asks", f"{SECRET} again", SECRET)
    topic.vendor = priya.vendor
    answered(priya, topic, "Once")
    answered(nora, topic, f"{SECRET} answers")
    assert SECRET in everywhere(priya, topic)
    assert topics_found([priya], SECRET) == [topic]
    box = f"find/?q={SECRET}"
    assert f"/forum/topics/{topic.pk}/" in read(signed_in(priya.person), box)

    hide(by=mona, post=question_of(topic), words="It names somebody.", at=LATER)

    assert SECRET not in everywhere(priya, topic)
    assert topics_found([priya], SECRET) == []
    assert f"/forum/topics/{topic.pk}/" not in read(signed_in(priya.person), box)
    read(signed_in(priya.person), f"forum/topics/{topic.pk}/", 404)
    read(signed_in(priya.person), f"api/forum/topics/{topic.pk}/", 404)
    own = read(signed_in(nora.person), f"forum/topics/{topic.pk}/")
    assert "It names somebody." in own
    assert "Mona" not in own
    assert "by Mona Field" in read(signed_in(mona.person), f"forum/topics/{topic.pk}/")
    with pytest.raises(Refusal, match="hidden"):
        answered(nora, topic)

    restore(by=mona, post=question_of(topic), at=LATER)
    assert topics_found([priya], SECRET) == [topic]
    assert SECRET in read(signed_in(priya.person), f"forum/topics/{topic.pk}/")


def test_lu_28_a_hidden_answer_leaks_nowhere_and_is_not_accepted(
    priya: Membership, nora: Membership, mona: Membership
) -> None:
    topic = asked(priya)
    post = answered(nora, topic, f"{SECRET} answers")
    accept(by=priya, post=post, known=0, at=LATER)
    assert topics_found([priya], f"resolution:{SECRET}") == [topic]

    hide(by=mona, post=post, words="Advertising.", at=LATER)

    seen = everywhere(priya, topic)
    assert SECRET not in seen
    assert "An answer was hidden." in seen
    assert topics_found([priya], SECRET) == []
    topic.refresh_from_db()
    assert (topic.answers, topic.accepted, topic.last_at) == (0, None, MONDAY)
    own = read(signed_in(nora.person), f"forum/topics/{topic.pk}/")
    assert SECRET in own
    assert "Advertising." in own
    read(signed_in(priya.person), f"forum/posts/{post.pk}/revisions/", 404)
    read(signed_in(priya.person), f"forum/posts/{post.pk}/reports/", 404)


def test_lu_28_a_report_is_decided_and_its_reporter_is_told(
    priya: Membership, nora: Membership, mona: Membership
) -> None:
    topic = asked(priya)
    post = answered(nora, topic)
    made = report(by=priya, post=post, words="Rude.", at=LATER)
    with pytest.raises(Refusal, match="You have reported it"):
        report(by=priya, post=post, words="Rude.", at=LATER)
    with pytest.raises(Refusal, match="You wrote this yourself"):
        report(by=nora, post=post, words="Mine.", at=LATER)
    told = Notification.objects.filter(person=mona.person)
    assert [one.said for one in told] == ["A post was reported; it waits for a moderator."]

    decide(by=mona, report=made, verdict="kept", words="It is only short.", at=LATER)

    last = Notification.objects.filter(person=priya.person).latest("pk")
    assert last.said.endswith("It stays. It is only short.")
    mail = OutgoingMail.objects.filter(recipient=priya.person.email).latest("pk")
    assert "It stays." in mail.text
    assert "only short" not in mail.text
    with pytest.raises(Refusal, match="It is decided: it stays"):
        decide(by=mona, report=made, verdict="hidden", words="x", at=LATER)


def test_lu_28_hiding_decides_all_reports_of_a_post(
    lumeon: Site, priya: Membership, nora: Membership, mona: Membership
) -> None:
    post = answered(nora, asked(priya))
    first = report(by=priya, post=post, words="Rude.", at=LATER)
    report(by=lumeon.agent, post=post, words="Rude indeed.", at=LATER)
    with pytest.raises(Refusal, match="Say why"):
        decide(by=mona, report=first, verdict="hidden", at=LATER)

    decide(by=mona, report=first, verdict="hidden", words="Rude.", at=LATER)

    assert {one.verdict for one in PostReport.objects.all()} == {"hidden"}
    said = Notification.objects.filter(person=nora.person).latest("pk").said
    assert said == "A moderator hid your answer; its page says why."
    assert "Priya" not in said
    with pytest.raises(Refusal, match="hidden already"):
        hide(by=mona, post=post, words="Again", at=LATER)


def test_lu_28_a_locked_topic_takes_no_answers_and_no_edits(
    priya: Membership, nora: Membership, mona: Membership
) -> None:
    topic = asked(priya)
    lock(by=mona, topic=topic, is_locked=True, at=LATER)

    with pytest.raises(Refusal, match="This topic is locked"):
        answered(nora, topic)
    answered(mona, topic, "Closed with release 6.1.")
    with pytest.raises(Refusal, match="so already"):
        lock(by=mona, topic=topic, is_locked=True, at=LATER)
    lock(by=mona, topic=topic, is_locked=False, at=LATER)
    answered(nora, topic)


@pytest.mark.parametrize("deed", ["hide", "restore", "lock", "decide"])
def test_lu_28_only_moderators_moderate(lumeon: Site, priya: Membership, deed: str) -> None:
    topic = asked(priya)
    post = answered(lumeon.agent, topic)
    made = report(by=priya, post=post, words="Rude.", at=LATER)
    deeds: dict[str, Any] = {
        "hide": lambda by: hide(by=by, post=post, words="Rude.", at=LATER),
        "restore": lambda by: restore(by=by, post=post, at=LATER),
        "lock": lambda by: lock(by=by, topic=topic, is_locked=True, at=LATER),
        "decide": lambda by: decide(by=by, report=made, verdict="kept", at=LATER),
    }

    for by in (priya, lumeon.agent):
        with pytest.raises(Refusal, match="you cannot moderate the forum"):
            deeds[deed](by)


def test_lu_28_the_search_weighs_places_and_needs_all_words(
    lumeon: Site, priya: Membership, nora: Membership, mona: Membership
) -> None:
    first = asked(priya, "A printer", "The printer does nothing")
    answered(nora, first, "Empty its queue")
    second = asked(priya, "The queue", "It stands still")
    answered(nora, second, "Switch the printer on")
    third = asked(priya, "Another printer", "No idea")
    hide(by=mona, post=answered(nora, third, "Look at the queue"), words="Wrong.", at=LATER)

    found = topics_found([nora], "printers queue")

    assert found == [second, first]
    assert topics_found([nora], "title:queue") == [second]
    assert topics_found([nora], "title:Printer", limit=1) == [third]
    assert topics_found([nora], "elephants") == []
    with pytest.raises(Refusal, match="no part"):
        topics_found([nora], "colour:red")
    lumeon.vendor.has_forum = nora.vendor.has_forum = False
    assert topics_found([nora], "printer") == []


def test_the_text_goes_through_the_portals_filter(priya: Membership) -> None:
    topic = asked(priya, TITLE, f"{TEXT} <script>alert(1)</script> [x](javascript:alert(2))")

    text = read(signed_in(priya.person), f"forum/topics/{topic.pk}/")

    assert "<em>printer</em>" in text
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
