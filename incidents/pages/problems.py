"""What pages and the API show of problems: all to staff, where they stand to customers (LU-21)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from incidents.beside import Beside
from incidents.domain.problems import LIVE, MOST_SEVERE, ChangeStatus, ProblemKind, label
from incidents.models import (
    ChangeRequest,
    Incident,
    MaintenanceEscalation,
    Problem,
    ProblemLink,
)
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

UNPLANNED = "No release yet"
MOST_LINKABLE = 100  # in one choice; older ones are found in the list of problems


@dataclass(frozen=True, slots=True)
class Row:
    """A problem in a list, with the changes that deliver it and the incidents the reader sees."""

    problem: Problem
    changes: tuple[ChangeRequest, ...]
    incidents: tuple[Incident, ...]

    @property
    def aim(self) -> str:
        """In which releases it is, or is planned to be."""
        named = dict.fromkeys(one.aim for one in self.changes if one.aim)
        return ", ".join(named)

    @property
    def status(self) -> str:
        """Where it stands, in words."""
        return label(self.problem.status)

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return label(self.problem.kind)

    @property
    def is_escalated(self) -> bool:
        """Whether a customer asked for it in the maintenance releases."""
        return bool(getattr(self.problem, "is_escalated", False))


@dataclass(frozen=True, slots=True)
class Offered:
    """A problem behind an incident, with what its reader can ask of it there."""

    row: Row
    can_be_escalated: bool
    wants_need: bool
    escalation: MaintenanceEscalation | None


def listed(memberships: Iterable[Membership], rows: QuerySet[Problem]) -> QuerySet[Problem]:
    """Fetch beside each problem what a row of a list shows to these memberships."""
    seen = Incident.objects.visible_to(memberships).select_related("vendor")
    links = ProblemLink.objects.current().filter(incident__in=seen).order_by("at", "pk")
    links = links.select_related("incident__vendor")
    changes = ChangeRequest.objects.exclude(status=ChangeStatus.WITHDRAWN).with_names()
    escalated = MaintenanceEscalation.objects.filter(problem=OuterRef("pk"))
    rows = rows.select_related("product").annotate(is_escalated=Exists(escalated))
    rows = rows.prefetch_related(Prefetch("changes", changes, to_attr="current_changes"))
    return rows.prefetch_related(Prefetch("links", links, to_attr="seen_links"))


def row_of(problem: Problem) -> Row:
    """Return a fetched problem as a row."""
    links: list[ProblemLink] = problem.seen_links  # type: ignore[attr-defined]  # prefetched by listed()
    changes: list[ChangeRequest] = problem.current_changes  # type: ignore[attr-defined]  # as above
    return Row(problem, tuple(changes), tuple(link.incident for link in links))


def by_release(vendor_id: int) -> list[tuple[str, list[ChangeRequest]]]:
    """Return the changes under way by the release they aim at, those without one last."""
    rows = ChangeRequest.objects.filter(vendor=vendor_id, status__in=LIVE).with_names()
    found: dict[str, list[ChangeRequest]] = {}
    first = ("target__published_on", "target_text", "number")
    for change in rows.order_by(*first):
        found.setdefault(change.aim or UNPLANNED, []).append(change)
    return sorted(found.items(), key=lambda pair: pair[0] == UNPLANNED)


@dataclass(frozen=True, slots=True)
class Behind:
    """What an incident's page shows of the problems behind it, and what its reader can do there."""

    problems: tuple[Offered, ...]
    linkable: tuple[Problem, ...]  # other open problems, for staff
    deeds: frozenset[str]


def behind_of(incident: Incident, membership: Membership, beside: Beside) -> Behind:
    """Return the problems behind an incident, and what can be asked of each there."""
    links = ProblemLink.objects.current().filter(incident=incident).order_by()
    rows = Problem.objects.filter(pk__in=links.values("problem")).order_by("number")
    found = list(listed([membership], rows)) if beside.problems else []
    asked = MaintenanceEscalation.objects.filter(incident=incident)
    escalations = {one.problem_id: one for one in asked.select_related("by")} if found else {}
    rank = incident.agreement.terms.severities[incident.severity].rank
    works = may(membership, Act.WORK_ON_INCIDENTS)
    return Behind(
        tuple(_offered(row_of(one), escalations.get(one.pk), rank) for one in found),
        tuple(may_be_linked(incident)[:MOST_LINKABLE]) if works else (),
        frozenset(_deeds(membership)),
    )


def _deeds(membership: Membership) -> Iterator[str]:
    works = may(membership, Act.WORK_ON_INCIDENTS)
    if works:
        yield "report_problem"
    if may(membership, Act.ESCALATE):
        yield "escalate_bug"
    if works or may(membership, Act.ANSWER_AS_CUSTOMER):
        yield "state_need"


def _offered(row: Row, escalation: MaintenanceEscalation | None, rank: int) -> Offered:
    is_open = row.problem.status not in {"delivered", "declined"}
    is_bug = row.problem.kind == ProblemKind.BUG
    return Offered(
        row=row,
        can_be_escalated=is_open and is_bug and escalation is None and rank <= MOST_SEVERE,
        wants_need=is_open and not is_bug,
        escalation=escalation,
    )


def may_be_linked(incident: Incident) -> QuerySet[Problem]:
    """Return the vendor's open problems that do not lie behind an incident yet."""
    behind = ProblemLink.objects.current().filter(incident=incident).values("problem")
    return Problem.objects.filter(vendor=incident.vendor_id).open().exclude(pk__in=behind)


def counted(vendor_id: int) -> dict[str, int]:
    """Count a vendor's open problems, and those that nobody has qualified."""
    unqualified = Q(kind=ProblemKind.UNQUALIFIED)
    return (
        Problem.objects.filter(vendor=vendor_id)
        .open()
        .aggregate(open=Count("pk"), unqualified=Count("pk", filter=unqualified))
    )
