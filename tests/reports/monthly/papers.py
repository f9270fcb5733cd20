"""A month worth reporting, and its report: what the tests of monthly reports stand on."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from availability.models import MonthClosing, Outage
from availability.services.closing import close_month, preview
from availability.services.outages import confirm_outage
from contracts.domain.fees import Fees
from contracts.models import Contract
from incidents import services
from incidents.services.raising import Report
from portal.kernel.month import Month
from portal.tenancy.models import Membership
from reports.models import IssuedReport
from reports.monthly.figures import report_of
from reports.monthly.issuing import issue_report
from reports.monthly.parts import MonthlyReport
from tests.availability.saying import LATER, declared, utc
from tests.availability.world import World, signed_for

JUNE = Month(2026, 6)
TEXTS = {
    "cause": "A queue was worked off by one worker.",
    "corrective_taken": "The other workers were started.",
    "corrective_planned": "The upgrade checks how many run.",
}


def down(world: World, starts: str, ends: str, **said: Any) -> Outage:
    """Declare an outage with its cause and confirm it."""
    words: dict[str, Any] = TEXTS | said
    outage = declared(world, starts, ends, **words)
    confirm_outage(by=world.agent, outage=outage, how="Called in by hand.", at=LATER)
    return outage


def closed(world: World, month: Month = JUNE, *, at: datetime = LATER) -> MonthClosing:
    """Close a month as it stands."""
    shown = preview(contract=world.contract, month=month, at=at)
    return close_month(
        by=world.manager, contract=world.contract, month=month, seen=shown.seen, at=at
    )


def raised(world: World, contact: Membership, at: datetime, title: str = "Sign-in fails") -> None:
    """Raise an incident of a world's customer, and answer it half an hour later."""
    terms = world.contract.agreement.terms
    incident = services.raise_incident(
        by=contact,
        contract=world.contract,
        instance=None,
        report=Report(
            title=title,
            text="Nobody can sign in since this morning.",
            category=terms.categories[0].key,
            severity=list(terms.severities)[-1],
        ),
        at=at,
    )
    services.reply(incident=incident, by=world.agent, text="Looking.", at=at.replace(minute=30))


def missed_june(world: World) -> None:
    """Let June miss its target by two outages, with an incident, and close it."""
    raised(world, world.contact, utc("06-09 15:00"))
    down(world, "06-09 14:00", "06-09 18:05")
    down(world, "06-20 02:00", "06-20 02:30", title="Searches found nothing")
    closed(world)


def neighbour(world: World, name: str = "Eastlake Joints") -> Contract:
    """Sign a contract of another customer for the same product."""
    product = world.service.product
    assert product
    return signed_for(world.site, name, product, Fees(annual=Decimal(9_000), currency="USD"))


def june_of(world: World, at: datetime = LATER) -> MonthlyReport:
    """Return the report of June."""
    return report_of(world.contract, JUNE, at=at)


def issued(world: World, at: datetime = LATER) -> IssuedReport:
    """Issue the report of June."""
    return issue_report(by=world.manager, contract=world.contract, month=JUNE, at=at)
