"""Claims for credits: the facts as filed, what the month's close made of them, and the decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models import MonthClosing, Outage
from contracts.models import Contract
from contracts.models.seen import seen_by
from incidents.models import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned


class ClaimSource(models.TextChoices):
    """How a claim came in."""

    PAGE = "page", "Filed here"
    API = "api", "API"
    MAIL = "mail", "By mail"
    MESSAGE = "message", "In an incident"
    TELEPHONE = "telephone", "By telephone"


class ClaimQuerySet(VendorQuerySet["Claim"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff all, contacts their customer's."""
        return self.filter(seen_by(memberships, "contract__customer"))

    def standing(self) -> Self:
        """Without those that another one completed."""
        return self.filter(completed_by=None)


ClaimRows = VendorManager.from_queryset(ClaimQuerySet)


class Claim(VendorOwned):
    """What a customer stated of an outage to be given a credit, written once (PQ-07).

    A claim that lacked something is completed by a new row that names it; only the last one counts.
    """

    append_only = True

    number = models.PositiveIntegerField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="claims")
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="claims")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="+")
    incident_number = models.CharField(max_length=40, blank=True, help_text="As it was stated.")
    areas = models.JSONField(default=list, help_text="Functional areas that were affected.")
    started_at = models.DateTimeField(null=True, help_text="As stated; the record's may differ.")
    ended_at = models.DateTimeField(null=True)
    users = models.JSONField(default=list, help_text="Names and addresses of those affected.")
    estimated_minutes = models.PositiveIntegerField(null=True)
    words = models.TextField(blank=True, help_text="The claim in the customer's own words.")
    missing = models.JSONField(default=list, help_text="Details the agreement asks for, not given.")
    source = models.CharField(max_length=10, choices=ClaimSource.choices)
    message = models.CharField(
        max_length=200, blank=True, help_text="The message or call it came by, if it did."
    )
    completes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="completed_by"
    )
    filed_at = models.DateTimeField(help_text="When it was received: a mail counts from its own.")
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ClaimRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-filed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "number"],
                condition=Q(completes=None),
                name="credits_claim_number",
            ),
            models.UniqueConstraint(
                fields=["contract", "outage"],
                condition=Q(completes=None),
                name="credits_claim_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="credits_claim_in_order",
            ),
        )
        indexes = (models.Index(fields=["contract", "-filed_at"], name="credits_claim_filed"),)

    def __str__(self) -> str:
        return f"C-{self.number}"


class ClaimVerdictQuerySet(VendorQuerySet["ClaimVerdict"]):
    """Rows of one vendor."""


ClaimVerdictRows = VendorManager.from_queryset(ClaimVerdictQuerySet)


class ClaimVerdict(VendorOwned):
    """What a month's close, or its restatement, made of a claim."""

    append_only = True

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    closing = models.ForeignKey(
        MonthClosing, on_delete=models.PROTECT, related_name="claim_verdicts"
    )
    is_eligible = models.BooleanField()
    hours = models.PositiveIntegerField(help_text="Full hours the claim would be credited with.")
    reasons = models.JSONField(default=list, help_text="The conditions that fail.")
    conditions = models.JSONField(default=list, help_text="Each condition, its state and why.")
    made_at = models.DateTimeField()

    objects = ClaimVerdictRows()

    class Meta(VendorOwned.Meta):
        ordering = ("claim", "pk")
        constraints = (
            models.UniqueConstraint(fields=["claim", "closing"], name="credits_verdict_once"),
        )

    def __str__(self) -> str:
        return f"{self.claim}: {'holds' if self.is_eligible else 'does not hold'}"


class DecisionKind(models.TextChoices):
    """What somebody said of a claim."""

    PROPOSED = "proposed", "Approval proposed"  # above a set amount a second person approves
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"


class ClaimDecisionQuerySet(VendorQuerySet["ClaimDecision"]):
    """Rows of one vendor."""


ClaimDecisionRows = VendorManager.from_queryset(ClaimDecisionQuerySet)


class ClaimDecision(VendorOwned):
    """One step of deciding a claim, by whom, when and why; who proposed never approves."""

    append_only = True

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    proposal = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="answer"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = ClaimDecisionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("claim", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(kind__in=["approved", "declined"]),
                name="credits_claim_decided_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} {self.get_kind_display().lower()}"
