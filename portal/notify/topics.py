"""What people are told about: each can be switched off by mail and in the portal, but for a few."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """One line of a person's preferences."""

    QUESTIONS = "questions", "Questions to me, solutions to confirm, receipts and mentions"
    CONVERSATION = "conversation", "Replies and messages"
    PROGRESS = "progress", "Progress: who works on it, where it stands, closing"
    SEVERITY = "severity", "Severity"
    NOTES = "notes", "Internal notes"
    WARNINGS = "warnings", "Clocks that run out"
    ESCALATIONS = "escalations", "Escalations"
    PROBLEMS = "problems", "Problems and the changes that deliver them"
    CONTRACTS = "contracts", "Contracts: releases, tokens, what is planned and what is owed"
    ANNOUNCEMENTS = "announcements", "Announcements: releases, maintenance, news of the service"
    FORUM = "forum", "Forum: topics that I watch, and what was decided about my posts and reports"

    @property
    def is_always_told(self) -> bool:
        """Whether it cannot be switched off: somebody waits for this very person."""
        return self is Topic.QUESTIONS


# What only the vendor's own people are told.
STAFF_TOPICS = frozenset({Topic.NOTES, Topic.WARNINGS, Topic.PROBLEMS})
