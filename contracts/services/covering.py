"""Which products a contract covers: one contract of a customer for a product at a time."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from contracts.models import Contract, CoveredProduct, Product
from contracts.services.releases import check_own
from portal.kernel.refusal import Refusal
from portal.people.seats import lock
from portal.tenancy.models import Customer, Membership


def check_free(
    *,
    customer: Customer,
    products: Iterable[Product],
    starts_on: date,
    ends_on: date | None,
    besides: Contract | None = None,
) -> None:
    """Refuse products for which another contract of the customer runs on one of these days.

    The customer's row is locked until the transaction ends: of two who sign at once the second
    sees what the first one has signed.

    :raises Refusal: with code `products`.
    """
    lock(customer)
    taken = CoveredProduct.objects.filter(customer=customer, product__in=list(products))
    if ends_on is not None:
        taken = taken.filter(starts_on__lte=ends_on)
    taken = taken.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if besides is not None:
        taken = taken.exclude(contract=besides)
    other = taken.select_related("product").first()
    if other is not None:
        until = f"until {other.ends_on:%d %B %Y}" if other.ends_on else "without a last day"
        raise Refusal(
            f"{customer} has contract {other.contract_id} for {other.product} already, from "
            f"{other.starts_on:%d %B %Y} {until}. Two cannot run at one time: end that one "
            "first, or choose other days.",
            code="products",
        )


def cover(contract: Contract, products: Iterable[Product]) -> None:
    """Let a contract cover products for all of its term.

    :raises Refusal: if another contract of the customer covers one of them at some time of it.
    """
    wanted = list(products)
    term = {"starts_on": contract.starts_on, "ends_on": contract.ends_on}
    check_free(
        customer=contract.customer,
        products=wanted,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        besides=contract,
    )
    known = set(contract.covered.values_list("product_id", flat=True))
    CoveredProduct.objects.bulk_create(
        CoveredProduct(
            vendor_id=contract.vendor_id,
            contract=contract,
            customer_id=contract.customer_id,
            product=product,
            **term,
        )
        for product in wanted
        if product.pk not in known
    )


def follow_term(contract: Contract) -> None:
    """Let what a contract covers end when it does.

    :raises Refusal: if the term was made longer and meets another contract.
    """
    covered = list(contract.covered.select_related("product"))
    check_free(
        customer=contract.customer,
        products=[one.product for one in covered],
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        besides=contract,
    )
    contract.covered.update(ends_on=contract.ends_on)


def check_covers(contract: Contract, product: Product) -> None:
    """Refuse an instance of a product that the contract does not name; one without names any.

    :raises Refusal: with what it covers, and code `product`.
    """
    named = [one.product for one in contract.covered.select_related("product")]
    if named and product not in named:
        raise Refusal(
            f"The contract covers {', '.join(map(str, named))}, not {product}.", code="product"
        )
    if not named:
        cover(contract, [product])


def check_own_products(by: Membership, products: Iterable[Product]) -> None:
    """Refuse another vendor's products.

    :raises Refusal: with code `not_allowed`.
    """
    for product in products:
        check_own(by, product)
