"""What lies behind incidents of the demo world, and the plans of its escalations (LU-21, LU-22)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from contracts.models import Release
from incidents import services
from incidents.models import Escalation, Incident, Problem
from incidents.services import bug_escalating, planning, problems
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

type Crew = Mapping[Role, Membership]

BUG = (
    "Letters lose the consultant's name when the record loads slowly",
    "The merge field is read before the record is there; seen on 5.3.1 and 6.0.0.",
)
WISH = (
    "Booking rules by clinician",
    "Customers ask for rules per clinician beside those per clinic.",
)
NEED = "Forty clinicians keep their rules in a spreadsheet; bookings are checked by hand every day."
WHY = "Two hundred letters a week are corrected by hand until it is fixed."
PLAN = (
    "Ines restores the interface from last night's copy; Tom watches the first transfer with the "
    "hospital's integration desk. If it stalls again we go back to file transfer on the same day."
)


def keep_problems(slug: str, cast: Cast) -> None:
    """This function will report problems, plan changes for them, and agree a rescue plan."""
    if slug != "lumeon":
        return
    crew = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    open_ones = Incident.objects.open().select_related("reporter", "customer")
    severe = list(open_ones.filter(severity="2").order_by("-reported_at")[:2])
    mild = list(open_ones.filter(severity__in=("3", "4")).order_by("-reported_at")[:1])
    if len(severe) == 2:
        _bug(severe, crew, cast)
    if mild:
        _wish(mild[0], crew, cast)
    _plan(crew, cast.at)
    while services.take_duties(at=cast.at):
        pass  # what has come due is told, as it would have been


def _bug(incidents: list[Incident], crew: Crew, cast: Cast) -> None:
    first, second = incidents
    at = _after(cast.at - timedelta(hours=2), first, second)
    bug = _report(first, BUG, crew, at)
    problems.link_problem(incident=second, by=crew[Role.AGENT], problem=bug, at=at)
    planning.qualify(
        problem=bug, by=crew[Role.PRODUCT_MANAGER], kind="bug", words="Seen twice.", at=at
    )
    contact = next(one for one in cast.members.values() if one.person_id == first.reporter_id)
    bug_escalating.escalate_bug(
        incident=first,
        by=contact,
        problem=bug,
        priority="next_maintenance_release",
        justification=WHY,
        at=at,
    )
    bug_escalating.consult(
        incident=first,
        by=crew[Role.AGENT],
        problem=bug,
        side="contact",
        name=str(first.reporter),
        text="Letters can wait until the next release if it comes within two months.",
        at=at,
    )
    coming = Release.objects.filter(published_on__gt=cast.at.date()).first()
    planning.plan_change(
        problem=bug,
        by=crew[Role.PRODUCT_MANAGER],
        title="Load the record before letters are merged",
        target=coming,
        at=at,
    )


def _wish(incident: Incident, crew: Crew, cast: Cast) -> None:
    at = _after(cast.at - timedelta(hours=1), incident)
    wish = _report(incident, WISH, crew, at)
    manager = crew[Role.PRODUCT_MANAGER]
    planning.qualify(problem=wish, by=manager, kind="enhancement", at=at)
    problems.state_need(incident=incident, by=crew[Role.AGENT], problem=wish, text=NEED, at=at)
    planning.review(
        problem=Problem.objects.get(pk=wish.pk),
        by=manager,
        release="6.1",
        decision="deferred",
        text="After the new booking engine.",
        at=at,
    )


def _report(incident: Incident, said: tuple[str, str], crew: Crew, at: datetime) -> Problem:
    title, text = said
    return problems.report_problem(
        incident=incident, by=crew[Role.AGENT], title=title, text=text, at=at
    )


def _plan(crew: Crew, now: datetime) -> None:
    """This function will agree a plan for what stands highest on the ladder."""
    row = Escalation.objects.open().select_related("incident__reporter").order_by("-level").first()
    if row is None:
        return
    at = _after(now - timedelta(minutes=90), row.incident)
    services.plan_rescue(
        incident=row.incident,
        by=crew[Role.SUPPORT_MANAGER],
        text=PLAN,
        agreed_with=str(row.incident.reporter),
        target_at=now.replace(minute=0, second=0) + timedelta(days=2),
        updates_every=4,
        at=at,
    )


def _after(at: datetime, *incidents: Incident) -> datetime:
    """This function will return an instant that comes after what was told of incidents."""
    last = [one.last_event_at for one in incidents]
    told = [one.told_until for one in incidents if one.told_until]
    return max(at, *last, *told)
