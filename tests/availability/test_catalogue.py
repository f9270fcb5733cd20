"""Services and components: what a vendor runs, and whom a component serves (PQ-03)."""

from datetime import date

import pytest

from availability.models import Component
from availability.services.catalogue import (
    add_component,
    add_service,
    change_component,
    end_component,
    retire_service,
    use_component,
)
from portal.kernel.refusal import Refusal
from tests.availability.world import World
from tests.factories import MONDAY

MARCH = date(2026, 3, 31)


def test_names_may_repeat_and_short_names_never_do(piq: World) -> None:
    again = add_service(by=piq.administrator, name="Registry", at=MONDAY)

    assert (piq.service.slug, again.slug) == ("registry", "registry-2")
    assert piq.main.slug == "registry-web"


def test_who_keeps_no_monitors_keeps_no_services(piq: World) -> None:
    with pytest.raises(Refusal, match="keep services, components and monitors"):
        add_service(by=piq.agent, name="Registry", at=MONDAY)


@pytest.mark.parametrize(("name", "zone"), [("  ", "UTC"), ("Web", "Chicago")])
def test_a_component_has_a_name_and_a_zone(piq: World, name: str, zone: str) -> None:
    with pytest.raises(Refusal):
        add_component(
            by=piq.administrator, service=piq.service, name=name, time_zone=zone, at=MONDAY
        )
    with pytest.raises(Refusal):
        change_component(
            by=piq.administrator, component=piq.main, name=name, time_zone=zone, at=MONDAY
        )


def test_a_component_that_is_not_shared_serves_single_contracts_until_a_day(piq: World) -> None:
    ada, house = piq.administrator, piq.site.house.contract
    with pytest.raises(Refusal, match="serves every contract"):
        use_component(by=ada, component=piq.main, contract=house, since=MARCH, at=MONDAY)
    with pytest.raises(Refusal, match="already"):
        use_component(by=ada, component=piq.other, contract=piq.contract, since=MARCH, at=MONDAY)

    use = use_component(
        by=ada, component=piq.other, contract=piq.contract, since=MARCH, until=MARCH, at=MONDAY
    )

    assert (use.since, use.until) == (date(2026, 1, 1), MARCH)


def test_a_retired_service_ends_its_components_and_whom_they_serve(piq: World) -> None:
    retire_service(by=piq.administrator, service=piq.service, on=MARCH, at=MONDAY)

    assert set(Component.objects.values_list("ended_on", flat=True)) == {MARCH}
    assert piq.other.uses.get().until == MARCH
    with pytest.raises(Refusal, match="was retired on 31 March 2026"):
        add_component(
            by=piq.administrator, service=piq.service, name="New", time_zone="UTC", at=MONDAY
        )
    piq.main.refresh_from_db()
    with pytest.raises(Refusal, match="ended on"):
        end_component(by=piq.administrator, component=piq.main, on=MARCH, at=MONDAY)
