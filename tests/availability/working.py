"""A piece of maintenance for whoever walks all addresses; it concerns St Brannock's alone."""

from datetime import UTC, datetime, timedelta

from availability.models import Maintenance
from availability.planned import Session, WorkFacts
from availability.services.catalogue import add_component, add_service, use_component
from availability.services.maintenance import plan_maintenance
from tests.cast import Site
from tests.factories import MONDAY

AHEAD = datetime(2031, 3, 8, 2, tzinfo=UTC)  # so that it is coming, whenever the tests run


def planned_for(site: Site) -> Maintenance:
    """Plan work on a component that serves the house of a site and nobody else."""
    ada, contract = site.administrator, site.house.contract
    service = add_service(by=ada, name="Archive", at=MONDAY)
    part = add_component(
        by=ada, service=service, name="Store", time_zone="UTC", is_shared=False, at=MONDAY
    )
    use_component(by=ada, component=part, contract=contract, since=contract.starts_on, at=MONDAY)
    facts = WorkFacts(
        title="Bigger disks",
        components=[part],
        sessions=[Session(announced_from=AHEAD, announced_to=AHEAD + timedelta(hours=1))],
    )
    return plan_maintenance(by=site.agent, facts=facts, at=MONDAY)
