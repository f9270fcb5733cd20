"""What the address of the audit page asks for: who, what, when, and from where on."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django import forms
from django.apps import apps
from django.db.models import Q
from django.http import QueryDict

from portal.audit.models import AuditEvent, AuditEventQuerySet
from portal.kernel.keys import read_key


def kind_of(label: str) -> str:
    """Name a kind of object for people: contracts.contract is a contract."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label  # of a model that is no more; its records stay


class AuditFilterForm(forms.Form):
    """What the record is narrowed to; each part may be left out."""

    who = forms.CharField(
        required=False, max_length=100, help_text="A part of a name or an address."
    )
    kind = forms.ChoiceField(required=False, label="Kind of object")
    token = forms.CharField(
        required=False,
        max_length=120,
        label="API token",
        help_text="A part of its name or of its beginning.",
    )
    verb = forms.CharField(
        required=False, max_length=60, label="What was done", help_text="Such as: ended."
    )
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        required=False,
        help_text="That day included.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = AuditEvent.objects.order_by("object_type").values_list("object_type", flat=True)
        named = sorted((kind_of(label), label) for label in kinds.distinct())
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "Every kind"),
            *((label, name.capitalize()) for name, label in named),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page ends: the instant and the key of its last row."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a cursor from an address; one that makes no sense is none."""
        micros, _, pk = text.partition("-")
        if not (micros.isdecimal() and pk.isdecimal() and len(text) < 40):
            return None
        try:
            return cls(at=_EPOCH + timedelta(microseconds=int(micros)), pk=int(pk))
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    def beyond(self) -> Q:
        """Rows that come after it, where the newest come first."""
        return Q(at__lte=self.at) & (Q(at__lt=self.at) | Q(pk__lt=self.pk))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def narrowed(form: AuditFilterForm, query: QueryDict, zone: ZoneInfo) -> AuditEventQuerySet:
    """Return the records that the address asks for, the newest first; days are of the zone."""
    rows = AuditEvent.objects.order_by("-at", "-pk")
    if subject := object_in(query):
        rows = rows.filter(object_type=subject[0], object_id=subject[1])
    if not form.is_valid():
        return rows
    said = form.cleaned_data
    if said["who"]:
        who = said["who"]
        rows = rows.filter(Q(actor__name__icontains=who) | Q(actor__email__icontains=who))
    if said["kind"]:
        rows = rows.filter(object_type=said["kind"])
    if said["token"]:
        rows = rows.filter(token__icontains=said["token"])
    if said["verb"]:
        rows = rows.filter(verb__icontains=said["verb"])
    if said["since"]:
        rows = rows.filter(at__gte=datetime.combine(said["since"], time(), zone))
    if said["until"]:
        rows = rows.filter(at__lt=_day_after(said["until"], zone))
    return rows


def _day_after(day: Any, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day + timedelta(days=1), time(), zone)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def object_in(query: QueryDict) -> tuple[str, int] | None:
    """Return the one object that the address is about, such as contracts.contract:12."""
    label, _, pk = query.get("object", "").partition(":")
    key = read_key(pk)
    return (label, key) if label and key is not None else None
