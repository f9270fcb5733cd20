"""Signing contracts."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from contracts.domain.fees import Fees
from contracts.models import AgreementVersion, Commitment, Contract, ContractTerms, Product
from contracts.services.calendars import cover_holidays
from contracts.services.covering import check_free, check_own_products, cover
from contracts.services.releases import check_own
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership, Person
from portal.tenancy.policy import Act, require

NO_FEES = Fees()


def sign(
    *,
    by: Membership,
    customer: Customer,
    tier: str,
    starts_on: date,
    ends_on: date | None,
    products: Sequence[Product],
    fees: Fees,
    at: datetime,
) -> Contract:
    """Sign a contract as one of the vendor's people.

    :raises Refusal: if `by` may not, something is another vendor's, or as `sign_contract` says.
    """
    require(by, Act.AMEND_CONTRACTS)
    check_own(by, customer)
    check_own_products(by, products)
    return sign_contract(
        customer=customer,
        tier=tier,
        starts_on=starts_on,
        ends_on=ends_on,
        products=products,
        fees=fees,
        actor=by.person,
        at=at,
    )


@transaction.atomic
def sign_contract(
    *,
    customer: Customer,
    tier: str,
    starts_on: date,
    ends_on: date | None,
    products: Sequence[Product] = (),
    fees: Fees = NO_FEES,
    actor: Person | None,
    at: datetime,
) -> Contract:
    """Bind a customer to a tier of the agreement version in force on its first day (CO-04).

    :raises Refusal: if no version is in force then, it has no such tier, the term ends before it
        begins, the fees cannot be, or a product is covered by another contract of the customer.
    """
    fees.check()
    check_term(starts_on, ends_on)
    agreement = _in_force(customer, tier, starts_on)
    check_free(customer=customer, products=products, starts_on=starts_on, ends_on=ends_on)
    contract = Contract.objects.create(
        vendor=customer.vendor,
        customer=customer,
        agreement=agreement,
        tier=tier,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    cover(contract, products)
    ContractTerms.objects.create(
        vendor=customer.vendor,
        contract=contract,
        since=starts_on,
        agreement=agreement,
        tier=tier,
        kind=ContractTerms.Kind.SIGNED,
        made_at=at,
        made_by=actor,
    )
    commit(contract, Commitment.Kind.SIGNED, since=starts_on, fees=fees, actor=actor, at=at)
    record("contract signed", contract, actor=actor, at=at, after={"tier": tier})
    cover_holidays(vendor=customer.vendor, region=customer.holiday_region, at=at)
    return contract


def commit(
    contract: Contract,
    kind: Commitment.Kind,
    *,
    since: date,
    fees: Fees,
    actor: Person | None,
    at: datetime,
    reason: str = "",
) -> Commitment:
    """Write what a contract is bound to from a date on, with its last day as it is now."""
    return Commitment.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        kind=kind,
        since=since,
        ends_on=contract.ends_on,
        annual_value=fees.annual,
        monthly_fee=fees.monthly,
        currency=fees.currency,
        payment_days=fees.payment_days,
        reason=reason,
        made_at=at,
        made_by=actor,
    )


def check_term(starts_on: date, ends_on: date | None) -> None:
    """Refuse a term that ends before it begins.

    :raises Refusal: with code `ends_on`.
    """
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(
            f"The last day, {ends_on:%d %B %Y}, lies before the first, {starts_on:%d %B %Y}.",
            code="ends_on",
        )


def _in_force(customer: Customer, tier: str, on: date) -> AgreementVersion:
    agreement = AgreementVersion.objects.filter(vendor=customer.vendor).in_force(on).first()
    if agreement is None:
        raise Refusal(f"{customer.vendor} has no agreement in force on {on}.", code="starts_on")
    if tier not in agreement.terms.tiers:
        tiers = ", ".join(agreement.terms.tiers)
        raise Refusal(f"{customer.vendor} has no tier {tier!r}; it has {tiers}.", code="tier")
    return agreement
