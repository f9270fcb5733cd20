"""The status of services at a personal address: what its reader may know (CO-14, CO-03)."""

from availability.models import Outage
from contracts.models import Contract
from portal.tenancy.models import Customer
from tests.availability.test_status import out
from tests.availability.world import World
from tests.cast import build_house
from tests.factories import MONDAY
from tests.portal.feeds.reading import address_of, entries, fetched, said, titles


def test_co_14_each_reads_the_outages_that_are_theirs(roster: World) -> None:
    other = build_house(roster.site.vendor, "Elsewhere Clinics", "Elsa Where", "standard")
    theirs = list(Customer.objects.filter(pk=other.customer.pk))
    out(roster, roster.main, at=MONDAY, title="Logins fail")
    out(roster, roster.main, at=MONDAY, title="Elsewhere alone", customers=theirs)
    roster.site.vendor.phi_mode = False
    roster.site.vendor.save(update_fields=["phi_mode"])

    contact, staff = (
        fetched(address_of(by, "status", at=MONDAY)) for by in (roster.contact, roster.agent)
    )

    assert [one.partition(": ")[2] for one in titles(contact)] == ["Logins fail"]
    assert len(entries(staff)) == Outage.objects.count() == 2
    assert Contract.objects.count() > 1


def test_pq_12_under_phi_mode_it_names_what_is_out_and_no_more(roster: World) -> None:
    out(roster, roster.main, at=MONDAY, title="Logins fail")

    (entry,) = entries(fetched(address_of(roster.contact, "status", at=MONDAY)))

    assert "Logins fail" not in said(entry, "title") + said(entry, "summary")
    assert roster.main.name in said(entry, "title")
    assert said(entry, "id").endswith("/healthy-roster/status/#O-1")
