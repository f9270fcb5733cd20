"""An incident that a third party's product causes stays engaged: the vendor tracks it (LU-25)."""

from datetime import datetime

from django.db import transaction

from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed
from incidents.models import Incident
from incidents.services.steps import happen, lock
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

LONGEST_PRODUCT = 100  # characters


@transaction.atomic
def name_product(*, incident: Incident, by: Membership, product: str, at: datetime) -> Incident:
    """Say whose product causes the incident; no words take that back.

    The customer works with its supplier, the vendor tracks; no clock hears of it, since the
    agreement deducts no third party's time.

    :raises Refusal: if nothing changes, or the name is too long.
    """
    incident = lock(incident, Deed.NAME_PRODUCT)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    words = " ".join(product.replace("\x00", "").split())
    if len(words) > LONGEST_PRODUCT:
        raise Refusal(
            f"A product's name has {LONGEST_PRODUCT} characters at most; write the rest as a "
            "message.",
            code="too_long",
        )
    if words == incident.third_party_product:
        said = f"It says so already: {words}." if words else "No third party's product is named."
        raise Refusal(said, code="already")
    incident.third_party_product = words
    incident.save(update_fields=["third_party_product"])
    happen(incident, EventKind.PRODUCT_NAMED, actor=by.person, at=at, words=words)
    return incident
