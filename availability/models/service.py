"""What a vendor runs: services, their components, and whom those serve (PQ-01, HR-01)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from contracts.models import Contract, CoveredProduct, Product
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned

SLUG = RegexValidator(r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", "Use a-z, 0-9 and hyphens.")


class ServiceQuerySet(VendorQuerySet["Service"]):
    def offered(self, on: date) -> Self:
        """Those that are not retired on a date."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on))


ServiceRows = VendorManager.from_queryset(ServiceQuerySet)


class Service(VendorOwned):
    """Something a vendor runs for its customers, as they know it by name."""

    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40, validators=[SLUG])
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_public = models.BooleanField(
        default=False, help_text="Whether anybody may read its state; otherwise its customers."
    )
    retired_on = models.DateField(null=True, blank=True)

    objects = ServiceRows()

    class Meta(VendorOwned.Meta):
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "slug"], name="availability_service_slug"),
        )

    def __str__(self) -> str:
        return self.name


class ComponentQuerySet(VendorQuerySet["Component"]):
    def running(self, on: date) -> Self:
        """Those that are not ended on a date."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on))

    def with_service(self) -> Self:
        return self.select_related("service__product")

    def for_customer(self, customer_id: int | None) -> Self:
        """Those that serve a customer, or ever did: shared with its products, or given to it."""
        contracts = Contract.objects.filter(customer=customer_id)
        covered = CoveredProduct.objects.filter(customer=customer_id).values("product")
        given = ComponentUse.objects.filter(contract__customer=customer_id).values("component")
        every = Q(service__product=None) | Q(service__product__in=covered)
        every |= Q(models.Exists(contracts.filter(covered=None)))  # one that names none has any
        return self.filter((Q(is_shared=True) & every) | Q(pk__in=given))


ComponentRows = VendorManager.from_queryset(ComponentQuerySet)


class Component(VendorOwned):
    """A part of a service that can fail by itself: a deployment, an interface."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="components")
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40, validators=[SLUG])
    time_zone = models.CharField(max_length=50, help_text="Where it is deployed (PQ-03).")
    region = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_shared = models.BooleanField(
        default=True, help_text="Whether it serves every contract of the service's product."
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = ComponentRows()

    class Meta(VendorOwned.Meta):
        ordering = ("service__position", "service__name", "position", "name")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "slug"], name="availability_component_slug"),
        )

    def __str__(self) -> str:
        return self.name


class ComponentUseQuerySet(VendorQuerySet["ComponentUse"]):
    def on(self, day: date) -> Self:
        """Uses that hold on a date."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


ComponentUseRows = VendorManager.from_queryset(ComponentUseQuerySet)


class ComponentUse(VendorOwned):
    """A contract that a component serves which is not shared, from a day through a day."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="uses")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="component_uses")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ComponentUseRows()

    class Meta(VendorOwned.Meta):
        ordering = ("component", "since", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="availability_use_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["component", "contract"],
                condition=Q(until=None),
                name="availability_one_open_use",
            ),
        )

    def __str__(self) -> str:
        return f"{self.component} for {self.contract}"
