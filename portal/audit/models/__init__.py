"""The record of who changed what, and the chain that shows whether it still says the same."""

from portal.audit.models.event import (
    AuditEvent,
    AuditEventQuerySet,
    record,
    record_look,
    record_many,
)
from portal.audit.models.seal import AuditSeal, ChainCheck
from portal.audit.models.tracked import TRACKED

__all__ = [
    "TRACKED",
    "AuditEvent",
    "AuditEventQuerySet",
    "AuditSeal",
    "ChainCheck",
    "record",
    "record_look",
    "record_many",
]
