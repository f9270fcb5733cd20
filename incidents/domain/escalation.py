"""Hierarchical escalation: why one is opened, and who may take it a level up (LU-22)."""

from enum import StrEnum

from portal.kernel.refusal import Refusal

FIRST = 1  # the level on which every escalation begins
LONGEST_REASON = 300  # characters
VACANT = "-vacant"


class Cause(StrEnum):
    """Why an escalation was opened: somebody asked for it, or a target was missed."""

    REQUESTED = "requested"
    RESPONSE_MISSED = "response_missed"
    RESOLUTION_MISSED = "resolution_missed"


def cause_of(milestone: str) -> Cause:
    """Return the cause that missing this milestone is."""
    return Cause(f"{milestone}_missed")


def written_place(level: int, *, is_vacant: bool) -> str:
    """Return how an event keeps to which level it went, and whether nobody stood there."""
    return f"{level}{VACANT if is_vacant else ''}"


def read_place(text: str) -> tuple[int, bool]:
    """Return the level that an event names, and whether nobody stood there."""
    return int(text.removesuffix(VACANT)), text.endswith(VACANT)


def check_rise(
    level: int, title: str, *, is_final: bool, on_request: bool, by_customer: bool, clause: str
) -> None:
    """Refuse to go higher where nothing is higher, or where the customer's word does not lead.

    :raises Refusal: with code `last_level` or `not_on_request`.
    """
    if is_final:
        raise Refusal(
            f"Level {level} ({title}) is the final point of escalation; there is none above it "
            f"({clause}). Write on the incident's page: whoever stands there reads it.",
            code="last_level",
        )
    if by_customer and not on_request:
        raise Refusal(
            f"From level {level} ({title}) the next one is told when the rescue plan's time "
            f"passes, not on request ({clause}). Write why it should be sooner: the vendor's "
            "support can take it there at any time.",
            code="not_on_request",
        )
