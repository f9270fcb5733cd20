"""Claims of PatientIQ's customers in the demo world: approved, declined, and one that waits."""

from datetime import datetime, timedelta

from availability.models import Component, Outage
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from contracts.models import Contract
from credits.claims.details import ClaimFacts
from credits.claims.states import ClaimState, state_of
from credits.models import Claim, ClaimSource
from credits.services.claiming import decide_claim, file_claim
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CLAIMANT = "Lakeside Clinics"
CHECKED = "Opened three questionnaires by hand; none was stored."
# Long enough ago that their months are closed in every demo world.
MISSED, SHORT, RECENT = 75 * DAY, 70 * DAY, 3 * DAY
REASON = "No full hour was lost, as the portal showed when the month was closed."


def file_claims(slug: str, cast: Cast) -> None:
    """This function will have outages claimed, before their months are closed."""
    if slug != "patientiq":
        return
    contract = cast.contracts[CLAIMANT]
    crew = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    agent, contact = crew[Role.AGENT], _contact(contract)
    for ago, minutes in ((MISSED, 282), (SHORT, 41), (RECENT, 75)):
        ended = (cast.at - ago).replace(hour=20, minute=0)
        outage = _outage(agent, contract, ended, minutes)
        _claim(contact, contract, outage, ended + 2 * HOUR, minutes)


def decide_claims(slug: str, cast: Cast) -> None:
    """This function will decide what can be decided, once past months are closed."""
    if slug != "patientiq":
        return
    manager = next(one for one in cast.members.values() if may(one, Act.DECIDE_CREDITS))
    for claim in Claim.objects.standing().order_by("number"):
        state = state_of(claim)
        if state is ClaimState.HOLDS:
            decide_claim(by=manager, claim=claim, approve=True, at=cast.at)
        elif state is ClaimState.FAILS:
            decide_claim(by=manager, claim=claim, approve=False, reason=REASON, at=cast.at)


def _contact(contract: Contract) -> Membership:
    rows = Membership.objects.current().filter(
        customer=contract.customer_id, role=Role.TECHNICAL_CONTACT
    )
    return rows.select_related("person").earliest("pk")


def _outage(by: Membership, contract: Contract, ended: datetime, minutes: int) -> Outage:
    facts = OutageFacts(
        title="Answers of patients could not be stored",
        starts_at=ended - minutes * MINUTE,
        ends_at=ended,
        restored_at=ended,
        components=[Component.objects.running(ended.date()).earliest("position")],
        customers=[contract.customer],
        cause="A table of answers was locked by a report that ran over it.",
        corrective_taken="The report was ended, and the answers that waited were stored.",
        corrective_planned="Reports read from a copy that nobody writes to.",
    )
    return declare_outage(by=by, facts=facts, confirmed_how=CHECKED, at=ended + MINUTE)


def _claim(by: Membership, contract: Contract, outage: Outage, at: datetime, minutes: int) -> Claim:
    current = outage.current
    facts = ClaimFacts(
        areas=("Questionnaires",),
        started_at=current.starts_at,
        ended_at=current.ends_at,
        users=("frontdesk", by.person.email, "intake-tablet-2"),
        estimated_minutes=minutes + 8,
        words="Patients in the waiting room could not finish their questionnaires.",
    )
    return file_claim(
        by=by, contract=contract, outage=outage, facts=facts, source=ClaimSource.PAGE, at=at
    )
