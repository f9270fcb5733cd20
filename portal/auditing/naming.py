"""What the objects of the record are called, and where their pages are."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode

from portal.audit.models import AuditEvent
from portal.auditing.asking import kind_of
from portal.tenancy.models import Person, Vendor, VendorOwned
from portal.tenancy.scope import current_vendor_ids

# The page on which one looks for an object, by name: what is above is named in strings only.
PAGES = {
    "contracts.activity": "activities:detail",
    "contracts.contract": "contracts:entitlements_of",
    "contracts.instance": "products:instance",
    "contracts.obligation": "obligations:detail",
    "contracts.release": "products:release",
    "tenancy.customer": "contacts:of",
}

WHOLE = 0  # the key of a record that is about a whole list

type Subject = tuple[str, int]


def names_of(subjects: Iterable[Subject]) -> dict[Subject, str]:
    """Return what some objects are called now, in a few queries a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for label, pk in subjects:
        wanted[label].add(pk)
    names = {}
    for label, keys in wanted.items():
        for row in _rows(label, keys):
            person = getattr(row, "person", None)  # a membership does not say whose it is
            names[label, row.pk] = f"{person}, {row}" if isinstance(person, Person) else str(row)
    return names


def subject_of(event: AuditEvent) -> Subject:
    """Return what a record is about."""
    return event.object_type, event.object_id


def _rows(label: str, keys: AbstractSet[int]) -> Iterable[models.Model]:
    try:
        model = apps.get_model(label)
    except LookupError:
        return ()
    if model is Vendor:
        keys &= current_vendor_ids()
    elif not issubclass(model, VendorOwned):
        return ()
    # What a row is called may stand in rows it points at: they are fetched for all at once.
    rows: models.QuerySet[models.Model]
    rows = model._default_manager.filter(pk__in=keys).fetch_mode(models.FETCH_PEERS)
    return rows.defer(*(one.name for one in model._meta.concrete_fields if _is_long(one)))


def _is_long(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.TextField | models.JSONField)


def called(subject: Subject, names: dict[Subject, str]) -> str:
    """Name an object with its kind: contract St Brannock's on essentials."""
    label, pk = subject
    if pk == WHOLE:
        return f"all {kind_of(label)}s"
    return f"{kind_of(label)} {names.get(subject, pk)}"


def page_of(subject: Subject) -> str:
    """Return the address of an object's page, or nothing where it has none."""
    label, pk = subject
    return reverse(PAGES[label], args=[pk]) if label in PAGES and pk != WHOLE else ""


def history_url(row: VendorOwned) -> str:
    """Return the address of everything that is recorded of a row."""
    return history_of((row._meta.label_lower, row.pk))


def history_of(subject: Subject) -> str:
    """Return the same for an object that is known by its kind and key."""
    label, pk = subject
    if pk == WHOLE:
        return ""
    return f"{reverse('auditing:records')}?{urlencode({'object': f'{label}:{pk}'})}"
