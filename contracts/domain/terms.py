"""A vendor's terms as one value: what an agreement version promises and how it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.domain.availability import AvailabilityTerms
from contracts.domain.clause import Clause
from contracts.domain.clock_rules import ClockRules
from contracts.domain.credits import AvailabilityCredits, Claims, HourCredits
from contracts.domain.entitlements import Entitlements
from contracts.domain.further_credits import CreditLimits, FurtherCredit, Settlement
from contracts.domain.hours import ServiceHours
from contracts.domain.instances import InstanceKind
from contracts.domain.instructions import Instructions
from contracts.domain.intake import Category, Channel, FormNote, OutOfScope, OverdueInvoice
from contracts.domain.lifecycle import Lifecycle
from contracts.domain.obligations import ObligationKind
from contracts.domain.recurrence import ActivityKind
from contracts.domain.severities import AlwaysCritical, Severity, SeverityPolicy
from contracts.domain.targets import Milestone, Promise, Target
from contracts.domain.tokens import TokenOffer
from contracts.domain.workflow import (
    ClosingReason,
    FastTrack,
    OpenedByBreach,
    Rung,
    Status,
    Workflow,
)
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the vendor is and which document, in which version, the terms come from."""

    slug: str
    name: str
    number_prefix: str
    colour: str
    version_label: str
    effective_from: date
    document: str
    time_zone: str | None  # the vendor's own; None: the one its hours are told in
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A level of support; it has all that the tier it includes has (LU-01)."""

    key: str
    name: str
    includes: str | None
    instances: Mapping[InstanceKind, Clause]  # the kinds it adds; none anywhere: all kinds
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """The share of milestones the vendor aims to reach in time (LU-18)."""

    aim: Fraction
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """The shares of a budget, in percent, at which people are warned."""

    thresholds: tuple[int, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What bars or flags a new incident (LU-09)."""

    overdue_invoice: OverdueInvoice
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything one agreement file says. Mappings keep the file's order."""

    identity: Identity
    channels: tuple[Channel, ...]
    tiers: Mapping[str, Tier]
    default_tier: str
    severities: Mapping[str, Severity]  # the most severe first
    severity_policy: SeverityPolicy
    always_critical: tuple[AlwaysCritical, ...]
    service_hours: Mapping[tuple[str, str], ServiceHours]  # by tier and severity
    milestones: Mapping[Milestone, Clause]  # what the document means by each
    promises: Mapping[tuple[str, Milestone], Promise]
    clock_rules: ClockRules
    intake: Intake
    categories: tuple[Category, ...]
    out_of_scope: tuple[OutOfScope, ...]
    form_notes: tuple[FormNote, ...]
    workflow: Workflow
    closing_reasons: tuple[ClosingReason, ...]
    ladder: tuple[Rung, ...]
    fast_track: FastTrack | None
    opened_by_breach: OpenedByBreach | None  # None: an escalation opens on request only
    lifecycle: Lifecycle | None  # None: every release is supported alike
    attainment: Attainment | None
    warnings: Warnings
    availability: AvailabilityTerms | None
    credits: AvailabilityCredits | None
    hour_credits: HourCredits | None
    claims: Claims | None
    further_credits: tuple[FurtherCredit, ...]
    credit_limits: CreditLimits | None
    settlement: Settlement | None  # None: the document sets no date
    entitlements: Entitlements  # without rows where the file states none
    instructions: Instructions | None  # None: whoever may raise incidents may instruct
    tokens: TokenOffer | None  # None: the vendor sells none
    activities: tuple[ActivityKind, ...]
    obligations: tuple[ObligationKind, ...]

    def hours(self, tier: str, severity: str) -> ServiceHours:
        """This method will return when time counts for a severity on a tier (LU-02).

        :raises Refusal: if the agreement has no such tier or severity.
        """
        self._check_known("tier", tier, self.tiers)
        self._check_known("severity", severity, self.severities)
        return self.service_hours[tier, severity]

    def promise(self, severity: str, milestone: Milestone) -> Promise:
        """This method will return what is stated for a milestone, be it that nothing is promised.

        :raises Refusal: if the agreement has no such severity.
        """
        self._check_known("severity", severity, self.severities)
        return self.promises[severity, milestone]

    def target(self, severity: str, milestone: Milestone) -> Target | None:
        """This method will return the target to measure, or None where there is none (LU-14).

        :raises Refusal: if the agreement has no such severity.
        """
        promise = self.promise(severity, milestone)
        return promise if isinstance(promise, Target) else None

    def tiers_with(self, kind: InstanceKind) -> list[Tier]:
        """This method will return the tiers that cover a kind of instance (LU-04).

        An agreement that names no kinds at all covers each of them.
        """
        stated = any(tier.instances for tier in self.tiers.values())
        return [tier for tier in self.tiers.values() if not stated or self._adds(tier, kind)]

    def _adds(self, tier: Tier, kind: InstanceKind) -> bool:
        included = self.tiers[tier.includes] if tier.includes else None
        return kind in tier.instances or (included is not None and self._adds(included, kind))

    @property
    def slug(self) -> str:
        """This property will return the vendor's key in addresses and worked cases."""
        return self.identity.slug

    @property
    def name(self) -> str:
        """This property will return the vendor's name."""
        return self.identity.name

    @property
    def number_prefix(self) -> str:
        """This property will return what incident numbers begin with, such as LUM (CO-01)."""
        return self.identity.number_prefix

    @property
    def colour(self) -> str:
        """This property will return the vendor's colour as #rrggbb, readable on white."""
        return self.identity.colour

    @property
    def version_label(self) -> str:
        """This property will return the document's own name of its version."""
        return self.identity.version_label

    @property
    def effective_from(self) -> date:
        """This property will return the first day this version is in force (CO-04)."""
        return self.identity.effective_from

    @property
    def statuses(self) -> tuple[Status, ...]:
        """This property will return the stations of the workflow in order (LU-19)."""
        return self.workflow.statuses

    @property
    def attainment_aim(self) -> Fraction | None:
        """This property will return the aim for attainment, if one is stated (LU-18)."""
        return self.attainment.aim if self.attainment else None

    @property
    def thresholds(self) -> tuple[int, ...]:
        """This property will return the percentages of a budget at which people are warned."""
        return self.warnings.thresholds

    @property
    def most_severe(self) -> Severity:
        """This property will return the severity of the always-critical functions (LU-13)."""
        return next(iter(self.severities.values()))

    def _check_known(self, kind: str, key: str, known: Mapping[str, object]) -> None:
        if key not in known:
            raise Refusal(
                f"{self.name} has no {kind} {key!r}; it has {', '.join(known)}.",
                code=f"unknown_{kind}",
            )
