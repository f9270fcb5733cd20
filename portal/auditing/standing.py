"""How the chain of a vendor's records stands, in one line."""

from dataclasses import dataclass

from portal.audit.models import AuditEvent, AuditSeal, ChainCheck


@dataclass(frozen=True, slots=True)
class Standing:
    """How many records are sealed, how many wait for it, and the last reading of the chain."""

    sealed: int
    waiting: int
    check: ChainCheck | None


def standing() -> Standing:
    """Return how the chain stands, in three queries; one vendor is in scope."""
    last = AuditSeal.objects.order_by("-number").first()
    waiting = AuditEvent.objects.unsealed()
    if last is not None:
        waiting = waiting.filter(pk__gt=last.event_id)  # a late commit or two are not counted
    return Standing(last.number if last else 0, waiting.count(), ChainCheck.objects.first())
