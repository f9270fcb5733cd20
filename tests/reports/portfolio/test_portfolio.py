"""The portfolio shows every contract, the worst first, in as many questions for one as for all."""

import csv
import io
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import AssignedManager, Contract
from contracts.services import sign_contract
from portal.kernel.month import Month
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.portfolio.figures import Held, portfolio_of
from reports.portfolio.trend import pictures_of
from tests.availability.saying import declared
from tests.availability.world import World
from tests.cast import House, Site, raised, signed_in, staff
from tests.factories import MONDAY, CustomerFactory, contract_for

PAGE = "/lumeon/reports/portfolio/"
AT = MONDAY + timedelta(days=10)


def rows(site: Site) -> list[Held]:
    contracts = Contract.objects.select_related("customer", "agreement", "vendor")
    return portfolio_of(site.vendor, list(contracts), at=AT)


def signs(row: Held) -> list[str]:
    return [sign.key for sign in row.signs]


def test_the_customer_with_a_critical_incident_comes_first(lumeon: Site, northgate: House) -> None:
    raised(northgate, at=AT - timedelta(hours=1), severity="1")
    raised(lumeon.house, at=AT - timedelta(minutes=5), severity="3")

    first, second = rows(lumeon)

    assert (first.contract, first.criticals, signs(first)[0]) == (
        northgate.contract,
        1,
        "criticals",
    )
    assert (second.contract, second.criticals) == (lumeon.house.contract, 0)


def test_attainment_is_that_of_the_contract_with_its_aim(lumeon: Site, northgate: House) -> None:
    raised(northgate, at=MONDAY, severity="2")  # nobody answers: both milestones are missed

    row = next(one for one in rows(lumeon) if one.contract == northgate.contract)

    assert (row.count.met, row.count.missed > 0, row.attained) == (0, True, "0.00")
    assert (row.aim_percent, "attainment" in signs(row)) == ("90.00", True)


def test_a_contract_that_ends_soon_says_so(lumeon: Site) -> None:
    ends = AT.date() + timedelta(days=30)
    sign_contract(
        customer=CustomerFactory.create(vendor=lumeon.vendor, name="Ending"),
        tier="premium",
        starts_on=date(2026, 1, 1),
        ends_on=ends,
        actor=None,
        at=MONDAY,
    )

    first = rows(lumeon)[0]

    assert (str(first.contract.customer), signs(first), first.days_left) == (
        "Ending",
        ["renewal"],
        30,
    )


def test_availability_stands_beside_its_target_with_what_may_still_be_lost(piq: World) -> None:
    before = next(one for one in rows(piq.site) if one.contract == piq.contract)
    declared(piq, "03-03 00:00", "03-03 20:00", at=AT)

    row = next(one for one in rows(piq.site) if one.contract == piq.contract)

    assert (before.percent, before.used == 0, signs(before)) == ("100.000000", True, [])
    assert row.budget_left is not None
    assert before.budget_left is not None
    assert row.budget_left == before.budget_left - 20 * 3600
    assert (row.used > 1, signs(row)[0]) == (True, "availability")


def test_hr_07_the_distance_to_chronic_failure_is_said(roster: World) -> None:
    row = next(one for one in rows(roster.site) if one.contract == roster.contract)

    assert row.chronic_words == (
        "No missed month counts now: two missed months give the right to terminate."
    )


def test_the_small_picture_has_its_words(piq: World) -> None:
    found = pictures_of(piq.site.vendor, [piq.contract], Month(2026, 3), at=AT)

    words = found[piq.contract.pk].words

    assert words.startswith("Availability: Jan 100.000 %; Feb 100.000 %; Mar 100.000 %")
    assert len(found[piq.contract.pk].bars) == 3


def test_page_sheet_and_api_show_the_same_rows(lumeon: Site, northgate: House) -> None:
    raised(northgate, severity="1")
    admin = signed_in(lumeon.administrator.person)

    page = admin.get(PAGE)
    sheet = admin.get(f"{PAGE}portfolio.csv").content.decode("utf-8-sig")
    data = admin.get("/lumeon/api/portfolio/").json()["results"]

    names = [row["customer"] for row in csv.DictReader(io.StringIO(sheet))]
    assert names == [row["customer"] for row in data]
    assert names == [one.contract.customer.name for one, _ in page.context["rows"]]
    assert names[0] == "Northgate Hospitals"


def test_mine_are_those_that_are_assigned_to_the_reader(lumeon: Site, northgate: House) -> None:
    mine: Membership = staff(lumeon.vendor, "Tam Ito", Role.TECHNICAL_ACCOUNT_MANAGER)
    AssignedManager.objects.create(
        vendor=lumeon.vendor, contract=northgate.contract, membership=mine, since=MONDAY
    )
    reader = signed_in(mine.person)

    assert "St Brannock" in reader.get(PAGE).content.decode()
    shown = reader.get(f"{PAGE}?view=mine")
    assert [one.contract for one, _ in shown.context["rows"]] == [northgate.contract]
    assert reader.get(f"{PAGE}?view=others").status_code == 404


def test_who_looks_after_no_account_finds_nothing(lumeon: Site) -> None:
    for person in (lumeon.agent.person, lumeon.house.contact.person):
        assert signed_in(person).get(PAGE).status_code == 404
        assert signed_in(person).get("/lumeon/api/portfolio/").status_code == 404


def test_the_page_takes_the_same_questions_for_one_contract_and_for_many(lumeon: Site) -> None:
    admin, counts = signed_in(lumeon.administrator.person), []
    for more in (0, 4):
        for place in range(more):
            customer = CustomerFactory.create(vendor=lumeon.vendor, name=f"More {place}")
            contract_for(customer, "premium")
        admin.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            admin.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1]
