"""A personal address: made once, read without signing in, worthless once it ends (CO-14)."""

import hashlib
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.audit.models import AuditEvent
from portal.feeds import services
from portal.feeds.addresses import link_of
from portal.feeds.fetching import MOST_FETCHES
from portal.feeds.models import FeedAddress
from portal.feeds.services import revoke_address
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.shelf import published
from tests.portal.feeds.reading import (
    address_of,
    entries,
    feed,
    fetched,
    parsed,
    path_of,
    reader,
    said,
    titles,
)
from tests.portal.tenancy.test_url_walk import body

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def address(lumeon: Site) -> FeedAddress:
    """Priya's address of the articles, of which there is one."""
    published(lumeon.agent, lumeon.administrator)
    return address_of(lumeon.house.contact, "articles")


def ended(by: Membership) -> None:
    by.ended_at = MONDAY
    by.save(update_fields=["ended_at"])


def test_co_14_an_address_is_read_without_signing_in(address: FeedAddress) -> None:
    assert titles(fetched(address)) == ["Letters print without a name"]


def test_co_14_making_it_again_returns_the_same_one(lumeon: Site, address: FeedAddress) -> None:
    again = address_of(lumeon.house.contact, "articles", at=LATER)

    assert (again.pk, path_of(again)) == (address.pk, path_of(address))


def test_co_07_making_and_revoking_are_recorded(lumeon: Site, address: FeedAddress) -> None:
    revoke_address(row=address, by=lumeon.house.contact.person, at=LATER)

    rows = AuditEvent.objects.filter(object_type="feeds.feedaddress", object_id=address.pk)
    assert list(rows.order_by("at").values_list("verb", "actor__name", "after", "before")) == [
        ("feed address made", "Priya Shah", {"feed": "articles"}, {}),
        ("feed address revoked", "Priya Shah", {}, {"feed": "articles"}),
    ]


def test_co_03_a_revoked_address_opens_nothing_for_good(lumeon: Site, address: FeedAddress) -> None:
    person = lumeon.house.contact.person
    revoke_address(row=address, by=person, at=MONDAY)
    another = address_of(lumeon.house.contact, "articles", at=LATER)

    assert (fetched(address).status_code, fetched(another).status_code) == (404, 200)
    with pytest.raises(Refusal, match="revoked already"):
        revoke_address(row=address, by=person, at=LATER)


def test_co_03_nobody_revokes_anothers_address(lumeon: Site, address: FeedAddress) -> None:
    with pytest.raises(Refusal, match="It is Priya Shah's"):
        revoke_address(row=address, by=lumeon.administrator.person, at=LATER)


def test_co_03_what_is_forged_or_cut_opens_nothing(address: FeedAddress) -> None:
    path = path_of(address)
    token = address.signed_token

    for wrong in (
        path.replace("/lumeon.", "/patientiq."),
        path.replace(token, token[:-1] + "x"),
        path.replace(".atom", "x.atom"),
        path.replace(".atom", ".ics"),
        f"/feeds/lumeon.{token}.atom",
        "/feeds/lumeon.atom",
    ):
        assert fetched(wrong).status_code == 404, wrong


def test_co_03_an_address_signed_with_another_key_opens_nothing(address: FeedAddress) -> None:
    forged = Signer(key="made up", salt="portal.feeds").sign(f"lumeon.{address.signed_token}")

    assert fetched(f"/feeds/{forged}.atom").status_code == 404


def test_co_03_it_ends_with_the_last_membership(lumeon: Site, address: FeedAddress) -> None:
    ended(lumeon.house.contact)

    assert fetched(address).status_code == 404


def test_co_03_it_ends_with_the_account(lumeon: Site, address: FeedAddress) -> None:
    person = lumeon.house.contact.person
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert fetched(address).status_code == 404


def test_whatever_the_reason_is_the_answer_is_the_same(
    lumeon: Site, northgate: House, address: FeedAddress
) -> None:
    theirs = address_of(northgate.contact, "articles")
    ended(northgate.contact)
    revoke_address(row=address, by=lumeon.house.contact.person, at=MONDAY)

    answers = [fetched(one) for one in (theirs, address, "/feeds/nothing.atom")]

    assert [one.status_code for one in answers] == [404] * 3
    assert len({body(one).replace(one.wsgi_request.path, "") for one in answers}) == 1


def test_co_03_at_one_vendor_nothing_of_another_is_shown(
    patientiq: Site, address: FeedAddress
) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = address_of(patientiq.house.contact, "articles")

    assert titles(fetched(theirs)) == []


def test_co_03_the_database_alone_gives_no_address_away(address: FeedAddress) -> None:
    path = path_of(address)

    signature = path.rpartition(":")[2].removesuffix(".atom")
    assert len(signature) >= 43
    assert len(address.signed_token) >= 43
    assert signature not in str(list(FeedAddress.objects.values_list()))


def test_an_address_of_the_time_of_calendars_alone_goes_on_working(
    lumeon: Site, northgate: House
) -> None:
    token = "k" * 43
    kept = hashlib.sha256(token.encode()).hexdigest()
    person = northgate.contact.person
    row = FeedAddress.objects.create(
        vendor=lumeon.vendor, person=person, feed="calendar", signed_token=kept, made_at=MONDAY
    )
    earlier = Signer(salt="contracts.calendar").sign(f"lumeon.{token}")
    forged = Signer(salt="portal.feeds").sign(f"lumeon.{token}")

    assert fetched(f"/calendars/{earlier}.ics").status_code == 200
    assert fetched(row).status_code == 200
    assert fetched(f"/feeds/{forged}.ics").status_code == 404
    revoke_address(row=row, by=person, at=MONDAY)
    assert fetched(f"/calendars/{earlier}.ics").status_code == 404


@pytest.mark.parametrize("name", ["articles", "calendar"])
def test_what_has_not_changed_is_not_sent_again(lumeon: Site, name: str) -> None:
    row = address_of(lumeon.house.contact, name)
    first = fetched(row)
    known = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}

    again = [fetched(row, LATER, **told) for told in (known, since, {})]

    assert [one.status_code for one in again] == [304, 304, 200]
    assert [one.content for one in again[:2]] == [b"", b""]
    assert again[0].headers["ETag"] == first.headers["ETag"]
    assert again[2].headers["Last-Modified"] == first.headers["Last-Modified"]


def test_what_has_changed_is_sent_to_all(lumeon: Site, address: FeedAddress) -> None:
    first = fetched(address)
    published(lumeon.agent, lumeon.administrator, "Sign in again", at=LATER)

    known = fetched(address, LATER, **{"If-None-Match": first.headers["ETag"]})
    since = fetched(address, LATER, **{"If-Modified-Since": first.headers["Last-Modified"]})

    assert titles(known) == titles(since) == ["Sign in again", "Letters print without a name"]


def test_what_is_gone_is_a_change_as_well(lumeon: Site, address: FeedAddress) -> None:
    first = fetched(address)
    revised = published(lumeon.agent, lumeon.administrator, "Sign in", visibility="internal")
    assert revised.shown is not None
    FeedAddress.objects.update(digest="of what was there before")

    answer = fetched(address, LATER, **{"If-Modified-Since": first.headers["Last-Modified"]})

    assert answer.status_code == 200


def test_no_cache_of_others_keeps_it_and_no_page_hears_of_it(address: FeedAddress) -> None:
    first = fetched(address)
    same = fetched(address, **{"If-None-Match": first.headers["ETag"]})

    for answer in (first, same):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers


def test_it_is_noted_when_it_was_read_last_to_within_a_minute(address: FeedAddress) -> None:
    for seconds, noted in ((0, 0), (30, 0), (70, 70)):
        fetched(address, MONDAY + timedelta(seconds=seconds))
        address.refresh_from_db()
        assert address.last_fetched_at == MONDAY + timedelta(seconds=noted)


def test_an_address_that_is_read_too_often_is_told_to_wait(address: FeedAddress) -> None:
    answers = [fetched(address).status_code for _ in range(MOST_FETCHES + 1)]

    assert answers == [200] * MOST_FETCHES + [429]
    assert fetched(address).headers["Retry-After"] == "60"


def test_only_what_reads_is_answered(address: FeedAddress) -> None:
    assert Client().post(path_of(address)).status_code == 405


def test_rfc_4287_an_empty_feed_says_when_it_was_made(lumeon: Site) -> None:
    root = parsed(fetched(address_of(lumeon.house.contact, "articles"), LATER))

    assert said(root, "updated") == MONDAY.isoformat()
    assert said(root, "id").startswith("tag:")


def test_rfc_4287_ids_stay_the_same_and_updates_are_recorded_facts(address: FeedAddress) -> None:
    first, later = entries(fetched(address)), entries(fetched(address, LATER))

    assert [said(one, "id") for one in first] == [said(one, "id") for one in later]
    assert [said(one, "updated") for one in later] == [MONDAY.isoformat()]


def test_pq_12_under_phi_mode_no_text_leaves(lumeon: Site, address: FeedAddress) -> None:
    assert lumeon.vendor.phi_mode
    (bare,) = entries(fetched(address))
    assert (said(bare, "title"), said(bare, "summary")) == ("Letters print without a name", "")

    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])

    (entry,) = entries(fetched(address))
    assert "The consultant's name is missing" in said(entry, "summary").replace("&#x27;", "'")


def test_what_was_typed_never_becomes_markup(lumeon: Site, address: FeedAddress) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    title = "Logins <b>fail</b> & more"
    published(
        lumeon.agent, lumeon.administrator, title, problem="<script>1</script> \x07", at=LATER
    )

    entry = entries(fetched(address, LATER))[0]

    assert said(entry, "title") == title
    assert "&lt;script&gt;" in said(entry, "summary")


def test_an_address_is_refused_where_there_is_nothing_to_read(lumeon: Site) -> None:
    by = lumeon.house.contact
    with pytest.raises(Refusal, match="no such feed"):
        services.make_address(reader=reader(by, about=1), feed=feed("articles"))
    with pytest.raises(Refusal, match="no such feed"):
        services.make_address(reader=reader(by), feed=feed("queue"))


def test_there_are_only_so_many_addresses(lumeon: Site) -> None:
    by = lumeon.house.contact
    FeedAddress.objects.bulk_create(
        FeedAddress(
            vendor=lumeon.vendor,
            person=by.person,
            feed="topic",
            about=number,
            signed_token=f"t{number}",
            made_at=MONDAY,
        )
        for number in range(services.MOST_ADDRESSES)
    )

    with pytest.raises(Refusal, match="the most there may be"):
        address_of(by, "articles")


def test_the_address_begins_with_the_portals_own(lumeon: Site, address: FeedAddress) -> None:
    assert link_of(address, lumeon.vendor).startswith("http://127.0.0.1:8000/feeds/lumeon.")


@pytest.mark.parametrize("count", [1, 3])
def test_a_fetch_takes_as_many_queries_for_three_entries_as_for_one(
    lumeon: Site, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        published(lumeon.agent, lumeon.administrator, f"Article {number}")
    row = address_of(lumeon.house.contact, "articles")
    fetched(row)

    with django_assert_num_queries(10):
        assert len(entries(fetched(row))) == count
