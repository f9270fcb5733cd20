"""What a calendar's version has done so far: open clocks read again, final outcomes turned."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from contracts.models import CalendarVersion
from sla.models import Clock, Outcome, Restatement, Verdict


@dataclass(frozen=True, slots=True)
class Progress:
    """Open clocks that follow a calendar, and how many of them were read by its newest version."""

    read: int
    all: int

    @property
    def is_done(self) -> bool:
        """Whether none is left."""
        return self.read == self.all


def progress_of(newest: CalendarVersion) -> Progress:
    """Count the open clocks that follow a calendar's newest version, and those that still will."""
    behind = Clock.objects.behind(newest).count()
    read = Clock.objects.going().filter(outcome=Outcome.OPEN, calendar=newest).count()
    return Progress(read, read + behind)


# What is annotated is no column, so that a type for these rows would only be in the way.


def turned_by(restatement: Restatement) -> Any:
    """Return what a restatement said of promises, with what had been said of each before."""
    said = Verdict.objects.filter(clock=OuterRef("clock"), pk__lt=OuterRef("pk")).order_by("-pk")
    return Verdict.objects.filter(restatement=restatement).annotate(
        before=Subquery(said.values("outcome")[:1]),
        after=F("outcome"),
        final_before=Subquery(said.values("since")[:1]),
        final_after=F("since"),
    )
