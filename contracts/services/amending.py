"""Changing what a contract stands on, from a date on: renewal, another tier, another version."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from contracts.changes import terms_changed
from contracts.models import AgreementVersion, Contract, ContractTerms
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

LONGEST_REASON = 300  # characters


@transaction.atomic
def amend_contract(
    *,
    by: Membership,
    contract: Contract,
    agreement: AgreementVersion,
    tier: str,
    since: date,
    reason: str,
    kind: ContractTerms.Kind = ContractTerms.Kind.AMENDED,
    at: datetime,
) -> ContractTerms:
    """Put a contract on another tier or agreement version from a date on.

    It cannot reach back: what was reported and counted before is measured as was agreed then.

    :raises Refusal: if `by` may not, the date lies in the past or outside the term, the version
        is not in force by then or lacks the tier, or nothing would change.
    """
    require(by, Act.AMEND_CONTRACTS)
    contract = Contract.objects.locked().select_related("customer").get(pk=contract.pk)
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not words:
        raise Refusal("Say why the contract changes: it stands in its history.", code="no_reason")
    check_change(contract=contract, agreement=agreement, tier=tier, since=since, kind=kind, at=at)
    before = terms_on(contract, since)
    terms = ContractTerms.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        since=since,
        agreement=agreement,
        tier=tier,
        kind=kind,
        reason=words,
        made_at=at,
        made_by=by.person,
    )
    record(
        f"contract {kind}",
        contract,
        actor=by.person,
        at=at,
        before={"tier": before.tier, "agreement": before.agreement.label},
        after={"tier": tier, "agreement": agreement.label, "since": since.isoformat()},
    )
    bring_up_to_date(contract, at=at)
    terms_changed(terms)
    return terms


def check_change(
    *,
    contract: Contract,
    agreement: AgreementVersion,
    tier: str,
    since: date,
    kind: ContractTerms.Kind = ContractTerms.Kind.AMENDED,
    at: datetime,
) -> None:
    """Refuse what `amend_contract` would refuse of the terms themselves; nothing is written.

    A renewal may leave the terms as they are: it is recorded all the same.

    :raises Refusal: as `amend_contract` says.
    """
    _check_date(contract, since, at)
    _check_terms(contract, agreement, tier, since)
    before = terms_on(contract, since)
    is_same = (before.agreement_id, before.tier) == (agreement.pk, tier)
    if is_same and kind != ContractTerms.Kind.RENEWED:
        raise Refusal("The contract stands on these terms already.", code="no_change")


def terms_on(contract: Contract, on: date) -> ContractTerms:
    """Return what a contract stands on at a date; before its first day, what it will stand on."""
    rows = terms_of(contract)
    held = [terms for terms in rows if terms.since <= on]
    return held[-1] if held else rows[0]


def terms_of(contract: Contract) -> list[ContractTerms]:
    """Return all that a contract stands on, through time, as its rows stand by now.

    The contract keeps them as `terms_read`, for who asks again in the same deed.
    """
    contract.terms_read = list(ContractTerms.objects.of({contract.pk}))
    return contract.terms_read


def bring_up_to_date(contract: Contract, *, at: datetime) -> bool:
    """Copy the terms in force today into the contract's own columns; say whether they changed."""
    now = terms_on(contract, local_date(contract, at))
    if (contract.agreement_id, contract.tier) == (now.agreement_id, now.tier):
        return False
    contract.agreement, contract.tier = now.agreement, now.tier
    contract.save(update_fields=["agreement", "tier"])
    return True


def local_date(contract: Contract, at: datetime) -> date:
    """Return the date that it is for a contract's customer."""
    return at.astimezone(ZoneInfo(contract.customer.time_zone)).date()


def _check_date(contract: Contract, since: date, at: datetime) -> None:
    today = local_date(contract, at)
    if since < today:
        raise Refusal(
            f"{since:%d %B %Y} has passed: terms change from {today:%d %B %Y} on at the earliest, "
            "so that nothing already measured is measured anew.",
            code="in_the_past",
        )
    if since < contract.starts_on or (contract.ends_on and since > contract.ends_on):
        raise Refusal(f"{since:%d %B %Y} lies outside the contract's term.", code="outside_term")
    known = ContractTerms.objects.filter(contract=contract, since__gte=since).order_by("since")
    if later := known.first():
        raise Refusal(
            f"A change from {later.since:%d %B %Y} is recorded already ({later}); "
            "another can follow after it.",
            code="already",
        )


def _check_terms(contract: Contract, agreement: AgreementVersion, tier: str, since: date) -> None:
    if agreement.vendor_id != contract.vendor_id:
        raise Refusal("That agreement is another vendor's.", code="wrong_agreement")
    if agreement.effective_from > since:
        raise Refusal(
            f"{agreement.label} is in force from {agreement.effective_from:%d %B %Y} only.",
            code="not_in_force",
        )
    if tier not in agreement.terms.tiers:
        named = ", ".join(known.name for known in agreement.terms.tiers.values())
        raise Refusal(f"{agreement.label} has no tier {tier!r}; it has {named}.", code="no_tier")
