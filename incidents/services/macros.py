"""Keeping ready texts: one's own, and those that the whole desk shares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.domain.places import ON_AN_INCIDENT, Place
from incidents.models import Macro
from incidents.services.steps import checked_text
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroText:
    """What a macro says, and for which composer."""

    name: str
    place: Place
    text: str


@transaction.atomic
def keep_macro(*, by: Membership, words: MacroText, is_shared: bool, at: datetime) -> Macro:
    """Keep a new ready text: one's own, or for the whole desk.

    :raises Refusal: if the membership may not keep it, or one of that name is there already.
    """
    require(by, Act.KEEP_MACROS if is_shared else Act.WORK_ON_INCIDENTS)
    macro = Macro(vendor_id=by.vendor_id, owner=None if is_shared else by, changed_at=at)
    _put(macro, words)
    macro.save(force_insert=True)
    record("macro kept", macro, actor=by.person, at=at, after=_said(macro))
    return macro


@transaction.atomic
def change_macro(*, macro: Macro, by: Membership, words: MacroText, at: datetime) -> Macro:
    """Change what a ready text says; what was sent with it stays as it was sent."""
    macro = _own(macro, by)
    before = _said(macro)
    _put(macro, words)
    macro.changed_at = at
    macro.save(update_fields=["name", "place", "text", "changed_at"])
    record("macro changed", macro, actor=by.person, at=at, before=before, after=_said(macro))
    return macro


@transaction.atomic
def archive_macro(*, macro: Macro, by: Membership, at: datetime) -> Macro:
    """Offer a ready text no more; it stays to be read."""
    macro = _own(macro, by)
    macro.archived_at = at
    macro.save(update_fields=["archived_at"])
    record("macro archived", macro, actor=by.person, at=at, before=_said(macro))
    return macro


def _own(macro: Macro, by: Membership) -> Macro:
    """Re-read the macro, locked, and refuse what is not this membership's to change."""
    locked = Macro.objects.locked().get(pk=macro.pk)
    require(by, Act.KEEP_MACROS if locked.owner_id is None else Act.WORK_ON_INCIDENTS)
    if locked.owner_id not in (None, by.pk):
        raise Refusal("This text is another person's own; only they can change it.", code="not_own")
    if locked.archived_at is not None:
        raise Refusal(
            f"“{locked}” is archived and stays as it is. Keep its words as a new text.",
            code="archived",
        )
    return locked


def _put(macro: Macro, words: MacroText) -> None:
    macro.name = " ".join(checked_text(words.name).split())
    macro.place, macro.text = words.place, checked_text(words.text)
    if words.place not in ON_AN_INCIDENT or len(macro.name) > LONGEST_NAME:
        raise Refusal("A text wants a short name, and the composer it is for.", code="no_place")
    same = Macro.objects.current().filter(owner=macro.owner_id, place=macro.place)
    if same.filter(name__iexact=macro.name).exclude(pk=macro.pk).exists():
        raise Refusal(
            f"There is a text called “{macro.name}” already: choose another name, or change that "
            "one.",
            code="name_taken",
        )


def _said(macro: Macro) -> dict[str, Any]:
    return {
        "name": macro.name,
        "for": macro.place,
        "text": macro.text,
        "shared": macro.owner_id is None,
    }
