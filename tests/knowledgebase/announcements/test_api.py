"""Announcements through the API, by the services that pages use (LU-28, CO-10)."""

from typing import Any

from django.test import Client

from knowledgebase.models import Announcement
from portal.tenancy.models import Membership
from tests.cast import House, Site, signed_in
from tests.knowledgebase.announcements.board import PRODUCT, out

API = "/lumeon/api/announcements/"
TYPED = {
    "kind": "release",
    "title": "5.3.2 is out",
    "text": "It corrects printing.",
    "meant": "versions",
    "product": PRODUCT.upper(),
    "versions": ["5.3"],
}


def sent(client: Client, address: str, said: dict[str, Any], status: int) -> dict[str, Any]:
    answer = client.post(address, said, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_co_10_an_announcement_goes_its_way_through_the_api(
    lumeon: Site, mona: Membership, northgate: House
) -> None:
    manager, contact = signed_in(mona.person), signed_in(lumeon.house.contact.person)
    sent(contact, API, TYPED, 404)
    wrong = sent(manager, API, TYPED | {"product": "Theirs"}, 422)
    assert "product" in str(wrong)

    made = sent(manager, API, TYPED | {"product": PRODUCT}, 201)
    one = f"{API}{made['id']}/"
    assert made["making"] | {"words": ""} == {
        "revision": 1,
        "words": "",
        "meant": "versions",
        "tiers": [],
        "publish_at": None,
        "people": 2,
        "customers": 2,
    }
    assert contact.get(one).status_code == 404
    changed = TYPED | {"product": PRODUCT, "versions": "5.3, 5.2", "known": 1}
    put = manager.put(one, changed, content_type="application/json")
    assert (put.status_code, put.json()["versions"]) == (200, ["5.2", "5.3"])
    stale = manager.put(one, changed, content_type="application/json")
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:sundial:stale")
    sent(contact, f"{one}publication/", {"known": 2}, 404)
    sent(manager, f"{one}publication/", {"known": 2, "on": "2099-01-01T00:00:00Z"}, 409)
    sent(manager, f"{one}publication/", {"known": 2}, 200)
    sent(manager, f"{one}publication/", {"known": 2}, 409)

    shown = contact.get(one).json()
    assert (shown["text"], shown["state"]) == ("It corrects printing.", "published")
    assert "making" not in shown
    changed |= {"known": 2, "text": "And more.", "words": "More"}
    assert manager.put(one, changed, content_type="application/json").json()["edited_at"]
    sent(manager, f"{one}withdrawal/", {"known": 3, "words": "Too early."}, 200)
    gone = contact.get(one).json()
    assert (gone["title"], gone["text"], gone["reason"]) == ("", "", "Too early.")
    sent(contact, f"{one}reading/", {}, 404)


def test_co_10_what_is_new_is_told_from_what_was_read(
    lumeon: Site, mona: Membership, patientiq: Site
) -> None:
    first, second = out(mona, "One", kind="release"), out(mona, "Two")
    contact = signed_in(lumeon.house.contact.person)

    listed = contact.get(API).json()
    assert [row["title"] for row in listed["results"]] == ["Two", "One"]
    assert [row["is_read"] for row in listed["results"]] == [False, False]
    sent(contact, f"{API}{second.pk}/reading/", {}, 200)
    assert [row["id"] for row in contact.get(API, {"unread": "1"}).json()["results"]] == [first.pk]
    assert contact.get(API, {"kind": "release"}).json()["count"] == 1
    assert contact.get(API, {"kind": "gossip"}).status_code == 422
    assert sent(contact, f"{API}reading/", {}, 200) == {"read": 1}
    stranger = signed_in(patientiq.administrator.person)
    assert stranger.get(f"{API}{first.pk}/").status_code == 404
    assert stranger.get(f"/patientiq/api/announcements/{first.pk}/").status_code == 404
    assert Announcement.objects.published().count() == 2
