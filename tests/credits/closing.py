"""Short ways to close months and to settle credits, for tests of what is owed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from availability.models import MonthClosing, Outage
from availability.services.closing import close_month, preview, restate_month
from availability.services.outages import confirm_outage
from credits.models import LedgerEntry
from portal.kernel.money import Money
from portal.kernel.month import Month
from tests.availability.saying import LATER, declared
from tests.availability.world import World

JUNE = Month(2026, 6)
TEXTS: dict[str, Any] = {"cause": "A full disk.", "corrective_planned": "A larger one."}


def outage(world: World, starts: str, ends: str) -> Outage:
    """Declare and confirm an outage of the main component, with its findings."""
    found = declared(world, starts, ends, **TEXTS)
    confirm_outage(by=world.agent, outage=found, how="Called in by hand.", at=LATER)
    return found


def close(world: World, month: Month = JUNE, *, at: datetime = LATER) -> MonthClosing:
    """Close a month of the world's contract."""
    shown = preview(contract=world.contract, month=month, at=at)
    return close_month(
        by=world.manager,
        contract=world.contract,
        month=month,
        seen=shown.seen,
        reason="Seen.",
        at=at,
    )


def restate(world: World, month: Month = JUNE, *, at: datetime = LATER) -> MonthClosing:
    """State a closed month anew."""
    shown = preview(contract=world.contract, month=month, at=at)
    return restate_month(
        by=world.manager,
        contract=world.contract,
        month=month,
        seen=shown.seen,
        reason="The logs say otherwise.",
        at=at,
    )


def told(world: World) -> list[tuple[str, str, str]]:
    """Return the ledger in short: credit, kind and what it does to the balance."""
    rows = LedgerEntry.objects.filter(contract=world.contract).in_order()
    return [(one.credit, one.kind, str(one.money)) for one in rows]


def usd(amount: str) -> Money:
    """Return so many dollars, exactly."""
    return Money(Decimal(amount), "USD")
