"""Articles and their revisions: what is written is kept, what is published is read (LU-26)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from knowledgebase.domain.content import LONGEST_LINE, NAMES, Content
from knowledgebase.domain.states import State
from knowledgebase.domain.visibility import Audience, Visibility
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class ArticleQuerySet(VendorQuerySet["Article"]):
    def published(self) -> Self:
        """Those that have a revision to be read."""
        return self.exclude(shown=None)

    def readable_by(self, audience: Audience) -> Self:
        """Published ones that these readers may read: the only door for all but their writers."""
        rows = self.published()
        if audience.is_staff:
            return rows
        seen = Q(shown__visibility=Visibility.PUBLIC)
        if audience.is_member:
            seen |= Q(shown__visibility=Visibility.CUSTOMERS)
            own = sorted(audience.tiers)
            seen |= Q(shown__visibility=Visibility.TIERS, shown__tiers__has_any_keys=own)
        return rows.filter(seen)

    def with_text(self) -> Self:
        return self.select_related("shown", "head", "owner")

    def to_be_verified(self, on: date) -> Self:
        """Published ones whose day of verification has come, the longest ago first."""
        return self.published().filter(verify_on__lte=on).order_by("verify_on", "pk")


ArticleRows = VendorManager.from_queryset(ArticleQuerySet)


class Article(VendorOwned):
    """One thing that is known. `state` is that of its newest revision, `shown` what is read."""

    slug = models.SlugField(max_length=80, help_text="Its name in addresses; it never changes.")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in State], default=State.DRAFT.value
    )
    head = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    shown = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    verify_on = models.DateField(null=True, help_text="When its owner looks at it again.")
    publish_at = models.DateTimeField(null=True, help_text="When it is to go out.")
    published_at = models.DateTimeField(null=True, help_text="When the revision shown went out.")

    objects = ArticleRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-published_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "slug"], name="knowledge_slug"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED.value) | Q(shown__isnull=False),
                name="knowledge_published_is_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETIRED.value) | Q(shown=None),
                name="knowledge_retired_is_not_shown",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SCHEDULED.value, publish_at__isnull=False)
                | (~Q(state=State.SCHEDULED.value) & Q(publish_at=None)),
                name="knowledge_scheduled_has_its_hour",
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "-published_at", "-id"], name="knowledge_newest"),
            models.Index(
                fields=["vendor", "publish_at"],
                condition=Q(state=State.SCHEDULED.value),
                name="knowledge_due",
            ),
        )

    def __str__(self) -> str:
        return self.head.title if self.head else self.slug

    @property
    def newest(self) -> Revision:
        """The newest revision: every article has one from the beginning."""
        assert self.head is not None  # noqa: S101 - written with its first revision
        return self.head


class RevisionQuerySet(VendorQuerySet["Revision"]):
    """Rows of one vendor."""


RevisionRows = VendorManager.from_queryset(RevisionQuerySet)


class Revision(VendorOwned):
    """What an article said at one time, and to whom; written once."""

    append_only = True

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_LINE)
    problem = models.TextField(blank=True)
    solution = models.CharField(max_length=LONGEST_LINE, blank=True)
    versions = models.CharField(max_length=LONGEST_LINE, blank=True)
    steps = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    is_workaround = models.BooleanField(default=False)
    visibility = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in Visibility]
    )
    tiers = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=LONGEST_LINE, blank=True, help_text="What was changed.")
    restores = models.PositiveIntegerField(null=True, help_text="The revision it is a copy of.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RevisionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="knowledge_revision"),
        )

    def __str__(self) -> str:
        return f"{self.title}, revision {self.number}"

    @property
    def content(self) -> Content:
        """What it says, as a value."""
        return Content(**{key: getattr(self, key) for key in NAMES} | {"tiers": tuple(self.tiers)})
