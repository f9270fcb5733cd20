"""Suppliers' promises held against ours, and the clocks of what they are asked (LU-24)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.suppliers import Promised, Support, latest_excess
from contracts.models import Supplier
from contracts.services import suppliers as services
from contracts.services.suppliers import Signed
from contracts.suppliers import compared
from incidents import services as deeds
from incidents.awaited import of_incident, open_requests
from incidents.domain.kinds import EventKind
from incidents.queries import story
from portal.audit.models import AuditEvent
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.contracts.backing import OFFICE, WEEK, agreed
from tests.factories import MONDAY
from tests.incidents.watching import london

FROM = date(2026, 3, 2)


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def test_a_shorter_figure_on_shorter_hours_may_still_be_later() -> None:
    around_the_clock = Promised(BusinessCalendar.always(), hours(8))
    in_the_office = Promised(OFFICE.calendar(), hours(4))

    # Asked when the office has just closed on Friday: we have until Saturday, they until Monday.
    assert latest_excess(around_the_clock, in_the_office, FROM) == timedelta(
        days=2, hours=11, minutes=30
    )
    assert latest_excess(in_the_office, in_the_office, FROM) == timedelta(0)


@given(st.integers(1, 600), st.integers(1, 600))
def test_on_the_same_hours_more_time_is_later_by_no_less(one: int, other: int) -> None:
    shorter, longer = sorted((timedelta(minutes=one), timedelta(minutes=other)))
    calendar = OFFICE.calendar()

    excess = latest_excess(Promised(calendar, shorter), Promised(calendar, longer), FROM)

    assert excess >= longer - shorter
    assert latest_excess(
        Promised(calendar, longer), Promised(calendar, shorter), FROM
    ) <= timedelta(0)


@pytest.mark.django_db
def test_a_target_longer_than_ours_is_flagged_on_each_tier(lumeon: Site) -> None:
    agreement = agreed(lumeon.administrator, s2=480, s3=60)
    terms = lumeon.house.contract.agreement.terms

    rows = compared(agreement, terms, "Europe/London", FROM)

    assert {(row.severity, row.tier, row.is_longer) for row in rows} == {
        (terms.severities[severity].name, tier.name, longer)
        for severity, longers in (("2", (False, True, True)), ("3", (False, False, False)))
        for tier, longer in zip(terms.tiers.values(), longers, strict=True)
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reference": " "}, "name or number"),
        ({"until": date(2025, 12, 31)}, "end before it begins"),
        ({"support": Support("Mars/Base", WEEK)}, "not a time zone"),
        ({"support": Support("UTC", WEEK, 600, 540)}, "must close after it opens"),
        ({"minutes": {}}, "at least one severity"),
        ({"minutes": {"9": 60}}, "no severity '9'"),
        ({"minutes": {"2": 0}}, "from a minute to a year"),
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused_whole(
    lumeon: Site, change: dict[str, object], sentence: str
) -> None:
    supplier = agreed(lumeon.administrator, s2=60).supplier
    said = {"reference": "BB-2", "since": date(2026, 2, 1), "until": None, "support": OFFICE}
    signed = Signed(**(said | {"minutes": {"2": 60}} | change))  # type: ignore[arg-type]  # wrong on purpose

    with pytest.raises(Refusal, match=sentence):
        services.sign_with_supplier(
            by=lumeon.administrator, supplier=supplier, signed=signed, at=MONDAY
        )
    assert supplier.agreements.count() == 1


def test_only_who_may_keeps_suppliers_and_no_two_have_one_name(lumeon: Site) -> None:
    said = {"name": " Acme ", "contact": "", "email": "", "telephone": "", "at": MONDAY}
    with pytest.raises(Refusal, match="As agent you cannot keep agreements"):
        services.add_supplier(by=lumeon.agent, **said)  # type: ignore[arg-type]  # one dict for both
    services.add_supplier(by=lumeon.administrator, **said)  # type: ignore[arg-type]  # one dict for all
    with pytest.raises(Refusal, match="Acme is a supplier already"):
        services.add_supplier(by=lumeon.administrator, **said)  # type: ignore[arg-type]  # one dict for all


def test_a_suppliers_clock_runs_from_the_asking_to_the_answer(lumeon: Site) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    response = incident.clocks.get(milestone="resolution").due_at
    deeds.ask_supplier(
        incident=incident,
        by=lumeon.agent,
        supplier=supplier,
        text="A log, please.",
        at=london("16:00"),
    )

    [one] = of_incident(incident, london("17:00"))
    assert (one.spent, one.left, one.is_over) == (hours(1), hours(3), False)
    assert one.due_at == london("2026-03-03 11:30")
    incident.refresh_from_db()
    assert incident.status == "awaiting_third_party"
    assert incident.clocks.get(milestone="resolution").due_at == response  # the customer's goes on
    [late] = open_requests(london("2026-03-03 12:00"))
    assert late.is_over

    deeds.record_answer(
        incident=incident,
        by=lumeon.agent,
        supplier=supplier,
        text="Here.",
        at=london("2026-03-03 11:30"),
    )

    incident.refresh_from_db()
    assert incident.status == incident.working_status
    [answered] = of_incident(incident, london("2026-03-09 09:00"))
    assert (answered.spent, answered.is_over) == (hours(4), False)
    assert open_requests(london("2026-03-09 09:00")) == []


def test_without_an_agreement_no_clock_runs(lumeon: Site) -> None:
    supplier = services.add_supplier(
        by=lumeon.administrator, name="Acme", contact="", email="", telephone="", at=MONDAY
    )
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    deeds.ask_supplier(
        incident=incident, by=lumeon.agent, supplier=supplier, text="A log.", at=london("11:00")
    )

    [one] = of_incident(incident, london("12:00"))
    assert (one.due_at, one.left, one.is_over) == (None, None, False)


def test_customers_read_that_a_third_party_was_asked_but_not_which(lumeon: Site) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    deeds.ask_supplier(
        incident=incident, by=lumeon.agent, supplier=supplier, text="A log.", at=london("11:00")
    )

    def line(*, for_staff: bool) -> str:
        return next(
            entry.line
            for entry in story(incident, for_staff=for_staff)
            if entry.kind is EventKind.SUPPLIER_ASKED
        )

    assert "Acme" in line(for_staff=True)
    assert "Acme" not in line(for_staff=False)
    assert "a third party" in line(for_staff=False)


@pytest.mark.parametrize("twice", ["asked", "ended", "answered", "another vendor's"])
def test_who_cannot_be_asked_or_answer_is_refused_with_a_sentence(lumeon: Site, twice: str) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    said = {"incident": incident, "by": lumeon.agent, "supplier": supplier, "text": "A log."}
    if twice == "asked":
        deeds.ask_supplier(**said, at=london("11:00"))  # type: ignore[arg-type]  # one dict for all
    elif twice == "ended":
        services.end_supplier(by=lumeon.administrator, supplier=supplier, at=london("10:30"))
        supplier.refresh_from_db()
    elif twice == "another vendor's":
        other = Vendor.objects.get(slug="patientiq")
        with vendor_scope(other):
            said["supplier"] = Supplier.objects.create(vendor=other, name="Theirs")
    deed = deeds.record_answer if twice == "answered" else deeds.ask_supplier

    with pytest.raises(Refusal):
        deed(**said, at=london("12:00"))  # type: ignore[arg-type]  # one dict for all


def test_details_go_out_on_request_once_and_are_logged(lumeon: Site, northgate: House) -> None:
    agreement = agreed(lumeon.administrator, s2=240)
    said = {"by": lumeon.administrator, "agreement": agreement, "at": MONDAY}
    with pytest.raises(Refusal, match="Say who asked"):
        services.share_with(**said, customer=lumeon.house.customer, request=" ")  # type: ignore[arg-type]  # one dict for all
    services.share_with(**said, customer=lumeon.house.customer, request="Priya, by mail")  # type: ignore[arg-type]  # one dict for all
    with pytest.raises(Refusal, match="was given"):
        services.share_with(**said, customer=lumeon.house.customer, request="Again")  # type: ignore[arg-type]  # one dict for all

    assert AuditEvent.objects.filter(verb="supplier agreement shared").count() == 1
    seen = signed_in(lumeon.house.contact.person).get("/lumeon/suppliers/").text
    assert "Acme" in seen
    assert "4 h" in seen
    unseen = signed_in(northgate.contact.person).get("/lumeon/suppliers/").text
    assert "Acme" not in unseen
    assert "Nothing was given to you yet" in unseen


def test_the_pages_keep_compare_share_and_end(lumeon: Site) -> None:
    page = signed_in(lumeon.administrator.person)
    assert page.post("/lumeon/suppliers/new/", {"name": "Acme"}).status_code == 302
    supplier = Supplier.objects.get()
    address = f"/lumeon/suppliers/{supplier.pk}/"
    bad = page.post(f"{address}agreements/", {"reference": "BB-1", "time_zone": "Mars/Base"})
    assert bad.status_code == 422
    assert "Mars/Base" in bad.text  # what was typed stays
    said = {
        "reference": "BB-1",
        "since": "2026-01-01",
        "time_zone": "Europe/London",
        "weekdays": ["0", "1", "2", "3", "4"],
        "opens": "09:00",
        "closes": "17:30",
        "target_2": "9",
    }
    assert page.post(f"{address}agreements/", said).status_code == 302
    shown = page.get(address).text
    assert "later than ours" in shown
    assert "Mon, Tue, Wed, Thu, Fri 09:00-17:30 Europe/London" in shown
    share = {
        "agreement": supplier.agreements.get().pk,
        "customer": lumeon.house.customer.pk,
        "request": "Priya",
    }
    assert page.post(f"{address}shares/", share).status_code == 302
    assert "St Brannock" in page.get(address).text
    assert page.post(f"{address}ending/").status_code == 302
    assert "longer than ours" in page.get("/lumeon/suppliers/").text


def test_another_vendors_supplier_is_not_there(lumeon: Site, patientiq: Site) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    page: Client = signed_in(patientiq.administrator.person)

    assert page.get(f"/patientiq/suppliers/{supplier.pk}/").status_code == 404
    assert page.get(f"/lumeon/suppliers/{supplier.pk}/").status_code == 404


def test_an_agent_asks_and_records_on_the_incidents_page(lumeon: Site) -> None:
    supplier = agreed(lumeon.administrator, s2=240).supplier
    incident = raised(lumeon.house, severity="2", at=datetime.now(UTC).replace(microsecond=0))
    page = signed_in(lumeon.agent.person)
    address = f"/lumeon/incidents/{incident}/"
    ask = {"supplier": supplier.pk, "reference": "A-77", "text": ""}
    refused = page.post(f"{address}supplier-requests/", ask)
    assert (refused.status_code, "A-77" in refused.text) == (422, True)

    page.post(f"{address}supplier-requests/", ask | {"text": "Send the log."})
    shown = page.get(address).text
    assert "Send the log." in shown
    assert "Send the log." not in signed_in(lumeon.house.contact.person).get(address).text

    page.post(f"{address}supplier-answers/", {"supplier": supplier.pk, "text": "Attached."})
    assert "Attached." in page.get(address).text
