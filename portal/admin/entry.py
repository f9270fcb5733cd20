"""An operator's way into one vendor's rows: chosen, with a reason, for an hour, and recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Model

from portal.audit.models import AuditEvent, record_look
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Person, Vendor
from portal.tenancy.scope import vendor_scope

LASTS = timedelta(hours=1)
KEY = "operator_entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The vendor whose rows are open to an operator, and until when."""

    vendor: Vendor
    until: datetime

    @classmethod
    def of(cls, session: SessionBase, at: datetime) -> Self | None:
        """Return the entry that a session holds, unless its hour is over."""
        kept = session.get(KEY)
        if kept is None:
            return None
        until = datetime.fromisoformat(kept["until"])
        vendor = Vendor.objects.filter(pk=kept["vendor"]).first()
        return cls(vendor=vendor, until=until) if vendor and at < until else None


def enter(
    *, session: SessionBase, by: Person, vendor: Vendor, reason: str, at: datetime
) -> AuditEvent:
    """Open one vendor's rows to an operator for an hour; the vendor's own people can read why.

    :raises Refusal: if there is no reason.
    """
    words = " ".join(reason.split())
    if not words:
        raise Refusal("Say why: the vendor's administrators read it in their audit.", code="reason")
    until = at + LASTS
    session[KEY] = {"vendor": vendor.pk, "until": until.isoformat()}
    return noted(
        "operator came in", Vendor, by=by, vendor=vendor, at=at, pk=vendor.pk, reason=words
    )


def leave(*, session: SessionBase, by: Person, at: datetime) -> None:
    """Close what was open, if anything was."""
    entry = Entry.of(session, at)
    session.pop(KEY, None)
    if entry is not None:
        noted("operator left", Vendor, by=by, vendor=entry.vendor, at=at, pk=entry.vendor.pk)


def noted(
    verb: str,
    kind: type[Model],
    *,
    by: Person,
    vendor: Vendor,
    at: datetime,
    pk: int = 0,
    reason: str = "",
) -> AuditEvent:
    """Record in the vendor's own audit what an operator did there."""
    with vendor_scope(vendor):
        return record_look(verb, kind, vendor=vendor, pk=pk, actor=by, at=at, reason=reason)
