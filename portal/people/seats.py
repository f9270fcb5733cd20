"""Whether a customer has room for one more: asked of the apps above, which know what it bought.

An app above registers a check from its `apps.py`. It is called inside the transaction, with the
customer's row locked, so that of several who ask at once each sees what the one before took.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.tenancy.models import Customer
from portal.tenancy.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Someone is to become something for a customer."""

    customer: Customer
    role: Role
    at: datetime
    is_invited: bool  # they were invited before, and now accept


type Check = Callable[[Asked], None]

_checks: list[Check] = []


def register(check: Check) -> None:
    """Register an app's check, which refuses with a sentence; again changes nothing."""
    if check not in _checks:
        _checks.append(check)


def lock(customer: Customer | None) -> Customer | None:
    """Lock a customer's row until the transaction ends; None stays None.

    Incidents that refer to the customer are not held up: they do not change its key.
    """
    if customer is None:
        return None
    return Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def check(customer: Customer | None, role: Role, *, at: datetime, is_invited: bool = False) -> None:
    """Lock the customer and ask every check.

    :raises Refusal: whatever a check says no with.
    """
    locked = lock(customer)
    if locked is None:
        return
    for one in _checks:
        one(Asked(customer=locked, role=role, at=at, is_invited=is_invited))
