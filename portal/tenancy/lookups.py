"""A way to name very many rows: one array instead of a placeholder for each key."""

from collections.abc import Iterable
from typing import Any

from django.db import models


class Among(models.Lookup):
    """`incident__among=keys`: as `__in`, but one argument however many keys there are.

    With `__in` a thousand keys are a thousand placeholders, each of them prepared by Django and
    sought in the statement by psycopg; that took longer than the statement itself.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[int]) -> None:
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return `column = ANY(keys)`."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", (*params, self.rhs)


def offer_lookups() -> None:
    """Let keys be named by `__among`."""
    models.ForeignKey.register_lookup(Among)
    models.BigAutoField.register_lookup(Among)
