"""A customer's incidents in a report: figures by the database, rows by the page (LU-27).

An incident is in it if it was open at the end of the period, or closed in it. Station, severity
and clocks are those of the instant at which the report is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Case, Count, Value, When
from django.db.models.functions import Coalesce

from contracts.domain.targets import Milestone
from contracts.domain.workflow import WaitingOn
from contracts.models import AgreementVersion
from incidents.models import Incident
from incidents.models.incident import NEVER, IncidentQuerySet
from incidents.queries import label_of, status_of
from portal.kernel.period import Period
from portal.tenancy.models import Customer
from reports.review_pack import inside, open_just_before
from sla.basis import Basis, basis_of
from sla.models import Clock, Outcome, Phase
from sla.names import Names
from sla.overdue import calendar_of, missed_unseen

WAITING = {
    WaitingOn.VENDOR: "the vendor",
    WaitingOn.CUSTOMER: "the customer",
    WaitingOn.THIRD_PARTY: "a third party",
    WaitingOn.NOBODY: "nobody",
}
OUTCOMES = {
    Outcome.MET: "met",
    Outcome.MISSED: "missed",
    Outcome.OPEN: "running",
    Outcome.NONE: "left out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCell:
    """What became of one milestone of an incident."""

    outcome: str  # met, missed, running, left out
    spent: timedelta
    budget: timedelta
    is_assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident of the report."""

    number: str
    title: str
    severity: str
    station: str
    waiting: str  # for whom
    reported_at: datetime
    closed_at: datetime | None
    clocks: Mapping[str, ClockCell]  # by milestone; none where nothing is promised

    @property
    def response(self) -> ClockCell | None:
        """The clock of the first response."""
        return self.clocks.get(Milestone.RESPONSE)

    @property
    def resolution(self) -> ClockCell | None:
        """The clock of the solution."""
        return self.clocks.get(Milestone.RESOLUTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class BySeverity:
    """How many incidents of one severity, or of all, are in the report."""

    name: str
    still_open: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMilestone:
    """What became of one milestone of the incidents in the report."""

    name: str
    counts: Mapping[str, int]  # by outcome

    @property
    def met(self) -> int:
        """How many were reached in time."""
        return self.counts.get("met", 0)

    @property
    def missed(self) -> int:
        """How many were not."""
        return self.counts.get("missed", 0)

    @property
    def running(self) -> int:
        """How many are still to be reached."""
        return self.counts.get("running", 0)

    @property
    def left_out(self) -> int:
        """How many ended without an outcome."""
        return self.counts.get("left out", 0)


@dataclass(frozen=True, kw_only=True)
class ClientReport:
    """The report of one customer and period, as one side of the desk reads it."""

    customer: Customer
    period: Period
    at: datetime
    names: Names
    incidents: IncidentQuerySet
    for_staff: bool

    @cached_property
    def unseen(self) -> frozenset[int]:
        """The clocks that have missed their promise and that no worker has looked at yet."""
        clocks = Clock.objects.filter(incident__in=self.incidents.order_by())
        return frozenset(missed_unseen(clocks, self.at))

    @cached_property
    def by_severity(self) -> list[BySeverity]:
        """The incidents by severity, all of them last."""
        found = self.incidents.order_by().values("severity")
        known = {
            row["severity"]: (row["still_open"], row["closed"])
            for row in found.annotate(
                still_open=Count("pk", filter=open_just_before(self.period.end)),
                closed=Count("pk", filter=~open_just_before(self.period.end)),
            )
        }
        rows = [_severity(name, known.get(key)) for key, name in self.names.severities.items()]
        return [*rows, _sum(rows)]

    @property
    def total(self) -> BySeverity:
        """All incidents of the report."""
        return self.by_severity[-1]

    @cached_property
    def by_milestone(self) -> list[ByMilestone]:
        """What became of the clocks of these incidents."""
        clocks = Clock.objects.filter(incident__in=self.incidents.order_by()).order_by()
        outcome = Case(
            When(pk__in=self.unseen, then=Value(Outcome.MISSED.value)), default="outcome"
        )
        rows = clocks.values("milestone", said=outcome).annotate(clocks=Count("pk"))
        known: dict[str, Counter[str]] = {one.value: Counter() for one in Milestone}
        for row in rows:
            known[row["milestone"]][OUTCOMES[row["said"]]] += row["clocks"]
        return [ByMilestone(name=key.capitalize(), counts=one) for key, one in known.items()]

    @cached_property
    def by_waiting(self) -> dict[str, int]:
        """How many open incidents wait for whom."""
        rows = self.incidents.filter(open_just_before(self.period.end)).order_by()
        found = list(rows.values("agreement", "status").annotate(incidents=Count("pk")))
        versions = AgreementVersion.objects.defer("source").in_bulk(
            {row["agreement"] for row in found}
        )
        counts: Counter[str] = Counter()
        for row in found:
            station = versions[row["agreement"]].terms.workflow.status(row["status"])
            counts[WAITING[station.waiting_on]] += row["incidents"]
        return {name: counts[name] for name in WAITING.values() if counts[name]}

    def rows(self, incidents: Iterable[Incident]) -> list[Row]:
        """Return some of its incidents as they are listed."""
        listed = list(incidents)
        basis = basis_of(listed)
        return [self._row(incident, basis) for incident in listed]

    def _row(self, incident: Incident, basis: Basis) -> Row:
        closed_at = incident.closed_at
        return Row(
            number=str(incident),
            title=incident.title,
            severity=self.names.severity(incident.severity),
            station=label_of(incident, incident.status, for_staff=self.for_staff),
            waiting=WAITING[status_of(incident).waiting_on],
            reported_at=incident.reported_at,
            closed_at=closed_at if closed_at and closed_at < self.period.end else None,
            clocks={
                clock.milestone: self._cell(clock, incident, basis)
                for clock in incident.clocks.all()
            },
        )

    def _cell(self, clock: Clock, incident: Incident, basis: Basis) -> ClockCell:
        clock.incident, spent = incident, clock.spent
        if clock.phase == Phase.RUNNING and self.at > clock.read_at:
            spent += calendar_of(clock, basis).between(clock.read_at, self.at)
        outcome = Outcome.MISSED if clock.pk in self.unseen else Outcome(clock.outcome)
        return ClockCell(
            outcome=OUTCOMES[outcome],
            spent=spent,
            budget=clock.budget,
            is_assumed=clock.is_assumed,
        )


def client_report(
    *, customer: Customer, period: Period, names: Names, for_staff: bool, at: datetime
) -> ClientReport:
    """Return the report of a customer's incidents in a period; figures are read when asked for.

    :param for_staff: whether stations are called as the vendor's own people call them.
    """
    seen = Incident.objects.filter(customer=customer)
    ended = inside("closed_at", period)
    rank = Case(
        *(When(severity=key, then=Value(place)) for place, key in enumerate(names.severities)),
        default=Value(len(names.severities)),
    )
    chosen = seen.filter(open_just_before(period.end) | ended)
    listed = chosen.alias(
        rank=rank,
        ended=Case(
            When(open_just_before(period.end), then=Value(NEVER)),
            default=Coalesce("closed_at", Value(NEVER)),
        ),
    ).order_by("-ended", "rank", "reported_at", "pk")
    return ClientReport(
        customer=customer,
        period=period,
        at=at,
        names=names,
        incidents=listed.for_rows().prefetch_related("clocks"),
        for_staff=for_staff,
    )


def _severity(name: str, counts: tuple[int, int] | None) -> BySeverity:
    still_open, closed = counts or (0, 0)
    return BySeverity(name=name, still_open=still_open, closed=closed)


def _sum(rows: list[BySeverity]) -> BySeverity:
    return BySeverity(
        name="All",
        still_open=sum(row.still_open for row in rows),
        closed=sum(row.closed for row in rows),
    )
