"""What hangs on an article: its steps, links, pictures, what readers said and sought."""

from __future__ import annotations

from django.db import models

from knowledgebase.domain.states import Deed
from knowledgebase.models.article import Article
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned

LONGEST_REASON = 1_000  # characters
LONGEST_SOUGHT = 200  # longer than what operators are shown of a row
LONGEST_NAME = 80  # of what is linked, and of a picture


class ArticleStepQuerySet(VendorQuerySet["ArticleStep"]):
    """Rows of one vendor."""


ArticleStepRows = VendorManager.from_queryset(ArticleStepQuerySet)


class ArticleStep(VendorOwned):
    """What happened to an article, written once: the vendor's own. `by` nobody is the portal."""

    append_only = True

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="history")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Deed])
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = ArticleStepRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.kind}"


class ArticleLinkQuerySet(VendorQuerySet["ArticleLink"]):
    """Rows of one vendor."""


ArticleLinkRows = VendorManager.from_queryset(ArticleLinkQuerySet)


class ArticleLink(VendorOwned):
    """What an article has to do with, by the name under which people know it.

    A name and no key: incidents, problems and releases stand on other floors.
    """

    class Kind(models.TextChoices):
        INCIDENT = "incident", "Incident"
        PROBLEM = "problem", "Problem"
        RELEASE = "release", "Release"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=LONGEST_NAME)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ArticleLinkRows()

    class Meta(VendorOwned.Meta):
        ordering = ("kind", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["article", "kind", "name"], name="knowledge_link_once"),
        )
        indexes = (models.Index(fields=["vendor", "kind", "name"], name="knowledge_linked"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class ArticlePictureQuerySet(VendorQuerySet["ArticlePicture"]):
    """Rows of one vendor."""


ArticlePictureRows = VendorManager.from_queryset(ArticlePictureQuerySet)


class ArticlePicture(VendorOwned):
    """A picture of an article, drawn anew from the points of the one that was sent.

    It lies in the database: row-level security, backups and a revision's transaction hold for it.
    """

    append_only = True

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="pictures")
    name = models.CharField(
        max_length=LONGEST_NAME, help_text="As the text names it: ![What](name.png)."
    )
    content = models.BinaryField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ArticlePictureRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["article", "name"], name="knowledge_picture_name"),
        )

    def __str__(self) -> str:
        return self.name


class FeedbackQuerySet(VendorQuerySet["Feedback"]):
    """Rows of one vendor."""


FeedbackRows = VendorManager.from_queryset(FeedbackQuerySet)


class Feedback(VendorOwned):
    """Whether a revision helped one person, and why not; said again, the last word holds."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="feedback")
    revision = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_helpful = models.BooleanField()
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField()

    objects = FeedbackRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["article", "revision", "person"], name="knowledge_feedback_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id}: {'helpful' if self.is_helpful else 'not helpful'}"


class DeflectionQuerySet(VendorQuerySet["Deflection"]):
    """Rows of one vendor."""


DeflectionRows = VendorManager.from_queryset(DeflectionQuerySet)


class Deflection(VendorOwned):
    """An article solved it before an incident was raised: said by whoever was writing one."""

    append_only = True

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="deflections")
    revision = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(help_text="Once a day and person: a second click says nothing new.")
    at = models.DateTimeField()

    objects = DeflectionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["article", "person", "on"], name="knowledge_deflected_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id} on {self.on}"


class ReadCountQuerySet(VendorQuerySet["ReadCount"]):
    """Rows of one vendor."""


ReadCountRows = VendorManager.from_queryset(ReadCountQuerySet)


class ReadCount(VendorOwned):
    """How often an article was read by other than its vendor's people on a day."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reads")
    on = models.DateField()
    times = models.PositiveIntegerField(default=0)

    objects = ReadCountRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-on",)
        constraints = (
            models.UniqueConstraint(fields=["article", "on"], name="knowledge_reads_of_day"),
        )

    def __str__(self) -> str:
        return f"{self.article_id} on {self.on}: {self.times}"


class SearchMissQuerySet(VendorQuerySet["SearchMiss"]):
    """Rows of one vendor."""


SearchMissRows = VendorManager.from_queryset(SearchMissQuerySet)


class SearchMiss(VendorOwned):
    """What was sought and not found, how often; not by whom."""

    text = models.CharField(max_length=LONGEST_SOUGHT, help_text="Its words, plainly written.")
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    objects = SearchMissRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-times", "-last_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "text"], name="knowledge_miss_once"),
        )

    def __str__(self) -> str:
        return f"{self.text}: {self.times}"
