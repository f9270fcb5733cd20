"""The severity that impact and urgency suggest (LU-11, LU-12): a suggestion, and its reason.

Who decides is the agreement's matter; nothing here decides. The questions are the handbook's own:
how far it reaches, and whether work goes on.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far it reaches: the impact."""

    EVERYBODY = "everybody"
    MANY = "many"
    FEW = "few"
    NOBODY = "nobody"


class Hindrance(StrEnum):
    """Whether work goes on: the urgency."""

    STOPPED = "stopped"
    PREVENTED = "prevented"
    IMPAIRED = "impaired"
    MINIMAL = "minimal"


REACHES = {
    Reach.EVERYBODY: "Everybody, or several solutions",
    Reach.MANY: "10 or more users, or a whole service",
    Reach.FEW: "Fewer than 10 users",
    Reach.NOBODY: "Nobody: a question or a wish",
}
HINDRANCES = {
    Hindrance.STOPPED: "No: it is completely unavailable or inaccessible",
    Hindrance.PREVENTED: "Hardly: key operations are prevented, and there is no workaround",
    Hindrance.IMPAIRED: "Yes, but a function is impaired, or only a workaround helps",
    Hindrance.MINIMAL: "Yes: the effect on work is minimal",
}

# By reach and hindrance, on the handbook's scale: 1 critical, 2 high, 3 medium, 4 low.
SCALE = 4
_SUGGESTED: dict[Hindrance, dict[Reach, int]] = {
    Hindrance.STOPPED: {Reach.EVERYBODY: 1, Reach.MANY: 2, Reach.FEW: 3},
    Hindrance.PREVENTED: {Reach.EVERYBODY: 2, Reach.MANY: 2, Reach.FEW: 3},
    Hindrance.IMPAIRED: {Reach.EVERYBODY: 3, Reach.MANY: 3, Reach.FEW: 4},
    Hindrance.MINIMAL: {Reach.EVERYBODY: 4, Reach.MANY: 4, Reach.FEW: 4},
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rank on a vendor's own scale, 1 being the most severe, and why."""

    rank: int
    reason: str


def suggest(reach: str, hindrance: str, severities: int) -> Suggestion | None:
    """This function will suggest a severity where both questions are answered (LU-12).

    :param severities: how many the agreement has. Scales are laid beside one another at their
        mild ends: where there are three, the handbook's critical and high are both the first.
    """
    if reach not in set(Reach) or hindrance not in set(Hindrance):
        return None
    level = _SUGGESTED[Hindrance(hindrance)].get(Reach(reach), SCALE)
    return Suggestion(on_scale(level, severities), _reason(Reach(reach), Hindrance(hindrance)))


def on_scale(level: int, severities: int) -> int:
    """This function will return the rank, among so many severities, of a level of the handbook's.

    :raises ValueError: if there is no severity at all.
    """
    if severities < 1:
        raise ValueError("An agreement has one severity at least.")
    return max(1, min(severities, level + severities - SCALE)) if severities < SCALE else level


def is_grave(rank: int, severities: int) -> bool:
    """This function will say whether a rank is what the handbook calls critical or high."""
    return rank <= on_scale(2, severities)


def _reason(reach: Reach, hindrance: Hindrance) -> str:
    affected = {
        Reach.EVERYBODY: "everybody or several solutions are affected",
        Reach.MANY: "10 or more users or a whole service are affected",
        Reach.FEW: "fewer than 10 users are affected",
        Reach.NOBODY: "nobody is affected",
    }[reach]
    work = {
        Hindrance.STOPPED: "what they need is completely unavailable",
        Hindrance.PREVENTED: "key operations are prevented without a workaround",
        Hindrance.IMPAIRED: "work goes on, with a function impaired or a workaround",
        Hindrance.MINIMAL: "the effect on work is minimal",
    }[hindrance]
    return f"{affected}, and {work}"
