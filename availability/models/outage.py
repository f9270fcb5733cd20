"""Outages: what was not there, from when to when, in versions that are written once (HR-02)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models.service import Component
from incidents.models import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Membership, Person, VendorOwned

LONGEST_TITLE = 160


class Effect(models.TextChoices):
    """What users met; which of it counts is the agreement's (P18, H21)."""

    UNAVAILABLE = "unavailable", "Unavailable: nobody gets in"
    IMPAIRED = "impaired", "Impaired: ordinary functions, or substantial parts, are impossible"
    DEGRADED = "degraded", "Degraded: slow or restricted, and possible"


class OutageQuerySet(VendorQuerySet["Outage"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """Staff see their vendor's; customers those whose newest version names them, or all."""
        seen = Q(pk__in=())
        for one in memberships:
            own = Q(vendor_id=one.vendor_id)
            if not one.is_staff_side:
                own &= Q(pk__in=OutageVersion.objects.newest().met_by(one).values("outage"))
            seen |= own
        return self.filter(seen)

    def with_current(self) -> Self:
        """With the newest version of each, its components and customers: four queries in all."""
        newest = OutageVersion.objects.newest().with_parts()
        return self.select_related("incident").prefetch_related(
            models.Prefetch("versions", newest, to_attr="newest_versions")
        )


OutageRows = VendorManager.from_queryset(OutageQuerySet)


class Outage(VendorOwned):
    """One outage. What is known of it stands in its versions; `version` is the newest's number."""

    number = models.PositiveIntegerField()
    source = models.CharField(max_length=40, blank=True, help_text="Where it came from, if sent.")
    source_id = models.CharField(max_length=200, blank=True)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="outages"
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OutageRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["vendor", "number"], name="availability_outage_number"),
            models.UniqueConstraint(
                fields=["vendor", "source", "source_id"],
                condition=~Q(source_id=""),
                name="availability_outage_sent_once",
            ),
        )

    def __str__(self) -> str:
        return f"O-{self.number}"

    @property
    def current(self) -> OutageVersion:
        """The newest version; read beforehand by `with_current`."""
        read: list[OutageVersion] | None = getattr(self, "newest_versions", None)
        if read is None or not read or read[0].number != self.version:
            read = list(self.versions.with_parts().filter(number=self.version))
            self.newest_versions = read
        return read[0]


class OutageVersionQuerySet(VendorQuerySet["OutageVersion"]):
    def newest(self) -> Self:
        """The newest version of each outage."""
        return self.filter(number=F("outage__version"))

    def known_by(self, at: datetime) -> Self:
        """The version of each outage that was the newest at an instant."""
        later = OutageVersion.objects.filter(
            outage=models.OuterRef("outage"),
            number__gt=models.OuterRef("number"),
            written_at__lte=at,
        )
        return self.filter(~models.Exists(later), written_at__lte=at)

    def touching(self, start: datetime, end: datetime) -> Self:
        """Those with a second in a period; without an end they are going on."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=start), starts_at__lt=end)

    def met_by(self, membership: Membership) -> Self:
        """Those of components that serve a contact's customer, if they name it or nobody."""
        customer = membership.customer_id
        named = OutageCustomer.objects.filter(version=models.OuterRef("pk"))
        serving = Component.objects.for_customer(customer)
        touched = OutageComponent.objects.filter(
            version=models.OuterRef("pk"), component__in=serving.values("pk")
        )
        mine = models.Exists(named.filter(customer=customer)) | ~models.Exists(named)
        return self.filter(mine, models.Exists(touched))

    def with_parts(self) -> Self:
        """With components and customers: three queries."""
        components = OutageComponent.objects.select_related("component__service")
        customers = OutageCustomer.objects.select_related("customer")
        rows = self.select_related("written_by", "confirmed_by")
        rows = rows.prefetch_related(models.Prefetch("component_rows", components))
        return rows.prefetch_related(models.Prefetch("customer_rows", customers))


OutageVersionRows = VendorManager.from_queryset(OutageVersionQuerySet)


class OutageVersion(VendorOwned):
    """What was known of an outage from an instant on; a correction is another version."""

    append_only = True

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="None: it is still going on.")
    kind = models.CharField(max_length=12, choices=Effect.choices)
    is_withdrawn = models.BooleanField(default=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    cause = models.TextField(blank=True)
    corrective_taken = models.TextField(blank=True)
    corrective_planned = models.TextField(blank=True)
    last_ok_at = models.DateTimeField(null=True)
    first_fail_at = models.DateTimeField(null=True)
    last_fail_at = models.DateTimeField(null=True)
    first_ok_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.TextField(blank=True)
    restored_at = models.DateTimeField(null=True, help_text="When work could go on (PQ-05).")
    data_lost_from = models.DateTimeField(null=True)
    data_lost_to = models.DateTimeField(null=True)
    ordinary_functions_out = models.BooleanField(
        default=False, help_text="Ordinary functions could not be performed (HR-02)."
    )
    users_affected = models.PositiveIntegerField(null=True)
    users_total = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was corrected.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OutageVersionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("outage", "number")
        constraints = (
            models.UniqueConstraint(fields=["outage", "number"], name="availability_version_once"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="availability_outage_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(data_lost_from=None, data_lost_to=None)
                | Q(data_lost_to__gte=F("data_lost_from")),
                name="availability_data_lost_in_order",
            ),
        )
        indexes = (models.Index(fields=["vendor", "starts_at"], name="availability_outage_start"),)

    def __str__(self) -> str:
        return f"{self.outage}, version {self.number}"

    @property
    def components(self) -> list[Component]:
        """The components that it touched."""
        return [row.component for row in self.component_rows.all()]

    @property
    def customers(self) -> list[Customer]:
        """The customers that it touched; none means all whom the components serve."""
        return [row.customer for row in self.customer_rows.all()]

    @property
    def is_going_on(self) -> bool:
        """Whether no end is known and it was not withdrawn."""
        return self.ends_at is None and not self.is_withdrawn


class OutagePartQuerySet(VendorQuerySet["OutageComponent"]):
    """Rows of one vendor."""


OutagePartRows = VendorManager.from_queryset(OutagePartQuerySet)


class OutageComponent(VendorOwned):
    """A component that a version of an outage touches."""

    append_only = True

    version = models.ForeignKey(
        OutageVersion, on_delete=models.PROTECT, related_name="component_rows"
    )
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="outage_rows")

    objects = OutagePartRows()

    class Meta(VendorOwned.Meta):
        ordering = ("component__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "component"], name="availability_outage_component_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.component}"


class OutageCustomerQuerySet(VendorQuerySet["OutageCustomer"]):
    """Rows of one vendor."""


OutageCustomerRows = VendorManager.from_queryset(OutageCustomerQuerySet)


class OutageCustomer(VendorOwned):
    """A customer that a version of an outage touches, where not all were."""

    append_only = True

    version = models.ForeignKey(
        OutageVersion, on_delete=models.PROTECT, related_name="customer_rows"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="outage_rows")

    objects = OutageCustomerRows()

    class Meta(VendorOwned.Meta):
        ordering = ("customer__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "customer"], name="availability_outage_customer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer}"
