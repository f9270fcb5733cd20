"""Keeping agreement files as versions."""

from datetime import datetime

from django.db import transaction

from contracts.agreement_file import AgreementFile
from contracts.models import AgreementVersion
from portal.audit.models import record
from portal.tenancy.models import Person, Vendor
from portal.tenancy.scope import vendor_scope


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
    if agreement.terms.identity.time_zone:
        return agreement.terms.identity.time_zone
    zones = {hours.zone for hours in agreement.terms.service_hours.values()}
    return next((zone for zone in sorted(filter(None, zones))), "UTC")
