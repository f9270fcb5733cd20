"""Every change to agreements, contracts and holidays."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from contracts.agreement_file import AgreementFile
from contracts.models import AgreementVersion, Contract, Holiday, HolidayYear
from contracts.regions import holidays_of
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Person, Vendor
from portal.tenancy.scope import vendor_scope

YEARS_BEHIND, YEARS_AHEAD = 1, 2  # of the year in which holidays are copied


@transaction.atomic
def load_agreement(
    *, agreement: AgreementFile, file: str, actor: Person | None, at: datetime
) -> tuple[AgreementVersion, bool]:
    """Keep an agreement file as a version, and say whether it is a new one (CO-04).

    The vendor is made with its first version. Loading the same file again changes nothing.
    """
    terms = agreement.terms
    vendor, _ = Vendor.objects.get_or_create(
        slug=terms.slug,
        defaults={
            "name": terms.name,
            "number_prefix": terms.number_prefix,
            "colour": terms.colour,
            "time_zone": _own_zone(agreement),
        },
    )
    with vendor_scope(vendor):
        version, is_new = AgreementVersion.objects.get_or_create(
            vendor=vendor,
            sha256=agreement.sha256,
            defaults={
                "label": terms.version_label,
                "effective_from": terms.effective_from,
                "source": agreement.text,
                "file": file,
                "loaded_at": at,
            },
        )
        if is_new:
            record(
                "agreement loaded", version, actor=actor, at=at, after={"sha256": version.sha256}
            )
    return version, is_new


def _own_zone(agreement: AgreementFile) -> str:
    zones = {hours.zone for hours in agreement.terms.service_hours.values()}
    return next((zone for zone in sorted(filter(None, zones))), "UTC")


@transaction.atomic
def sign_contract(
    *,
    customer: Customer,
    tier: str,
    starts_on: date,
    ends_on: date | None,
    actor: Person | None,
    at: datetime,
) -> Contract:
    """Bind a customer to a tier of the agreement version in force on its first day (CO-04).

    :raises Refusal: if no version is in force then, or it has no such tier.
    """
    agreement = AgreementVersion.objects.filter(vendor=customer.vendor).in_force(starts_on).first()
    if agreement is None:
        raise Refusal(f"{customer.vendor} has no agreement in force on {starts_on}.")
    if tier not in agreement.terms.tiers:
        tiers = ", ".join(agreement.terms.tiers)
        raise Refusal(f"{customer.vendor} has no tier {tier!r}; it has {tiers}.")
    contract = Contract.objects.create(
        vendor=customer.vendor,
        customer=customer,
        agreement=agreement,
        tier=tier,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record("contract signed", contract, actor=actor, at=at, after={"tier": tier})
    cover_holidays(vendor=customer.vendor, region=customer.holiday_region, at=at)
    return contract


def cover_holidays(*, vendor: Vendor, region: str, at: datetime) -> int:
    """Copy a region's holidays for the years around `at` that are not copied yet."""
    years = range(at.year - YEARS_BEHIND, at.year + YEARS_AHEAD + 1)
    return copy_holidays(vendor=vendor, region=region, years=years, at=at) if region else 0


@transaction.atomic
def copy_holidays(*, vendor: Vendor, region: str, years: Iterable[int], at: datetime) -> int:
    """Copy a region's holidays into dated rows, each year once; return how many days."""
    known = set(
        HolidayYear.objects.filter(vendor=vendor, region=region).values_list("year", flat=True)
    )
    missing = sorted(set(years) - known)
    if not missing:
        return 0
    days = [
        Holiday(vendor=vendor, region=region, date=day, name=name)
        for day, name in holidays_of(region, missing).items()
        if day.year in missing
    ]
    Holiday.objects.bulk_create(days, ignore_conflicts=True)
    HolidayYear.objects.bulk_create(
        [HolidayYear(vendor=vendor, region=region, year=year, copied_at=at) for year in missing],
        ignore_conflicts=True,
    )
    return len(days)
