"""Mail that came in: its bytes, written once, and what became of it (PQ-10, CO-09)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.models.sealed import unpacked
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class MailSourceQuerySet(VendorQuerySet["MailSource"]):
    """Rows of one vendor."""


MailSourceRows = VendorManager.from_queryset(MailSourceQuerySet)


class MailSource(VendorOwned):
    """A mail as it was handed over, byte by byte. No log line has any of it."""

    append_only = True

    packed = models.BinaryField(help_text="The bytes, compressed and sealed.")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = MailSourceRows()

    def __str__(self) -> str:
        return f"{self.size} bytes"

    @property
    def raw(self) -> bytes:
        """The bytes that came in."""
        return unpacked(bytes(self.packed))


class MailState(models.TextChoices):
    """What became of a mail."""

    HELD = "held", "Held"
    ACCEPTED = "accepted", "Taken in"
    IGNORED = "ignored", "Automatic"
    RELEASED = "released", "Released"
    DISCARDED = "discarded", "Discarded"


UNDECIDED = (MailState.HELD, MailState.IGNORED)


class InboundMailQuerySet(VendorQuerySet["InboundMail"]):
    def held(self) -> Self:
        return self.filter(state=MailState.HELD)

    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")

    def of_sender_since(self, sender: str, since: datetime) -> Self:
        return self.filter(sender=sender, received_at__gt=since)


InboundMailRows = VendorManager.from_queryset(InboundMailQuerySet)


class InboundMail(VendorOwned):
    """One mail for one vendor: who sent it, whether that is proved, and what became of it."""

    source = models.OneToOneField(MailSource, on_delete=models.PROTECT, related_name="mail")
    key = models.CharField(max_length=64, help_text="The same for a second delivery of it.")
    message_id = models.CharField(max_length=250, blank=True)
    received_at = models.DateTimeField(help_text="When the portal took it: the report's instant.")
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    recipients = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    files = models.PositiveSmallIntegerField(default=0)
    is_verified = models.BooleanField(default=False, help_text="Whether the sender is proved.")
    proof = models.CharField(max_length=200, blank=True, help_text="By what, or why not.")
    has_patient_data = models.BooleanField(default=False, help_text="Probably (PQ-12).")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=MailState.choices)
    reason = models.CharField(max_length=400, blank=True)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="mails_in"
    )
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = InboundMailRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-received_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "key"], name="incidents_mail_once"),
            models.CheckConstraint(
                condition=Q(state__in=("accepted", "released"), incident__isnull=False)
                | (~Q(state__in=("accepted", "released")) & Q(incident=None)),
                name="incidents_mail_taken_has_incident",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("released", "discarded"),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | (~Q(state__in=("released", "discarded")) & Q(decided_by=None, decided_at=None)),
                name="incidents_mail_decided_by_someone",
            ),
        )
        indexes = (
            models.Index(
                fields=["vendor", "state", "-received_at", "-id"], name="incidents_mail_by_state"
            ),
            models.Index(fields=["vendor", "sender", "received_at"], name="incidents_mail_sender"),
            models.Index(fields=["vendor", "message_id"], name="incidents_mail_thread"),
        )

    def __str__(self) -> str:
        return f"{self.subject or 'mail'} from {self.sender or 'nobody'}"

    @property
    def is_open(self) -> bool:
        """Whether staff may still decide on it."""
        return self.state in UNDECIDED
