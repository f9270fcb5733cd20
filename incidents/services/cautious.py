"""What is done about probable patient data before it is sent: warn, and never block (PQ-12)."""

from typing import Any

from incidents.domain.patient_data import Caution, Finding, probable
from portal.kernel.refusal import Refusal


def patient_data_in(text: str, caution: Caution) -> dict[str, Any]:
    """Return what a message keeps of the patient data that was found in it.

    :raises Refusal: with code `patient_data`, if its writer has not been asked yet.
    """
    found = probable(text)
    if found and caution is Caution.ASK:
        raise Refusal(warning(found), code="patient_data")
    kinds = dict.fromkeys(finding.kind.value for finding in found)
    return {
        "patient_data": ", ".join(kinds),
        "patient_data_acknowledged": bool(found) and caution is Caution.SEND,
    }


def warning(found: tuple[Finding, ...]) -> str:
    """Return the sentence that asks the writer, with each finding made unreadable."""
    named = list(dict.fromkeys(str(finding) for finding in found))
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return (
        f"This looks like patient data: {', '.join(named[:SHOWN])}{more}. Take it out, or say "
        "that it may be sent: it is no patient's, or you have the right to send it."
    )


SHOWN = 5  # findings named in one sentence; a pasted list may hold hundreds
