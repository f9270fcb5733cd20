"""The demo world in the database: made through the services, once, whole or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from availability.models import SlowSpell
from contracts.account import good_standing
from contracts.domain.standing import InvoiceState
from contracts.models import AuthorisedPerson, CalendarVersion, Contract, HolidayYear, Invoice
from contracts.seats import seats_of
from credits.claims.states import state_of
from credits.models import Claim, LedgerEntry
from incidents.models import Escalation, Incident
from incidents.services import raise_incident
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import ApiToken, Customer, Membership, Person, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import every_vendor, vendor_scope
from reports.demo.build import build
from reports.demo.pace import terms_of
from reports.demo.plan import FIRMS, Plan, plan_world
from reports.demo.sign_ins import PASSWORD, at_two_vendors, is_there
from reports.demo.steps import Tale, Verb
from reports.models import CriticalReport, IssuedReport
from sla.models import Clock
from tests.cast import report, signed_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 22, 45, tzinfo=UTC)  # a Saturday: only what never sleeps is running
SEATS_LEFT = {"St Brannock's Hospital": 0, "Harbour Bay Day Surgery": 0, "Northgate Hospitals": 5}
ENDED = (Verb.CONFIRM, Verb.CLOSE)


def small_plan(*, tales: int) -> Plan:
    """Return the plan with its last reports only."""
    whole = plan_world(AT)
    return replace(whole, tales=whole.tales[-tales:])


def plan_of_the_open() -> Plan:
    """Return the plan with the incidents that stand open, and a few of those that ended."""
    whole = plan_world(AT)
    ended = [bool(tale.steps) and tale.steps[-1].verb in ENDED for tale in whole.tales]
    few = (tale for number, tale in enumerate(whole.tales) if not ended[number] or number % 12 == 0)
    return replace(whole, tales=tuple(few))


def made(tales: int) -> Plan:
    plan = small_plan(tales=tales)
    assert build(plan, lambda: None)
    return plan


@pytest.mark.parametrize("hour", [0, 4, 9, 23])
def test_it_can_be_made_at_any_hour(hour: int) -> None:
    whole = plan_world(AT.replace(hour=hour, minute=34))

    assert build(replace(whole, tales=whole.tales[-3:]), lambda: None)


def printed(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def broken(tale: Tale) -> Tale:
    return replace(tale, report=replace(tale.report, category="no such thing"))


@pytest.mark.slow
def test_it_holds_every_station_and_clocks_about_to_run_out() -> None:
    build(plan_of_the_open(), lambda: None)

    with every_vendor("the demo world has several"):
        for firm in FIRMS:
            incidents = Incident.objects.filter(vendor__slug=firm.slug)
            stations = {status.key for status in terms_of(firm.slug).statuses}
            assert set(incidents.values_list("status", flat=True)) == stations
            numbers = incidents.order_by("reported_at").values_list("number", flat=True)
            assert list(numbers) == list(range(1001, 1001 + len(numbers)))
        assert set(Escalation.objects.open().values_list("level", flat=True)) == {1, 2}
        clocks = Clock.objects.all()
        assert not clocks.exclude(parked="").exists()
        assert clocks.filter(phase="paused").exists()
        assert clocks.filter(outcome="missed").exclude(phase="stopped").exists()
        soon = clocks.filter(due_at__gt=AT, due_at__lt=AT + timedelta(minutes=30))
        assert {clock.incident.vendor.slug for clock in soon} >= {"lumeon", "healthy-roster"}
        assert not clocks.filter(next_at__lte=AT).exists()
        assert CriticalReport.objects.filter(published=1).exists()


def test_everybody_is_there_with_holidays_covered_and_no_mail_left_to_send() -> None:
    made(6)

    with every_vendor("the demo world has several"):
        assert Customer.objects.count() == sum(len(firm.houses) for firm in FIRMS)
        assert Membership.objects.values("role").distinct().count() == len(Role)
        regions = {(house.region, AT.year + 1) for firm in FIRMS for house in firm.houses}
        assert regions <= set(HolidayYear.objects.values_list("region", "year"))
        assert OutgoingMail.objects.exists()
        assert not OutgoingMail.objects.due(AT + timedelta(days=1)).exists()


def test_a_calendar_was_changed_for_a_reason() -> None:
    made(2)

    with every_vendor("the demo world has several"):
        changed = CalendarVersion.objects.exclude(made_by=None)
        assert [(one.vendor.slug, one.region) for one in changed] == [("lumeon", "GB-ENG")]


def test_lu_03_pq_13_some_seats_are_all_taken_and_a_person_waits_to_be_authorised() -> None:
    made(2)

    with every_vendor("the demo world has several"):
        customers = {customer.name: customer for customer in Customer.objects.all()}
        taken = {name: seats_of(customers[name], AT).free for name in SEATS_LEFT}
        states = sorted(one.state for one in AuthorisedPerson.objects.with_history())

    assert taken == SEATS_LEFT
    assert states == ["approved", "asked", "ended"]


def test_programs_have_tokens_that_were_used_and_one_was_revoked() -> None:
    made(2)

    with every_vendor("the demo world has several"):
        tokens = ApiToken.objects.filter(vendor__slug="lumeon")
        used = set(tokens.exclude(last_used_at=None).values_list("name", "can_write"))
        revoked = list(tokens.exclude(revoked_at=None).values_list("name", flat=True))

    assert used == {("Ward board", False), ("Telephone system", True)}
    assert revoked == ["Old laptop"]


def test_making_it_twice_changes_nothing() -> None:
    plan = made(3)
    with every_vendor("the demo world has several"):
        before = Incident.objects.count(), Membership.objects.count()

    assert not build(plan, lambda: None)
    assert printed("seed_demo") == "The demo world is there already; nothing was changed.\n"

    with every_vendor("the demo world has several"):
        assert (Incident.objects.count(), Membership.objects.count()) == before == (3, 68)


def test_a_refusal_half_way_leaves_nothing_behind() -> None:
    plan = small_plan(tales=2)
    plan = replace(plan, tales=(plan.tales[0], broken(plan.tales[1])))

    with pytest.raises(Refusal, match="Choose what it is about"):
        build(plan, lambda: None)

    assert not is_there()
    assert not Person.objects.exists()


def test_a_missing_agreement_is_named() -> None:
    Vendor.objects.filter(slug="patientiq").update(slug="somebody-else")

    with pytest.raises(Refusal, match="The agreement of patientiq is not loaded"):
        build(small_plan(tales=1), lambda: None)

    assert not is_there()


def test_each_event_moves_the_progress_bar() -> None:
    plan = small_plan(tales=4)
    ticks: list[int] = []

    build(plan, lambda: ticks.append(1))

    assert len(ticks) == 4 + sum(len(tale.steps) for tale in plan.tales)


def test_production_is_refused(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        call_command("seed_demo")

    assert not is_there()


def test_the_sign_ins_are_true() -> None:
    made(1)

    said = printed("demo_sign_ins")

    rows = [
        line.split() for line in said.splitlines() if line.startswith(tuple(f.slug for f in FIRMS))
    ]
    assert len(rows) == 10 + 9 + 9
    for slug, *_, email in rows:
        person = Person.objects.get(email=email)
        with every_vendor("the demo world has several"):
            assert Membership.objects.filter(vendor__slug=slug, person=person).exists()
    assert PASSWORD in said
    assert at_two_vendors().email in said
    assert person.check_password(PASSWORD)


def test_without_a_world_there_is_nobody_to_sign_in_as() -> None:
    assert printed("demo_sign_ins") == "There is no demo world here: run seed_demo.\n"


def test_the_contact_of_two_vendors_has_one_home_for_both() -> None:
    made(1)

    shown = signed_in(Person.objects.get(email=at_two_vendors().email)).get("/")

    assert [desk.vendor.slug for desk in shown.context["desks"]] == ["lumeon", "patientiq"]


def test_a_customer_whose_contract_has_ended_can_raise_nothing() -> None:
    made(1)

    with every_vendor("the demo world has several"):
        contract = Contract.objects.get(ends_on__lt=AT.date())
        contact = Membership.objects.get(customer=contract.customer)
        with pytest.raises(Refusal, match="has no active agreement with Lumeon"):
            raise_incident(by=contact, contract=contract, instance=None, report=report(), at=AT)


def test_lu_09_one_customer_has_an_overdue_invoice_and_one_disputes_theirs() -> None:
    made(tales=1)

    with every_vendor("a test reads each vendor's contracts"):
        contracts = Contract.objects.select_related("customer").filter(vendor__slug="lumeon")
        standings = {str(one.customer): good_standing(one, AT) for one in contracts}
        invoices = Invoice.objects.select_related("contract__customer")
        in_dispute = invoices.in_state(AT.date(), InvoiceState.DISPUTED)
        disputed = in_dispute.get(contract__in=contracts)

    overdue = [name for name, standing in standings.items() if standing.outstanding]
    assert overdue == ["St Brannock's Hospital"]
    assert str(disputed.contract.customer) == "Hudson Orthopaedic Group"


def test_one_claim_is_approved_one_declined_and_one_waits_for_its_month() -> None:
    made(tales=3)

    with vendor_scope(Vendor.objects.get(slug="patientiq")):
        claims = Claim.objects.standing().order_by("number")
        assert [state_of(one) for one in claims] == ["approved", "declined", "pending"]


def test_hr_06_pq_08_credits_have_their_date_or_are_offset_as_their_agreement_says() -> None:
    made(tales=3)

    with vendor_scope(Vendor.objects.get(slug="healthy-roster")):
        accrued = LedgerEntry.objects.filter(kind="accrued")
        assert accrued
        assert all(one.due_on and one.due_on > one.of_month.last_day for one in accrued)
    with vendor_scope(Vendor.objects.get(slug="patientiq")):
        (noted,) = LedgerEntry.objects.filter(kind="offset")
        assert (noted.clause, str(noted.money), noted.due_on) == ("PQ-08", "0.00 USD", None)


def test_hr_08_two_slow_days_of_healthy_roster_are_explained_in_an_issued_report() -> None:
    made(tales=3)

    with vendor_scope(Vendor.objects.get(slug="healthy-roster")):
        spell = SlowSpell.objects.get()
        said = [row for report in IssuedReport.objects.all() for row in _slow_rows(report)]

    assert said
    assert {row[0] for row in said} == {f"{spell.first_day}"}
    assert all(spell.cause in row for row in said)


def _slow_rows(report: IssuedReport) -> list[list[str]]:
    tables = [table for section in report.data["sections"] for table in section["tables"]]
    return [row for table in tables if table["key"] == "slow" for row in table["rows"]]
