"""Keys of Lumeon's outages for the walks over all addresses; they name St Brannock's alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from availability.models import Exclusion
from availability.services.catalogue import add_component, add_service
from availability.services.closing_runs import begin_closing
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from portal.kernel.month import Month
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY


def keys_of_outages(site: Site) -> dict[str, str]:
    """Make an outage of a service with an exclusion that nobody decided."""
    ada, house = site.administrator, site.house
    service = add_service(by=ada, name="Hosted records", at=MONDAY)
    part = add_component(by=ada, service=service, name="Web", time_zone="Europe/London", at=MONDAY)
    facts = OutageFacts(
        title="Records could not be opened",
        starts_at=MONDAY,
        components=[part],
        customers=[house.customer],
    )
    outage = declare_outage(by=site.agent, facts=facts, at=MONDAY)
    exclusion = Exclusion.objects.create(
        vendor=site.vendor,
        outage=outage,
        reason="force_majeure",
        evidence="The flood.",
        proposed_by=site.agent.person,
        proposed_at=MONDAY,
    )
    prefix = "outages/<int:outage>/exclusions/<int:pk>/"
    return {
        "outage": str(outage.number),
        "closing": str(closing_begun(ada, MONDAY)),
        prefix: str(exclusion.pk),
        f"api/{prefix}": str(exclusion.pk),
    }


def closing_begun(by: Membership, at: datetime) -> int:
    """Begin closing the month before for all contracts; return the run's key."""
    before = Month.of(at, ZoneInfo(by.vendor.time_zone)).plus(-1)
    return begin_closing(by=by, month=before, at=at).pk
