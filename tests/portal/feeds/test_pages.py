"""The pages of one's feeds: what is offered, and making, copying and revoking addresses (CO-14)."""

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from incidents.services.saved_views import save_view
from portal.feeds.addresses import link_of
from portal.feeds.models import FeedAddress
from portal.feeds.services import MOST_ADDRESSES
from portal.tenancy.models import Membership
from tests.cast import House, Site, signed_in
from tests.factories import MONDAY
from tests.portal.feeds.reading import address_of, fetched


def page(by: Membership, path: str = "", *, posted: bool = False) -> tuple[int, str]:
    client, where = signed_in(by.person), f"/lumeon/feeds/{path}"
    with travel(MONDAY, tick=False):
        response = client.post(where, follow=True) if posted else client.get(where)
    return response.status_code, response.content.decode()


def test_everybody_is_offered_what_they_may_read(lumeon: Site, vera: Membership) -> None:
    for by in (lumeon.house.contact, vera, lumeon.agent, lumeon.administrator):
        status, shown = page(by)

        assert status == 200
        for label in ("Articles of the knowledge base", "Releases", "Service status"):
            assert label in shown
        assert "A view of the queue" not in shown
        assert "No addresses yet" in shown


def test_an_address_is_made_shown_again_and_revoked(lumeon: Site) -> None:
    by = lumeon.house.contact

    _, made = page(by, "articles/", posted=True)
    row = FeedAddress.objects.get()
    link = link_of(row, lumeon.vendor)
    assert f'value="{link}"' in made
    assert f'value="{link}"' in page(by)[1]
    assert "never read so far" in page(by)[1]
    fetched(row)
    assert "last read" in page(by)[1]

    _, asked = page(by, f"addresses/{row.pk}/revocation/")
    assert "This cannot be taken back" in asked
    assert FeedAddress.objects.open().exists()

    _, revoked = page(by, f"addresses/{row.pk}/revocation/", posted=True)
    assert "does not work any more" in revoked
    assert link not in revoked
    assert page(by, f"addresses/{row.pk}/revocation/")[0] == 404


def test_no_cache_keeps_a_page_with_addresses(lumeon: Site) -> None:
    answer = signed_in(lumeon.house.contact.person).get("/lumeon/feeds/")

    assert "no-store" in answer.headers["Cache-Control"]


def test_co_03_anothers_address_is_neither_shown_nor_revoked(
    lumeon: Site, northgate: House
) -> None:
    row = address_of(northgate.contact, "articles")

    for by in (lumeon.house.contact, lumeon.administrator):
        assert "No addresses yet" in page(by)[1]
        assert page(by, f"addresses/{row.pk}/revocation/")[0] == 404
        assert page(by, f"addresses/{row.pk}/revocation/", posted=True)[0] == 404
    assert FeedAddress.objects.open().exists()


def test_what_is_no_feed_is_not_there(lumeon: Site) -> None:
    view = save_view(by=lumeon.agent, name="Severe", query="severity:1")

    for path in ("nothing/", "queue/", "articles/1/", f"queue/{view.pk}/", f"queue/{10**30}/"):
        assert page(lumeon.house.contact, path)[0] == 404, path
        assert page(lumeon.house.contact, path, posted=True)[0] == 404, path
    assert page(lumeon.agent, f"queue/{view.pk}/")[0] == 200
    assert page(lumeon.agent, f"queue/{10**30}/")[0] == 404


def test_somebody_with_too_many_addresses_is_told_so(lumeon: Site) -> None:
    by = lumeon.house.contact
    FeedAddress.objects.bulk_create(
        FeedAddress(
            vendor=lumeon.vendor,
            person=by.person,
            feed="queue",
            about=number,
            signed_token=f"t{number}",
            made_at=MONDAY,
        )
        for number in range(MOST_ADDRESSES)
    )

    status, shown = page(by, "articles/", posted=True)

    assert status == 409
    assert "the most there may be" in shown


def test_the_menu_leads_there(lumeon: Site) -> None:
    assert 'href="/lumeon/feeds/"' in page(lumeon.house.contact)[1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_addresses_as_for_one(
    lumeon: Site, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        view = save_view(by=lumeon.agent, name=f"View {number}", query=f"severity:{number + 1}")
        address_of(lumeon.agent, "queue", view.pk)
    client = signed_in(lumeon.agent.person)

    with django_assert_max_num_queries(QUERIES):
        assert client.get("/lumeon/feeds/").content.count(b"/feeds/lumeon.") == count


QUERIES = 30
