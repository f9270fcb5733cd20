"""The report of a critical incident: how it comes about, and what an issue is known by (LU-05).

A draft is written, handed in, approved by somebody who wrote none of it, and published. What is
published stays: a correction is the next issue, and goes through the same stations again.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum

from portal.kernel.refusal import Refusal


class State(StrEnum):
    """Where the issue that is being written stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """This property will return the state in the words of its pages."""
        return "handed in" if self is State.SUBMITTED else self.value


class Deed(StrEnum):
    """What can be done to a report."""

    SAVE = "save"
    REFRESH = "refresh"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"


# From which states a deed is done, and to which it leads.
WAYS: Mapping[Deed, tuple[frozenset[State], State]] = {
    Deed.SAVE: (frozenset({State.DRAFT}), State.DRAFT),
    Deed.REFRESH: (frozenset({State.DRAFT}), State.DRAFT),
    Deed.SUBMIT: (frozenset({State.DRAFT}), State.SUBMITTED),
    Deed.RETURN: (frozenset({State.SUBMITTED, State.APPROVED}), State.DRAFT),
    Deed.APPROVE: (frozenset({State.SUBMITTED}), State.APPROVED),
    Deed.PUBLISH: (frozenset({State.APPROVED}), State.PUBLISHED),
    Deed.CORRECT: (frozenset({State.PUBLISHED}), State.DRAFT),
}

STANDS = {
    State.DRAFT: "is a draft",
    State.SUBMITTED: "waits for its approval",
    State.APPROVED: "is approved",
    State.PUBLISHED: "is published",
}

NEXT = {
    State.DRAFT: "Hand it in first.",
    State.SUBMITTED: "It can be approved, or returned with what is missing.",
    State.APPROVED: "It can be published, or returned with what is missing.",
    State.PUBLISHED: "What is published stays: write a correction, which becomes the next issue.",
}


class Step(StrEnum):
    """What happened to a report, written once."""

    DRAFTED = "drafted"
    SAVED = "saved"
    REFRESHED = "refreshed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTING = "correcting"

    @property
    def label(self) -> str:
        """This property will return the step in the words of its pages."""
        return LABELS.get(self, self.value)


LABELS = {
    Step.SAVED: "written",
    Step.REFRESHED: "facts drawn again",
    Step.SUBMITTED: "handed in",
    Step.CORRECTING: "correction begun",
}


# Whoever did one of these to an issue wrote it, and does not approve it.
WRITING = frozenset({Step.DRAFTED, Step.SAVED, Step.REFRESHED, Step.CORRECTING})


class Section(StrEnum):
    """What people write; the rest is read from the incident."""

    SUMMARY = "summary"
    IMPACT = "impact"
    CAUSE = "cause"
    CORRECTIVE = "corrective"
    PLANNED = "planned"


HEADINGS: Mapping[Section, str] = {
    Section.SUMMARY: "What happened",
    Section.IMPACT: "Impact",
    Section.CAUSE: "Cause",
    Section.CORRECTIVE: "Corrective action taken",
    Section.PLANNED: "Corrective action planned",
}


def possible(state: str) -> set[Deed]:
    """This function will name what can be done to a report in a state."""
    return {deed for deed, (before, _) in WAYS.items() if State(state) in before}


def after(deed: Deed, state: str) -> State:
    """This function will say to which state a deed leads.

    :raises Refusal: with code `wrong_state`, if it cannot be done in this one.
    """
    before, leads_to = WAYS[deed]
    here = State(state)
    if here not in before:
        raise Refusal(f"This report {STANDS[here]}. {NEXT[here]}", code="wrong_state")
    return leads_to


def missing(sections: Mapping[str, str], changes: str, issue: int) -> list[str]:
    """This function will name the headings under which nothing is written yet."""
    empty = [name for key, name in HEADINGS.items() if not sections.get(key, "").strip()]
    if issue > 1 and not changes.strip():
        empty.append("What is corrected")
    return empty


def digest_of(content: Mapping[str, object]) -> str:
    """This function will return the SHA-256 that an issue is known by, in hexadecimal.

    Keys are sorted and nothing is spaced, so that the same content has one way to be written.
    """
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
