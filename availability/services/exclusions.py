"""What of an outage does not count: proposed, decided by a second person, contested (PQ-02)."""

from datetime import datetime

from django.db import transaction

from availability.models import Exclusion, ExclusionDecision, Outage, OutageVersion, Verdict
from availability.models.exclusion import PROPOSED
from availability.promises import Promises
from availability.serving import contracts_touched, period_of
from contracts.models import Contract
from contracts.services.said import checked_link, paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, able, may, require

BY_STAFF = (Verdict.APPROVED, Verdict.DECLINED)


@transaction.atomic
def propose_exclusion(
    *,
    by: Membership,
    outage: Outage,
    reason: str,
    evidence: str,
    link: str = "",
    contract: Contract | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    at: datetime,
) -> Exclusion:
    """Propose that an outage, or a part of it, is not the vendor's; another person decides.

    :param contract: whose month it is about; None: every contract whose agreement lists the reason.
    :raises Refusal: if `by` may not, the agreement does not list the reason, there is no evidence,
        or the part lies outside the outage.
    """
    if not may(by, Act.DECIDE_EXCLUSION):
        require(by, Act.DECLARE_OUTAGE)
    outage = Outage.objects.locked().get(pk=outage.pk)
    _check_reason(outage.current, contract, reason, at)
    _check_part(outage, starts_at, ends_at)
    exclusion = Exclusion.objects.create(
        vendor_id=outage.vendor_id,
        outage=outage,
        contract=contract,
        reason=reason,
        starts_at=starts_at,
        ends_at=ends_at,
        evidence=paragraphs(evidence, "Say what shows it: an exclusion needs evidence."),
        link=checked_link(link),
        proposed_by=by.person,
        proposed_at=at,
    )
    after = {"outage": str(outage), "reason": reason, "contract": contract and contract.pk}
    record("exclusion proposed", exclusion, actor=by.person, at=at, after=after)
    return exclusion


@transaction.atomic
def decide_exclusion(
    *,
    by: Membership,
    exclusion: Exclusion,
    verdict: str,
    note: str = "",
    contract: Contract | None = None,
    at: datetime,
) -> ExclusionDecision:
    """Approve or decline an exclusion; the newest decision holds, also after an earlier one.

    :param contract: whose month it is decided for; None: every contract of the exclusion.
    :raises Refusal: if `by` may not, proposed it themselves, or declines without a word.
    """
    require(by, Act.DECIDE_EXCLUSION)
    exclusion = _locked(exclusion)
    if verdict not in BY_STAFF:
        raise Refusal("An exclusion is approved or declined.", code="verdict")
    if verdict == Verdict.APPROVED and exclusion.proposed_by_id == by.person_id:
        raise Refusal(
            f"You proposed this exclusion yourself: another person approves it (PQ-02). "
            f"This is done by: {able(Act.DECIDE_EXCLUSION)}.",
            code="second_person",
        )
    states = _states(exclusion, contract)
    if states <= {verdict, Verdict.WITHDRAWN}:
        raise Refusal(f"This exclusion is {min(states)} already.", code="already")
    if verdict == Verdict.DECLINED or Verdict.CONTESTED in states:
        note = paragraphs(note, "Say why: whoever proposed or contested it reads it.")
    return _decided(exclusion, verdict, note, by, at, contract)


@transaction.atomic
def withdraw_exclusion(
    *, by: Membership, exclusion: Exclusion, note: str, at: datetime
) -> ExclusionDecision:
    """Take back an exclusion as whoever proposed it, or who decides; the outage counts again.

    :raises Refusal: if `by` may not, or it is withdrawn already.
    """
    exclusion = _locked(exclusion)
    if exclusion.proposed_by_id != by.person_id or not by.is_staff_side:
        require(by, Act.DECIDE_EXCLUSION)
    if exclusion.state == Verdict.WITHDRAWN:
        raise Refusal("This exclusion is withdrawn already.", code="already")
    words = paragraphs(note, "Say why it is taken back.")
    return _decided(exclusion, Verdict.WITHDRAWN, words, by, at)


@transaction.atomic
def contest_exclusion(
    *, by: Membership, exclusion: Exclusion, note: str, at: datetime
) -> list[ExclusionDecision]:
    """Contest an approved exclusion as a contact of a customer whose month it changes.

    Until somebody decides anew it does not count for this customer's contracts, each of which the
    objection names; for every other customer it stands (PQ-02).

    :raises Refusal: if `by` may not, it is not their outage, it was not approved, or nothing is
        said.
    """
    require(by, Act.ANSWER_AS_CUSTOMER)
    exclusion = _locked(exclusion)
    own = [one for one in _concerned(exclusion, at) if one.customer_id == by.customer_id]
    if not own:
        raise Refusal("This exclusion changes nothing for your organisation.", code="not_allowed")
    approved = [one for one in own if exclusion.state_for(one.pk) == Verdict.APPROVED]
    if not approved:
        raise Refusal(
            "Only an exclusion that was approved can be contested; this one does not count.",
            code="not_approved",
        )
    words = paragraphs(note, "Say why you think that this time counts.")
    return [_decided(exclusion, Verdict.CONTESTED, words, by, at, one) for one in approved]


def reasons_for(version: OutageVersion, contract: Contract | None, at: datetime) -> list[str]:
    """Return the reasons that a contract's agreement lists, or those of all that were touched."""
    contracts = [contract] if contract else contracts_touched(version, at=at)
    promises, during = Promises.of(contracts), period_of(version, at)
    listed = (promises.reasons(one, during) for one in contracts)
    return list(dict.fromkeys(reason for reasons in listed for reason in reasons))


def _concerned(exclusion: Exclusion, at: datetime) -> list[Contract]:
    """Return the contracts whose month an exclusion changes."""
    version = exclusion.outage.current
    touched = contracts_touched(version, at=at)
    promises, during = Promises.of(touched), period_of(version, at)
    return [
        one
        for one in touched
        if exclusion.contract_id in (None, one.pk)
        and exclusion.reason in promises.reasons(one, during)
    ]


def _states(exclusion: Exclusion, contract: Contract | None) -> set[str]:
    """Return what holds for the contracts that are decided for."""
    if contract and exclusion.contract_id not in (None, contract.pk):
        raise Refusal(f"This exclusion is not about {contract.customer}.", code="contract")
    key = contract.pk if contract else exclusion.contract_id
    if key is not None:
        return {exclusion.state_for(key)}
    return set(exclusion.held().values()) or {PROPOSED}


def _check_reason(
    version: OutageVersion, contract: Contract | None, reason: str, at: datetime
) -> None:
    listed = reasons_for(version, contract, at)
    if reason not in listed:
        whose = f"The agreement with {contract.customer}" if contract else "No agreement concerned"
        known = ", ".join(one.replace("_", " ") for one in listed) or "none"
        raise Refusal(
            f"{whose} {'does not list' if contract else 'lists'} "
            f"{reason.replace('_', ' ') or 'this'!r} as a reason. Listed are: {known}.",
            code="reason",
        )


def _check_part(outage: Outage, starts_at: datetime | None, ends_at: datetime | None) -> None:
    if starts_at is None and ends_at is None:
        return
    if starts_at is None or ends_at is None:
        raise Refusal(
            "Say from when until when it does not count, or leave both empty for all of it.",
            code="ends_at",
        )
    if ends_at <= starts_at:
        raise Refusal("The part would end before it begins.", code="ends_at")
    current = outage.current
    if starts_at < current.starts_at or (current.ends_at and ends_at > current.ends_at):
        raise Refusal(
            f"The part lies outside {outage}: choose times within it.", code="exclusion_outside"
        )


def _locked(exclusion: Exclusion) -> Exclusion:
    # The outage's row is the queue: two who decide at once decide one after the other.
    Outage.objects.locked().get(pk=exclusion.outage_id)
    return Exclusion.objects.with_decisions().select_related("outage").get(pk=exclusion.pk)


def _decided(
    exclusion: Exclusion,
    verdict: str,
    note: str,
    by: Membership,
    at: datetime,
    contract: Contract | None = None,
) -> ExclusionDecision:
    decision = ExclusionDecision.objects.create(
        vendor_id=exclusion.vendor_id,
        exclusion=exclusion,
        contract=contract,
        verdict=verdict,
        note=note.strip(),
        decided_by=by.person,
        decided_at=at,
    )
    key = contract and contract.pk
    before = {"state": exclusion.state_for(key) if key else exclusion.state}
    record(
        f"exclusion {verdict}",
        exclusion,
        actor=by.person,
        at=at,
        before=before,
        after={"state": verdict, "contract": key},
        reason=note.strip(),
    )
    return decision
