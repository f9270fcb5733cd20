"""An incident's latest state, for lists. What happened stands in its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Self

from django.db import models
from django.db.models import Prefetch, Q, Value
from django.db.models.functions import Coalesce

from contracts.models import AgreementVersion, Contract, Instance
from incidents.domain.kinds import Channel
from incidents.domain.lifecycle import Stage
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Membership, Person, VendorOwned


class NumberSeriesQuerySet(VendorQuerySet["NumberSeries"]):
    """Rows of one vendor."""


NumberSeriesRows = VendorManager.from_queryset(NumberSeriesQuerySet)


class NumberSeries(VendorOwned):
    """The last incident number a vendor has issued; its row is the queue at the counter."""

    BEFORE_THE_FIRST = 1000

    last = models.PositiveIntegerField(default=BEFORE_THE_FIRST)

    objects = NumberSeriesRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["vendor"], name="incidents_one_series_per_vendor"),
        )

    def __str__(self) -> str:
        return str(self.last)


# Where nothing is due the queue ends. An instant, since a page begins where the one before ended,
# and nothing is greater than NULL.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
DUE = Coalesce("next_due_at", Value(NEVER, models.DateTimeField()))


class IncidentQuerySet(VendorQuerySet["Incident"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff their vendor's, contacts their customer's."""
        seen = Q(pk__in=())
        for membership in memberships:
            own = Q(vendor_id=membership.vendor_id)
            seen |= own if membership.is_staff_side else own & Q(customer_id=membership.customer_id)
        return self.filter(seen)

    def open(self) -> Self:
        return self.exclude(status=Stage.CLOSED)

    def with_names(self) -> Self:
        """Join what a row of a list shows."""
        names = self.select_related(
            "vendor", "customer", "owner", "reporter", "contract", "agreement"
        )
        return names.defer("agreement__source")

    def for_rows(self) -> Self:
        """Fetch what a row of a list shows; what many rows share is fetched once, not with each."""
        return self.select_related("customer", "owner").with_agreement().prefetch_related("vendor")

    def with_agreement(self) -> Self:
        """Fetch what is promised, without the text it was read from."""
        versions = AgreementVersion.objects.defer("source")
        return self.prefetch_related(Prefetch("agreement", versions))

    def by_time_left(self) -> Self:
        """The nearest deadline first; those without one, or paused, last."""
        return self.alias(due=DUE).order_by("due", "reported_at", "pk")


IncidentRows = VendorManager.from_queryset(IncidentQuerySet)


class Incident(VendorOwned):
    """What a customer reported. It stays with that customer for good."""

    number = models.PositiveIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="incidents")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="incidents")
    # What is promised: the terms in force when it was reported, whatever is agreed later.
    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    instance = models.ForeignKey(
        Instance, on_delete=models.PROTECT, null=True, related_name="incidents"
    )
    # Facts of the report, written once: what the instance ran then, and at which stage of its
    # life that release was (contracts.domain.lifecycle.LifeStage; empty where nothing is said).
    release = models.CharField(max_length=20, blank=True)
    release_stage = models.CharField(max_length=20, blank=True)
    is_measured = models.BooleanField(
        default=True, help_text="Whether clocks run: not for a release past its support (LU-08)."
    )
    title = models.CharField(max_length=160)
    category = models.CharField(max_length=40)
    severity = models.CharField(max_length=20)
    impact = models.CharField(max_length=200, blank=True)
    # Answers that suggest a severity and decide nothing (LU-12); incidents.domain.severity.
    affected = models.CharField(max_length=20, blank=True, help_text="How far it reaches.")
    urgency = models.CharField(max_length=20, blank=True, help_text="Whether work goes on.")
    contact_details = models.CharField(
        max_length=120, blank=True, help_text="How the reporter is reached about it (LU-11)."
    )
    channel = models.CharField(max_length=20, choices=[(c.value, c.capitalize()) for c in Channel])
    status = models.CharField(max_length=40)
    working_status = models.CharField(
        max_length=40,
        help_text="Where the vendor last worked; an answer leads back to it.",
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_incidents"
    )
    reporter = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="reported_incidents"
    )
    reported_at = models.DateTimeField()
    last_event_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    third_party_product = models.CharField(
        max_length=100, blank=True, help_text="Whose fault causes it; it stays engaged (LU-25)."
    )
    # Derived by sla, which alone writes it: the nearest deadline of the open clocks.
    next_due_at = models.DateTimeField(null=True)
    # Written by sla alone: no deed counts from before this instant (`incidents.events.stamp`).
    told_until = models.DateTimeField(
        null=True, help_text="Up to when a sweep has recorded what its clocks crossed."
    )

    objects = IncidentRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-reported_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "number"], name="incidents_number"),
        )
        indexes = (
            models.Index(
                "vendor",
                DUE,
                "reported_at",
                "id",
                condition=~Q(status="closed"),
                name="incidents_queue",
            ),
            models.Index(fields=["vendor", "customer", "-reported_at"], name="incidents_customer"),
            models.Index(fields=["vendor", "-reported_at", "-id"], name="incidents_newest"),
            models.Index(fields=["vendor", "-last_event_at"], name="incidents_latest"),
            models.Index(
                fields=["vendor", "id"],
                condition=Q(status="solution_provided"),
                name="incidents_to_confirm",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vendor.number_prefix}-{self.number}"

    @property
    def tier_name(self) -> str:
        """The tier as the agreement names it."""
        return self.agreement.terms.tiers[self.tier].name
