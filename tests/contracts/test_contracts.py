"""Signing, renewing, pricing and ending contracts (CO-04); what cannot be is refused whole."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contracts.account import good_standing
from contracts.commitments import fees_on
from contracts.domain.fees import Fees
from contracts.models import (
    Commitment,
    Contract,
    ContractTerms,
    CoveredProduct,
    Product,
)
from contracts.queries import active_contracts
from contracts.services.contracts import add_product, price, renew, terminate
from contracts.services.instances import Setup, add_instance
from contracts.services.signing import sign
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, staff
from tests.factories import MONDAY, CustomerFactory

NEW_YEAR, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEARLY = Fees(annual=Decimal(12_000), currency="GBP", payment_days=14)


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    """Grace, who looks after accounts."""
    return staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER)


@pytest.fixture
def product(lumeon: Site) -> Product:
    return Product.objects.get(vendor=lumeon.vendor, name="Care Pathway Management")


@pytest.fixture
def hospital(lumeon: Site) -> Customer:
    return CustomerFactory.create(vendor=lumeon.vendor, name="Elmfield")


def signed(
    by: Membership, customer: Customer, product: Product, at: datetime = MONDAY, **other: Any
) -> Contract:
    said: dict[str, Any] = {
        "tier": "essentials",
        "starts_on": NEW_YEAR,
        "ends_on": LAST,
        "products": [product],
        "fees": YEARLY,
    }
    return sign(by=by, customer=customer, at=at, **(said | other))


def renewed(by: Membership, contract: Contract, **other: Any) -> Contract:
    said: dict[str, Any] = {
        "tier": contract.tier,
        "ends_on": date(2027, 12, 31),
        "fees": YEARLY,
        "reason": "Another year.",
        "at": MONDAY,
    }
    return renew(by=by, contract=contract, **(said | other))


def counts() -> list[int]:
    models = (Contract, ContractTerms, Commitment, CoveredProduct, AuditEvent)
    return [model.objects.count() for model in models]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"fees": Fees(annual=Decimal(1))}, "currency"),
        ({"fees": Fees(monthly=Decimal(-1), currency="EUR")}, "monthly_fee"),
        ({"tier": "platinum"}, "tier"),
        ({"starts_on": date(1999, 1, 1)}, "starts_on"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_stored(
    manager: Membership, hospital: Customer, product: Product, other: dict[str, Any], code: str
) -> None:
    before = counts()

    with pytest.raises(Refusal) as refused:
        signed(manager, hospital, product, **other)

    assert refused.value.code == code
    assert counts() == before


def test_another_vendors_customer_or_product_is_refused(
    manager: Membership, hospital: Customer, product: Product, patientiq: Site
) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = Product.objects.create(vendor=patientiq.vendor, name="Theirs")
    with pytest.raises(Refusal, match="does not belong to Lumeon"):
        signed(manager, patientiq.house.customer, product)
    with pytest.raises(Refusal, match="does not belong to Lumeon"):
        signed(manager, hospital, theirs)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPPORT_MANAGER, Role.PRODUCT_MANAGER])
def test_co_02_others_do_not_sign(
    lumeon: Site, hospital: Customer, product: Product, role: Role
) -> None:
    with pytest.raises(Refusal, match="This is done by: account manager, administrator"):
        signed(staff(lumeon.vendor, "Somebody", role), hospital, product)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "meets"),
    [
        (date(2027, 1, 1), None, False),
        (LAST, date(2027, 12, 31), True),
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2025, 1, 1), NEW_YEAR, True),
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2025, 1, 1), None, True),
    ],
)
def test_two_contracts_of_a_customer_for_a_product_never_run_at_one_time(
    manager: Membership,
    hospital: Customer,
    product: Product,
    starts_on: date,
    ends_on: date | None,
    *,
    meets: bool,
) -> None:
    first = signed(manager, hospital, product)
    if not meets:
        assert signed(manager, hospital, product, starts_on=starts_on, ends_on=ends_on).pk
        return
    before = counts()

    with pytest.raises(Refusal) as refused:
        signed(manager, hospital, product, starts_on=starts_on, ends_on=ends_on)

    assert refused.value.code == "products"
    assert f"Elmfield has contract {first.pk} for {product} already" in str(refused.value)
    assert counts() == before


def test_another_customer_or_another_product_may_run_beside(
    lumeon: Site, manager: Membership, hospital: Customer, product: Product
) -> None:
    other = Product.objects.create(vendor=lumeon.vendor, name="Rota")
    signed(manager, hospital, product)

    assert signed(manager, hospital, other).pk
    assert signed(manager, CustomerFactory.create(vendor=lumeon.vendor), product).pk


def test_the_database_itself_refuses_an_overlap(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    first = signed(manager, hospital, product)
    second = signed(manager, hospital, product, starts_on=date(2027, 1, 1), ends_on=None)

    with pytest.raises(IntegrityError, match="contracts_no_overlap"), transaction.atomic():
        second.covered.update(starts_on=first.ends_on)


def test_a_renewal_joins_the_term_and_is_kept_with_its_fees(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product)
    dearer = replace(YEARLY, annual=Decimal(13_000))

    contract = renewed(manager, contract, tier="premium", fees=dearer)

    assert contract.ends_on == date(2027, 12, 31)
    assert [(t.since, t.tier, t.kind) for t in contract.terms_history.all()] == [
        (NEW_YEAR, "essentials", "signed"),
        (date(2027, 1, 1), "premium", "renewed"),
    ]
    assert fees_on(contract, LAST) == YEARLY
    assert fees_on(contract, date(2027, 1, 1)) == dearer
    assert contract.covered.get().ends_on == contract.ends_on
    assert AuditEvent.objects.filter(verb="contract term renewed").get().before == {
        "ends_on": "2026-12-31"
    }


def test_a_renewal_on_the_same_terms_is_recorded_all_the_same(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = renewed(manager, signed(manager, hospital, product))

    assert contract.terms_history.latest("pk").kind == ContractTerms.Kind.RENEWED


def test_a_late_renewal_leaves_no_gap_and_changes_terms_from_today_only(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product, ends_on=date(2026, 2, 15))
    before = good_standing(contract, MONDAY)

    contract = renewed(manager, contract, tier="premium", at=MONDAY + timedelta(hours=1))

    assert not before
    assert good_standing(contract, MONDAY + timedelta(hours=1))
    assert not good_standing(contract, MONDAY)  # as it was known then
    assert contract.terms_history.latest("pk").since == MONDAY.date()
    assert contract.commitments.latest("pk").since == date(2026, 2, 16)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"ends_on": LAST}, "ends_on"),
        ({"fees": Fees(monthly=Decimal(1))}, "currency"),
        ({"reason": " "}, "no_words"),
        ({"tier": "platinum"}, "no_tier"),
    ],
)
def test_a_renewal_that_cannot_be_changes_nothing(
    manager: Membership, hospital: Customer, product: Product, other: dict[str, Any], code: str
) -> None:
    contract = signed(manager, hospital, product)
    before = counts()

    with pytest.raises(Refusal) as refused:
        renewed(manager, contract, **other)

    assert refused.value.code == code
    assert counts() == before
    assert Contract.objects.get(pk=contract.pk).ends_on == LAST


def test_a_renewal_into_another_contracts_days_is_refused(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product)
    signed(manager, hospital, product, starts_on=date(2027, 6, 1), ends_on=None)

    with pytest.raises(Refusal) as refused:
        renewed(manager, contract)

    assert refused.value.code == "products"
    assert Contract.objects.get(pk=contract.pk).ends_on == LAST


def test_a_contract_without_a_last_day_has_nothing_to_renew(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    with pytest.raises(Refusal, match="nothing to renew"):
        renewed(manager, signed(manager, hospital, product, ends_on=None))


def test_ending_counts_the_last_day_and_frees_the_product(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product)

    terminate(by=manager, contract=contract, last_day=MONDAY.date(), reason="Merged.", at=MONDAY)

    assert active_contracts([hospital], MONDAY) == [contract]
    assert active_contracts([hospital], MONDAY + timedelta(days=1)) == []
    tomorrow = MONDAY.date() + timedelta(days=1)
    assert signed(manager, hospital, product, starts_on=tomorrow, ends_on=None).pk


def test_what_was_ended_is_neither_renewed_nor_ended_again(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product)
    ended: dict[str, Any] = {"by": manager, "contract": contract, "reason": "Merged.", "at": MONDAY}
    terminate(last_day=MONDAY.date(), **ended)

    with pytest.raises(Refusal, match=r"ended with 02 March 2026 \(Merged\.\)"):
        renewed(manager, contract)
    with pytest.raises(Refusal, match="sign another one"):
        terminate(last_day=date(2026, 4, 1), **ended)


@pytest.mark.parametrize("last_day", [date(2026, 2, 28), date(2025, 12, 1), LAST])
def test_a_last_day_that_cannot_be_is_refused(
    manager: Membership, hospital: Customer, product: Product, last_day: date
) -> None:
    contract = signed(manager, hospital, product)

    with pytest.raises(Refusal) as refused:
        terminate(by=manager, contract=contract, last_day=last_day, reason="Why not.", at=MONDAY)

    assert refused.value.code == "last_day"


def test_fees_change_from_a_day_and_the_entry_made_last_counts(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product)
    april = date(2026, 4, 1)
    for annual in (1, 24_000):
        fees = replace(YEARLY, annual=Decimal(annual))
        price(by=manager, contract=contract, fees=fees, since=april, reason="Slip.", at=MONDAY)

    assert fees_on(contract, date(2026, 3, 31)) == YEARLY
    assert fees_on(contract, april).annual == 24_000


def test_the_same_fees_again_are_no_change(
    manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product)

    with pytest.raises(Refusal, match="hold on that day already"):
        price(by=manager, contract=contract, fees=YEARLY, since=LAST, reason="x", at=MONDAY)


def test_an_instance_of_a_product_the_contract_does_not_cover_is_refused(
    lumeon: Site, manager: Membership, hospital: Customer, product: Product
) -> None:
    other = Product.objects.create(vendor=lumeon.vendor, name="Rota")
    contract = signed(manager, hospital, product)
    said: dict[str, Any] = {
        "by": manager,
        "contract": contract,
        "product": other,
        "kind": "live",
        "release": "5.3.1",
        "since": MONDAY.date(),
        "setup": Setup(),
        "at": MONDAY,
    }

    with pytest.raises(Refusal, match="covers Care Pathway Management, not Rota"):
        add_instance(**said)

    add_product(by=manager, contract=contract, product=other, at=MONDAY)
    assert add_instance(**said).product == other


def test_a_contract_without_products_takes_that_of_its_first_instance(
    lumeon: Site, manager: Membership, hospital: Customer, product: Product
) -> None:
    contract = signed(manager, hospital, product, products=[])

    add_instance(
        by=manager,
        contract=contract,
        product=product,
        kind="live",
        release="5.3.1",
        since=MONDAY.date(),
        setup=Setup(),
        at=MONDAY,
    )

    with pytest.raises(Refusal, match="already, from"):
        signed(manager, hospital, product)
