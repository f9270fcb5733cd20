"""Suspicions: what monitors say failed becomes a proposal, once however often it is said (HR-10).

A proposal counts for nothing by itself. It keeps the four bounds of what was seen: last good,
first failed, last failed, first good again (docs/algorithms/monitoring.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from availability.mailout import tell_desk_of_end, tell_desk_of_suspicion
from availability.models import (
    Component,
    MonitorToken,
    OutageProposal,
    Probe,
    ProposalSource,
    ProposalState,
)
from contracts.services.said import one_line, paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """What a monitor says failed, and what it saw of it."""

    component: Component
    source: ProposalSource
    fingerprint: str  # the same each time the same alert or probe says it
    first_fail_at: datetime
    last_fail_at: datetime
    title: str
    last_ok_at: datetime | None = None
    words: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    probe: Probe | None = None
    token: MonitorToken | None = None


@transaction.atomic
def suspect(suspicion: Suspicion, *, at: datetime) -> OutageProposal:
    """Keep a suspicion: a new proposal, or once more what an earlier one says already.

    What was decided stays decided while the same failure goes on; a failure that began after it
    is another one.
    """
    found = _saying(suspicion)
    if found is None:
        try:
            with transaction.atomic():
                return _propose(suspicion, at)
        except IntegrityError:
            found = _saying(suspicion)  # somebody else was told the same at the same moment
    if found is None:
        raise Refusal("The alert could not be kept; send it again.", code="again")
    return _say_again(found, suspicion)


def _saying(suspicion: Suspicion) -> OutageProposal | None:
    rows = OutageProposal.objects.saying(suspicion.fingerprint, suspicion.first_fail_at)
    return rows.locked().order_by("state", "-pk").first()


def _propose(suspicion: Suspicion, at: datetime) -> OutageProposal:
    proposal = OutageProposal.objects.create(
        vendor_id=suspicion.component.vendor_id,
        component=suspicion.component,
        source=suspicion.source,
        fingerprint=suspicion.fingerprint,
        probe=suspicion.probe,
        token=suspicion.token,
        last_ok_at=suspicion.last_ok_at,
        first_fail_at=suspicion.first_fail_at,
        last_fail_at=max(suspicion.first_fail_at, suspicion.last_fail_at),
        title=suspicion.title[:200],
        words=suspicion.words,
        payload=dict(suspicion.payload),
        told_at=at,
    )
    tell_desk_of_suspicion(proposal, at=at)
    return proposal


def _say_again(proposal: OutageProposal, suspicion: Suspicion) -> OutageProposal:
    proposal.times += 1
    proposal.first_fail_at = min(proposal.first_fail_at, suspicion.first_fail_at)
    is_later = proposal.first_ok_at is None or suspicion.first_fail_at > proposal.first_ok_at
    if is_later:
        proposal.last_fail_at = max(proposal.last_fail_at, suspicion.last_fail_at)
        proposal.first_ok_at = None  # it fails again before anybody has looked
        proposal.words = suspicion.words or proposal.words
    proposal.save(update_fields=["times", "first_fail_at", "last_fail_at", "first_ok_at", "words"])
    return proposal


@transaction.atomic
def recovered(
    fingerprint: str, *, ok_at: datetime, last_fail_at: datetime | None = None, at: datetime
) -> OutageProposal | None:
    """Note that what failed is good again; who works on its outage is told.

    :param ok_at: when it was seen good again.
    :param last_fail_at: when it was seen failing last, where the monitor knows.
    """
    rows = OutageProposal.objects.filter(
        fingerprint=fingerprint, first_ok_at=None, first_fail_at__lte=ok_at
    )
    proposal = rows.locked().order_by("-first_fail_at", "-pk").first()
    if proposal is None:
        return None
    proposal.first_ok_at = ok_at
    seen = min(max(proposal.last_fail_at, last_fail_at or proposal.last_fail_at), ok_at)
    proposal.last_fail_at = max(seen, proposal.first_fail_at)
    proposal.save(update_fields=["first_ok_at", "last_fail_at"])
    if proposal.state == ProposalState.CONFIRMED and proposal.outage is not None:
        tell_desk_of_end(proposal, at=at)
    return proposal


@transaction.atomic
def report_suspicion(
    *,
    by: Membership,
    component: Component,
    since: datetime,
    title: str,
    words: str = "",
    at: datetime,
) -> OutageProposal:
    """Enter by hand what somebody suspects, to be checked like any other (HR-10).

    :raises Refusal: if `by` may not, nothing is said, or it is still to come.
    """
    require(by, Act.DECLARE_OUTAGE)
    if since > at:
        raise Refusal("What is suspected has begun already: its time is to come.", code="not_yet")
    title = one_line(title, "Say in a few words what seems to be out.")
    proposal = suspect(
        Suspicion(
            component=component,
            source=ProposalSource.MANUAL,
            fingerprint=f"manual-{component.pk}-{since:%Y%m%dT%H%M%S}",
            first_fail_at=since,
            last_fail_at=at,
            title=title,
            words=words.strip()[:2000],
        ),
        at=at,
    )
    if proposal.times == 1:
        record("outage suspected", proposal, actor=by.person, at=at, after={"title": title})
    return proposal


@transaction.atomic
def dismiss_proposal(
    *, by: Membership, proposal: OutageProposal, reason: str, at: datetime
) -> OutageProposal:
    """Say that it was no outage, and why; the same failure going on raises it no more.

    :raises Refusal: if `by` may not, it was decided already, or no reason is given.
    """
    require(by, Act.DECLARE_OUTAGE)
    proposal = locked_open(proposal)
    proposal.state, proposal.decided_by, proposal.decided_at = (
        ProposalState.DISMISSED,
        by.person,
        at,
    )
    proposal.reason = paragraphs(reason, "Say why it was no outage.")
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    record("suspicion dismissed", proposal, actor=by.person, at=at, reason=proposal.reason)
    return proposal


def locked_open(proposal: OutageProposal) -> OutageProposal:
    """Return a proposal whose row is this transaction's and that nobody has decided.

    :raises Refusal: naming who decided it otherwise.
    """
    found = OutageProposal.objects.locked().with_names().get(pk=proposal.pk)
    if found.state != ProposalState.OPEN:
        who = found.decided_by or "The portal"
        what = f"confirmed it as {found.outage}" if found.outage else "dismissed it"
        raise Refusal(f"{who} {what} already.", code="already")
    return found
