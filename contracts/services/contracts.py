"""A contract's life after it was signed: renewed, priced anew, ended (CO-04)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from contracts.commitments import fees_on, last_commitment
from contracts.domain.fees import Fees
from contracts.models import AgreementVersion, Commitment, Contract, ContractTerms, Product
from contracts.services.amending import amend_contract, local_date, terms_on
from contracts.services.covering import check_own_products, cover, follow_term
from contracts.services.releases import check_own
from contracts.services.said import one_line
from contracts.services.signing import check_term, commit
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.people.seats import lock
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

ONE_DAY = timedelta(days=1)
Kind = Commitment.Kind


@transaction.atomic
def renew(
    *,
    by: Membership,
    contract: Contract,
    tier: str,
    ends_on: date | None,
    fees: Fees,
    reason: str,
    at: datetime,
) -> Contract:
    """Go on after a contract's last day, on the agreement version that is in force then (CO-04).

    A renewal that comes late joins the term without a gap; the new terms hold from today, so that
    nothing already measured is measured anew.

    :raises Refusal: if `by` may not, the contract has no last day or was ended, the new last day
        does not lie after the old one, the fees cannot be, no such tier is there, or another
        contract of the customer covers one of its products by then.
    """
    contract = _locked(by, contract)
    fees.check()
    words = one_line(reason, "Say what was agreed: it stands in the contract's history.")
    begins = _next_day(contract)
    check_term(begins, ends_on)
    since = max(begins, local_date(contract, at))
    before = contract.ends_on
    contract.ends_on = ends_on
    contract.save(update_fields=["ends_on"])
    follow_term(contract)
    amend_contract(
        by=by,
        contract=contract,
        agreement=_version_on(contract, since),
        tier=tier,
        since=since,
        reason=words,
        kind=ContractTerms.Kind.RENEWED,
        at=at,
    )
    commit(contract, Kind.RENEWED, since=begins, fees=fees, actor=by.person, at=at, reason=words)
    record(
        "contract term renewed",
        contract,
        actor=by.person,
        at=at,
        before={"ends_on": _iso(before)},
        after={"ends_on": _iso(ends_on), "since": begins.isoformat()},
    )
    return Contract.objects.select_related("customer", "agreement").get(pk=contract.pk)


@transaction.atomic
def price(
    *,
    by: Membership,
    contract: Contract,
    fees: Fees,
    since: date,
    reason: str,
    at: datetime,
) -> Commitment:
    """Agree other fees from a day of the term on; the row written last for a day holds.

    :raises Refusal: if `by` may not, the fees cannot be, the day lies outside the term, or
        nothing would change.
    """
    contract = _locked(by, contract)
    fees.check()
    words = one_line(reason, "Say why the fees change: it stands in the contract's history.")
    if since < contract.starts_on or (contract.ends_on and since > contract.ends_on):
        raise Refusal(f"{since:%d %B %Y} lies outside the contract's term.", code="since")
    before = fees_on(contract, since)
    if before == fees:
        raise Refusal("These fees hold on that day already.", code="no_change")
    row = commit(
        contract, Kind.REPRICED, since=since, fees=fees, actor=by.person, at=at, reason=words
    )
    record(
        "contract priced",
        contract,
        actor=by.person,
        at=at,
        before=_said(before),
        after=_said(fees) | {"since": since.isoformat()},
    )
    return row


@transaction.atomic
def terminate(
    *, by: Membership, contract: Contract, last_day: date, reason: str, at: datetime
) -> Contract:
    """End a contract with a day that is its last; open incidents go on.

    :raises Refusal: if `by` may not, it was ended before, or the day lies in the past, before the
        contract begins or not before its last day.
    """
    contract = _locked(by, contract)
    words = one_line(reason, "Say why the contract ends: it stands in its history.")
    _check_not_ended(contract)
    today = local_date(contract, at)
    if last_day < max(today - ONE_DAY, contract.starts_on):
        raise Refusal(
            f"{last_day:%d %B %Y} cannot be its last day: choose one from "
            f"{max(today - ONE_DAY, contract.starts_on):%d %B %Y} on.",
            code="last_day",
        )
    if contract.ends_on is not None and last_day >= contract.ends_on:
        raise Refusal(
            f"It ends on {contract.ends_on:%d %B %Y} by itself; choose an earlier day.",
            code="last_day",
        )
    before, contract.ends_on = contract.ends_on, last_day
    contract.save(update_fields=["ends_on"])
    follow_term(contract)
    commit(
        contract,
        Kind.ENDED,
        since=last_day + ONE_DAY,
        fees=fees_on(contract, last_day),
        actor=by.person,
        at=at,
        reason=words,
    )
    record(
        "contract ended",
        contract,
        actor=by.person,
        at=at,
        before={"ends_on": _iso(before)},
        after={"ends_on": last_day.isoformat(), "why": words},
    )
    return contract


@transaction.atomic
def add_product(*, by: Membership, contract: Contract, product: Product, at: datetime) -> None:
    """Let a contract cover one more product for all of its term.

    :raises Refusal: if `by` may not, it covers it already, or another contract of the customer
        covers it at some time of the term.
    """
    contract = _locked(by, contract)
    check_own_products(by, [product])
    if contract.covered.filter(product=product).exists():
        raise Refusal(f"The contract covers {product} already.", code="product")
    cover(contract, [product])
    record("product covered", contract, actor=by.person, at=at, after={"product": str(product)})


def _locked(by: Membership, contract: Contract) -> Contract:
    require(by, Act.AMEND_CONTRACTS)
    check_own(by, contract)
    lock(contract.customer)  # first, as in signing: no two wait for one another
    rows = Contract.objects.locked().select_related("customer", "agreement", "vendor")
    return rows.get(pk=contract.pk)


def _next_day(contract: Contract) -> date:
    _check_not_ended(contract)
    if contract.ends_on is None:
        raise Refusal("It has no last day, so there is nothing to renew.", code="no_end")
    return contract.ends_on + ONE_DAY


def _check_not_ended(contract: Contract) -> None:
    last = last_commitment(contract)
    if last is not None and last.kind == Kind.ENDED:
        raise Refusal(
            f"It was ended with {contract.ends_on:%d %B %Y} ({last.reason}); sign another one.",
            code="ended",
        )


def _version_on(contract: Contract, since: date) -> AgreementVersion:
    versions = AgreementVersion.objects.filter(vendor=contract.vendor_id)
    return versions.in_force(since).first() or terms_on(contract, since).agreement


def _said(fees: Fees) -> dict[str, str | int | None]:
    amounts = {"annual_value": fees.annual, "monthly_fee": fees.monthly}
    return {
        **{name: None if one is None else str(one) for name, one in amounts.items()},
        "currency": fees.currency,
        "payment_days": fees.payment_days,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
