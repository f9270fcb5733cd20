"""Whose rows may be seen now: the vendors in scope, in Python and in the database at once.

The database half is `app.vendors`, set for the running transaction only, so that a pooled
connection never carries one request's vendors into the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction

if TYPE_CHECKING:
    from portal.tenancy.models import Person, Vendor

_vendor_ids: ContextVar[frozenset[int] | None] = ContextVar("vendor_ids", default=None)


class NoScope(RuntimeError):
    """Tenant rows were asked for, or written, without saying whose."""


def current_vendor_ids() -> frozenset[int]:
    """Return the ids of the vendors in scope.

    :raises NoScope: if no scope is open.
    """
    vendor_ids = _vendor_ids.get()
    if vendor_ids is None:
        raise NoScope("Tenant rows can be reached only inside vendor_scope().")
    return vendor_ids


def has_scope() -> bool:
    """Say whether a scope is open."""
    return _vendor_ids.get() is not None


@contextmanager
def vendor_scope(*vendors: Vendor) -> Iterator[None]:
    """Open a transaction in which only the rows of these vendors exist."""
    with _scope(frozenset(vendor.pk for vendor in vendors)):
        yield


@contextmanager
def every_vendor(reason: str) -> Iterator[None]:
    """Open a transaction over all vendors; `reason` says why, where a reader greps for it."""
    if not reason:
        raise ValueError("every_vendor() wants its reason.")
    # By name, since the models stand on this module.
    vendors = apps.get_model("tenancy", "Vendor")._default_manager
    with _scope(frozenset(vendors.values_list("pk", flat=True))):
        yield


@contextmanager
def person_scope(person: Person) -> Iterator[None]:
    """Open a transaction in which a person's own memberships can be read, whoever's they are."""
    with transaction.atomic(), _setting("app.person", str(person.pk)):
        yield


@contextmanager
def invitation_scope(token_hash: str) -> Iterator[None]:
    """Open a transaction in which the one invitation with this hash can be read."""
    with transaction.atomic(), _setting("app.invitation", token_hash):
        yield


@contextmanager
def api_token_scope(token_hash: str) -> Iterator[None]:
    """Open a transaction in which the one API token with this hash can be read."""
    with transaction.atomic(), _setting("app.api_token", token_hash):
        yield


@contextmanager
def _scope(vendor_ids: frozenset[int]) -> Iterator[None]:
    token = _vendor_ids.set(vendor_ids)
    try:
        ids = ",".join(map(str, sorted(vendor_ids)))
        with transaction.atomic(), _setting("app.vendors", ids):
            yield
    finally:
        _vendor_ids.reset(token)


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    # A scope inside a scope must give the outer one's setting back: set_config(…, true) lasts
    # until the outermost transaction ends, not until the savepoint does.
    before = _exchange(name, value)
    yield
    if connection.savepoint_ids and not connection.needs_rollback:
        _exchange(name, before)


def _exchange(name: str, value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)",
            [name, name, value],
        )
        (before, _) = cursor.fetchone()
    return str(before)
