"""Agreements as loaded versions, contracts bound to them, holidays copied once (CO-04)."""

from datetime import date, timedelta

import pytest

from contracts.agreement_file import AgreementFile, agreement_paths, parse_agreement, read_agreement
from contracts.models import AgreementVersion, Contract, Holiday, HolidayYear
from contracts.queries import active_contracts, calendars_of
from contracts.regions import holidays_of
from contracts.services import (
    change_calendar,
    copy_holidays,
    cover_holidays,
    load_agreement,
    sign_contract,
)
from contracts.services.calendars import Change
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Vendor
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised
from tests.factories import MONDAY, CustomerFactory, contract_for

FILES = {path.stem: path for path in agreement_paths()}


def loaded(agreement: AgreementFile) -> tuple[AgreementVersion, bool]:
    return load_agreement(agreement=agreement, file="lumeon.toml", actor=None, at=MONDAY)


def renewed(*, label: str = "V4 01.03.26", since: str = "2026-03-01") -> AgreementFile:
    """Lumeon's terms with a quarter of an hour for critical responses, in force from March."""
    text = FILES["lumeon"].read_text(encoding="utf-8")
    for old, new in (
        ('version = "V3 29.04.20"', f'version = "{label}"'),
        ("effective_from = 2020-04-29", f"effective_from = {since}"),
        ("amount = 0.5\n", "amount = 0.25\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return parse_agreement(text, file="lumeon.toml")


@pytest.mark.parametrize("stem", sorted(FILES))
def test_co_04_loading_the_same_file_again_changes_nothing(db: None, stem: str) -> None:
    agreement = read_agreement(FILES[stem])
    vendor = Vendor.objects.get(slug=agreement.terms.slug)
    with vendor_scope(vendor):
        before = list(AgreementVersion.objects.values()), AuditEvent.objects.count()

        _, is_new = loaded(agreement)

        assert not is_new
        assert (list(AgreementVersion.objects.values()), AuditEvent.objects.count()) == before


def test_co_04_the_first_version_makes_its_vendor(db: None) -> None:
    text = FILES["patientiq"].read_text(encoding="utf-8")
    text = text.replace('slug = "patientiq"', 'slug = "acme-health"')
    text = text.replace('number_prefix = "PIQ"', 'number_prefix = "ACM"')

    version, is_new = loaded(parse_agreement(text, file="acme.toml"))

    vendor = Vendor.objects.get(slug="acme-health")
    assert (version.vendor, is_new) == (vendor, True)
    assert (vendor.number_prefix, vendor.time_zone) == ("ACM", "America/Chicago")


def test_co_04_a_changed_file_is_a_new_version_and_a_contract_keeps_its_own(lumeon: Site) -> None:
    old = lumeon.house.contract

    version, is_new = loaded(renewed())
    customer = CustomerFactory.create(vendor=lumeon.vendor)
    new = contract_for(customer, "essentials", starts_on=date(2026, 3, 1))

    assert is_new
    assert (new.agreement, Contract.objects.get(pk=old.pk).agreement) == (version, old.agreement)
    assert old.agreement != version
    incident = raised(lumeon.house, severity="1")
    assert incident.clocks.get(milestone="response").budget == timedelta(minutes=30)


def test_co_04_the_version_in_force_on_the_first_day_counts(lumeon: Site) -> None:
    version, _ = loaded(renewed())
    customer = CustomerFactory.create(vendor=lumeon.vendor)

    before = contract_for(customer, "essentials", starts_on=date(2026, 2, 28))
    after = contract_for(customer, "essentials", starts_on=date(2026, 3, 1))

    assert (before.agreement.label, after.agreement) == ("V3 29.04.20", version)


def test_co_07_loading_and_signing_are_in_the_audit(lumeon: Site) -> None:
    version, _ = loaded(renewed())

    event = AuditEvent.objects.get(object_id=version.pk, verb="agreement loaded")
    assert (event.after, event.at, event.actor) == ({"sha256": version.sha256}, MONDAY, None)
    signed = AuditEvent.objects.get(object_id=lumeon.house.contract.pk, verb="contract signed")
    assert signed.after == {"tier": "essentials"}


def test_a_contract_needs_an_agreement_in_force_on_its_first_day(lumeon: Site) -> None:
    with pytest.raises(Refusal) as refusal:
        contract_for(lumeon.house.customer, "essentials", starts_on=date(2020, 4, 28))

    assert str(refusal.value) == "Lumeon has no agreement in force on 2020-04-28."


def test_a_contract_needs_a_tier_of_its_agreement(lumeon: Site) -> None:
    with pytest.raises(Refusal) as refusal:
        contract_for(lumeon.house.customer, "platinum")

    assert (
        str(refusal.value)
        == "Lumeon has no tier 'platinum'; it has essentials, professional, premium."
    )
    assert Contract.objects.filter(customer=lumeon.house.customer).count() == 1


def test_a_contract_does_not_end_before_it_starts(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="28 February 2026, lies before the first, 01 March 2026"):
        sign_contract(
            customer=lumeon.house.customer,
            tier="essentials",
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 2, 28),
            actor=None,
            at=MONDAY,
        )


def test_lu_09_a_contract_is_active_by_its_customers_own_date(lumeon: Site) -> None:
    auckland = CustomerFactory.create(vendor=lumeon.vendor, time_zone="Pacific/Auckland")
    hawaii = CustomerFactory.create(vendor=lumeon.vendor, time_zone="Pacific/Honolulu")
    for customer in (auckland, hawaii):
        contract_for(customer, "essentials", starts_on=date(2026, 3, 3))
    noon = MONDAY + timedelta(hours=4)  # Monday 14:00 UTC; Tuesday 03:00 in Auckland

    active = active_contracts([auckland, hawaii], noon)

    assert [contract.customer for contract in active] == [auckland]


def customer_in(site: Site, region: str) -> Customer:
    return CustomerFactory.create(vendor=site.vendor, holiday_region=region)


def test_signing_copies_the_regions_holidays_for_the_years_around(lumeon: Site) -> None:
    contract_for(customer_in(lumeon, "GB-SCT"), "essentials")

    years = HolidayYear.objects.filter(region="GB-SCT").values_list("year", flat=True)
    assert sorted(years) == [2025, 2026, 2027, 2028]
    days = dict(calendars_of([(lumeon.vendor.pk, "GB-SCT")])[lumeon.vendor.pk, "GB-SCT"].days)
    assert days[date(2026, 11, 30)] == "Saint Andrew's Day"
    assert {day.year for day in days} == {2025, 2026, 2027, 2028}


def test_a_year_is_copied_once_and_an_edited_day_stays_edited(lumeon: Site) -> None:
    vendor = lumeon.vendor
    change_calendar(
        by=lumeon.administrator,
        region="GB-ENG",
        changes=[
            Change(date(2026, 12, 28), "", closes=False),
            Change(date(2026, 12, 25), "Closed"),
        ],
        reason="The house works on the substitute day.",
        at=MONDAY,
    )

    assert cover_holidays(vendor=vendor, region="GB-ENG", at=MONDAY) == 0

    days = dict(calendars_of([(vendor.pk, "GB-ENG")])[vendor.pk, "GB-ENG"].days)
    assert days[date(2026, 12, 25)] == "Closed"
    assert date(2026, 12, 28) not in days


def test_only_missing_years_are_copied_as_time_goes_on(lumeon: Site) -> None:
    in_two_years = MONDAY.replace(year=2028)

    copied = cover_holidays(vendor=lumeon.vendor, region="GB-ENG", at=in_two_years)

    years = HolidayYear.objects.filter(region="GB-ENG").order_by("year")
    assert [row.year for row in years] == [2025, 2026, 2027, 2028, 2029, 2030]
    assert copied == Holiday.objects.filter(date__year__in=[2029, 2030]).count() > 10
    assert years.get(year=2029).version.made_at == in_two_years


def test_a_year_that_was_not_copied_is_seen_as_a_gap(lumeon: Site) -> None:
    copy_holidays(vendor=lumeon.vendor, region="US-NY", years=[2024, 2026], at=MONDAY)

    known = set(HolidayYear.objects.filter(region="US-NY").values_list("year", flat=True))
    assert set(range(2024, 2027)) - known == {2025}


def test_an_unknown_region_is_refused(lumeon: Site) -> None:
    for region in ("XX", "GB-XYZ"):
        with pytest.raises(Refusal) as refusal:
            holidays_of(region, [2026])
        assert str(refusal.value) == f"There is no holiday calendar for {region!r}."
    assert cover_holidays(vendor=lumeon.vendor, region="", at=MONDAY) == 0


def test_co_03_each_vendor_copies_holidays_of_its_own(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        change_calendar(
            by=patientiq.administrator,
            region="GB-ENG",
            changes=[Change(date(2026, 3, 3), "Their own day")],
            reason="They are closed.",
            at=MONDAY,
        )

    days = dict(calendars_of([(lumeon.vendor.pk, "GB-ENG")])[lumeon.vendor.pk, "GB-ENG"].days)
    assert date(2026, 3, 3) not in days
