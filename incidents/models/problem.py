"""Problem reports: what lies behind incidents, until a change delivers it (LU-21)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from contracts.models import Product
from incidents.domain.problems import OPEN, ProblemKind, ProblemStatus, Step
from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned

LONGEST_TITLE = 160
LONGEST_WORDS = 2_000


class ProblemSeriesQuerySet(VendorQuerySet["ProblemSeries"]):
    """Rows of one vendor."""


ProblemSeriesRows = VendorManager.from_queryset(ProblemSeriesQuerySet)


class ProblemSeries(VendorOwned):
    """The last problem and change numbers a vendor has issued; its row is the queue for them."""

    problems = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)

    objects = ProblemSeriesRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["vendor"], name="incidents_one_problem_series"),
        )

    def __str__(self) -> str:
        return f"{self.problems}, {self.changes}"


class ProblemQuerySet(VendorQuerySet["Problem"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """Staff see their vendor's; customers those behind incidents of their own."""
        seen = Q(pk__in=())
        for one in memberships:
            own = Q(vendor_id=one.vendor_id)
            if not one.is_staff_side:
                links = ProblemLink.objects.current().filter(incident__customer=one.customer_id)
                own &= Q(pk__in=links.values("problem"))
            seen |= own
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)


ProblemRows = VendorManager.from_queryset(ProblemQuerySet)


class Problem(VendorOwned):
    """What engineering has to look into. Customers read number, title, status and target."""

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    description = models.TextField(help_text="For the vendor's own people.")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(
        max_length=20,
        choices=[(k.value, k.value) for k in ProblemKind],
        default=ProblemKind.UNQUALIFIED.value,
    )
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in ProblemStatus],
        default=ProblemStatus.REPORTED.value,
    )
    business_need = models.TextField(blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    objects = ProblemRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["vendor", "number"], name="incidents_problem_number"),
            models.CheckConstraint(
                condition=~Q(kind=ProblemKind.UNQUALIFIED.value)
                | Q(status__in=(ProblemStatus.REPORTED.value, ProblemStatus.DECLINED.value)),
                name="incidents_planned_is_qualified",
            ),
        )

    def __str__(self) -> str:
        return f"PR-{self.number}"


class ProblemLinkQuerySet(VendorQuerySet["ProblemLink"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


ProblemLinkRows = VendorManager.from_queryset(ProblemLinkQuerySet)


class ProblemLink(VendorOwned):
    """An incident behind which a problem lies, from when it was found until it was not."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="links")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="problem_links")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProblemLinkRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["problem", "incident"],
                condition=Q(ended_at=None),
                name="incidents_problem_linked_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.incident_id}"


class ProblemStepQuerySet(VendorQuerySet["ProblemStep"]):
    """Rows of one vendor."""


ProblemStepRows = VendorManager.from_queryset(ProblemStepQuerySet)


class ProblemStep(VendorOwned):
    """What happened to a problem, written once. The vendor's own; customers see where it stands."""

    append_only = True

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=[(step.value, step.value) for step in Step])
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="problem_steps"
    )
    said = models.CharField(max_length=300, blank=True, help_text="What it came to, in short.")
    words = models.CharField(max_length=LONGEST_WORDS, blank=True, help_text="What was written.")

    objects = ProblemStepRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.kind}"
