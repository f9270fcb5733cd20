"""How an article comes about: written, reviewed, published or scheduled, and retired (LU-26).

What readers have is a published revision. It stays theirs while the next one is written, reviewed
and scheduled, until that one is published or the article is retired (docs/algorithms/knowledge.md).
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.kernel.refusal import Refusal


class State(StrEnum):
    """Where the newest revision stands."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """This property will return the state in the words of its pages."""
        return "in review" if self is State.REVIEW else self.value


class Deed(StrEnum):
    """What can be done to an article; of its steps, the kind."""

    SAVE = "save"
    RESTORE = "restore"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    GO_LIVE = "go_live"
    RETIRE = "retire"
    VERIFY = "verify"

    @property
    def label(self) -> str:
        """This property will return what was done, in the words of its pages."""
        return DONE[self]


DONE: Mapping[Deed, str] = {
    Deed.SAVE: "written",
    Deed.RESTORE: "restored",
    Deed.SUBMIT: "handed in for review",
    Deed.RETURN: "returned",
    Deed.PUBLISH: "published",
    Deed.SCHEDULE: "scheduled",
    Deed.GO_LIVE: "published as scheduled",
    Deed.RETIRE: "retired",
    Deed.VERIFY: "verified",
}

_WRITABLE = frozenset({State.DRAFT, State.PUBLISHED, State.RETIRED})

# From which states a deed is done, and to which it leads; verifying changes nothing of it.
WAYS: Mapping[Deed, tuple[frozenset[State], State]] = {
    Deed.SAVE: (_WRITABLE, State.DRAFT),
    Deed.RESTORE: (_WRITABLE, State.DRAFT),
    Deed.SUBMIT: (frozenset({State.DRAFT}), State.REVIEW),
    Deed.RETURN: (frozenset({State.REVIEW, State.SCHEDULED}), State.DRAFT),
    Deed.PUBLISH: (frozenset({State.REVIEW}), State.PUBLISHED),
    Deed.SCHEDULE: (frozenset({State.REVIEW}), State.SCHEDULED),
    Deed.GO_LIVE: (frozenset({State.SCHEDULED}), State.PUBLISHED),
    Deed.RETIRE: (frozenset(State) - {State.RETIRED}, State.RETIRED),
    Deed.VERIFY: (frozenset({State.PUBLISHED}), State.PUBLISHED),
}

STANDS: Mapping[State, str] = {
    State.DRAFT: "is a draft. It can be written on, and handed in for review.",
    State.REVIEW: "is in review. It can be published, scheduled, or returned to its writers.",
    State.SCHEDULED: "waits for its hour. Return it first, if it must not go out so.",
    State.PUBLISHED: "is published. What is written now becomes its next revision.",
    State.RETIRED: "is retired. Written on, it becomes a draft again.",
}


def possible(state: str) -> set[Deed]:
    """This function will name what can be done to an article in a state."""
    return {deed for deed, (before, _) in WAYS.items() if State(state) in before}


def after(deed: Deed, state: str) -> State:
    """This function will say to which state a deed leads.

    :raises Refusal: with code `wrong_state`, if it cannot be done in this one.
    """
    before, leads_to = WAYS[deed]
    here = State(state)
    if here not in before:
        raise Refusal(f"This article {STANDS[here]}", code="wrong_state")
    return leads_to
