"""A row's history as people read it: what the database wrote down, version after version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from portal.audit.history import HISTORIES, Version
from portal.auditing.naming import Subject
from portal.auditing.reading import Change, written
from portal.tenancy.models import Person

MOST = 50
OWN = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "pgh_obj_id", "vendor_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRead:
    """What a row said from an instant on, as far as it differs from before."""

    at: datetime
    label: str  # insert or update
    who: str
    token: str  # by which a program came for them
    request_id: str
    changes: list[Change]


def versions_of(subject: Subject) -> list[VersionRead] | None:
    """Return an object's last versions, the newest first; None where none are kept."""
    label, pk = subject
    named = {kept._meta.label_lower: own for kept, own in HISTORIES.items()}
    history = named.get(label)
    if history is None or not issubclass(history, Version):
        return None  # none is kept, or it is of a person, who belongs to no vendor
    every: Any = history.objects  # a concrete history, of which the checker knows the base only
    return list(_read(list(every.filter(pgh_obj=pk).order_by("-pgh_id")[: MOST + 1])))


def _read(rows: list[Any]) -> Iterator[VersionRead]:
    actors = {context["actor"] for row in rows if (context := row.pgh_context)}
    people = Person.objects.in_bulk(actors)
    for row, older in pairwise([*rows, None]):
        context = row.pgh_context or {}
        if older is None and len(rows) > MOST:
            return  # only there to compare with
        yield VersionRead(
            at=row.pgh_created_at,
            label=row.pgh_label,
            who=str(people.get(context.get("actor"), "By no request")),
            token=context.get("token", ""),
            request_id=context.get("request", ""),
            changes=list(_differences(older, row)),
        )


def _differences(older: Any, row: Any) -> Iterator[Change]:
    for field in row._meta.concrete_fields:
        name = field.attname
        if name in OWN:
            continue
        now = written(getattr(row, name))
        was = written(getattr(older, name)) if older is not None else ""
        if was != now:
            yield Change(label=field.verbose_name, before=was, after=now)
