"""Asking, answering, editing, voting, accepting, watching; and under which name (LU-28)."""

from datetime import timedelta

import pytest

from knowledgebase.domain.forum import Said
from knowledgebase.forum.naming import Reader, writers_of
from knowledgebase.forum.services.names import choose_name
from knowledgebase.forum.services.switching import open_forum
from knowledgebase.forum.services.taking_part import accept, unaccept, unvote, vote, watch
from knowledgebase.forum.services.writing import ask, edit
from knowledgebase.models import ForumName, ForumPost, ForumTopic, PostRevision
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, OutgoingMail
from portal.tenancy.models import Membership
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.forum.talk import TITLE, answered, asked, opened, question_of

LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def priya(lumeon: Site) -> Membership:
    """St Brannock's contact, at a vendor whose forum is open."""
    return opened(lumeon).house.contact


@pytest.fixture
def nora(priya: Membership, northgate: House) -> Membership:
    """Another customer's contact."""
    northgate.contact.vendor.has_forum = True
    return northgate.contact


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def shown(post: ForumPost, reader: Membership) -> tuple[str, str, str]:
    writer = writers_of([post], Reader((reader,)))[post.pk]
    return str(writer), writer.badge, writer.known_as


def test_lu_28_customers_read_no_organisation_unless_its_person_agrees(
    lumeon: Site, priya: Membership, nora: Membership
) -> None:
    topic = asked(priya)
    post, answer = question_of(topic), answered(lumeon.agent, topic)

    assert shown(post, nora) == ("Priya S.", "", "")
    assert shown(post, lumeon.agent) == ("Priya S.", "", "Priya Shah, St Brannock's")
    assert shown(answer, nora) == ("Marek Nowak", "Agent", "")
    choose_name(by=priya, name="", shows_customer=True, at=MONDAY)
    assert shown(post, nora) == ("Priya S., St Brannock's", "", "")
    choose_name(by=priya, name="", shows_customer=False, at=MONDAY)
    assert shown(post, nora) == ("Priya S.", "", "")


def test_lu_28_a_name_is_chosen_once_and_is_nobody_elses(
    priya: Membership, nora: Membership
) -> None:
    choose_name(by=priya, name="Letters fan", shows_customer=False, at=MONDAY)
    with pytest.raises(Refusal, match="called letters FAN here already"):
        choose_name(by=nora, name="letters FAN", shows_customer=False, at=MONDAY)
    for name in ("Marek Nowak", "Northgate Hospitals IT", "Lumeon"):
        with pytest.raises(Refusal):
            choose_name(by=nora, name=name, shows_customer=False, at=MONDAY)
    asked(priya)

    with pytest.raises(Refusal, match="You have written as Letters fan"):
        choose_name(by=priya, name="Somebody", shows_customer=False, at=MONDAY)
    assert ForumName.objects.get(person=priya.person).name == "Letters fan"


def test_lu_28_an_edit_is_a_revision_and_says_so(priya: Membership, nora: Membership) -> None:
    topic = asked(priya, TITLE, "First", "letters")
    post = question_of(topic)

    again = Said("Second", "Other title", ("wards",))
    post = edit(by=priya, post=post, said=again, known=1, at=LATER)
    assert edit(by=priya, post=post, said=again, known=2, at=LATER).revision == 2

    topic.refresh_from_db()
    assert (topic.title, post.revision, post.edited_at) == ("Other title", 2, LATER)
    assert [one.name for one in topic.tags.all()] == ["wards"]
    assert [one.text for one in PostRevision.objects.all()] == ["Second", "First"]
    with pytest.raises(Refusal) as stale:
        edit(by=priya, post=post, said=Said("Third", "T"), known=1, at=LATER)
    assert code_of(stale) == "stale"
    with pytest.raises(Refusal) as others:
        edit(by=nora, post=post, said=Said("Mine", "T"), known=2, at=LATER)
    assert code_of(others) == "not_own"


def test_pq_12_patient_data_is_asked_about_before_it_is_posted(priya: Membership) -> None:
    said = Said("It prints NHS no 9434765919.", "Letters")

    with pytest.raises(Refusal) as refused:
        ask(by=priya, said=said, at=MONDAY)
    assert code_of(refused) == "patient_data"
    assert not ForumTopic.objects.exists()
    ask(by=priya, said=said, at=MONDAY, caution=Caution.SEND)
    kept = PostRevision.objects.get()
    assert (kept.patient_data, kept.patient_data_acknowledged) == ("NHS number", True)


def test_lu_28_too_many_posts_wait_and_say_until_when(lumeon: Site, priya: Membership) -> None:
    for number in range(5):
        asked(priya, f"Question {number}", at=MONDAY + timedelta(minutes=10 * number))

    with pytest.raises(Refusal, match="You may again at 11:00 GMT") as refused:
        asked(priya, "A sixth", at=MONDAY + timedelta(minutes=50))
    assert code_of(refused) == "too_often"
    asked(priya, "A sixth", at=MONDAY + timedelta(minutes=60))
    for number in range(6):
        asked(lumeon.agent, f"Tip {number}")


def test_lu_28_one_vote_a_person_and_none_on_ones_own(
    priya: Membership, nora: Membership, vera: Membership
) -> None:
    post = question_of(asked(priya))
    vera.vendor.has_forum = True

    vote(by=nora, post=post, at=LATER)
    assert vote(by=nora, post=post, at=LATER).votes == 1
    assert unvote(by=nora, post=post, at=LATER).votes == 0
    assert unvote(by=nora, post=post, at=LATER).votes == 0
    for by, code in ((priya, "own"), (vera, "not_allowed")):
        with pytest.raises(Refusal) as refused:
            vote(by=by, post=post, at=LATER)
        assert code_of(refused) == code


def test_lu_28_the_asker_or_staff_accept_one_answer(
    lumeon: Site, priya: Membership, nora: Membership
) -> None:
    topic = asked(priya)
    first, second = answered(nora, topic), answered(lumeon.agent, topic, "Or so.")

    with pytest.raises(Refusal, match="Whoever asked"):
        accept(by=nora, post=first, known=0, at=LATER)
    with pytest.raises(Refusal, match="is no answer"):
        accept(by=priya, post=question_of(topic), known=0, at=LATER)
    assert accept(by=priya, post=first, known=0, at=LATER).accepted == first
    with pytest.raises(Refusal, match="answer 2 was accepted since") as stale:
        accept(by=lumeon.agent, post=second, known=0, at=LATER)
    assert code_of(stale) == "stale"
    assert accept(by=lumeon.agent, post=second, known=2, at=LATER).accepted == second
    assert unaccept(by=priya, post=second, known=3, at=LATER).accepted is None


def test_lu_28_those_who_watch_are_told_without_a_word_of_the_text(
    lumeon: Site, priya: Membership, nora: Membership
) -> None:
    topic = asked(priya)
    answered(nora, topic, "A secret recipe")
    watch(by=priya, topic=topic, is_on=False, at=LATER)
    answered(lumeon.agent, topic, "Another")

    told = Notification.objects.order_by("pk")
    assert [(one.person_id, one.said) for one in told] == [
        (priya.person_id, "Nora Q. answered in a topic that you watch."),
        (nora.person_id, "Marek Nowak answered in a topic that you watch."),
    ]
    mails = " ".join(f"{one.subject} {one.text}" for one in OutgoingMail.objects.all())
    assert "secret" not in mails
    assert TITLE not in mails  # Lumeon keeps what people write out of mail (PQ-12)
    assert "Northgate" not in mails


def test_lu_28_who_has_left_is_not_told(priya: Membership, nora: Membership) -> None:
    topic = asked(priya)
    priya.ended_at = LATER
    priya.save(update_fields=["ended_at"])

    answered(nora, topic)

    assert not Notification.objects.filter(person=priya.person).exists()


def test_lu_28_in_a_closed_forum_nothing_is_done(lumeon: Site, priya: Membership) -> None:
    topic = asked(priya)
    open_forum(by=lumeon.administrator, is_open=False, at=LATER)
    priya.vendor.has_forum = False

    with pytest.raises(Refusal, match="Lumeon has no forum"):
        asked(priya)
    with pytest.raises(Refusal, match="has no forum"):
        watch(by=priya, topic=topic, is_on=False, at=LATER)
    with pytest.raises(Refusal, match="so already"):
        open_forum(by=lumeon.administrator, is_open=False, at=LATER)
    with pytest.raises(Refusal, match="you cannot open and close the forum"):
        open_forum(by=lumeon.agent, is_open=True, at=LATER)
