"""Who follows an incident besides those whose turn it is, and who was named in a note."""

from __future__ import annotations

from typing import Self

from django.db import models

from incidents.models.incident import Incident
from incidents.models.message import Message
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, VendorOwned


class WatchingQuerySet(VendorQuerySet["Watching"]):
    def current(self) -> Self:
        """Those whose membership has not ended."""
        return self.filter(membership__ended_at=None)


WatchingRows = VendorManager.from_queryset(WatchingQuerySet)


class Watching(VendorOwned):
    """A member of staff, or of the incident's own customer, is told what happens to it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="watchings")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="watchings")
    since = models.DateTimeField()

    objects = WatchingRows()

    class Meta(VendorOwned.Meta):
        ordering = ("membership__person__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "membership"], name="incidents_watched_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership_id} watches {self.incident_id}"


class MentionQuerySet(VendorQuerySet["Mention"]):
    """Rows of one vendor."""


MentionRows = VendorManager.from_queryset(MentionQuerySet)


class Mention(VendorOwned):
    """A note named one of the vendor's own people."""

    append_only = True

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="mentions")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mentions")

    objects = MentionRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["message", "membership"], name="incidents_mentioned_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.message_id}"
