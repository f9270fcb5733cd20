"""Who may be calling: the registered contacts of the vendor's own customers (CO-09, LU-03).

FreeScout let an agent bind a call to a stranger: here a caller is looked up among the vendor's
contacts, and the contract among those of the caller's own customer.
"""

from django.db.models import Q, QuerySet

from portal.kernel.keys import read_key
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import POLICY, Act

CALLERS = frozenset(role for role, acts in POLICY.items() if Act.RAISE_INCIDENT in acts)
MOST_WORDS = 5


def callers(vendor: Vendor, words: str = "") -> QuerySet[Membership]:
    """Return who may report by telephone, by customer and name; those whom the words fit."""
    rows = Membership.objects.current().filter(vendor=vendor, role__in=CALLERS)
    for word in words.replace("\x00", "").split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(person__name__icontains=word)
            | Q(person__email__icontains=word)
            | Q(person__phone__icontains=word)
            | Q(customer__name__icontains=word)
        )
    names = rows.select_related("person", "customer")
    return names.order_by("customer__name", "person__name", "pk")


def caller(vendor: Vendor, key: object) -> Membership | None:
    """Return the registered contact of that key, or None if it is nobody of this vendor's."""
    wanted = read_key(key)
    return None if wanted is None else callers(vendor).filter(pk=wanted).first()


def callers_at(vendor: Vendor, email: object) -> list[Membership]:
    """Return what the person with that address is a registered contact of: mostly one customer."""
    address = str(email or "").replace("\x00", "").strip().lower()
    return list(callers(vendor).filter(person__email=address)) if address else []
