"""What servers said about mail that did not arrive, address by address (CO-08)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from portal.notify.models.outgoing import OutgoingMail
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class BounceQuerySet(VendorQuerySet["Bounce"]):
    def of(self, addresses: Iterable[str]) -> Self:
        """What is known of these addresses, however they are written, the newest first."""
        return self.filter(address__in={one.lower() for one in addresses}).newest_first()

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


BounceRows = VendorManager.from_queryset(BounceQuerySet)


class Bounce(VendorOwned):
    """One word about an address: mail did not arrive there, or somebody tries it again."""

    append_only = True

    class Kind(models.TextChoices):
        HARD = "hard", "There is no such mailbox"
        SOFT = "soft", "It did not arrive this time"
        TRIED_AGAIN = "tried_again", "Tried again"

    address = models.EmailField(help_text="In small letters.")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    mail = models.ForeignKey(
        OutgoingMail,
        on_delete=models.PROTECT,
        null=True,
        related_name="bounces",
        help_text="Which mail it was, where that is known.",
    )
    said = models.CharField(max_length=300, blank=True, help_text="The server's own words.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = BounceRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="tried_again", by__isnull=False)
                | (~Q(kind="tried_again") & Q(by=None)),
                name="notify_bounce_tried_by_someone",
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "address", "-at", "-id"], name="notify_bounces_of"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"
