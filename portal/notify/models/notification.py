"""A person's inbox in the portal: one row for each thing they are told, read or not (CO-08)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Q

from portal.notify.topics import Topic
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Membership, Person, VendorOwned


def _own(membership: Membership) -> Q:
    own = Q(vendor_id=membership.vendor_id, person_id=membership.person_id)
    mine = Q(customer=None) | Q(customer_id=membership.customer_id)
    return own if membership.is_staff_side else own & mine


class NotificationQuerySet(VendorQuerySet["Notification"]):
    def shown_to(self, memberships: Iterable[Membership]) -> Self:
        """One person's own, and of a customer's news only what they may still see."""
        seen = [_own(membership) for membership in memberships]
        return self.filter(reduce(or_, seen)) if seen else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def read_before(self, at: datetime) -> Self:
        return self.filter(read_at__lt=at)


NotificationRows = VendorManager.from_queryset(NotificationQuerySet)


class Notification(VendorOwned):
    """One thing that a person is told, once, however many ways it concerns them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose news it is; nothing where it is the vendor's own.",
    )
    key = models.CharField(max_length=200, help_text="What happened, once per person.")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    thread = models.CharField(max_length=100, blank=True, help_text="What it belongs to.")
    title = models.CharField(max_length=200)
    said = models.CharField(max_length=400)
    path = models.CharField(max_length=200, help_text="Where to look, inside the vendor's site.")
    is_urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "person", "key"], name="notify_told_once_per_person"
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "person", "-at", "-id"], name="notify_inbox"),
            models.Index(
                fields=["vendor", "person", "thread"],
                condition=Q(read_at=None),
                name="notify_unread",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} to {self.person_id}"
