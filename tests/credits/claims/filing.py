"""Short ways to have an outage claimed, its month closed and the claim decided.

The outage of these tests is that of Tuesday 9 June 2026, 14:00 to 19:00 UTC: 300 minutes, so that
June misses its 99.5 %. Claims are in time until Tuesday 16 June in Chicago.
"""

from datetime import datetime
from typing import Any

from availability.models import MonthClosing, Outage
from availability.services.closing import close_month, preview, restate_month
from availability.services.outages import confirm_outage
from credits.claims.details import ClaimFacts
from credits.models import Claim
from credits.services.claiming import file_claim, settle_claims
from portal.kernel.month import Month
from tests.availability.saying import LATER, declared, utc
from tests.availability.world import World

JUNE = Month(2026, 6)
IN_TIME = utc("06-10 12:00")
TEXTS = {"cause": "A full disk.", "corrective_planned": "A larger one."}
STATED = ClaimFacts(
    areas=("Registry: Web",),
    started_at=utc("06-09 14:00"),
    ended_at=utc("06-09 19:00"),
    users=("marisol", "front.desk@riverbend.example"),
    estimated_minutes=310,
)


def outage_of(
    world: World, starts: str = "06-09 14:00", ends: str = "06-09 19:00", **said: Any
) -> Outage:
    """Declare and confirm an outage of which everything is known."""
    at = said.pop("at", IN_TIME)
    outage = declared(world, starts, ends, at=at, **(TEXTS | said))
    confirm_outage(by=world.agent, outage=outage, how="Called in by hand.", at=at)
    return outage


def filed(world: World, outage: Outage, *, at: datetime = IN_TIME, **said: Any) -> Claim:
    """File a claim as the customer's contact."""
    columns: dict[str, Any] = {"by": world.contact, "contract": world.contract, "facts": STATED}
    return file_claim(outage=outage, at=at, **(columns | said))


def close(world: World, month: Month = JUNE, *, at: datetime = LATER) -> MonthClosing:
    """Close a month, and have its claims judged."""
    seen = preview(contract=world.contract, month=month, at=at).seen
    made = close_month(by=world.manager, contract=world.contract, month=month, seen=seen, at=at)
    settle_claims([made], at=at)
    return made


def restate(world: World, month: Month = JUNE, *, at: datetime = LATER) -> MonthClosing:
    """State a closed month anew, and have its claims judged again."""
    seen = preview(contract=world.contract, month=month, at=at).seen
    made = restate_month(
        by=world.manager, contract=world.contract, month=month, seen=seen, reason="Logs.", at=at
    )
    settle_claims([made], at=at)
    return made
