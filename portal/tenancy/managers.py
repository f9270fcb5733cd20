"""The second fence: tenant rows are reached only inside a scope, and only that scope's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Self

from django.db import models
from django.db.models.sql import Query

from portal.tenancy.bulk import update_rows
from portal.tenancy.scope import NoScope, current_vendor_ids


class VendorQuerySet[M: models.Model](models.QuerySet[M]):
    """Refuses writes that would leave the scope; reading is fenced by the manager."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            check_in_scope(row)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], *_: Any, **__: Any) -> int:
        rows = list(objs)
        for row in rows:
            check_in_scope(row)
        return update_rows(rows, fields)

    def update(self, **kwargs: Any) -> int:
        if {"vendor", "vendor_id"} & kwargs.keys():
            raise NoScope("A row never moves to another vendor.")
        return super().update(**kwargs)

    def locked(self) -> Self:
        """Lock the rows themselves, not the rows they are joined to."""
        return self.select_for_update(of=("self",))


class VendorManager[M: models.Model](models.Manager[M]):
    """Starts every query from the vendors in scope; raises where there is no scope."""

    def get_queryset(self) -> VendorQuerySet[M]:
        rows: VendorQuerySet[M] = super().get_queryset()  # type: ignore[assignment]  # from_queryset's
        rows.query = _fenced(self.model, current_vendor_ids()).chain()
        return rows


@lru_cache(maxsize=1024)
def _fenced(model: type[models.Model], vendor_ids: frozenset[int]) -> Query:
    """Return the query for a model's rows in scope: every question begins with a copy of it."""
    return models.QuerySet(model).filter(vendor_id__in=vendor_ids).query


def check_in_scope(row: models.Model) -> None:
    """Refuse to write a row of a vendor that is not in scope.

    :raises NoScope: if there is no scope, or the row's vendor is not in it.
    """
    if row.vendor_id not in current_vendor_ids():  # type: ignore[attr-defined]  # VendorOwned only
        raise NoScope(f"{type(row).__name__} belongs to a vendor that is not in scope.")
