"""Who wants to know that months were closed or stated anew: apps above, in the same transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime

from availability.figures import MonthFigure
from availability.models import MonthClosing

# Called with what was just written, each row with the month that it keeps.
type Closed = Sequence[tuple[MonthClosing, MonthFigure]]
type Reaction = Callable[[Closed, datetime], None]

_reactions: list[Reaction] = []


def register(reaction: Reaction) -> None:
    """Let an app above react to each closing; called once, when the app is ready."""
    if reaction not in _reactions:
        _reactions.append(reaction)


def react(closed: Closed, at: datetime) -> None:
    """Tell all of them, in the order in which they came."""
    for reaction in _reactions:
        reaction(closed, at)
