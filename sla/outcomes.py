"""The counts behind attainment, made by the database from the stored clocks (LU-18).

What counts when is told in `sla.domain.attainment`; here the same is said in SQL, so that a
page takes the same few queries whatever a month has seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When

from incidents.domain.kinds import EventKind
from incidents.models import IncidentEvent
from portal.kernel.period import Period
from portal.tenancy.models import Customer, Membership
from sla.domain.attainment import Count
from sla.models import Clock, ClockQuerySet, Outcome, Phase
from sla.overdue import missed_unseen

MET = Q(outcome=Outcome.MET)
STOPPED = Q(phase=Phase.STOPPED)
COUNTS: Mapping[str, Any] = {
    "met": models.Count("pk", filter=MET),
    "missed": models.Count("pk", filter=~MET),
    "still_open": models.Count("pk", filter=~MET & ~STOPPED),
}


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
    """The clocks that a reader may see, as they stand at an instant."""

    clocks: ClockQuerySet
    unseen: list[int]  # misses that no worker has recorded yet

    @classmethod
    def of(
        cls, memberships: Iterable[Membership], customer: Customer | None, at: datetime
    ) -> "Outcomes":
        """Return the outcomes of one customer, or of all that these memberships may see."""
        clocks = Clock.objects.visible_to(memberships).of_customer(customer)
        return cls(clocks, missed_unseen(clocks, at))

    # What is annotated below is no column, so that a type for these rows would only be in the way.

    def final_in(self, period: Period) -> Any:
        """Return the clocks whose outcome became final in a period, each with that instant."""
        known = _inside("stopped_at", period) & MET | _inside("breached_at", period)
        unseen = Q(pk__in=self.unseen) & _inside("due_at", period)
        instants = Case(
            When(outcome=Outcome.MET, then="stopped_at"),
            When(outcome=Outcome.MISSED, then="breached_at"),
            default="due_at",
        )
        return self.clocks.filter(known | unseen).annotate(final_at=instants)

    def left_out_of(self, period: Period) -> Any:
        """Return the clocks that ended in a period without outcome, and why (LU-20)."""
        # Clocks are read to the second, so that the closing may lie a fraction behind.
        closings = IncidentEvent.objects.filter(
            incident=OuterRef("incident"),
            kind=EventKind.CLOSED,
            at__lt=OuterRef("stopped_at") + timedelta(seconds=1),
        )
        reasons = closings.order_by("-at", "-pk").values("reason")[:1]
        ended = self.clocks.filter(_inside("stopped_at", period), outcome=Outcome.NONE)
        return ended.annotate(final_at=F("stopped_at"), reason=Subquery(reasons))

    def lines(self, period: Period) -> list[Line]:
        """Count a period by customer, severity, milestone and whether the target is assumed."""
        keys = "incident__customer", "incident__customer__name", "severity", "milestone"
        rows = self.final_in(period).order_by().values(*keys, "is_assumed").annotate(**COUNTS)
        return [
            Line(*(row[key] for key in keys), row["is_assumed"], _count(row))  # type: ignore[call-arg]  # mypy cannot count them
            for row in rows
        ]

    def left_out(self, period: Period) -> dict[str, int]:
        """Count, by reason, what a period's figures leave out."""
        rows = self.left_out_of(period).order_by().values("reason")
        found = rows.annotate(clocks=models.Count("pk")).order_by("-clocks", "reason")
        return {row["reason"] or "": row["clocks"] for row in found}

    def by_month(self, bounds: list[datetime]) -> dict[tuple[int, bool], Count]:
        """Count the months between these instants, by place and whether targets are assumed."""
        instants = Value(bounds, output_field=ArrayField(models.DateTimeField()))
        place = Func(
            F("final_at"), instants, function="width_bucket", output_field=models.IntegerField()
        )
        clocks = self.final_in(Period(bounds[0], bounds[-1])).annotate(place=place - 1)
        rows = clocks.order_by().values("place", "is_assumed").annotate(**COUNTS)
        return {(row["place"], row["is_assumed"]): _count(row) for row in rows}


def _inside(column: str, period: Period) -> Q:
    return Q(**{f"{column}__gte": period.start, f"{column}__lt": period.end})


def _count(row: Mapping[str, Any]) -> Count:
    return Count(row["met"], row["missed"], row["still_open"])
