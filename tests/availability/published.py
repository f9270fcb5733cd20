"""An outage and a file of outages of a vendor, for whoever walks all addresses."""

from datetime import timedelta

from availability.models import Component
from availability.services.catalogue import add_component, add_service
from availability.services.importing import take_in
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from tests.cast import Site
from tests.factories import MONDAY

HOUR = timedelta(hours=1)


def component_of(site: Site, name: str = "Web", *, is_public: bool = False) -> Component:
    """Add a service with one shared component; the vendor's scope must be open."""
    service = add_service(
        by=site.administrator, name=f"{name} service", is_public=is_public, at=MONDAY
    )
    return add_component(
        by=site.administrator, service=service, name=name, time_zone="UTC", at=MONDAY
    )


def keys_of_status(site: Site) -> dict[str, str]:
    """Make what the addresses of the status page and of imports need, and name it."""
    facts = OutageFacts(
        title="Web was away",
        starts_at=MONDAY - 2 * HOUR,
        ends_at=MONDAY - HOUR,
        components=[component_of(site)],
    )
    outage = declare_outage(by=site.agent, facts=facts, at=MONDAY)
    kept = take_in(
        by=site.agent,
        sheet="outages",
        source="statuses",
        name="april.csv",
        content=b"id,title,start\n1,Away,never",
        zone="UTC",
        at=MONDAY,
    )
    return {"about": "outages", "of": str(outage.number), "outages/imports/<int:pk>/": str(kept.pk)}
