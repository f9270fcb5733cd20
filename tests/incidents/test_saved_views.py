"""Views that are saved: whose they are, who may share them, and that they are addresses."""

import pytest

from incidents.models import SavedView
from incidents.services import saved_views as services
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, signed_in, staff
from tests.incidents.watching import london

AT = london("10:00")


@pytest.fixture
def mina(lumeon: Site) -> Membership:
    """Lumeon's support manager."""
    return staff(lumeon.vendor, "Mina Rao", Role.SUPPORT_MANAGER)


def kept(by: Membership, name: str = "Critical", query: str = "severity:1") -> SavedView:
    return services.save_view(by=by, name=name, query=query)


def names(by: Membership) -> list[str]:
    return [view.name for view in SavedView.objects.for_person(by.person)]


def test_a_search_is_saved_from_the_page_and_stands_above_the_queue(lumeon: Site) -> None:
    agent = signed_in(lumeon.agent.person)

    answer = agent.post(
        "/lumeon/queue/views/", {"name": " With  us ", "q": "waiting:us  SEVERITY:1"}
    )
    assert answer.headers["Location"] == "/lumeon/queue/?q=waiting%3Aus+severity%3A1"
    page = agent.get(answer.headers["Location"])

    assert [(view.name, view.is_current) for view in page.context["views"]][-1] == ("With us", True)
    assert 'href="?q=waiting%3Aus+severity%3A1"' in page.content.decode()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "severity:1", "This field is required."),
        ("x" * 41, "severity:1", "at most 40 characters"),
        ("Odd", "", "This field is required."),
        ("Odd", "colour:red", "is no field"),
        ("Odd", "-", "Type the search"),
        ("Taken", "severity:1", "already"),
        ("Odd", "a\x00b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(
    lumeon: Site, name: str, query: str, said: str
) -> None:
    kept(lumeon.agent, "Taken")

    page = signed_in(lumeon.agent.person).post("/lumeon/queue/views/", {"name": name, "q": query})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert page.context["form"].data["q"] == query
    assert SavedView.objects.count() == 1


def test_a_view_is_its_owners_until_a_manager_shares_it(lumeon: Site, mina: Membership) -> None:
    mine, hers = kept(lumeon.agent, "Mine"), kept(mina, "Desk")
    assert (names(lumeon.agent), names(mina)) == (["Mine"], ["Desk"])

    with pytest.raises(Refusal, match="you cannot share views"):
        services.share_view(view=mine, by=lumeon.agent, shared=True, at=AT)
    services.share_view(view=hers, by=mina, shared=True, at=AT)

    assert names(lumeon.agent) == ["Desk", "Mine"]
    assert AuditEvent.objects.filter(verb="view shared").count() == 1


def test_anothers_view_is_not_there(lumeon: Site, mina: Membership) -> None:
    view = kept(mina)
    agent = signed_in(lumeon.agent.person)

    for path in ("", "ending/"):
        assert agent.get(f"/lumeon/queue/views/{view.pk}/{path}").status_code == 404
    for path in ("", "ending/", "sharing/", "place/"):
        assert agent.post(f"/lumeon/queue/views/{view.pk}/{path}").status_code == 404


def test_a_shared_view_is_changed_by_its_owner_or_a_manager_only(
    lumeon: Site, mina: Membership
) -> None:
    other = staff(lumeon.vendor, "Second Manager", Role.SUPPORT_MANAGER)
    view = services.share_view(view=kept(mina), by=mina, shared=True, at=AT)

    with pytest.raises(Refusal, match="Mina Rao's"):
        services.rename_view(view=view, by=lumeon.agent, name="Ours")
    with pytest.raises(Refusal, match="Mina Rao's"):
        services.delete_view(view=view, by=lumeon.agent, at=AT)
    assert services.rename_view(view=view, by=other, name="Ours").name == "Ours"


def test_a_view_is_renamed_moved_and_deleted_after_a_question(lumeon: Site) -> None:
    views = [kept(lumeon.agent, name) for name in ("One", "Two", "Three")]
    agent = signed_in(lumeon.agent.person)
    path = f"/lumeon/queue/views/{views[2].pk}/"

    agent.post(f"{path}place/", {"way": "up"})
    assert names(lumeon.agent) == ["One", "Three", "Two"]
    agent.post(f"/lumeon/queue/views/{views[0].pk}/place/", {"way": "up"})  # it is the first
    assert names(lumeon.agent) == ["One", "Three", "Two"]
    assert agent.post(path, {"name": "Two"}).status_code == 422
    agent.post(path, {"name": "Drei"})
    assert "Delete the view “Drei”?" in agent.get(f"{path}ending/").content.decode()
    agent.post(f"{path}ending/")

    assert names(lumeon.agent) == ["One", "Two"]


def test_thirty_views_are_enough(lumeon: Site) -> None:
    for number in range(30):
        kept(lumeon.agent, f"View {number}")

    with pytest.raises(Refusal, match="30 views"):
        kept(lumeon.agent, "One more")


def test_customers_have_no_views(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="you cannot work on incidents"):
        kept(lumeon.house.contact)


def test_the_api_lists_and_keeps_views(lumeon: Site, mina: Membership) -> None:
    services.share_view(view=kept(mina, "Desk"), by=mina, shared=True, at=AT)
    agent = signed_in(lumeon.agent.person)
    said = {"name": "Mine", "query": "owner:me"}

    made = agent.post("/lumeon/api/views/", said, content_type="application/json")
    refused = agent.post("/lumeon/api/views/", {"name": 1}, content_type="application/json")

    assert (made.status_code, refused.status_code) == (201, 422)
    rows = agent.get("/lumeon/api/views/").json()["results"]
    assert [{key: row[key] for key in row if key != "id"} for row in rows] == [
        {"name": "Desk", "query": "severity:1", "owner": "Mina Rao", "is_shared": True},
        {"name": "Mine", "query": "owner:me", "owner": "Marek Nowak", "is_shared": False},
    ]


def test_another_vendors_views_are_not_there(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        view = kept(patientiq.agent)

    assert signed_in(lumeon.agent.person).get(f"/lumeon/queue/views/{view.pk}/").status_code == 404
