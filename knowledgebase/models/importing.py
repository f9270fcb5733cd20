"""A ZIP file of articles on its way in: what was found in it, until somebody confirms it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.web.sent_file import SentFile


class ArticleImportQuerySet(VendorQuerySet["ArticleImport"]):
    def unconfirmed_since(self, at: datetime) -> Self:
        """Those that were sent before an instant and that nobody has confirmed."""
        return self.filter(sent_at__lt=at, confirmed_at=None)


ArticleImportRows = VendorManager.from_queryset(ArticleImportQuerySet)


class ArticleImport(SentFile):
    """One ZIP file of articles. Unconfirmed it is gone after a day, and nothing of it stays."""

    class Becomes(models.TextChoices):
        DRAFT = "draft", "Drafts"
        REVIEW = "review", "Handed in for review"
        PUBLISHED = "published", "Published, where the file says that they were"

    becomes = models.CharField(max_length=10, choices=Becomes.choices, default=Becomes.DRAFT.value)
    fresh = models.PositiveIntegerField(default=0, help_text="Articles not known before.")
    changed = models.PositiveIntegerField(default=0, help_text="Known ones that say otherwise.")
    plan = models.JSONField(default=list, help_text="What each file of it is and becomes.")
    seen = models.CharField(
        max_length=64, help_text="A digest of the plan: what is confirmed is what was shown."
    )
    is_stale = models.BooleanField(
        default=False, help_text="What it was compared with changed before it was stored."
    )

    objects = ArticleImportRows()
