"""Two who sign at once: of contracts for one product at one time exactly one is signed."""

from datetime import date

from pytest_django import DjangoDbBlocker

from contracts.domain.fees import Fees
from contracts.models import Contract, CoveredProduct, Product
from contracts.services.signing import sign
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY, CustomerFactory

ROUNDS = 5


def test_only_one_of_two_overlapping_contracts_is_signed(
    committed: Site, django_db_blocker: DjangoDbBlocker
) -> None:
    with vendor_scope(committed.vendor):
        product = Product.objects.create(vendor=committed.vendor, name="Signed twice")
        customers = [
            CustomerFactory.create(vendor=committed.vendor, name=f"Twice {number}")
            for number in range(ROUNDS)
        ]

    answers = [_both_sign(committed, customer, product) for customer in customers]

    assert answers == [["products", "signed"]] * ROUNDS
    with vendor_scope(committed.vendor):
        assert Contract.objects.filter(customer__in=customers).count() == ROUNDS
        assert CoveredProduct.objects.filter(product=product).count() == ROUNDS


def _both_sign(site: Site, customer: Customer, product: Product) -> list[str]:
    start = meeting(2)

    def deed() -> str:
        with vendor_scope(site.vendor):
            start.wait()
            try:
                sign(
                    by=site.administrator,
                    customer=customer,
                    tier="essentials",
                    starts_on=date(2026, 1, 1),
                    ends_on=None,
                    products=[product],
                    fees=Fees(),
                    at=MONDAY,
                )
            except Refusal as refusal:
                return refusal.code
            return "signed"

    return sorted(side_by_side(deed, deed))
