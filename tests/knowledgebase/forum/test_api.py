"""The forum through the API, by the services that pages use (LU-28, CO-10)."""

from typing import Any

from django.test import Client

from knowledgebase.models import ForumPost, PostReport
from tests.cast import House, Site, signed_in
from tests.knowledgebase.forum.talk import opened

API = "/lumeon/api/forum/"
TYPED = {"title": "Labels are torn", "text": "They *stick*.", "tags": "labels paper"}


def sent(client: Client, place: str, said: dict[str, Any] | None, status: int) -> dict[str, Any]:
    answer = client.post(f"{API}{place}", said or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json() if answer.content else {}
    return found


def test_co_10_a_topic_goes_its_way_through_the_api(lumeon: Site, northgate: House) -> None:
    priya, nora = (signed_in(one.contact.person) for one in (lumeon.house, northgate))
    marek, ada = (signed_in(one.person) for one in (lumeon.agent, lumeon.administrator))
    sent(priya, "topics/", TYPED, 404)
    sent(ada, "opening/", None, 204)
    assert sent(ada, "opening/", None, 409)["type"] == "urn:sundial:already"

    assert sent(priya, "name/", {"name": "Labels fan"}, 200)["is_kept"] is False
    sent(marek, "name/", {"name": "Labels"}, 404)
    sent(priya, "topics/", {"title": "No text"}, 422)
    made = sent(priya, "topics/", TYPED, 201)
    topic = f"topics/{made['id']}/"
    assert (made["tags"], made["question"]["writer"]["name"]) == (["labels", "paper"], "Labels fan")
    assert sent(priya, "name/", {"name": "Other"}, 409)["type"] == "urn:sundial:name"
    assert sent(priya, "name/", {"shows_customer": True}, 200)["shows_customer"] is True
    sent(nora, f"{topic}answers/", {"text": "DOB 12/03/1957"}, 409)
    answered = sent(nora, f"{topic}answers/", {"text": "Other paper."}, 200)
    post = f"posts/{answered['posts'][0]['id']}/"
    sent(priya, f"{post}votes/", None, 200)
    sent(priya, f"{post}acceptance/", None, 422)
    done = sent(priya, f"{post}acceptance/", {"known": 0}, 200)
    assert (done["accepted"]["votes"], done["accepted"]["is_accepted"]) == (1, True)
    edited = sent(nora, f"{post}edits/", {"text": "Thicker paper.", "known": 1}, 200)
    assert (edited["accepted"]["revision"], edited["posts"]) == (2, [])

    seen = nora.get(f"{API}{topic}").json()
    assert "known_as" not in seen["question"]["writer"]
    assert seen["question"]["writer"]["customer"] == "St Brannock's"
    inside = marek.get(f"{API}{topic}").json()
    assert inside["accepted"]["writer"]["known_as"] == "Nora Quist, Northgate Hospitals"
    assert inside["accepted"]["writer"]["customer"] == ""

    sent(marek, f"{post}reports/", {"words": "Rude."}, 200)
    (report,) = ada.get(f"{API}reports/").json()["results"]
    sent(nora, f"reports/{report['id']}/decision/", {"verdict": "kept"}, 404)
    hidden = {"verdict": "hidden", "words": "Rude."}
    assert sent(ada, f"reports/{report['id']}/decision/", hidden, 200)["verdict"] == "hidden"
    after = priya.get(f"{API}{topic}").json()
    assert (after["accepted"], after["posts"]) == (None, [{"number": 2, "is_hidden": True}])
    assert ForumPost.objects.get(number=2).is_hidden
    assert PostReport.objects.open().count() == 0


def test_co_10_lists_are_narrowed_and_searched(lumeon: Site, patientiq: Site) -> None:
    opened(lumeon)
    priya = signed_in(lumeon.house.contact.person)
    for title in ("Labels are torn", "Letters are grey"):
        sent(priya, "topics/", TYPED | {"title": title}, 201)

    def titles(**query: str) -> list[str]:
        rows = priya.get(f"{API}topics/", query).json()["results"]
        return [row["title"] for row in rows]

    assert titles(q="title:torn") == ["Labels are torn"]
    assert titles(tag="paper", state="unanswered") == ["Letters are grey", "Labels are torn"]
    assert titles(state="answered") == []
    assert titles(tag="none") == titles(tag="\x00") == []
    refused = priya.get(f"{API}topics/", {"q": "colour:red"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:sundial:search")
    assert signed_in(patientiq.agent.person).get(f"{API}topics/").status_code == 404
