"""The counts behind attainment, made by the database from what was told of clocks (LU-18).

What counts when is told in `sla.domain.attainment`; here the same is said in SQL, so that a
page takes the same few queries whatever a month has seen. A month is what its verdicts said at
its end: nothing that happens later changes it, but a restatement, which is told beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from incidents.domain.kinds import EventKind
from incidents.models import IncidentEvent
from portal.kernel.period import Period
from portal.tenancy.models import Customer, Membership
from sla.domain.attainment import Count
from sla.models import Clock, ClockQuerySet, Outcome, Phase, Restatement, Verdict
from sla.overdue import missed_unseen

MET = Q(told_outcome=Outcome.MET)
STOPPED = Q(phase=Phase.STOPPED)
COUNTS: Mapping[str, Any] = {
    "met": models.Count("pk", filter=MET),
    "missed": models.Count("pk", filter=~MET),
    "still_open": models.Count("pk", filter=~MET & ~STOPPED),
}
FINAL = (Outcome.MET, Outcome.MISSED)


@dataclass(frozen=True, slots=True)
class Line:
    """What one customer's milestones of one kind came to."""

    customer: int
    name: str
    severity: str
    milestone: str
    assumed: bool
    count: Count


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The clocks that a reader may see, and what was told of them."""

    clocks: ClockQuerySet
    unseen: list[int]  # misses that no worker has recorded yet
    restated: bool = True  # False: as it was told before any restatement

    @classmethod
    def of(
        cls, memberships: Iterable[Membership], customer: Customer | None, at: datetime
    ) -> "Outcomes":
        """Return the outcomes of one customer, or of all that these memberships may see."""
        clocks = Clock.objects.visible_to(memberships).of_customer(customer)
        return cls(clocks, missed_unseen(clocks, at))

    # What is annotated below is no column, so that a type for these rows would only be in the way.

    def final_in(self, period: Period) -> Any:
        """Return the clocks whose outcome became final in a period, as it was told then."""
        told = self._told_in(period, FINAL)
        unseen = Q(pk__in=self.unseen) & _inside("due_at", period)
        # A clock that was reopened has verdicts already; one row of it is enough.
        once = Q(verdicts=None) | Q(verdicts__in=self._last_of_unseen())
        is_unseen = Q(pk__in=self.unseen)
        return self.clocks.filter(told | unseen & once).annotate(
            final_at=Case(When(is_unseen, then="due_at"), default="verdicts__since"),
            told_outcome=Case(
                When(is_unseen, then=Value(Outcome.MISSED.value)), default="verdicts__outcome"
            ),
            told_severity=Case(When(is_unseen, then="severity"), default="verdicts__severity"),
            told_assumed=Case(When(is_unseen, then="is_assumed"), default="verdicts__is_assumed"),
        )

    def left_out_of(self, period: Period) -> Any:
        """Return the clocks that ended in a period without outcome, and why (LU-20)."""
        # Clocks are read to the second, so that the closing may lie a fraction behind.
        closings = IncidentEvent.objects.filter(
            incident=OuterRef("incident"),
            kind=EventKind.CLOSED,
            at__lt=OuterRef("final_at") + timedelta(seconds=1),
        )
        reasons = closings.order_by("-at", "-pk").values("reason")[:1]
        ended = self.clocks.filter(self._told_in(period, (Outcome.NONE,)))
        return ended.annotate(
            final_at=F("verdicts__since"),
            told_outcome=F("verdicts__outcome"),
            told_severity=F("verdicts__severity"),
            told_assumed=F("verdicts__is_assumed"),
            reason=Subquery(reasons),
        )

    def lines(self, period: Period) -> list[Line]:
        """Count a period by customer, severity, milestone and whether the target is assumed."""
        customer = "incident__customer", "incident__customer__name"
        keys = *customer, "told_severity", "milestone", "told_assumed"
        rows = self.final_in(period).order_by().values(*keys).annotate(**COUNTS)
        return [Line(*(row[key] for key in keys), _count(row)) for row in rows]  # type: ignore[call-arg]  # mypy cannot count them

    def left_out(self, period: Period) -> dict[str, int]:
        """Count, by reason, what a period's figures leave out."""
        rows = self.left_out_of(period).order_by().values("reason")
        found = rows.annotate(clocks=models.Count("pk")).order_by("-clocks", "reason")
        return {row["reason"] or "": row["clocks"] for row in found}

    def by_month(self, bounds: list[datetime]) -> dict[tuple[int, bool], Count]:
        """Count the months between these instants, by place and whether targets are assumed."""
        found = {}
        for place, (start, end) in enumerate(pairwise(bounds)):
            clocks = self.final_in(Period(start, end)).order_by()
            for row in clocks.values("told_assumed").annotate(**COUNTS):
                found[place, row["told_assumed"]] = _count(row)
        return found

    def restatements(self, period: Period) -> list[Restatement]:
        """Return the decisions that changed what had been told of a period.

        What was told of a month may be gone from it, because it counts in another one now.
        """
        told = Verdict.objects.filter(_inside("since", period), clock__in=self.clocks)
        return list(
            Restatement.objects.filter(verdicts__clock__in=told.order_by().values("clock"))
            .select_related("made_by", "calendar")
            .distinct()
            .order_by("made_at", "pk")
        )

    def before_restatements(self) -> "Outcomes":
        """Return the same outcomes as they were told before any restatement."""
        return replace(self, restated=False)

    def _told_in(self, period: Period, outcomes: Iterable[str]) -> Q:
        last = Verdict.objects.told_in(period, restated=self.restated)
        return Q(verdicts__in=last.filter(outcome__in=outcomes).order_by().values("pk"))

    def _last_of_unseen(self) -> list[int]:
        if not self.unseen:
            return []
        rows = Verdict.objects.filter(clock__in=self.unseen).order_by("clock_id", "-pk")
        return list(rows.distinct("clock_id").values_list("pk", flat=True))


def _inside(column: str, period: Period) -> Q:
    return Q(**{f"{column}__gte": period.start, f"{column}__lt": period.end})


def _count(row: Mapping[str, Any]) -> Count:
    return Count(row["met"], row["missed"], row["still_open"])
