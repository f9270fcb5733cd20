"""A topic becomes an enhancement request and shows where that stands (LU-28, LU-21)."""

from datetime import timedelta

import pytest

from incidents.models import Problem, TopicRequest
from incidents.services import planning
from incidents.services.topics import request_enhancement
from knowledgebase.forum.services.moderating import hide
from knowledgebase.forum.services.taking_part import vote
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from portal.tenancy.roles import Role
from tests.cast import House, Site, signed_in, staff
from tests.factories import MONDAY
from tests.knowledgebase.forum.talk import asked, opened, question_of

LATER = MONDAY + timedelta(hours=2)


def test_lu_28_a_topic_becomes_a_request_and_shows_where_it_stands(
    lumeon: Site, northgate: House
) -> None:
    planner = staff(lumeon.vendor, "Paula Prod", Role.PRODUCT_MANAGER)
    topic = asked(opened(lumeon).house.contact)
    northgate.contact.vendor.has_forum = True
    vote(by=northgate.contact, post=question_of(topic), at=LATER)
    marek, nora = signed_in(lumeon.agent.person), signed_in(northgate.contact.person)
    one = f"/lumeon/forum/topics/{topic.pk}/"
    assert "Make it an enhancement request" in marek.get(one).content.decode()
    assert "Make it" not in nora.get(one).content.decode()

    assert marek.post(f"/lumeon/problems/from-topics/{topic.pk}/").status_code == 302

    problem = Problem.objects.get()
    assert Notification.objects.filter(person=planner.person).exists()
    planning.qualify(problem=problem, by=planner, kind="enhancement", at=LATER)
    planning.plan_change(problem=problem, by=planner, title="Printers", target_text="6.1", at=LATER)
    shown = nora.get(one).content.decode()
    for words in (str(problem), "Enhancement", "Planned", "6.1 · 1 vote"):
        assert words in shown
    assert f"/problems/{problem.number}/" not in shown
    assert f"/problems/{problem.number}/" in marek.get(one).content.decode()
    inside = marek.get(f"/lumeon/problems/{problem.number}/").content.decode()
    assert "Asked for in the forum" in inside
    assert f"{problem}: Planned" in nora.get("/lumeon/forum/").content.decode()
    (row,) = nora.get("/lumeon/api/forum/topics/").json()["results"]
    assert (row["request"]["number"], row["request"]["votes"]) == (str(problem), 1)
    assert nora.get(f"/lumeon/problems/{problem.number}/").status_code == 404


def test_lu_28_a_topic_leads_to_one_request_and_a_hidden_one_to_none(lumeon: Site) -> None:
    topic = asked(opened(lumeon).house.contact)
    request_enhancement(topic=topic, by=lumeon.agent, at=LATER)

    with pytest.raises(Refusal, match="It is PR-1 already"):
        request_enhancement(topic=topic, by=lumeon.agent, at=LATER)
    for by in (lumeon.house.contact, lumeon.administrator):
        with pytest.raises(Refusal, match="you cannot work on incidents"):
            request_enhancement(topic=topic, by=by, at=LATER)
    another = asked(lumeon.house.contact, "Another")
    hide(by=lumeon.administrator, post=question_of(another), words="Rude.", at=LATER)
    with pytest.raises(Refusal, match="no such topic"):
        request_enhancement(topic=another, by=lumeon.agent, at=LATER)
    assert TopicRequest.objects.count() == 1


def test_a_hidden_topic_is_not_shown_at_its_problem(lumeon: Site) -> None:
    topic = asked(opened(lumeon).house.contact, "Words that are hidden later")
    made = request_enhancement(topic=topic, by=lumeon.agent, at=LATER)
    hide(by=lumeon.administrator, post=question_of(topic), words="Rude.", at=LATER)

    page = signed_in(lumeon.agent.person).get(f"/lumeon/problems/{made.problem.number}/")

    assert f"/forum/topics/{topic.pk}/" not in page.content.decode()
