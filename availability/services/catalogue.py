"""What a vendor runs: services, components, and whom a component of their own serves."""

from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from availability.models import Component, ComponentUse, Service
from contracts.models import Contract, Product
from contracts.services.said import one_line
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

LONGEST_NAME = 80
LONGEST_SLUG = 40


@transaction.atomic
def add_service(
    *,
    by: Membership,
    name: str,
    product: Product | None = None,
    description: str = "",
    position: int = 0,
    is_public: bool = False,
    at: datetime,
) -> Service:
    """Add a service, named as its customers know it.

    :raises Refusal: if `by` may not, it has no name, or the name is taken.
    """
    require(by, Act.MANAGE_MONITORS)
    name = _name(name, "Name the service as your customers know it.")
    service = Service.objects.create(
        vendor_id=by.vendor_id,
        name=name,
        slug=_free_slug(Service, name),
        product=product,
        description=description.strip()[:300],
        position=position,
        is_public=is_public,
    )
    record("service added", service, actor=by.person, at=at, after={"name": name})
    return service


@transaction.atomic
def change_service(
    *,
    by: Membership,
    service: Service,
    name: str,
    description: str,
    is_public: bool,
    position: int = 0,
    at: datetime,
) -> Service:
    """Name, describe or show a service otherwise; its address stays.

    :raises Refusal: if `by` may not, or it has no name.
    """
    require(by, Act.MANAGE_MONITORS)
    before = {"name": service.name, "is_public": service.is_public}
    service.name = _name(name, "Name the service as your customers know it.")
    service.description = description.strip()[:300]
    service.is_public, service.position = is_public, position
    service.save(update_fields=["name", "description", "is_public", "position"])
    after = {"name": service.name, "is_public": is_public}
    record("service changed", service, actor=by.person, at=at, before=before, after=after)
    return service


@transaction.atomic
def retire_service(*, by: Membership, service: Service, on: date, at: datetime) -> Service:
    """Offer a service no more from a date on, and end its components with it.

    :raises Refusal: if `by` may not.
    """
    require(by, Act.MANAGE_MONITORS)
    service.retired_on = on
    service.save(update_fields=["retired_on"])
    for component in service.components.filter(ended_on=None):
        end_component(by=by, component=component, on=on, at=at)
    record("service retired", service, actor=by.person, at=at, after={"on": f"{on}"})
    return service


@transaction.atomic
def add_component(
    *,
    by: Membership,
    service: Service,
    name: str,
    time_zone: str,
    region: str = "",
    position: int = 0,
    is_shared: bool = True,
    at: datetime,
) -> Component:
    """Add a part of a service that can fail by itself.

    :raises Refusal: if `by` may not, it has no name, or the zone is not known.
    """
    require(by, Act.MANAGE_MONITORS)
    if service.retired_on is not None:
        raise Refusal(
            f"{service} was retired on {service.retired_on:%d %B %Y}: add the component to a "
            "service that is offered.",
            code="retired",
        )
    name = _name(name, "Name the component.")
    component = Component.objects.create(
        vendor_id=by.vendor_id,
        service=service,
        name=name,
        slug=_free_slug(Component, f"{service.slug}-{name}"),
        time_zone=_zone(time_zone),
        region=region.strip()[:LONGEST_NAME],
        position=position,
        is_shared=is_shared,
    )
    record("component added", component, actor=by.person, at=at, after={"name": name})
    return component


@transaction.atomic
def change_component(
    *,
    by: Membership,
    component: Component,
    name: str,
    time_zone: str,
    region: str = "",
    position: int = 0,
    at: datetime,
) -> Component:
    """Name or place a component otherwise. Whom it serves is changed by `use_component`.

    :raises Refusal: if `by` may not, it has no name, or the zone is not known.
    """
    require(by, Act.MANAGE_MONITORS)
    before = {"name": component.name, "time_zone": component.time_zone}
    component.name = _name(name, "Name the component.")
    component.time_zone = _zone(time_zone)
    component.region, component.position = region.strip()[:LONGEST_NAME], position
    component.save(update_fields=["name", "time_zone", "region", "position"])
    after = {"name": component.name, "time_zone": component.time_zone}
    record("component changed", component, actor=by.person, at=at, before=before, after=after)
    return component


@transaction.atomic
def end_component(*, by: Membership, component: Component, on: date, at: datetime) -> Component:
    """Run a component no more from a date on; what happened to it stays.

    :raises Refusal: if `by` may not, or it is ended already.
    """
    require(by, Act.MANAGE_MONITORS)
    if component.ended_on is not None:
        raise Refusal(f"{component} ended on {component.ended_on:%d %B %Y}.", code="already")
    component.ended_on = on
    component.save(update_fields=["ended_on"])
    component.uses.filter(until=None, since__lte=on).update(until=on)
    record("component ended", component, actor=by.person, at=at, after={"on": f"{on}"})
    return component


@transaction.atomic
def use_component(
    *,
    by: Membership,
    component: Component,
    contract: Contract,
    since: date,
    until: date | None = None,
    at: datetime,
) -> ComponentUse:
    """Say that a component of their own serves a contract from a day, or through which day.

    :raises Refusal: if `by` may not, the component is shared, or the days cannot be.
    """
    require(by, Act.MANAGE_MONITORS)
    if component.is_shared:
        raise Refusal(
            f"{component} serves every contract of {component.service}: only a component that is "
            "not shared is given to single contracts.",
            code="shared",
        )
    if until is not None and until < since:
        raise Refusal("The last day lies before the first one.", code="order")
    taken = component.uses.filter(contract=contract)
    use = taken.filter(until=None).first()
    if use is None:
        use = ComponentUse.objects.create(
            vendor_id=by.vendor_id, component=component, contract=contract, since=since, until=until
        )
    elif until is None or until < use.since:
        raise Refusal(
            f"{component} serves {contract.customer} since {use.since:%d %B %Y} already.",
            code="already",
        )
    else:
        use.until = until
        use.save(update_fields=["until"])
    after = {"contract": contract.pk, "since": f"{use.since}", "until": f"{use.until or ''}"}
    record("component use recorded", component, actor=by.person, at=at, after=after)
    return use


def _name(name: str, otherwise: str) -> str:
    return one_line(name, otherwise)[:LONGEST_NAME]


def _zone(name: str) -> str:
    return known_zone(name.strip()).key


def _free_slug(model: type[Service] | type[Component], name: str) -> str:
    """Return a slug made of a name that no other row of the vendor has."""
    stem = (slugify(name) or "part")[: LONGEST_SLUG - 4].strip("-")
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    free = (slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if slug not in taken)
    slug = next(free, None)
    if slug is None:
        raise Refusal(f"There are too many called {name!r}: choose another name.", code="taken")
    return slug
