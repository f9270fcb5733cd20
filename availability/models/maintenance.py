"""Maintenance: announced and actual times in versions, and who was told when (PQ-03, HR-03)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.domain.policy import Kind
from availability.models.service import Component
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned

LONGEST_TITLE = 160


class MaintenanceQuerySet(VendorQuerySet["Maintenance"]):
    def with_current(self) -> Self:
        """With the newest version of each, its components and sessions: four queries in all."""
        newest = MaintenanceVersion.objects.newest().with_parts()
        return self.prefetch_related(models.Prefetch("versions", newest, to_attr="newest_versions"))


MaintenanceRows = VendorManager.from_queryset(MaintenanceQuerySet)


class Maintenance(VendorOwned):
    """One piece of work. What is known of it stands in its versions."""

    number = models.PositiveIntegerField()
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MaintenanceRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "number"], name="availability_maintenance_number"
            ),
            models.UniqueConstraint(
                fields=["vendor", "source", "source_id"],
                condition=~Q(source_id=""),
                name="availability_maintenance_sent_once",
            ),
        )

    def __str__(self) -> str:
        return f"M-{self.number}"

    @property
    def current(self) -> MaintenanceVersion:
        """The newest version; read beforehand by `with_current`."""
        read: list[MaintenanceVersion] | None = getattr(self, "newest_versions", None)
        if read is None or not read or read[0].number != self.version:
            read = list(self.versions.with_parts().filter(number=self.version))
            self.newest_versions = read
        return read[0]


class MaintenanceVersionQuerySet(VendorQuerySet["MaintenanceVersion"]):
    def newest(self) -> Self:
        """The newest version of each piece of work."""
        return self.filter(number=F("maintenance__version"))

    def known_by(self, at: datetime) -> Self:
        """The version of each piece of work that was the newest at an instant."""
        later = MaintenanceVersion.objects.filter(
            maintenance=models.OuterRef("maintenance"),
            number__gt=models.OuterRef("number"),
            written_at__lte=at,
        )
        return self.filter(~models.Exists(later), written_at__lte=at)

    def touching(self, start: datetime, end: datetime) -> Self:
        """Those with a session, announced or actual, that reaches into a period."""
        rows = MaintenanceSession.objects.filter(version=models.OuterRef("pk"))
        announced = Q(announced_from__lt=end, announced_to__gt=start)
        actual = Q(actual_from__lt=end) & (Q(actual_to=None) | Q(actual_to__gt=start))
        return self.filter(models.Exists(rows.filter(announced | actual)))

    def with_parts(self) -> Self:
        """With components and sessions: three queries."""
        components = MaintenanceComponent.objects.select_related("component__service")
        return self.select_related("written_by").prefetch_related(
            models.Prefetch("component_rows", components), "sessions"
        )


MaintenanceVersionRows = VendorManager.from_queryset(MaintenanceVersionQuerySet)


class MaintenanceVersion(VendorOwned):
    """What was planned and done of a piece of work, known from an instant on."""

    append_only = True

    maintenance = models.ForeignKey(Maintenance, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value.capitalize()) for kind in Kind]
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    words = models.TextField(blank=True, help_text="What customers are told of it.")
    is_cancelled = models.BooleanField(default=False)
    is_outage_expected = models.BooleanField(
        default=True, help_text="Whether the service will be unavailable (PQ-03, PQ-04)."
    )
    expected_minutes = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was changed.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MaintenanceVersionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("maintenance", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["maintenance", "number"], name="availability_work_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.maintenance}, version {self.number}"

    @property
    def components(self) -> list[Component]:
        """The components that are worked on."""
        return [row.component for row in self.component_rows.all()]


class MaintenanceComponentQuerySet(VendorQuerySet["MaintenanceComponent"]):
    """Rows of one vendor."""


MaintenanceComponentRows = VendorManager.from_queryset(MaintenanceComponentQuerySet)


class MaintenanceComponent(VendorOwned):
    """A component that a version of maintenance works on."""

    append_only = True

    version = models.ForeignKey(
        MaintenanceVersion, on_delete=models.PROTECT, related_name="component_rows"
    )
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, related_name="maintenance_rows"
    )

    objects = MaintenanceComponentRows()

    class Meta(VendorOwned.Meta):
        ordering = ("component__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "component"], name="availability_work_component_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.component}"


class MaintenanceSessionQuerySet(VendorQuerySet["MaintenanceSession"]):
    def ahead(self, at: datetime) -> Self:
        """Those of newest versions that are not over at an instant, in whatever order."""
        newest = self.filter(version__number=F("version__maintenance__version"))
        is_open = Q(actual_from__isnull=False, actual_to=None)
        is_later = Q(announced_to__gt=at) | Q(actual_to__gt=at)
        return newest.filter(is_open | is_later, version__is_cancelled=False).order_by()


MaintenanceSessionRows = VendorManager.from_queryset(MaintenanceSessionQuerySet)


class MaintenanceSession(VendorOwned):
    """One stretch of the work: as announced, and as the service was really down."""

    append_only = True

    version = models.ForeignKey(
        MaintenanceVersion, on_delete=models.PROTECT, related_name="sessions"
    )
    announced_from = models.DateTimeField()
    announced_to = models.DateTimeField()
    actual_from = models.DateTimeField(null=True)
    actual_to = models.DateTimeField(null=True)

    objects = MaintenanceSessionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("announced_from", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(announced_to__gt=F("announced_from")),
                name="availability_announced_in_order",
            ),
            models.CheckConstraint(
                condition=Q(actual_to=None) | Q(actual_to__gt=F("actual_from")),
                name="availability_actual_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.announced_from:%d %b %Y %H:%M} to {self.announced_to:%d %b %Y %H:%M}"
