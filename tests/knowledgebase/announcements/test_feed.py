"""Announcements as a feed: what is out for each reader, and what became of it (CO-14, LU-28)."""

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from knowledgebase.announcements.services import save, withdraw
from portal.tenancy.models import Membership
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.announcements.board import announced, draft, out
from tests.portal.feeds.reading import address_of, entries, fetched, said, titles

LATER = MONDAY + timedelta(hours=1)


def test_lu_28_each_reads_what_is_out_for_them(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    out(mona, "For all")
    out(mona, "For premium", meant="tiers", tiers=("premium",))
    draft(mona, "Not yet")

    essentials, premium, desk = (
        set(titles(fetched(address_of(by, "announcements"))))
        for by in (lumeon.house.contact, northgate.contact, lumeon.agent)
    )

    assert essentials == {"For all"}
    assert premium == desk == {"For all", "For premium"}


def test_lu_28_a_correction_and_a_withdrawal_are_the_same_entry_changed(
    lumeon: Site, mona: Membership
) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    row, feed = out(mona), address_of(lumeon.house.contact, "announcements")
    (first,) = entries(fetched(feed))
    assert "Letters print in half the time." in said(first, "summary")

    better = announced("Printing is much quicker")
    save(by=mona, announcement=row, said=better, known=1, words="Measured again", at=LATER)
    (second,) = entries(fetched(feed, LATER))
    withdraw(by=mona, announcement=row, known=2, words="It was not.", at=LATER)
    (third,) = entries(fetched(feed, LATER))

    assert {said(one, "id") for one in (first, second, third)} == {said(first, "id")}
    assert said(second, "title") == "Printing is much quicker"
    assert (said(first, "updated"), said(second, "updated")) == (
        MONDAY.isoformat(),
        LATER.isoformat(),
    )
    assert said(third, "title") == "Withdrawn: Printing is much quicker"
    assert "It was not." in said(third, "summary")
    assert "half the time" not in said(third, "summary")


def test_it_takes_as_many_queries_for_three_as_for_one(
    lumeon: Site, mona: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    feed = address_of(lumeon.house.contact, "announcements")
    out(mona)
    fetched(feed)
    with django_assert_max_num_queries(40) as asked:
        assert len(entries(fetched(feed))) == 1
    for_one = len(asked)  # now: the next request forgets them
    out(mona, "Second")
    out(mona, "Third")
    fetched(feed)

    with django_assert_max_num_queries(for_one):
        assert len(entries(fetched(feed))) == 3
