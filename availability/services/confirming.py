"""Confirming a suspected outage, and what follows from it for each customer (HR-10).

A suspicion becomes an outage by somebody's direct check, or by a second probe that the vendor
lets confirm. Each customer concerned gets one critical incident and one written notice with its
number; once the outage is corrected, a notice with the findings. All of it may be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from availability.models import Effect, Outage, OutageProposal, Probe, ProposalState
from availability.services.outages import confirm_outage, declare_outage
from availability.services.responding import respond
from availability.services.suspecting import locked_open
from availability.stated import OutageFacts
from contracts.services.said import paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act, require

SOURCE = "monitoring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a direct check found: how it was done, and what is declared."""

    how: str
    title: str = ""  # empty: as the monitor called it
    kind: str = Effect.UNAVAILABLE
    starts_at: datetime | None = None  # None: when it was first seen failing
    ends_at: datetime | None = None  # None: it is still going on
    customers: Sequence[Customer] = field(default=())  # empty: all whom the component serves


@transaction.atomic
def confirm_proposal(
    *, by: Membership, proposal: OutageProposal, checked: Checked, at: datetime
) -> Outage:
    """Confirm a suspicion by a direct check: declare the outage and tell whom it concerns.

    :raises Refusal: if `by` may not, it was decided already, or nothing is said of the check.
    """
    require(by, Act.DECLARE_OUTAGE)
    proposal = locked_open(proposal)
    how = paragraphs(checked.how, "Say how it was checked directly, and what was seen.")
    outage = declare_outage(
        by=by,
        facts=facts_of_check(proposal, checked),
        confirmed_how=how,
        source=SOURCE,
        source_id=f"{proposal.pk}",
        at=at,
    )
    _take_in(proposal, outage, by=by, how=how, at=at)
    respond(outage=outage, recorder=by, at=at)
    return outage


@transaction.atomic
def join_proposal(
    *, by: Membership, proposal: OutageProposal, outage: Outage, how: str, at: datetime
) -> Outage:
    """Say that a suspicion is a part of an outage that is known already.

    :raises Refusal: if `by` may not, it was decided already, or the outage is withdrawn.
    """
    require(by, Act.DECLARE_OUTAGE)
    proposal = locked_open(proposal)
    if outage.current.is_withdrawn:
        raise Refusal(f"{outage} was withdrawn: choose another, or confirm it anew.", code="over")
    how = paragraphs(how, "Say how you know that it belongs to it.")
    _decide(proposal, outage, by=by, how=how, at=at)
    return outage


@transaction.atomic
def confirm_declared(*, by: Membership, outage: Outage, how: str, at: datetime) -> Outage:
    """Confirm an outage that was declared by hand, and tell whom it concerns.

    :raises Refusal: if `by` may not, it is confirmed or withdrawn, or nothing is said.
    """
    outage = confirm_outage(by=by, outage=outage, how=how, at=at)
    respond(outage=outage, recorder=by, at=at)
    return outage


def confirm_by_second_probe(proposal: OutageProposal, *, at: datetime) -> Outage | None:
    """Confirm what one probe suspects if another, that may confirm, fails as well (HR-10).

    No person did it: it is entered as done by the portal itself, by the rule that the words name.
    """
    if proposal.state != ProposalState.OPEN:
        return None
    second = _second_opinion(proposal)
    if second is None:
        return None
    how = _how_by_itself(second)
    outage = declare_outage(
        by=None,
        facts=facts_of_check(proposal, Checked(how=how)),
        confirmed_how=how,
        source=SOURCE,
        source_id=f"{proposal.pk}",
        at=at,
    )
    _take_in(proposal, outage, by=None, how=how, at=at)
    respond(outage=outage, recorder=None, at=at)
    return outage


def _how_by_itself(second: Probe) -> str:
    how = (
        f"By itself, by the rule that a second probe may confirm: {second} fails as well since "
        f"{second.failing_since:%d %B %Y %H:%M:%S} UTC ({second.last_words})."
    )
    return f"{how} {second.kept_by.person} set it so." if second.kept_by else how


def _second_opinion(proposal: OutageProposal) -> Probe | None:
    """Return a probe that fails beside the one that suspects; one of the two may confirm.

    The one that confirms is the answer. Only what a probe suspects is confirmed by a probe.
    """
    if proposal.probe_id is None:
        return None
    failing = Probe.objects.filter(
        component=proposal.component_id, is_enabled=True, failing_since__isnull=False
    ).select_related("kept_by__person")
    sure = [probe for probe in failing if probe.failures >= probe.failures_needed]
    others = [probe for probe in sure if probe.pk != proposal.probe_id]
    if not others:
        return None
    own = [probe for probe in sure if probe.pk == proposal.probe_id]
    return next((probe for probe in (*others, *own) if probe.may_confirm), None)


def facts_of_check(proposal: OutageProposal, checked: Checked) -> OutageFacts:
    """Return what is declared: what the check says, with the bounds that monitoring saw."""
    return OutageFacts(
        title=checked.title or proposal.title or f"{proposal.component} is down",
        starts_at=checked.starts_at or proposal.first_fail_at,
        ends_at=checked.ends_at,
        restored_at=checked.ends_at,
        kind=checked.kind,
        components=[proposal.component],
        customers=checked.customers,
        last_ok_at=proposal.last_ok_at,
        first_fail_at=proposal.first_fail_at,
        last_fail_at=proposal.last_fail_at,
        first_ok_at=proposal.first_ok_at,
    )


def _take_in(
    proposal: OutageProposal, outage: Outage, *, by: Membership | None, how: str, at: datetime
) -> None:
    """Decide a proposal, and with it what else is suspected of its component just now."""
    _decide(proposal, outage, by=by, how=how, at=at)
    beside = (
        OutageProposal.objects.open()
        .locked()
        .filter(component=proposal.component_id, first_ok_at=None)
    )
    if proposal.is_over:
        return
    for one in beside.order_by("pk"):
        _decide(one, outage, by=by, how=how, at=at)


def _decide(
    proposal: OutageProposal, outage: Outage, *, by: Membership | None, how: str, at: datetime
) -> None:
    person = by.person if by else None
    proposal.state, proposal.outage, proposal.how = ProposalState.CONFIRMED, outage, how
    proposal.decided_by, proposal.decided_at = person, at
    proposal.save(update_fields=["state", "outage", "how", "decided_by", "decided_at"])
    after = {"outage": str(outage)}
    record("suspicion confirmed", proposal, actor=person, at=at, after=after, reason=how)
