"""Row history: what a row said after each change, written by the database itself (CO-07).

`AuditEvent` tells who meant to do what, and why; it is written by whoever remembers to. A row's
history is written by a trigger, also for a change that nobody told: a bulk update, a statement by
hand. Its tables are fenced like all others and append-only for the portal's role.
"""

import json
from typing import Any, ClassVar

import pghistory
from django.db import connection, models
from pghistory.models import Event

from portal.audit.origin import Origin
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned

HISTORIES: dict[type[models.Model], type[models.Model]] = {}


class VersionQuerySet(VendorQuerySet["Version"]):
    """Rows of one vendor."""


VersionRows = VendorManager.from_queryset(VersionQuerySet)


class Version(Event, VendorOwned):
    """What a vendor's row said from then on; `pgh_context` says by which request, if by one."""

    append_only = True

    pgh_id = models.BigAutoField(primary_key=True)
    objects: ClassVar[Any] = VersionRows()  # type: ignore[assignment]  # it starts from the scope

    class Meta(VendorOwned.Meta):
        abstract = True
        ordering = ("-pgh_id",)


class VersionOfAll(Event):
    """The same for a row that belongs to no vendor."""

    append_only = True

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
        ordering = ("-pgh_id",)


def keep_history(
    model: type[models.Model], *, fields: tuple[str, ...] = (), updates_only: bool = False
) -> None:
    """Let the database write down what a row says after each insert and update.

    :param fields: those whose changes count; without them, all.
    :param updates_only: for rows whose first state is told elsewhere.
    """
    base = Version if issubclass(model, VendorOwned) else VersionOfAll
    trackers = [pghistory.UpdateEvent()] if updates_only else [
        pghistory.InsertEvent(), pghistory.UpdateEvent(),
    ]  # fmt: skip
    HISTORIES[model] = pghistory.create_event_model(
        model,
        *trackers,
        fields=list(fields or _fields_of(model)),
        base_model=base,
        model_name=f"{model.__name__}History",
        obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # documented: no such field
        meta={"ordering": ("-pgh_id",), "base_manager_name": "objects"},
        abstract=False,
    )


def _fields_of(model: type[models.Model]) -> list[str]:
    # The key stands in `pgh_obj`, and the vendor is a column of every history.
    return [
        field.name
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.name == "vendor")
    ]


def say_to_database(origin: Origin, actor_id: int | None) -> None:
    """Name the request to the triggers of this transaction."""
    said = {"request": origin.request_id, "actor": actor_id, "by": origin.channel}
    if origin.token:
        said["token"] = origin.token
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_metadata', %s, true)", [json.dumps(said)]
        )


def versions_of(row: models.Model) -> models.QuerySet[Any]:
    """Return a row's history, the newest first."""
    history = HISTORIES[type(row)]
    return history._default_manager.filter(pgh_obj=row.pk).order_by("-pgh_id")
