"""Topics of the forum, their posts, and what each post said at any time (LU-28)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from knowledgebase.domain.forum import LONGEST_TAG, LONGEST_TITLE, LONGEST_WHY, State
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Membership, Person, VendorOwned
from portal.tenancy.policy import Act, may
from portal.tenancy.roles import Role

QUESTION = 1  # the number of a topic's first post


class ForumTopicQuerySet(VendorQuerySet["ForumTopic"]):
    def shown(self) -> Self:
        """What lists, searches and feeds may hold, whoever reads: hidden topics are in none."""
        return self.filter(is_hidden=False)

    def readable_by(self, memberships: Iterable[Membership]) -> Self:
        """Topics whose page these memberships may open: hidden ones for writer and moderators."""
        known = list(memberships)
        if not known:
            return self.none()
        if any(may(one, Act.MODERATE_FORUM) for one in known):
            return self
        own = {one.person_id for one in known}
        return self.filter(Q(is_hidden=False) | Q(by__in=own))

    def in_state(self, state: str) -> Self:
        """Narrow to a state, or to none."""
        if state == State.ANSWERED:
            return self.exclude(accepted=None)
        if state == State.OPEN:
            return self.filter(accepted=None)
        if state == State.UNANSWERED:
            return self.filter(answers=0)
        return self.filter(is_locked=True) if state == State.LOCKED else self


ForumTopicRows = VendorManager.from_queryset(ForumTopicQuerySet)


class ForumTopic(VendorOwned):
    """A question and what was answered. All but `by` and `at` follows from its posts."""

    title = models.CharField(max_length=LONGEST_TITLE, help_text="As its first post says it last.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="Of the last post that is not hidden.")
    answers = models.PositiveIntegerField(default=0, help_text="Those that are not hidden.")
    accepted = models.ForeignKey("ForumPost", on_delete=models.PROTECT, null=True, related_name="+")
    is_hidden = models.BooleanField(default=False, help_text="As its first post is.")
    is_locked = models.BooleanField(default=False)

    objects = ForumTopicRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-last_at", "-pk")
        indexes = (
            models.Index(
                fields=["vendor", "-last_at", "-id"],
                condition=Q(is_hidden=False),
                name="forum_newest",
            ),
        )

    def __str__(self) -> str:
        return self.title


class TopicTagQuerySet(VendorQuerySet["TopicTag"]):
    """Rows of one vendor."""


TopicTagRows = VendorManager.from_queryset(TopicTagQuerySet)


class TopicTag(VendorOwned):
    """A word under which a topic is found."""

    topic = models.ForeignKey(ForumTopic, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=LONGEST_TAG)

    objects = TopicTagRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["vendor", "name", "topic"], name="forum_tag_once"),
        )

    def __str__(self) -> str:
        return self.name


class ForumPostQuerySet(VendorQuerySet["ForumPost"]):
    def shown(self) -> Self:
        return self.filter(hidden_at=None)

    def answers(self) -> Self:
        return self.exclude(number=QUESTION)


ForumPostRows = VendorManager.from_queryset(ForumPostQuerySet)


class ForumPost(VendorOwned):
    """A question or an answer, as its newest revision says it."""

    topic = models.ForeignKey(ForumTopic, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField(help_text="1 is the question.")
    text = models.TextField(help_text="As its newest revision says it.")
    revision = models.PositiveIntegerField(default=1, help_text="The number of the newest one.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="For whom it was written; nobody, by the vendor's own people.",
    )
    role = models.CharField(
        max_length=30, choices=Role.choices, help_text="In which it was written."
    )
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    votes = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_why = models.CharField(max_length=LONGEST_WHY, blank=True)

    objects = ForumPostRows()

    class Meta(VendorOwned.Meta):
        ordering = ("topic", "number")
        constraints = (
            models.UniqueConstraint(fields=["topic", "number"], name="forum_post_number"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_why="")
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_why="")),
                name="forum_hidden_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "by", "-at"], name="forum_posts_of"),
            models.Index(
                fields=["vendor", "-hidden_at"],
                condition=Q(hidden_at__isnull=False),
                name="forum_hidden",
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}, post {self.number}"

    @property
    def is_question(self) -> bool:
        """Whether it is what the topic asks."""
        return self.number == QUESTION

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator took it from its readers."""
        return self.hidden_at is not None


class PostRevisionQuerySet(VendorQuerySet["PostRevision"]):
    """Rows of one vendor."""


PostRevisionRows = VendorManager.from_queryset(PostRevisionQuerySet)


class PostRevision(VendorOwned):
    """What a post said at one time; written once, read by its writer and by moderators."""

    append_only = True

    post = models.ForeignKey(ForumPost, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    tags = models.JSONField(default=list, blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    patient_data = models.CharField(max_length=200, blank=True, help_text="Kinds found in it.")
    patient_data_acknowledged = models.BooleanField(default=False)

    objects = PostRevisionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["post", "number"], name="forum_revision_number"),
            models.CheckConstraint(
                condition=Q(patient_data_acknowledged=False) | ~Q(patient_data=""),
                name="forum_acknowledged_is_found",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id}, revision {self.number}"
