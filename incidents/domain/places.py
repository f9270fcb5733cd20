"""Where something is written before it is sent."""

from enum import StrEnum


class Place(StrEnum):
    RAISE = "raise"  # a contact's report
    TELEPHONE = "telephone"  # a report that staff take down on the telephone
    WRITE = "write"  # what the other side is to read
    NOTE = "note"  # what stays among the vendor's own people


# Places on the page of an incident; the others are pages of their own.
ON_AN_INCIDENT = frozenset({Place.WRITE, Place.NOTE})
