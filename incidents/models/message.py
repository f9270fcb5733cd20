"""What was said about an incident: to the customer, or among the vendor's own people."""

from __future__ import annotations

from typing import Self

from django.db import models

from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class MessageQuerySet(VendorQuerySet["Message"]):
    def public(self) -> Self:
        return self.filter(is_internal=False)


MessageRows = VendorManager.from_queryset(MessageQuerySet)


class Message(VendorOwned):
    """Words as they were written. They may hold health information: no log line has them."""

    append_only = True

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: the portal itself, by a rule of the vendor's.",
    )
    by_staff = models.BooleanField()
    is_internal = models.BooleanField(default=False)
    text = models.TextField()
    patient_data = models.CharField(
        max_length=120, blank=True, help_text="Kinds of patient data that were found in it."
    )
    patient_data_acknowledged = models.BooleanField(
        default=False, help_text="Whether its writer was warned of them, and sent it all the same."
    )
    at = models.DateTimeField()

    objects = MessageRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_internal=False) | models.Q(by_staff=True),
                name="incidents_notes_are_staffs",
            ),
            models.CheckConstraint(
                condition=models.Q(author__isnull=False) | models.Q(by_staff=True),
                name="incidents_customers_words_have_an_author",
            ),
            models.CheckConstraint(
                condition=models.Q(patient_data_acknowledged=False) | ~models.Q(patient_data=""),
                name="incidents_acknowledged_is_found",
            ),
        )

    def __str__(self) -> str:
        return f"{self.author or 'Sundial'} {self.at:%Y-%m-%d %H:%M}"
