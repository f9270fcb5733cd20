"""Reports of critical incidents: the one being written, what was published, and how (LU-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Q

from incidents.models import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned
from reports.domain.critical import WRITING, Section, State, Step, digest_of
from reports.domain.facts import Facts

LONGEST_SECTION = 20_000
LONGEST_CHANGES = 2_000


class CriticalReportQuerySet(VendorQuerySet["CriticalReport"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """Staff see their vendor's; customers those of their incidents that have an issue."""
        seen = Q(pk__in=())
        for one in memberships:
            own = Q(vendor_id=one.vendor_id)
            if not one.is_staff_side:
                own &= Q(incident__customer_id=one.customer_id, published__gt=0)
            seen |= own
        return self.filter(seen)

    def with_names(self) -> Self:
        """Join what a row of a list shows."""
        return self.select_related("incident__vendor", "incident__customer", "vendor")


CriticalReportRows = VendorManager.from_queryset(CriticalReportQuerySet)


class CriticalReport(VendorOwned):
    """The issue of an incident's report that is being written, or was published last."""

    incident = models.OneToOneField(
        Incident, on_delete=models.PROTECT, related_name="critical_report"
    )
    issue = models.PositiveSmallIntegerField(default=1)
    published = models.PositiveSmallIntegerField(
        default=0, help_text="The newest issue that the customer has; 0 is none."
    )
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in State])
    revision = models.PositiveIntegerField(
        default=1, help_text="Goes up with each change: who knew an older one is told."
    )
    facts = models.JSONField(help_text="The incident as it was when the facts were drawn.")
    facts_at = models.DateTimeField()
    summary = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    corrective = models.TextField(blank=True)
    planned = models.TextField(blank=True)
    changes = models.TextField(blank=True, help_text="What this issue corrects in the one before.")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = CriticalReportRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-facts_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED.value, published=models.F("issue"))
                | (~Q(state=State.PUBLISHED.value) & Q(published=models.F("issue") - 1)),
                name="reports_critical_issue_follows",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="reports_critical_approved_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident}, issue {self.issue}"

    @property
    def sections(self) -> dict[str, str]:
        """What is written, by section."""
        return {section.value: getattr(self, section) for section in Section}

    @property
    def stated(self) -> Facts:
        """The facts as they were drawn."""
        return Facts.unpacked(self.facts)

    def writers(self) -> list[Person]:
        """Return who wrote the issue: none of them approves it."""
        rows = self.steps.filter(issue=self.issue, kind__in=WRITING).select_related("by")
        return list(dict.fromkeys(step.by for step in rows))


class CriticalIssueQuerySet(VendorQuerySet["CriticalIssue"]):
    """Rows of one vendor."""


CriticalIssueRows = VendorManager.from_queryset(CriticalIssueQuerySet)


class CriticalIssue(VendorOwned):
    """A published issue, written once. Whatever happens later, it says what it said."""

    append_only = True

    report = models.ForeignKey(CriticalReport, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    content: models.JSONField[Mapping[str, Any], Mapping[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over the content.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CriticalIssueRows()

    class Meta(VendorOwned.Meta):
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="reports_critical_issue"),
        )

    def __str__(self) -> str:
        return f"{self.report_id}: issue {self.number}"

    @property
    def is_intact(self) -> bool:
        """Whether the content still has the digest that it was published with."""
        return digest_of(self.content) == self.digest


class CriticalStepQuerySet(VendorQuerySet["CriticalStep"]):
    """Rows of one vendor."""


CriticalStepRows = VendorManager.from_queryset(CriticalStepQuerySet)


class CriticalStep(VendorOwned):
    """What happened to a report, written once: the vendor's own."""

    append_only = True

    report = models.ForeignKey(CriticalReport, on_delete=models.PROTECT, related_name="steps")
    issue = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(step.value, step.label) for step in Step])
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True, help_text="Why it was returned, or what is corrected.")

    objects = CriticalStepRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.report_id}: {self.kind}"
