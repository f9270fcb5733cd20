"""What became of a promise, as it was told: written once, and changed by a restatement only."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from contracts.models import CalendarVersion, ContractTerms
from portal.kernel.period import Period
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned
from sla.models.clock import Clock, Outcome


class RestatementQuerySet(VendorQuerySet["Restatement"]):
    """Rows of one vendor."""


RestatementRows = VendorManager.from_queryset(RestatementQuerySet)


class Restatement(VendorOwned):
    """Somebody decided that final outcomes are to follow a calendar's newest version."""

    append_only = True

    calendar = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, related_name="restatements"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    objects = RestatementRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["calendar"], name="sla_restated_once_per_version"),
        )

    def __str__(self) -> str:
        return f"{self.calendar} restated {self.made_at:%Y-%m-%d %H:%M}"


class VerdictQuerySet(VendorQuerySet["Verdict"]):
    def told_in(self, period: Period, *, restated: bool = True) -> Self:
        """The last word on each promise in a period, where it became final in it.

        What was so after the period's end does not count: a month once told stays as it was. A
        restatement stands where what it corrects stood, and is left out unless `restated`.
        """
        inside = Q(since__gte=period.start, since__lt=period.end)
        counts = Q(at__lt=period.end)
        if not restated:
            counts &= Q(restatement=None)
        last = (
            self.filter(counts, clock__in=self.filter(inside).order_by().values("clock"))
            .order_by("clock_id", "-pk")
            .distinct("clock_id")
        )
        return self.filter(inside, pk__in=last.values("pk"))


VerdictRows = VendorManager.from_queryset(VerdictQuerySet)


class Verdict(VendorOwned):
    """From an instant on, this is what became of a clock's promise."""

    append_only = True

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="verdicts")
    at = models.DateTimeField(help_text="From when this was so.")
    since = models.DateTimeField(help_text="When the outcome became what it is.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    severity = models.CharField(max_length=20)
    is_assumed = models.BooleanField()
    recorded_at = models.DateTimeField()
    calendar = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    restatement = models.ForeignKey(
        Restatement, on_delete=models.PROTECT, null=True, related_name="verdicts"
    )

    objects = VerdictRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        indexes = (
            models.Index(fields=["vendor", "since"], name="sla_verdict_since"),
            models.Index(fields=["clock", "-id"], name="sla_verdict_last"),
        )

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.outcome} since {self.since:%Y-%m-%d %H:%M:%S}"


class ClockMoveQuerySet(VendorQuerySet["ClockMove"]):
    """Rows of one vendor."""


ClockMoveRows = VendorManager.from_queryset(ClockMoveQuerySet)


class ClockMove(VendorOwned):
    """An open clock that a version of its calendar, or other terms of its contract, has moved."""

    append_only = True

    calendar = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, related_name="moves"
    )
    terms = models.ForeignKey(
        ContractTerms, on_delete=models.PROTECT, null=True, related_name="moves"
    )
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField()
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    outcome_after = models.CharField(max_length=10, choices=Outcome.choices)

    objects = ClockMoveRows()

    class Meta(VendorOwned.Meta):
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["calendar", "clock"], name="sla_moved_once"),
            models.UniqueConstraint(fields=["terms", "clock"], name="sla_moved_once_by_terms"),
            models.CheckConstraint(
                condition=Q(calendar=None, terms__isnull=False)
                | Q(calendar__isnull=False, terms=None),
                name="sla_moved_by_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id} moved by {self.calendar or self.terms}"
