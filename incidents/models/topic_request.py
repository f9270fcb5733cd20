"""Topics of the forum that became enhancement requests (LU-28, LU-21)."""

from __future__ import annotations

from django.db import models

from incidents.models.problem import Problem
from knowledgebase.models import ForumTopic
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class TopicRequestQuerySet(VendorQuerySet["TopicRequest"]):
    """Rows of one vendor."""


TopicRequestRows = VendorManager.from_queryset(TopicRequestQuerySet)


class TopicRequest(VendorOwned):
    """What customers asked for in a topic is looked into as a problem; a topic leads to one."""

    append_only = True

    topic = models.ForeignKey(ForumTopic, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="topic_requests")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TopicRequestRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["topic"], name="incidents_topic_requested_once"),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.problem_id}"
