"""Instances of a vendor's solution, the releases they ran, and longer support agreed (LU-04)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from contracts.domain.instances import InstanceKind
from contracts.domain.versions import ReleaseNumber, parse_number
from contracts.models.contract import Contract
from contracts.models.release import Product, Release
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class InstanceQuerySet(VendorQuerySet["Instance"]):
    def running(self) -> Self:
        """Those that have not ended; an end is recorded on its day or after, never before."""
        return self.filter(ended_on=None)

    def live(self) -> Self:
        return self.filter(kind=InstanceKind.LIVE)

    def with_names(self) -> Self:
        """Join what a row of a list shows; agreements are read by their hash."""
        names = self.select_related(
            "vendor", "product", "contract__vendor", "contract__customer", "contract__agreement"
        )
        return names.defer("contract__agreement__source")


InstanceRows = VendorManager.from_queryset(InstanceQuerySet)


class Instance(VendorOwned):
    """An installation of the vendor's solution that a contract covers (LU-04)."""

    class Kind(models.TextChoices):
        LIVE = InstanceKind.LIVE.value, "Live"
        TEST = InstanceKind.TEST.value, "Test"
        DEVELOPMENT = InstanceKind.DEVELOPMENT.value, "Development"
        UAT = InstanceKind.UAT.value, "User acceptance test"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="instances")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="instances")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(
        max_length=60, blank=True, help_text="Tells it from others of its kind, if there are any."
    )
    release = models.CharField(
        max_length=20, help_text="The release it runs, kept from the rows of InstanceRelease."
    )
    provided = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Keys of the optional functions that the customer has here (LU-13).",
    )
    time_zone = models.CharField(
        max_length=50, blank=True, help_text="Where it is deployed; none: the customer's zone."
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = InstanceRows()

    class Meta(VendorOwned.Meta):
        ordering = ("product__name", "kind", "name", "pk")

    def __str__(self) -> str:
        return f"{self.called}, {self.release}"

    @property
    def called(self) -> str:
        """What people call it, without its release."""
        return ", ".join(
            filter(None, [self.product.name, str(self.Kind(self.kind).label), self.name])
        )

    @property
    def number(self) -> ReleaseNumber:
        """The number of the release it runs."""
        return parse_number(self.release)


class InstanceReleaseQuerySet(VendorQuerySet["InstanceRelease"]):
    """Rows of one vendor."""


InstanceReleaseRows = VendorManager.from_queryset(InstanceReleaseQuerySet)


class InstanceRelease(VendorOwned):
    """A release that an instance ran from a day on, written once."""

    append_only = True

    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="history")
    release = models.CharField(max_length=20)
    since = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )

    objects = InstanceReleaseRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-since", "-pk")

    def __str__(self) -> str:
        return f"{self.release} from {self.since}"


class ExtensionQuerySet(VendorQuerySet["Extension"]):
    """Rows of one vendor."""


ExtensionRows = VendorManager.from_queryset(ExtensionQuerySet)


class Extension(VendorOwned):
    """Extended support of a release, agreed with one customer; the newest row holds (LU-08)."""

    append_only = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="extensions")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField(help_text="The last day of extended support.")
    agreed_by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ExtensionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.release} until {self.until}"
