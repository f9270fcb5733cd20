"""What PatientIQ and Healthy Roster run in the demo world, and when it was not there (PQ-01)."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from availability.models import Component, Effect, Maintenance, Outage, Verdict
from availability.planned import Session, WorkFacts
from availability.services.catalogue import add_component, add_service
from availability.services.exclusions import decide_exclusion, propose_exclusion
from availability.services.maintenance import (
    plan_maintenance,
    record_actual,
)
from availability.services.notice_records import record_notice
from availability.services.outages import correct_outage, declare_outage, withdraw_outage
from availability.stated import OutageFacts
from contracts.domain.availability import AvailabilityTerms
from contracts.models import Product
from portal.kernel.wall_time import opening_instant
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SATURDAY = 5
ELEVEN = time(23)
WORKED = timedelta(minutes=24)
CHECKED = "Signed in by hand from outside the network, twice; neither attempt got in."
NETWORKS = {"customer_isp", "customer_internet"}
PARTS = {
    "patientiq": ("Outcomes", ("Questionnaires", "Reports")),
    "healthy-roster": ("Roster", ("Scheduling", "Telehealth visits")),
}


def run_services(slug: str, cast: Cast) -> None:
    """This function will let a vendor run its service, with outages and maintenance in it."""
    if slug not in PARTS:
        return
    crew = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    terms = next(iter(cast.contracts.values())).agreement.terms.availability
    if terms is None:
        return
    parts = _parts(slug, crew[Role.ADMINISTRATOR], terms, cast.began)
    _long_ago(parts, crew, cast.at - 52 * DAY)
    _partly_theirs(parts, crew, terms, cast.at - 20 * DAY)
    _false_alarm(parts, crew, cast.at - 9 * DAY)
    _today(parts, crew, cast.at)
    _maintain(parts, crew[Role.AGENT], terms, cast)


def _parts(slug: str, by: Membership, terms: AvailabilityTerms, at: datetime) -> list[Component]:
    name, parts = PARTS[slug]
    service = add_service(
        by=by,
        name=name,
        product=Product.objects.earliest("pk"),
        description="What clinics and their patients use every day.",
        is_public=True,
        at=at,
    )
    zone = terms.maintenance.zone
    return [
        add_component(by=by, service=service, name=one, time_zone=zone, position=place, at=at)
        for place, one in enumerate(parts)
    ]


def _long_ago(parts: list[Component], crew: dict[Role, Membership], at: datetime) -> Outage:
    """This function will declare an outage that was longer than was thought at first."""
    facts = OutageFacts(
        title="Nobody could sign in",
        starts_at=at - 95 * MINUTE,
        ends_at=at - 12 * MINUTE,
        components=parts,
        first_fail_at=at - 95 * MINUTE,
        last_ok_at=at - 96 * MINUTE,
        last_fail_at=at - MINUTE,
        first_ok_at=at,
        restored_at=at,
    )
    agent = crew[Role.AGENT]
    outage = declare_outage(by=agent, facts=facts, confirmed_how=CHECKED, at=at)
    known = replace(
        facts,
        ends_at=at,
        cause="A certificate between the sign-in and the database had run out.",
        corrective_taken="The certificate was replaced, and sign-in restarted.",
        corrective_planned="Certificates are renewed by themselves, and their end is watched.",
    )
    reason = "The log shows failed attempts until the restart."
    return correct_outage(by=agent, outage=outage, facts=known, reason=reason, at=at + 3 * DAY)


def _partly_theirs(
    parts: list[Component],
    crew: dict[Role, Membership],
    terms: AvailabilityTerms,
    at: datetime,
) -> None:
    """This function will declare an outage of which a part was decided not to count."""
    facts = OutageFacts(
        title=f"{parts[0]} could not be reached from the east",
        starts_at=at - 40 * MINUTE,
        ends_at=at,
        components=parts[:1],
        cause="A network provider of the customers' and then our own route were down.",
        corrective_taken="Traffic was led over the second route.",
        corrective_planned="The second route takes over by itself from now on.",
    )
    agent = crew[Role.AGENT]
    outage = declare_outage(by=agent, facts=facts, confirmed_how=CHECKED, at=at)
    exclusion = propose_exclusion(
        by=agent,
        outage=outage,
        reason=next(one for one in terms.exclusions if one in NETWORKS),
        evidence="The provider's own status page names these fifteen minutes.",
        starts_at=at - 40 * MINUTE,
        ends_at=at - 25 * MINUTE,
        at=at + DAY,
    )
    decider = crew[Role.ACCOUNT_MANAGER]
    decide_exclusion(by=decider, exclusion=exclusion, verdict=Verdict.APPROVED, at=at + 2 * DAY)


def _false_alarm(parts: list[Component], crew: dict[Role, Membership], at: datetime) -> None:
    facts = OutageFacts(
        title=f"{parts[1]} did not answer the monitor",
        starts_at=at - 6 * MINUTE,
        ends_at=at - 2 * MINUTE,
        components=parts[1:],
    )
    agent = crew[Role.AGENT]
    outage = declare_outage(by=agent, facts=facts, at=at)
    reason = "The monitor itself had no network; users worked on."
    withdraw_outage(by=agent, outage=outage, reason=reason, at=at + 30 * MINUTE)


def _today(parts: list[Component], crew: dict[Role, Membership], at: datetime) -> None:
    facts = OutageFacts(
        title=f"{parts[1]} open slowly",
        starts_at=at - 47 * MINUTE,
        kind=Effect.DEGRADED,
        components=parts[1:],
    )
    declare_outage(by=crew[Role.AGENT], facts=facts, at=at - 40 * MINUTE)


def _maintain(parts: list[Component], by: Membership, terms: AvailabilityTerms, cast: Cast) -> None:
    """This function will do one maintenance with notice, and plan the next."""
    zone = ZoneInfo(terms.maintenance.zone)
    done, coming = _saturday(cast.at - 24 * DAY, zone), _saturday(cast.at + 10 * DAY, zone)
    first = _planned(parts, by, "Databases are brought up to date", done, done - 14 * DAY)
    for contract in cast.contracts.values():
        record_notice(
            by=by,
            maintenance=first,
            contract=contract,
            kind="notice",
            sent_at=done - 14 * DAY,
            to="the technical contacts",
            expected_start=done,
            expected_minutes=30,
            is_outage_expected=True,
            at=done - 14 * DAY,
        )
    over = done + WORKED
    record_actual(by=by, maintenance=first, session=1, actual_from=done, actual_to=over, at=over)
    _planned(parts[:1], by, "The search index is built anew", coming, cast.at - DAY)


def _planned(
    parts: list[Component], by: Membership, title: str, start: datetime, at: datetime
) -> Maintenance:
    session = Session(announced_from=start, announced_to=start + 30 * MINUTE)
    facts = WorkFacts(
        title=title,
        components=parts,
        sessions=[session],
        words="Nobody can work with it meanwhile; nothing that was entered is lost.",
        expected_minutes=30,
    )
    return plan_maintenance(by=by, facts=facts, at=at)


def _saturday(after: datetime, zone: ZoneInfo) -> datetime:
    """This function will return eleven at night on the next Saturday somewhere."""
    day = after.astimezone(zone).date()
    day += DAY * ((SATURDAY - day.weekday()) % 7)
    return opening_instant(datetime.combine(day, ELEVEN), zone)
