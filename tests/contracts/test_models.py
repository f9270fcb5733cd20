"""What stored agreements, contracts and holidays say of themselves (CO-04, LU-04)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from contracts.models import (
    AgreementVersion,
    CalendarVersion,
    Contract,
    Holiday,
    HolidayYear,
    Instance,
)
from tests.cast import Site
from tests.factories import MONDAY


def test_a_stored_version_has_the_terms_of_its_text(lumeon: Site) -> None:
    version = AgreementVersion.objects.get()

    assert version.terms.name == "Lumeon"
    assert version.terms is AgreementVersion.objects.get().terms  # read once a process
    assert str(version) == "V3 29.04.20, in force from 29 Apr 2020"


def test_versions_in_force_are_the_newest_first(lumeon: Site) -> None:
    first = AgreementVersion.objects.get()
    second = AgreementVersion.objects.create(
        vendor=lumeon.vendor,
        label="V4",
        effective_from=date(2026, 1, 1),
        sha256="0" * 64,
        source=first.source,
        file=first.file,
        loaded_at=MONDAY,
    )

    assert list(AgreementVersion.objects.in_force(date(2026, 1, 1))) == [second, first]
    assert list(AgreementVersion.objects.in_force(date(2025, 12, 31))) == [first]
    assert list(AgreementVersion.objects.in_force(date(2020, 4, 28))) == []


def test_the_same_text_is_one_version(lumeon: Site) -> None:
    first = AgreementVersion.objects.get()

    with pytest.raises(IntegrityError, match="contracts_agreement_once"), transaction.atomic():
        AgreementVersion.objects.create(
            vendor=lumeon.vendor,
            label="again",
            effective_from=date(2026, 1, 1),
            sha256=first.sha256,
            source=first.source,
            file=first.file,
            loaded_at=MONDAY,
        )


@pytest.mark.parametrize(
    ("on", "is_active"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_a_contract_is_active_on_its_first_and_last_day(
    lumeon: Site, on: str, is_active: bool
) -> None:
    contract = lumeon.house.contract
    contract.ends_on = date(2026, 6, 30)
    contract.save(update_fields=["ends_on"])

    assert Contract.objects.active(date.fromisoformat(on)).exists() is is_active


def test_a_contract_without_an_end_goes_on(lumeon: Site) -> None:
    assert Contract.objects.active(date(2099, 1, 1)).get() == lumeon.house.contract


def test_names_are_those_of_the_agreement(lumeon: Site) -> None:
    house = lumeon.house

    assert house.contract.tier_name == "Essentials"
    assert str(house.contract) == "St Brannock's on essentials"
    assert str(house.instance) == "Care Pathway Management, Live, 5.3.1"


def test_lu_04_there_are_four_kinds_of_instance() -> None:
    assert Instance.Kind.values == ["live", "test", "development", "uat"]


def test_a_day_and_a_year_of_a_region_are_kept_once(lumeon: Site) -> None:
    christmas = Holiday.objects.get(region="GB-ENG", date=date(2026, 12, 25))
    assert str(christmas) == "2026-12-25 Christmas Day"

    with pytest.raises(IntegrityError, match="contracts_holiday_once"), transaction.atomic():
        Holiday.objects.create(
            vendor=lumeon.vendor,
            version=christmas.version,
            region="GB-ENG",
            date=christmas.date,
            name="Twice",
        )
    with pytest.raises(IntegrityError, match="contracts_holiday_year_once"), transaction.atomic():
        HolidayYear.objects.create(
            vendor=lumeon.vendor, version=christmas.version, region="GB-ENG", year=2026
        )
    assert str(christmas.version) == "GB-ENG, version 1"


def test_a_number_of_a_regions_calendar_is_given_once(lumeon: Site) -> None:
    first = CalendarVersion.objects.get()

    with (
        pytest.raises(IntegrityError, match="contracts_calendar_version_once"),
        transaction.atomic(),
    ):
        CalendarVersion.objects.create(
            vendor=lumeon.vendor,
            region=first.region,
            number=first.number,
            since=first.since,
            reason="Twice",
            made_at=MONDAY,
        )
