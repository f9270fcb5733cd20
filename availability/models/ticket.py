"""What a confirmed outage brings with it for each customer: an incident, and notices (HR-10)."""

from __future__ import annotations

from django.db import models

from availability.models.outage import Outage
from incidents.models import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Person, VendorOwned


class OutageIncidentQuerySet(VendorQuerySet["OutageIncident"]):
    """Rows of one vendor."""


OutageIncidentRows = VendorManager.from_queryset(OutageIncidentQuerySet)


class OutageIncident(VendorOwned):
    """The critical incident of an outage for one customer, or why there is none."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="incident_rows")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="outage_rows"
    )
    trouble = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()

    objects = OutageIncidentRows()

    class Meta(VendorOwned.Meta):
        ordering = ("customer__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["outage", "customer"], name="availability_one_incident_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.outage} for {self.customer}"


class OutageNoticeKind(models.TextChoices):
    """Which of the two notices."""

    OPENED = "opened", "That it is down, with ticket number and time"
    FINDINGS = "findings", "That it is corrected, with findings"


class OutageNoticeQuerySet(VendorQuerySet["OutageNotice"]):
    """Rows of one vendor."""


OutageNoticeRows = VendorManager.from_queryset(OutageNoticeQuerySet)


class OutageNotice(VendorOwned):
    """A written notice to a customer of an outage; the mails themselves stand in the outbox."""

    append_only = True

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="notices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=OutageNoticeKind.choices)
    version = models.PositiveIntegerField(help_text="Which version of the outage it tells.")
    recipients = models.TextField(help_text="Addresses, one a line.")
    words = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OutageNoticeRows()

    class Meta(VendorOwned.Meta):
        ordering = ("sent_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["outage", "customer", "kind", "version"],
                name="availability_outage_notice_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.outage} to {self.customer}"
