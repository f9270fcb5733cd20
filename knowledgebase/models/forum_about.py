"""What hangs on topics and posts: names, votes, watchers, reports, and the words of the search."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from knowledgebase.domain.forum import LONGEST_NAME, LONGEST_WHY, Verdict
from knowledgebase.models.forum import ForumPost, ForumTopic
from knowledgebase.models.word import LONGEST_WORD
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, Vendor, VendorOwned


class ForumNameQuerySet(VendorQuerySet["ForumName"]):
    """Rows of one vendor."""


ForumNameRows = VendorManager.from_queryset(ForumNameQuerySet)


class ForumName(VendorOwned):
    """Under which name a customer's person writes at a vendor, and whether it names the customer.

    Its row is also the queue in which one's own posts are counted.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    shows_customer = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = ForumNameRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["vendor", "person"], name="forum_one_name"),
            models.UniqueConstraint("vendor", Lower("name"), name="forum_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class PostVoteQuerySet(VendorQuerySet["PostVote"]):
    """Rows of one vendor."""


PostVoteRows = VendorManager.from_queryset(PostVoteQuerySet)


class PostVote(VendorOwned):
    """Somebody finds a post useful."""

    post = models.ForeignKey(ForumPost, on_delete=models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PostVoteRows()

    class Meta(VendorOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["post", "person"], name="forum_one_vote"),)

    def __str__(self) -> str:
        return f"{self.post_id} by {self.person_id}"


class TopicWatchQuerySet(VendorQuerySet["TopicWatch"]):
    """Rows of one vendor."""


TopicWatchRows = VendorManager.from_queryset(TopicWatchQuerySet)


class TopicWatch(VendorOwned):
    """Somebody is told of a topic; `is_on` is off for those who stopped, so that they stay so."""

    topic = models.ForeignKey(ForumTopic, on_delete=models.CASCADE, related_name="watches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects = TopicWatchRows()

    class Meta(VendorOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["topic", "person"], name="forum_one_watch"),)

    def __str__(self) -> str:
        return f"{self.topic_id} by {self.person_id}"


class PostReportQuerySet(VendorQuerySet["PostReport"]):
    def open(self) -> Self:
        return self.filter(decided_at=None)

    def of_since(self, person: Person, since: datetime) -> Self:
        return self.filter(by=person, at__gt=since)


PostReportRows = VendorManager.from_queryset(PostReportQuerySet)


class PostReport(VendorOwned):
    """Somebody says that a post should not be there, and what moderators made of it."""

    post = models.ForeignKey(ForumPost, on_delete=models.PROTECT, related_name="reports")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=LONGEST_WHY)
    at = models.DateTimeField()
    verdict = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in Verdict], blank=True
    )
    words = models.CharField(max_length=LONGEST_WHY, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = PostReportRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["post", "by"], condition=Q(decided_at=None), name="forum_one_open_report"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, verdict="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(verdict="")),
                name="forum_report_decided_whole",
            ),
        )
        indexes = (
            models.Index(
                fields=["vendor", "at"], condition=Q(decided_at=None), name="forum_open_reports"
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id} by {self.by_id}"


class PostWordQuerySet(VendorQuerySet["PostWord"]):
    """Rows of one vendor."""


PostWordRows = VendorManager.from_queryset(PostWordQuerySet)


class PostWord(VendorOwned):
    """A lexeme of a post that is not hidden: derived from it, as `ArticleWord` is of articles."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the constraint's index begins with it
    topic = models.ForeignKey(ForumTopic, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(ForumPost, on_delete=models.CASCADE, related_name="lexemes")
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    place = models.PositiveSmallIntegerField(help_text="Title, question or answer.")

    objects = PostWordRows()

    class Meta(VendorOwned.Meta):
        ordering = ("word", "post")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "word", "topic", "post", "place"], name="forum_word_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.word}: {self.post_id}"
