"""What is done about probable patient data in words about incidents (PQ-12)."""

from datetime import datetime
from typing import Any

from incidents.models import Incident
from portal.audit.models import record
from portal.kernel.patient_data import Caution
from portal.tenancy.cautious import kept_of, kinds_of, looked_through
from portal.tenancy.models import Membership, Vendor


def patient_data_in(text: str, caution: Caution, *, vendor: Vendor) -> dict[str, Any]:
    """Return what a message keeps of the patient data that was found in it.

    :raises Refusal: with code `patient_data`, if its writer has not been asked yet.
    """
    kinds, was_asked = kept_of(text, caution, vendor)
    return {"patient_data": kinds, "patient_data_acknowledged": was_asked}


def check_words(
    incident: Incident, text: str, caution: Caution, *, by: Membership, at: datetime
) -> None:
    """Look through words that are no message: a reason, what a supplier is asked or answered.

    They have no place of their own for it, so that their writer was warned is kept in the audit.

    :raises Refusal: with code `patient_data`, if their writer has not been asked yet.
    """
    found = looked_through(text, caution, incident.vendor)
    if found:
        after = {"kinds": kinds_of(found)}
        record("patient data sent knowingly", incident, actor=by.person, at=at, after=after)
