"""The outbox: a message is a row of the transaction that caused it, and is sent afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned

PUT_AWAY = "Not sent: "  # how the problem of a mail begins whose address is no more


class OutgoingMailQuerySet(VendorQuerySet["OutgoingMail"]):
    def due(self, at: datetime) -> Self:
        return self.filter(sent_at=None, next_try_at__lte=at).order_by("next_try_at", "pk")


OutgoingMailRows = VendorManager.from_queryset(OutgoingMailQuerySet)


class OutgoingMail(VendorOwned):
    """One mail to one address. Its Message-ID is fixed, so a second sending is recognised."""

    key = models.CharField(max_length=200, help_text="What this mail is about, once per recipient.")
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    message_id = models.CharField(max_length=200)
    thread = models.CharField(max_length=200, blank=True, help_text="Message-ID of the first mail.")
    topic = models.CharField(
        max_length=20, blank=True, help_text="What it is about, where one can choose to be mailed."
    )
    reply_to = models.CharField(max_length=320, blank=True)
    attached = models.CharField(
        max_length=100,
        blank=True,
        help_text="A document that is made when it is sent: its kind and key, as in `report:12`.",
    )
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = OutgoingMailRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "key", "recipient"], name="notify_mail_once_per_recipient"
            ),
        )
        indexes = (
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="notify_mail_due"),
        )

    def __str__(self) -> str:
        return f"{self.key} to {self.recipient}"
