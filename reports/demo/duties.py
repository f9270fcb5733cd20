"""Tokens, activities and obligations in the demo world, through the services that people use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from contracts import daily
from contracts.domain.obligations import Duty
from contracts.models import Activity, Contract, Obligation
from contracts.services import activities, attestations, obligations, planning, tokens
from contracts.services.amending import local_date
from contracts.services.obligations import Change
from contracts.services.tokens import Draw
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

FORGOTTEN = 8  # days ago, when backups were attested but for one customer
NOTES = {
    "review": "Incidents by severity were gone through; two letter templates need a second look.",
    "health_check": "All checks passed. Recommended: archive clinics closed before 2024.",
    "support_day": "On site with the outpatient team: slot rules tidied, three people trained.",
    "roadmap": "Shown: the new referral inbox and its dates. Asked for: an early look.",
    "release": "Went through the release notes; the upgrade is planned for the spring.",
    "best": "Access rules reviewed against the trust's policy; two roles merged.",
}


@dataclass(frozen=True, slots=True)
class Bought:
    """A bundle some days ago, and what was drawn since: days ago, quarter hours, words."""

    house: str
    days_ago: int
    bundle: int
    drawn: tuple[tuple[int, int, str], ...] = ()


PURCHASES = (
    Bought("Northgate Hospitals", 352, 5, ((300, 14, "Report of did-not-attend rates by clinic"),)),
    Bought(
        "Northgate Hospitals",
        170,
        20,
        (
            (150, 40, "Dashboard for the breast clinic's two-week waits"),
            (64, 22, "Dashboard: split by referring practice"),
            (9, 6, "Tuning of the nightly extract"),
        ),
    ),
    Bought("Hudson Orthopaedic Group", 390, 5, ((350, 31, "Letters with the group's new logo"),)),
    Bought("Strathearn Eye Clinic", 40, 10, ((12, 9, "Theatre list export for the eye unit"),)),
)


def keep_duties(slug: str, cast: Cast) -> None:
    """This function will live through what these contracts brought besides incidents."""
    everyone = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    _plan(cast, cast.began)
    if slug == "lumeon":
        _assign(everyone[Role.TECHNICAL_ACCOUNT_MANAGER], cast)
        _trade(everyone, cast)
    _hold(everyone, cast)
    if slug == "healthy-roster":
        _owe(everyone, cast)
    daily.keep(at=cast.at)


def _plan(cast: Cast, at: datetime) -> None:
    planning.plan_ahead(contracts=_contracts(cast), at=at)


def _assign(manager: Membership, cast: Cast) -> None:
    for contract in _contracts(cast):
        if contract.tier == "premium":
            activities.assign_manager(by=manager, contract=contract, manager=manager, at=cast.began)


def _hold(everyone: dict[Role, Membership], cast: Cast) -> None:
    """Record what took place; the last one was forgotten, and is overdue."""
    by = everyone.get(Role.TECHNICAL_ACCOUNT_MANAGER) or everyone[Role.ADMINISTRATOR]
    past = Activity.objects.planned().filter(due__lt=cast.at.date()).order_by("due", "pk")
    for row in list(past.select_related("contract__customer"))[:-1]:
        notes = next((text for key, text in NOTES.items() if row.key.startswith(key)), "Held.")
        day = row.due - timedelta(days=5)
        done_at = cast.at.replace(year=day.year, month=day.month, day=day.day, hour=17)
        activities.complete(by=by, activity=row, done_on=day, notes=notes, at=done_at)
    ahead = Activity.objects.planned().filter(due__gt=cast.at.date()).order_by("due", "pk")
    for row in ahead[:1]:
        to = row.due + timedelta(days=6)
        reason = "The clinic lead is away that week."
        activities.move(by=by, activity=row, to=to, reason=reason, at=cast.at)


def _trade(everyone: dict[Role, Membership], cast: Cast) -> None:
    keys = (f"demo-{number}" for number in count(1))
    for bought in PURCHASES:
        contract = cast.contracts[bought.house]
        at = cast.at - timedelta(days=bought.days_ago)
        tokens.buy(
            by=everyone[Role.ACCOUNT_MANAGER],
            contract=contract,
            bundle=bought.bundle,
            on=local_date(contract, at),
            key=next(keys),
            at=at,
        )
        for days_ago, quarters, words in bought.drawn:
            request = Draw(quarters=quarters, words=words)
            at = cast.at - timedelta(days=days_ago)
            agent = everyone[Role.AGENT]
            tokens.draw(by=agent, contract=contract, request=request, key=next(keys), at=at)


def _owe(everyone: dict[Role, Membership], cast: Cast) -> None:
    manager, agent = everyone[Role.ACCOUNT_MANAGER], everyone[Role.AGENT]
    kelso = cast.contracts["Kelso Rehab and Sports Medicine"]
    kim = next(m for m in cast.members.values() if m.customer_id == kelso.customer_id)
    done = _asked(kim, kelso, "The roster of Maple Grove as of Sunday evening", cast.at, hours=600)
    obligations.fulfil(
        by=agent,
        obligation=done,
        evidence="Restored from the Sunday full backup; 412 athletes checked by Kim.",
        at=done.opened_at + timedelta(hours=11),
    )
    _asked(kim, kelso, "Injury records of Eastbrook, deleted by mistake", cast.at, hours=19)
    change = Change(
        key="data_centre",
        planned_for=(cast.at + timedelta(days=120)).date(),
        words="Hosting moves from Columbus to Dayton; addresses and capacity stay the same.",
    )
    at = cast.at - timedelta(days=3)
    for notice in obligations.plan_change(
        by=manager, contracts=_contracts(cast), change=change, at=at
    ):
        obligations.fulfil(by=manager, obligation=notice, evidence=change.words, at=at)
    for days_ago in (70, 40, FORGOTTEN):
        at = cast.at - timedelta(days=days_ago)
        attestations.open_attestations(contracts=_contracts(cast), at=at)
        _attest(agent, at, but="" if days_ago > FORGOTTEN else "Cascade Sports Medicine")


def _asked(
    by: Membership, contract: Contract, words: str, at: datetime, *, hours: int
) -> Obligation:
    return obligations.ask(
        by=by,
        contract=contract,
        key="restore",
        words=words,
        is_caused_by_error=hours < 24,
        at=at - timedelta(hours=hours),
    )


def _attest(by: Membership, at: datetime, *, but: str) -> None:
    evidence = "Daily and weekly full backups made; the oldest kept is 181 days old."
    owed = Obligation.objects.open().filter(duty=Duty.ATTESTATION, opened_at__lte=at)
    for row in owed.exclude(contract__customer__name=but):
        obligations.fulfil(by=by, obligation=row, evidence=evidence, at=at)


def _contracts(cast: Cast) -> list[Contract]:
    return daily.running_contracts(at=cast.at)
