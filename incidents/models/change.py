"""Software change requests, and what customers ask of the release planning (LU-21)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from contracts.models import Release
from incidents.domain.problems import LIVE, ChangeStatus, Decision, Priority, Side
from incidents.models.incident import Incident
from incidents.models.problem import LONGEST_TITLE, LONGEST_WORDS, Problem
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned

LONGEST_TARGET = 40
LONGEST_NAME = 100


class ChangeRequestQuerySet(VendorQuerySet["ChangeRequest"]):
    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def with_names(self) -> Self:
        return self.select_related("problem", "target__product", "shipped_in__product")


ChangeRequestRows = VendorManager.from_queryset(ChangeRequestQuerySet)


class ChangeRequest(VendorOwned):
    """What delivers a problem's fix: planned for a release, and shipped in one."""

    number = models.PositiveIntegerField()
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="changes")
    title = models.CharField(max_length=LONGEST_TITLE)
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in ChangeStatus],
        default=ChangeStatus.PLANNED.value,
    )
    target = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="planned")
    target_text = models.CharField(
        max_length=LONGEST_TARGET, blank=True, help_text="Where no release is announced yet."
    )
    shipped_in = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, related_name="delivered"
    )
    shipped_at = models.DateTimeField(null=True)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    objects = ChangeRequestRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["vendor", "number"], name="incidents_change_number"),
            models.CheckConstraint(
                condition=Q(
                    status=ChangeStatus.SHIPPED.value,
                    shipped_in__isnull=False,
                    shipped_at__isnull=False,
                )
                | (~Q(status=ChangeStatus.SHIPPED.value) & Q(shipped_in=None, shipped_at=None)),
                name="incidents_shipped_in_a_release",
            ),
        )

    def __str__(self) -> str:
        return f"SCR-{self.number}"

    @property
    def aim(self) -> str:
        """In which release it is, or is planned to be; nothing where nothing is planned."""
        release = self.shipped_in or self.target
        return f"{release.product} {release}" if release else self.target_text


class MaintenanceEscalationQuerySet(VendorQuerySet["MaintenanceEscalation"]):
    """Rows of one vendor."""


MaintenanceEscalationRows = VendorManager.from_queryset(MaintenanceEscalationQuerySet)


class MaintenanceEscalation(VendorOwned):
    """A customer asks that a bug be fixed in the maintenance releases, and says why."""

    append_only = True

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="escalations")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="bug_escalations")
    severity = models.CharField(max_length=20)
    priority = models.CharField(max_length=30, choices=[(p.value, p.value) for p in Priority])
    justification = models.CharField(max_length=LONGEST_WORDS)
    target_text = models.CharField(max_length=LONGEST_TARGET, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = MaintenanceEscalationRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["problem", "incident"], name="incidents_bug_escalated_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.priority}"


class ConsultationQuerySet(VendorQuerySet["Consultation"]):
    """Rows of one vendor."""


ConsultationRows = VendorManager.from_queryset(ConsultationQuerySet)


class Consultation(VendorOwned):
    """Somebody was consulted about an escalated bug: the contact, or the account's people."""

    append_only = True

    escalation = models.ForeignKey(
        MaintenanceEscalation, on_delete=models.PROTECT, related_name="consultations"
    )
    side = models.CharField(max_length=20, choices=[(side.value, side.value) for side in Side])
    name = models.CharField(max_length=LONGEST_NAME)
    words = models.CharField(max_length=LONGEST_WORDS)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ConsultationRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.escalation_id}: {self.name}"


class PlanningReviewQuerySet(VendorQuerySet["PlanningReview"]):
    """Rows of one vendor."""


PlanningReviewRows = VendorManager.from_queryset(PlanningReviewQuerySet)


class PlanningReview(VendorOwned):
    """An enhancement request was looked at in the planning of a release."""

    append_only = True

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="reviews")
    release = models.CharField(max_length=LONGEST_TARGET)
    decision = models.CharField(max_length=20, choices=[(d.value, d.value) for d in Decision])
    words = models.CharField(max_length=LONGEST_WORDS)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PlanningReviewRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["problem", "release"], name="incidents_reviewed_once_a_release"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id}: {self.release}"
