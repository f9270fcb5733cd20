"""From an outage to what is owed: a claim at PatientIQ, a band at Healthy Roster (PQ-06, HR-04).

The month before this one is missed by five hours, closed by an administrator, and ends up in the
customer's statement; at PatientIQ the claim came by mail on the day after the outage.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from availability.models import Component, MonthClosing
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from contracts.domain.fees import Fees
from contracts.services import sign_contract
from credits.models import LedgerEntry
from portal.kernel.month import Month
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.e2e.reporting import Issued, expect_verified, issue_report
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import CANARY, Site
from tests.factories import MONDAY, CustomerFactory, MembershipFactory, PersonFactory

CHICAGO = ZoneInfo("America/Chicago")
HOURS = timedelta(hours=5)


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A customer whose last month was missed, and the outage that did it."""

    contract: int
    outage: int
    month: Month
    ended: datetime
    contact: Membership


def test_pq_07_a_claim_becomes_a_credit_note_on_the_statement(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["patientiq"]
    with served.data(), vendor_scope(site.vendor):
        missed = missed_month(site, Fees(annual=Decimal(120_000), currency="USD"))
    agent = visitors.signed_in(site.person("agent"))
    contact = visitors.signed_in(missed.contact.person)
    manager = visitors.signed_in(site.person("administrator"))

    record_claim(agent, site, missed)
    number = agent.locator(".crumbs .num").inner_text()
    expect(agent.locator(".page-head .pill")).to_have_text("Waits for the month to close")

    close_month(manager, site, missed)
    claim = f"{site.home}credits/claims/{number.removeprefix('C-')}/"
    contact.goto(claim)
    expect(contact.locator(".page-head .pill")).to_have_text("Waits for a decision")

    manager.goto(claim)
    manager.get_by_label("Approve it").check()
    manager.get_by_role("button", name="Decide it").click()
    expect(manager.locator(".page-head .pill")).to_have_text("Approved")

    manager.goto(f"{site.home}credits/contracts/{missed.contract}/{missed.month}/{number}/")
    manager.get_by_role("button", name="Issue", exact=False).first.click()
    expect(manager.get_by_role("main")).to_contain_text("CN-")

    contact.goto(f"{site.home}credits/contracts/{missed.contract}/")
    statement = contact.get_by_role("main")
    for said in (worth(missed), "CN-", f"{number} for O-{missed.outage}"):
        expect(statement).to_contain_text(said)

    issued = issue_report(manager, site, missed.contract, missed.month)
    expect_verified(contact, issued)
    expect_figures(served, site, missed, issued)
    (claimed,) = issued.rows("credits", "claims")
    assert (claimed["claim"], claimed["state"]) == (number, "Approved")
    assert issued.fact("credits", "balance") == worth(missed)
    expect_ledger_behind(contact, site, missed, worth(missed))


def test_hr_04_a_band_of_the_fee_is_on_the_statement_once_the_month_is_closed(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["healthy-roster"]
    with served.data(), vendor_scope(site.vendor):
        missed = missed_month(site, Fees(monthly=Decimal("1250.50"), currency="USD"))
    manager = visitors.signed_in(site.person("administrator"))
    contact = visitors.signed_in(missed.contact.person)

    close_month(manager, site, missed)

    contact.goto(f"{site.home}credits/contracts/{missed.contract}/")
    expect(contact.get_by_role("main")).to_contain_text("12.51 USD")  # 1 % of the fee, half up

    issued = issue_report(manager, site, missed.contract, missed.month)
    expect_verified(contact, issued)
    expect_figures(served, site, missed, issued)
    assert issued.fact("credits", "earned") == "12.51 USD"
    expect_ledger_behind(contact, site, missed, "12.51 USD")


def missed_month(site: Site, fees: Fees) -> Missed:
    """Leave a customer with fees and an outage of five hours on the tenth of last month."""
    now = datetime.now(UTC)
    month = Month.of(now, CHICAGO).plus(-1)
    customer = CustomerFactory.create(
        vendor=site.vendor,
        name=f"{CANARY} Hand Clinic",
        time_zone="America/Chicago",
        country="US",
        holiday_region="US",
    )
    contract = sign_contract(
        customer=customer,
        tier="standard",
        starts_on=month.plus(-2).first_day,
        ends_on=None,
        fees=fees,
        actor=None,
        at=MONDAY,
    )
    ended = datetime(month.year, month.number, 10, 19, tzinfo=UTC)
    length = HOURS if fees.annual else timedelta(minutes=120)
    facts = OutageFacts(
        title="Nobody could sign in",
        starts_at=ended - length,
        ends_at=ended,
        components=[Component.objects.earliest("pk")],
        customers=[customer],
        cause="A full disk.",
        corrective_planned="A larger one.",
    )
    outage = declare_outage(
        by=site.agent, facts=facts, confirmed_how="Called in by hand.", at=ended
    )
    contact = MembershipFactory.create(
        vendor=site.vendor,
        customer=customer,
        role=Role.TECHNICAL_CONTACT,
        person=PersonFactory.create(name=f"Ludmila {CANARY} of {site.vendor.slug}"),
    )
    return Missed(
        contract=contract.pk, outage=outage.number, month=month, ended=ended, contact=contact
    )


def record_claim(page: Page, site: Site, missed: Missed) -> None:
    """Record a claim that came by mail on the day after the outage, complete."""
    page.goto(f"{site.home}outages/{missed.outage}/")
    page.get_by_role("link", name="File a claim for them").click()
    page.get_by_label("How it came").select_option("mail")
    page.get_by_label("Received").fill(f"{missed.ended + timedelta(hours=20):%Y-%m-%dT%H:%M:%S}")
    page.get_by_label("Users affected").fill("frontdesk\nludmila@hand-clinic.example")
    expect(page.get_by_label("Your estimate of the minutes lost")).to_have_value("300")
    page.get_by_role("button", name="File the claim").click()


def close_month(page: Page, site: Site, missed: Missed) -> None:
    """Sign the month, with a reason where something is open."""
    page.goto(f"{site.home}availability/{missed.contract}/{missed.month}/closing/")
    page.locator("#id_reason").fill("All is told.")
    page.get_by_role("button", name="Sign and close the month").click()
    expect(page.get_by_role("status").first).to_contain_text("is signed as number 1")


def expect_figures(served: Served, site: Site, missed: Missed, issued: Issued) -> None:
    """Hold what a report says against the rows: the signed month, and each entry of the ledger."""
    with served.data(), vendor_scope(site.vendor):
        closing = MonthClosing.objects.get(contract=missed.contract)
        entries = LedgerEntry.objects.filter(contract=missed.contract).order_by("pk")
        rows = [(one.get_kind_display(), str(one.money), one.document) for one in entries]
    shown = issued.rows("credits", "ledger")
    assert [(one["kind"], one["amount"], one["document"]) for one in shown] == rows
    assert issued.fact("availability", "percent") == closing.figures["percent"]


def expect_ledger_behind(page: Page, site: Site, missed: Missed, amount: str) -> None:
    """Go on from a month's report to the ledger, where each figure has its derivation."""
    page.goto(f"{site.home}reports/contracts/{missed.contract}/{missed.month}/")
    expect(page.get_by_role("main")).to_contain_text(amount)
    page.goto(f"{site.home}credits/contracts/{missed.contract}/")
    earned = page.locator("table.ledger tbody tr", has=page.locator("summary"))
    row = earned.filter(has_text=amount).first
    row.locator("summary").click()
    expect(row.locator("details li").first).to_be_visible()


def worth(missed: Missed) -> str:
    """Return what five hours of the contract year come to, that of a leap year less."""
    begins = missed.month.plus(-2).first_day
    length = (begins.replace(year=begins.year + 1) - begins).days * 24
    return f"{round(Decimal(120_000) * 5 / length, 2)} USD"
