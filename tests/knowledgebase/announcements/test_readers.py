"""Who reads which announcement: by customer, tier, version and vendor (LU-28, CO-03)."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.models import Contract
from knowledgebase.announcements.queries import unread_for, visible_to
from knowledgebase.announcements.reach import reach_of
from knowledgebase.announcements.reading import mark_all_read, mark_read
from knowledgebase.announcements.services import publish, save, withdraw
from knowledgebase.models import Announcement, AnnouncementReach, AnnouncementReading
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.factories import MONDAY, InstanceFactory, MembershipFactory
from tests.knowledgebase.announcements.board import PRODUCT, announced, draft, out, titles

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def sites(lumeon: Site, northgate: House) -> tuple[Membership, Membership]:
    """Priya on Essentials with 5.3.1, Nora on Premium with 5.2.0."""
    northgate.instance.release = "5.2.0"
    northgate.instance.save(update_fields=["release"])
    return lumeon.house.contact, northgate.contact


# For whom, and whether Priya (essentials, 5.3.1) and Nora (premium, 5.2.0) read it.
WHO_READS = [
    ({}, True, True),
    ({"meant": "tiers", "tiers": ("premium",)}, False, True),
    ({"meant": "tiers", "tiers": ("essentials", "premium")}, True, True),
    ({"meant": "tiers", "tiers": ("professional",)}, False, False),
    ({"meant": "versions", "product": PRODUCT}, True, True),
    ({"meant": "versions", "product": PRODUCT, "versions": ("5.3",)}, True, False),
    ({"meant": "versions", "product": PRODUCT, "versions": ("5.2", "6")}, False, True),
    ({"meant": "versions", "product": PRODUCT, "versions": ("5.3.2",)}, False, False),
    ({"meant": "versions", "product": "Letters"}, False, False),
]


@pytest.mark.parametrize(("said", "priya_reads", "nora_reads"), WHO_READS)
def test_lu_28_customers_read_what_is_for_their_tier_or_version(
    lumeon: Site,
    mona: Membership,
    sites: tuple[Membership, Membership],
    said: dict[str, Any],
    *,
    priya_reads: bool,
    nora_reads: bool,
) -> None:
    InstanceFactory.create(
        vendor=lumeon.vendor,
        contract=lumeon.house.contract,
        solution="Letters",
        ended_on=MONDAY.date(),
    )  # ended: it counts for nothing
    row = out(mona, **said)
    priya, nora = sites

    assert bool(titles(priya)) is priya_reads
    assert bool(titles(nora)) is nora_reads
    assert titles(lumeon.agent) == ["Printing is quicker"]
    assert titles(priya, nora) == titles(lumeon.agent)[: priya_reads or nora_reads]
    # Who is told is who reads it: the number before publishing is the number after.
    reach = reach_of(lumeon.vendor, row.newest.content, MONDAY)
    assert set(reach.people) == {
        one.person for one, reads in ((priya, priya_reads), (nora, nora_reads)) if reads
    }
    assert {one.customer for one in AnnouncementReach.objects.select_related("customer")} == set(
        reach.customers
    )


def test_co_03_drafts_other_vendors_and_those_who_left_read_nothing(
    lumeon: Site, mona: Membership, patientiq: Site
) -> None:
    draft(mona, "Not yet")
    assert titles(lumeon.house.contact) == titles(lumeon.agent) == []
    out(mona)
    assert titles(lumeon.house.contact) == ["Printing is quicker"]
    assert titles() == []
    lumeon.house.contact.ended_at = MONDAY
    assert titles(lumeon.house.contact) == []
    with vendor_scope(patientiq.vendor):
        assert titles(patientiq.agent) == titles(patientiq.house.contact) == []
        assert titles(lumeon.agent) == []


def test_what_has_reached_a_customer_stays_theirs_and_newcomers_find_it(
    lumeon: Site, mona: Membership, sites: tuple[Membership, Membership]
) -> None:
    out(mona, meant="versions", product=PRODUCT, versions=("5.3",))
    priya, nora = sites
    for house, release in ((priya, "6.0.0"), (nora, "5.3.4")):
        contract = Contract.objects.get(customer=house.customer_id)
        contract.instances.update(release=release)

    assert titles(priya) == titles(nora) == ["Printing is quicker"]


def test_a_contract_that_has_ended_means_nothing_any_more(
    lumeon: Site, mona: Membership, sites: tuple[Membership, Membership]
) -> None:
    priya, _ = sites
    Contract.objects.filter(customer=priya.customer_id).update(ends_on=MONDAY.date())
    out(mona, at=MONDAY + timedelta(days=2), meant="tiers", tiers=("essentials",))

    assert titles(priya, at=MONDAY + timedelta(days=2)) == []


def test_one_that_is_narrowed_is_taken_from_those_it_is_no_longer_for(
    lumeon: Site, mona: Membership, sites: tuple[Membership, Membership]
) -> None:
    row = out(mona)
    priya, nora = sites
    narrower = announced(meant="tiers", tiers=("premium",))
    save(by=mona, announcement=row, said=narrower, known=1, words="For Premium", at=LATER)

    assert (titles(priya), titles(nora)) == ([], ["Printing is quicker"])
    assert [one.customer for one in AnnouncementReach.objects.all()] == [nora.customer]


def test_what_was_withdrawn_is_gone_from_lists_and_known_to_those_it_was_for(
    lumeon: Site, mona: Membership, sites: tuple[Membership, Membership]
) -> None:
    row = out(mona, meant="tiers", tiers=("premium",))
    never = draft(mona, "Never out")
    withdraw(by=mona, announcement=row, known=1, words="The date was wrong.", at=LATER)
    withdraw(by=mona, announcement=never, known=1, words="Not needed.", at=LATER)
    priya, nora = sites

    assert titles(nora) == titles(lumeon.agent) == []
    assert list(visible_to([nora], LATER)) == [row]
    assert not visible_to([priya], LATER)
    assert list(visible_to([lumeon.agent], LATER)) == [row]


def test_what_is_read_is_read_until_it_is_changed(
    lumeon: Site, mona: Membership, vera: Membership
) -> None:
    row, priya = out(mona), lumeon.house.contact
    mark_read(by=priya, announcement=row, at=MONDAY)
    mark_read(by=priya, announcement=row, at=LATER)

    (reading,) = AnnouncementReading.objects.all()
    assert (reading.at, reading.revision) == (MONDAY, 1)
    assert (unread_for([priya], LATER), unread_for([vera], LATER)) == ([], [row])
    save(by=mona, announcement=row, said=announced("On Friday"), known=1, words="The day", at=LATER)
    assert unread_for([priya], LATER) == [row]
    assert mark_all_read(memberships=[priya], at=LATER) == 1
    assert mark_all_read(memberships=[priya], at=LATER) == 0
    assert unread_for([priya], LATER) == []
    assert AnnouncementReading.objects.get(person=priya.person).revision == 2


def test_a_person_of_two_customers_is_one_person_and_reads_what_either_may(
    lumeon: Site, mona: Membership, sites: tuple[Membership, Membership]
) -> None:
    priya, nora = sites
    too = MembershipFactory.create(
        vendor=lumeon.vendor, customer=nora.customer, role=Role.VIEWER, person=priya.person
    )
    gone = MembershipFactory.create(
        vendor=lumeon.vendor, customer=nora.customer, role=Role.VIEWER, ended_at=MONDAY
    )
    Person.objects.filter(pk=gone.person_id).update(is_active=False)
    row = draft(mona)

    reach = reach_of(lumeon.vendor, row.newest.content, MONDAY)
    assert (len(reach.people), len(reach.with_people)) == (2, 2)
    publish(by=mona, announcement=row, known=1, at=MONDAY)
    out(mona, "For Premium", meant="tiers", tiers=("premium",))
    assert titles(priya, too) == ["For Premium", "Printing is quicker"]
    assert Announcement.objects.published().count() == 2
