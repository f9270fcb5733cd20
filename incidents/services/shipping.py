"""When a release is out: what it delivers, and asking who reported it whether it holds (LU-21).

A fix that ships is a solution like any other (LU-17): the contact is asked to confirm it on the
incident's page, and the clock goes on if it does not hold.
"""

from datetime import datetime

from django.db import transaction

from contracts.models import Release
from contracts.standings import today_at
from incidents import events
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import POSSIBLE_AT, Deed, Stage, stage_of
from incidents.domain.problems import ChangeStatus, Step, check_open
from incidents.mailout.problems import tell_of_fix
from incidents.models import ChangeRequest, Incident, Problem
from incidents.services.planning import follow
from incidents.services.problems import took
from incidents.services.steps import stand_at
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, require


@transaction.atomic
def ship_change(
    *, change: ChangeRequest, by: Membership, release: Release, at: datetime
) -> ChangeRequest:
    """Say in which release a change was delivered, where it was not the one it was planned for.

    :raises Refusal: if it is over, or the release is not out.
    """
    require(by, Act.MANAGE_PROBLEMS)
    problem = Problem.objects.locked().get(pk=change.problem_id)
    if problem.vendor_id != by.vendor_id or release.vendor_id != by.vendor_id:
        raise Refusal(f"That does not belong to {by.vendor}.", code="not_allowed")
    check_open(str(problem), problem.status)
    if release.published_on > today_at(by.vendor, at):
        raise Refusal(
            f"{release} comes out on {release.published_on:%d %B %Y}; what it delivers is told on "
            "that day by itself.",
            code="not_out",
        )
    _ship(change, release, by.person, at)
    return ChangeRequest.objects.get(pk=change.pk)


def ship_released(*, vendor: Vendor, at: datetime) -> int:
    """Deliver the changes whose release is out at a vendor in scope; return how many.

    A change planned for a release that comes out is delivered with it; one that is not ready has
    been planned for another before.
    """
    today = today_at(vendor, at)
    rows = ChangeRequest.objects.live().filter(vendor=vendor, target__published_on__lte=today)
    due = list(rows.select_related("target__product", "planned_by"))
    for change in due:
        assert change.target is not None  # noqa: S101 - it was looked for by its target's day
        with transaction.atomic():
            _ship(change, change.target, change.planned_by, at)
    return len(due)


def ship_with(release: Release, at: datetime) -> None:
    """Deliver what was planned for a release as soon as it is published."""
    ship_released(vendor=release.vendor, at=at)


def _ship(change: ChangeRequest, release: Release, by: Person, at: datetime) -> None:
    # Incidents first, as deeds lock them; each change is shipped once, whoever looks twice.
    links = Problem.objects.get(pk=change.problem_id).links.current()
    incidents = list(
        Incident.objects.locked()
        .with_names()
        .filter(pk__in=links.values("incident"))
        .exclude(status=Stage.CLOSED)
        .order_by("pk")
    )
    problem = Problem.objects.locked().get(pk=change.problem_id)
    shipped = ChangeRequest.objects.live().filter(pk=change.pk)
    if not shipped.update(status=ChangeStatus.SHIPPED, shipped_in=release, shipped_at=at):
        return
    named = f"{change} for {problem} is delivered with {release.product} {release}"
    took(problem, Step.SHIPPED, by=by, at=at, said=named)
    follow(problem)
    for incident in incidents:
        _deliver(incident, named, by, at)


def _deliver(incident: Incident, named: str, by: Person, at: datetime) -> None:
    solves = stage_of(incident.status) in POSSIBLE_AT[Deed.SOLVE]
    kind = EventKind.SOLUTION_PROVIDED if solves else EventKind.FIX_SHIPPED
    words = f"{named}. Install it, and say here whether that solves it." if solves else named
    if solves:
        stand_at(incident, Stage.SOLUTION_PROVIDED)
    event = events.record_found([incident], kind, [{"actor": by, "words": words[:300]}], at)[0]
    if not solves:
        tell_of_fix(event)
