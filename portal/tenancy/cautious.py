"""What is done about probable patient data before it is sent: warn, and never block (PQ-12).

A vendor whose customers write of no patients can switch the warning off.
"""

from portal.kernel.patient_data import Caution, Finding, probable
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Vendor

SHOWN = 5  # findings named in one sentence; a pasted list may hold hundreds


def looked_through(text: str, caution: Caution, vendor: Vendor) -> tuple[Finding, ...]:
    """Return what in a text is probably patient data, where this vendor asks about it.

    :raises Refusal: with code `patient_data`, if its writer has not been asked yet.
    """
    found = probable(text) if vendor.warns_of_patient_data else ()
    if found and caution is Caution.ASK:
        raise Refusal(warning(found), code="patient_data")
    return found


def kinds_of(found: tuple[Finding, ...]) -> str:
    """Return which kinds were found, each named once."""
    return ", ".join(dict.fromkeys(finding.kind.value for finding in found))


def kept_of(text: str, caution: Caution, vendor: Vendor) -> tuple[str, bool]:
    """Return what a text's row keeps: the kinds found, and whether its writer was asked.

    :raises Refusal: with code `patient_data`, if its writer has not been asked yet.
    """
    found = looked_through(text, caution, vendor)
    return kinds_of(found), bool(found) and caution is Caution.SEND


def warning(found: tuple[Finding, ...]) -> str:
    """Return the sentence that asks the writer, with each finding made unreadable."""
    named = list(dict.fromkeys(str(finding) for finding in found))
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return (
        f"This looks like patient data: {', '.join(named[:SHOWN])}{more}. Take it out, or say "
        "that it may be sent: it is no patient's, or you have the right to send it."
    )
