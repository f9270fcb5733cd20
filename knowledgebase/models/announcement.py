"""Announcements: what a vendor tells its customers, to whom, and who has read it (LU-28, CO-14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from knowledgebase.domain.announcing import LONGEST_TITLE, Announced, Kind, Meant, Move, Stage
from knowledgebase.domain.content import LONGEST_LINE
from knowledgebase.models.about import LONGEST_REASON
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Person, VendorOwned


class AnnouncementQuerySet(VendorQuerySet["Announcement"]):
    def published(self) -> Self:
        return self.filter(state=Stage.PUBLISHED)

    def due(self, at: datetime) -> Self:
        """Scheduled ones whose hour has come, the longest ago first."""
        rows = self.filter(state=Stage.SCHEDULED, publish_at__lte=at)
        return rows.order_by("publish_at", "pk")

    def meant_for(
        self, customers: Collection[int], tiers: Collection[str], keys: Collection[str]
    ) -> Self:
        """Those for customers that have these tiers and run these versions, or that they reached.

        What has reached a customer stays theirs when it upgrades or changes its tier.
        """
        reached = AnnouncementReach.objects.filter(
            announcement=OuterRef("pk"), customer__in=customers
        )
        return self.filter(
            Q(shown__meant=Meant.ALL)
            | Q(shown__meant=Meant.TIERS, shown__tiers__overlap=sorted(tiers))
            | Q(shown__meant=Meant.VERSIONS, shown__keys__overlap=sorted(keys))
            | Exists(reached)
        )

    def with_text(self) -> Self:
        return self.select_related("shown", "head")


AnnouncementRows = VendorManager.from_queryset(AnnouncementQuerySet)


class Announcement(VendorOwned):
    """One thing that is announced. `head` is its newest revision, `shown` what is, or was, read."""

    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.label) for one in Stage],
        default=Stage.DRAFT.value,
    )
    head = models.ForeignKey(
        "AnnouncementRevision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    shown = models.ForeignKey(
        "AnnouncementRevision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    publish_at = models.DateTimeField(null=True, help_text="When it is to go out.")
    published_at = models.DateTimeField(null=True, help_text="When it went out.")
    edited_at = models.DateTimeField(null=True, help_text="When it was changed after it was out.")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="Why withdrawn.")

    objects = AnnouncementRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-published_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=Stage.PUBLISHED.value)
                | Q(shown__isnull=False, published_at__isnull=False),
                name="announcement_published_is_shown",
            ),
            models.CheckConstraint(
                condition=Q(state=Stage.SCHEDULED.value, publish_at__isnull=False)
                | (~Q(state=Stage.SCHEDULED.value) & Q(publish_at=None)),
                name="announcement_scheduled_has_its_hour",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=Stage.WITHDRAWN.value, withdrawn_at__isnull=False) & ~Q(reason="")
                )
                | (~Q(state=Stage.WITHDRAWN.value) & Q(withdrawn_at=None, reason="")),
                name="announcement_withdrawn_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "-published_at", "-id"], name="announcement_newest"),
            models.Index(
                fields=["vendor", "publish_at"],
                condition=Q(state=Stage.SCHEDULED.value),
                name="announcement_due",
            ),
        )

    def __str__(self) -> str:
        return self.head.title if self.head else f"announcement {self.pk}"

    @property
    def newest(self) -> AnnouncementRevision:
        """The newest revision: every announcement has one from the beginning."""
        assert self.head is not None  # noqa: S101 - written with its first revision
        return self.head

    @property
    def changed_at(self) -> datetime | None:
        """When what its readers have was last changed; nothing before it is out."""
        return self.edited_at or self.published_at


class AnnouncementRevisionQuerySet(VendorQuerySet["AnnouncementRevision"]):
    """Rows of one vendor."""


AnnouncementRevisionRows = VendorManager.from_queryset(AnnouncementRevisionQuerySet)


class AnnouncementRevision(VendorOwned):
    """What an announcement said at one time, and to whom; written once."""

    append_only = True

    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Kind])
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField()
    meant = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Meant])
    tiers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    product = models.CharField(max_length=100, blank=True)
    versions = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    keys = ArrayField(
        models.CharField(max_length=130),
        default=list,
        blank=True,
        help_text="Derived: product and versions as readers are compared with them.",
    )
    words = models.CharField(max_length=LONGEST_LINE, blank=True, help_text="What was changed.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AnnouncementRevisionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["announcement", "number"], name="announcement_revision"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, revision {self.number}"

    @property
    def content(self) -> Announced:
        """What it says and to whom, as a value."""
        return Announced(
            kind=self.kind,
            title=self.title,
            text=self.text,
            meant=self.meant,
            tiers=tuple(self.tiers),
            product=self.product,
            versions=tuple(self.versions),
        )


class AnnouncementStepQuerySet(VendorQuerySet["AnnouncementStep"]):
    """Rows of one vendor."""


AnnouncementStepRows = VendorManager.from_queryset(AnnouncementStepQuerySet)


class AnnouncementStep(VendorOwned):
    """What happened to an announcement, written once."""

    append_only = True

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="steps")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Move])
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )
    at = models.DateTimeField()
    words = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = AnnouncementStepRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.announcement_id}: {self.kind}"


class AnnouncementReachQuerySet(VendorQuerySet["AnnouncementReach"]):
    """Rows of one vendor."""


AnnouncementReachRows = VendorManager.from_queryset(AnnouncementReachQuerySet)


class AnnouncementReach(VendorOwned):
    """A customer for which an announcement was when it went out, or when it was changed last."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="reached")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AnnouncementReachRows()

    class Meta(VendorOwned.Meta):
        ordering = ("customer__name",)
        constraints = (
            models.UniqueConstraint(
                fields=["announcement", "customer"], name="announcement_reached_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.announcement_id} reached {self.customer_id}"


class AnnouncementReadingQuerySet(VendorQuerySet["AnnouncementReading"]):
    """Rows of one vendor."""


AnnouncementReadingRows = VendorManager.from_queryset(AnnouncementReadingQuerySet)


class AnnouncementReading(VendorOwned):
    """Up to which revision a person has read an announcement."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, related_name="readings"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(help_text="When this revision was first on their page.")

    objects = AnnouncementReadingRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["announcement", "person"], name="announcement_read_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} read {self.announcement_id}"
