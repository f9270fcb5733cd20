"""What is typed of a claim, its decision, and the limit above which two people approve (PQ-07)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from availability.forms.instants import InstantField, InstantsForm
from availability.forms.outages import lines
from contracts.domain.credits import Claims
from contracts.forms.contracts import money
from credits.claims.asking import reference_of
from credits.claims.details import MOST_MINUTES, ClaimFacts, label_of, others_of
from credits.models import ClaimSource
from incidents.mailin.receipt import receipt_of
from incidents.models import Message

ASKED = {
    "areas": ("functional_areas", "Choose or name at least one area."),
    "started_at": ("date_and_time", "Say when it began."),
    "ended_at": ("date_and_time", "Say when it ended."),
    "users": ("users", "Name at least one user: a username or an address."),
    "estimated_minutes": ("estimated_minutes", "Give your estimate in minutes."),
}
OTHER = "other_"


class ClaimForm(InstantsForm):
    """A claim as the agreement asks for it, prefilled from the record."""

    areas = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Functional areas affected",
        help_text="As the record has them.",
    )
    more_areas = lines(
        required=False, rows=2, label="Other areas", help_text="As you call them, one a line."
    )
    started_at = InstantField(required=False, label="It began")
    ended_at = InstantField(required=False, closes=True, label="It ended")
    estimated_minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        label="Your estimate of the minutes lost",
        help_text="It is kept beside the measured record, which is what counts.",
    )
    users = lines(
        required=False,
        rows=5,
        label="Users affected",
        help_text="One a line: a username or an email address.",
    )
    words = lines(required=False, rows=3, label="Anything else")

    def __init__(
        self, *args: Any, asked: Claims, areas: Sequence[str], strict: bool = True, **kwargs: Any
    ) -> None:
        """Ask for what the agreement asks for.

        :param areas: what the record names.
        :param strict: whether nothing of it can be left out.
        """
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(one, one) for one in areas]  # type: ignore[attr-defined]  # a choice field, as declared
        for name in others_of(asked):
            self.fields[f"{OTHER}{name}"] = lines(required=False, rows=2, label=label_of(name))
        for name, field in self.fields.items():
            detail, otherwise = ASKED.get(name, (name.removeprefix(OTHER), "Fill this in."))
            if strict and name != "areas" and detail in asked.details:
                field.required = True
                field.error_messages = field.error_messages | {"required": otherwise}
        self._needs_areas = strict and "functional_areas" in asked.details

    def clean(self) -> dict[str, Any]:
        """Refuse a claim without any area, where areas are asked for."""
        typed = super().clean() or self.cleaned_data
        if self._needs_areas and not typed.get("areas") and not _each(typed.get("more_areas")):
            self.add_error("areas", ASKED["areas"][1])
        return typed

    def facts(self) -> ClaimFacts:
        """Return what was typed."""
        said = self.cleaned_data
        return ClaimFacts(
            areas=(*said["areas"], *_each(said["more_areas"])),
            started_at=said["started_at"],
            ended_at=said["ended_at"],
            users=tuple(_each(said["users"])),
            estimated_minutes=said["estimated_minutes"],
            words=said["words"],
            others={
                name.removeprefix(OTHER): said[name] for name in said if name.startswith(OTHER)
            },
        )


class StaffClaimForm(ClaimForm):
    """A claim that the vendor's people file or record for a customer: what came may be short."""

    source = forms.ChoiceField(
        choices=[
            (ClaimSource.PAGE.value, "Filed now, on the customer's behalf: complete"),
            (ClaimSource.MAIL.value, "It came by mail or in an incident: as it came"),
            (ClaimSource.TELEPHONE.value, "It came by telephone: as it came"),
        ],
        label="How it came",
    )
    message = forms.ChoiceField(
        required=False,
        label="The customer's message",
        help_text="It counts from when the message was received, and is filed by who wrote it.",
    )
    received_at = InstantField(
        required=False, label="Received", help_text="Where no message is chosen above."
    )
    field_order = ("source", "message", "received_at")

    def __init__(self, *args: Any, messages: Sequence[Message], **kwargs: Any) -> None:
        super().__init__(*args, strict=False, **kwargs)
        self.messages = {str(one.pk): one for one in messages}
        zone = ZoneInfo(self.zone)
        told = [(key, _told(one, zone)) for key, one in self.messages.items()]
        self.fields["message"].choices = [("", "None of them"), *told]  # type: ignore[attr-defined]  # a choice field, as declared
        if not told:
            del self.fields["message"]

    def came(self) -> dict[str, Any]:
        """Return how it came: the source, and the message with its time and its writer."""
        said = self.cleaned_data
        found = self.messages.get(said.get("message", ""))
        if said["source"] == ClaimSource.PAGE:
            return {"source": said["source"]}
        received: datetime | None = said["received_at"]
        source = said["source"]
        if found:
            mailed_at = receipt_of(found)
            received = mailed_at or found.at
            if source == ClaimSource.MAIL and mailed_at is None:
                source = ClaimSource.MESSAGE  # written in the portal
        return {
            "source": source,
            "message": reference_of(found) if found else "",
            "received_at": received,
            "filed_by": found.author if found else None,
        }


class DecisionForm(forms.Form):
    """What is decided of a claim."""

    approve = forms.TypedChoiceField(
        choices=[("yes", "Approve it"), ("no", "Decline it")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label="Decision",
        error_messages={"required": "Choose one."},
    )
    reason = lines(
        required=False, rows=3, label="Why", help_text="The customer reads it. Needed to decline."
    )

    def only_decline(self) -> "DecisionForm":
        """Offer nothing that would be refused: what cannot be approved yet can only be declined."""
        field: Any = self.fields["approve"]
        field.choices = [("no", "Decline it")]
        field.initial = "no"
        return self


class LimitForm(forms.Form):
    """Above which amount two people approve a claim."""

    amount = money(
        required=False,
        label="Two people approve claims above",
        help_text="In the contract's own currency. Empty: one person is always enough.",
    )


def _each(text: str | None) -> list[str]:
    return [one for one in (text or "").splitlines() if one.strip()]


def _told(message: Message, zone: ZoneInfo) -> str:
    began = " ".join(message.text.split())[:60]
    return f"{message.at.astimezone(zone):%-d %B %Y %H:%M}, {message.author}: {began}"
