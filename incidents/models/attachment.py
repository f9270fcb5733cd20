"""Files that came with a message, and what the scanner said of each. The bytes lie in a storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from incidents.domain.files import LONGEST_NAME, State, in_words
from incidents.models.incident import Incident
from incidents.models.message import Message
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned
from portal.tenancy.policy import Act, may


class AttachmentQuerySet(VendorQuerySet["Attachment"]):
    def waiting(self) -> Self:
        """Those that no scanner has looked at yet, the longest there first."""
        return self.filter(verdict=None).order_by("pk")

    def with_verdict(self) -> Self:
        return self.select_related("verdict", "sent_by")

    def of(self, incident: Incident) -> Self:
        return self.filter(message__incident=incident)

    def readable_by(self, memberships: Iterable[Membership]) -> Self:
        """A file is as internal as its message is."""
        if any(may(membership, Act.READ_NOTES) for membership in memberships):
            return self
        return self.filter(message__is_internal=False)


AttachmentRows = VendorManager.from_queryset(AttachmentQuerySet)


class Attachment(VendorOwned):
    """A file as it was sent. It may hold health information: whoever reads it is recorded."""

    append_only = True

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=100, help_text="What its content is, as checked.")
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64, help_text="Of its content, as it was sent.")
    key = models.CharField(max_length=80, unique=True, help_text="Where the storage keeps it.")
    preview = models.CharField(
        max_length=80, blank=True, help_text="Where a small picture of it is kept, if one is."
    )
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AttachmentRows()

    class Meta(VendorOwned.Meta):
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="incidents_files_are_not_empty"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> State:
        """How far its checking is: it is given out only once it is clean."""
        verdict = getattr(self, "verdict", None)
        return State(verdict.state) if verdict else State.WAITING

    @property
    def is_clean(self) -> bool:
        """Whether it may be given out."""
        return self.state is State.CLEAN

    @property
    def size_in_words(self) -> str:
        """Its size as a person says it."""
        return in_words(self.size)


class VerdictQuerySet(VendorQuerySet["FileVerdict"]):
    """Rows of one vendor."""


VerdictRows = VendorManager.from_queryset(VerdictQuerySet)


class FileVerdict(VendorOwned):
    """What a file was found to be, once and for good; without one it is still being checked."""

    append_only = True

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="verdict")
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in (State.CLEAN, State.QUARANTINED)]
    )
    why = models.CharField(max_length=200, help_text="What the scanner said.")
    at = models.DateTimeField()

    objects = VerdictRows()

    class Meta(VendorOwned.Meta):
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.state}: {self.why}"
