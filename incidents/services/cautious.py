"""What is done about probable patient data before it is sent: warn, and never block (PQ-12).

A vendor whose customers write of no patients can switch the warning off.
"""

from datetime import datetime
from typing import Any

from incidents.domain.patient_data import Caution, Finding, probable
from incidents.models import Incident
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor


def patient_data_in(text: str, caution: Caution, *, vendor: Vendor) -> dict[str, Any]:
    """Return what a message keeps of the patient data that was found in it.

    :raises Refusal: with code `patient_data`, if its writer has not been asked yet.
    """
    found = _found(text, caution, vendor)
    return {
        "patient_data": _kinds(found),
        "patient_data_acknowledged": bool(found) and caution is Caution.SEND,
    }


def check_words(
    incident: Incident, text: str, caution: Caution, *, by: Membership, at: datetime
) -> None:
    """Look through words that are no message: a reason, what a supplier is asked or answered.

    They have no place of their own for it, so that their writer was warned is kept in the audit.

    :raises Refusal: with code `patient_data`, if their writer has not been asked yet.
    """
    found = _found(text, caution, incident.vendor)
    if found:
        after = {"kinds": _kinds(found)}
        record("patient data sent knowingly", incident, actor=by.person, at=at, after=after)


def _found(text: str, caution: Caution, vendor: Vendor) -> tuple[Finding, ...]:
    found = probable(text) if vendor.warns_of_patient_data else ()
    if found and caution is Caution.ASK:
        raise Refusal(warning(found), code="patient_data")
    return found


def _kinds(found: tuple[Finding, ...]) -> str:
    return ", ".join(dict.fromkeys(finding.kind.value for finding in found))


def warning(found: tuple[Finding, ...]) -> str:
    """Return the sentence that asks the writer, with each finding made unreadable."""
    named = list(dict.fromkeys(str(finding) for finding in found))
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return (
        f"This looks like patient data: {', '.join(named[:SHOWN])}{more}. Take it out, or say "
        "that it may be sent: it is no patient's, or you have the right to send it."
    )


SHOWN = 5  # findings named in one sentence; a pasted list may hold hundreds
