"""A saved view of the queue as a feed: what its reader may see at each fetch (CO-14, CO-03)."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from incidents import services
from incidents.models import SavedView
from incidents.services.saved_views import delete_view, save_view, share_view
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.factories import MONDAY
from tests.portal.feeds.reading import address_of, entries, feed, fetched, reader, said, titles

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def mina(lumeon: Site) -> Membership:
    """Lumeon's support manager."""
    return staff(lumeon.vendor, "Mina Rao", Role.SUPPORT_MANAGER)


@pytest.fixture
def view(lumeon: Site) -> SavedView:
    """Marek's view of what is severe."""
    return save_view(by=lumeon.agent, name="Severe", query="severity:1")


def written_out(lumeon: Site) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])


def test_co_14_it_has_what_the_view_finds_now(
    lumeon: Site, northgate: House, view: SavedView
) -> None:
    severe = raised(northgate, severity="1")
    raised(lumeon.house, severity="2")
    row = address_of(lumeon.agent, "queue", view.pk)

    assert titles(fetched(row)) == [str(severe)]
    another = raised(lumeon.house, severity="1", at=LATER)
    assert titles(fetched(row, LATER)) == [str(another), str(severe)]


def test_co_14_an_entry_is_changed_when_its_incident_is(lumeon: Site, view: SavedView) -> None:
    incident = raised(lumeon.house, severity="1")
    row = address_of(lumeon.agent, "queue", view.pk)
    (before,) = entries(fetched(row))

    services.accept(incident=incident, by=lumeon.agent, at=LATER)

    (after,) = entries(fetched(row, LATER))
    assert said(after, "id") == said(before, "id")
    assert (said(before, "updated"), said(after, "updated")) == (
        MONDAY.isoformat(),
        LATER.isoformat(),
    )
    assert said(after, "published") == MONDAY.isoformat()


def test_pq_12_under_phi_mode_there_is_a_number_and_a_link(lumeon: Site, view: SavedView) -> None:
    incident = raised(lumeon.house, severity="1", title="Mrs Quillfeather's letter is blank")
    row = address_of(lumeon.agent, "queue", view.pk)

    answer = fetched(row)

    assert titles(answer) == [str(incident)]
    assert f"/lumeon/incidents/{incident}/" in answer.content.decode()
    assert not {"Quillfeather", "Brannock", "Severe"} & set(answer.content.decode().split())
    assert b"Quillfeather" not in answer.content
    written_out(lumeon)
    assert titles(fetched(row)) == [f"{incident} Mrs Quillfeather's letter is blank"]
    assert "St Brannock" in fetched(row).content.decode()


def test_co_03_anothers_view_is_not_there_until_it_is_shared(
    lumeon: Site, mina: Membership, view: SavedView
) -> None:
    hers = save_view(by=mina, name="Hers", query="owner:me")
    with pytest.raises(Refusal, match="no such feed"):
        address_of(lumeon.agent, "queue", hers.pk)

    share_view(view=hers, by=mina, shared=True, at=MONDAY)
    row = address_of(lumeon.agent, "queue", hers.pk)
    assert fetched(row).status_code == 200

    share_view(view=hers, by=mina, shared=False, at=MONDAY)
    assert fetched(row).status_code == 404


def test_co_03_owner_me_is_whoever_reads(lumeon: Site, mina: Membership) -> None:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=MONDAY)
    hers = save_view(by=mina, name="Mine", query="owner:me")
    share_view(view=hers, by=mina, shared=True, at=MONDAY)

    own, theirs = (address_of(by, "queue", hers.pk) for by in (lumeon.agent, mina))

    assert (titles(fetched(own)), titles(fetched(theirs))) == ([str(incident)], [])


def test_co_03_it_is_for_the_desk_alone(lumeon: Site, view: SavedView) -> None:
    for by in (lumeon.house.contact, lumeon.administrator):
        with pytest.raises(Refusal, match="no such feed"):
            address_of(by, "queue", view.pk)


def test_co_03_it_ends_where_its_reader_leaves_the_desk(lumeon: Site, view: SavedView) -> None:
    row = address_of(lumeon.agent, "queue", view.pk)
    lumeon.agent.role = Role.ACCOUNT_MANAGER
    lumeon.agent.save(update_fields=["role"])

    assert fetched(row).status_code == 404


def test_a_deleted_view_is_not_there(lumeon: Site, view: SavedView) -> None:
    row = address_of(lumeon.agent, "queue", view.pk)
    delete_view(view=view, by=lumeon.agent, at=MONDAY)

    assert fetched(row).status_code == 404
    page = signed_in(lumeon.agent.person).get("/lumeon/feeds/").content
    assert b"Nothing to read any more" in page


def test_a_view_that_is_understood_no_more_is_not_there(lumeon: Site, view: SavedView) -> None:
    row = address_of(lumeon.agent, "queue", view.pk)
    SavedView.objects.filter(pk=view.pk).update(query="severity:nine")

    assert fetched(row).status_code == 404


def test_co_03_another_vendors_view_is_not_there(
    patientiq: Site, lumeon: Site, view: SavedView
) -> None:
    with vendor_scope(patientiq.vendor):
        found = feed("queue").subject_for(reader(patientiq.agent, view.pk))

    assert found is None


def test_the_view_has_a_link_to_its_feed(lumeon: Site, view: SavedView) -> None:
    marek = signed_in(lumeon.agent.person)

    for path in ("queue/views/", "queue/?q=severity:1"):
        page = marek.get(f"/lumeon/{path}").content.decode()
        assert f'href="/lumeon/feeds/queue/{view.pk}/"' in page, path
    assert "/lumeon/feeds/queue/" not in marek.get("/lumeon/queue/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_for_three_incidents_as_for_one(
    lumeon: Site, view: SavedView, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    written_out(lumeon)
    for _ in range(count):
        raised(lumeon.house, severity="1")
    row = address_of(lumeon.agent, "queue", view.pk)
    fetched(row)

    with django_assert_num_queries(12):
        assert len(entries(fetched(row))) == count
