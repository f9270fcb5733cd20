"""What can be done to an announcement, by nouns that its page and the API offer (LU-28)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledgebase import forms
from knowledgebase.announcements import services
from knowledgebase.domain.announcing import Move, Stage, possible
from knowledgebase.models import Announcement
from portal.tenancy.models import Membership

type Do = Callable[[Announcement, Membership, forms.DeedForm, datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A deed with its form, what does it and says that it was done."""

    form: type[forms.DeedForm]
    do: Do
    move: Move
    title: str
    button: str
    warning: str = ""  # of what cannot be undone


def _publish(row: Announcement, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    done = services.publish(by=by, announcement=row, at=at, **form.cleaned_data)
    return "Scheduled." if done.state == Stage.SCHEDULED else "Published. Those it is for are told."


def _return(row: Announcement, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    services.take_into_draft(by=by, announcement=row, at=at, **form.cleaned_data)
    return "It is a draft again."


def _withdraw(row: Announcement, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    services.withdraw(by=by, announcement=row, at=at, **form.cleaned_data)
    return "Withdrawn."


NOUNS: Mapping[str, Noun] = {
    "publication": Noun(
        form=forms.PublicationForm, do=_publish, move=Move.PUBLISH,
        title="Publish", button="Publish",
        warning="Everybody it is for is told, once. What was mailed cannot be called back.",
    ),
    "returning": Noun(
        form=forms.DeedForm, do=_return, move=Move.RETURN,
        title="Not yet", button="Take it back into a draft",
    ),
    "withdrawal": Noun(
        form=forms.WordsForm, do=_withdraw, move=Move.WITHDRAW,
        title="Withdraw", button="Withdraw it",
        warning="For good: its page then says that it was withdrawn, and why. "
        "Mail that waits for somebody's morning does not leave.",
    ),
}  # fmt: skip


def form_for(noun: Noun, row: Announcement, zone: ZoneInfo, data: Any = None, key: str = "") -> Any:
    """Return the form of a deed, empty or with what was typed."""
    return noun.form(data, article=row, zone=zone, auto_id=f"{key}-%s")


def offered(row: Announcement, zone: ZoneInfo) -> dict[str, tuple[Noun, Any]]:
    """Return what can be done to an announcement now, each with its empty form."""
    can = possible(row.state)
    return {
        key: (noun, form_for(noun, row, zone, key=key))
        for key, noun in NOUNS.items()
        if noun.move in can
    }
