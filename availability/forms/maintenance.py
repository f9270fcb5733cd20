"""What is typed about maintenance: the plan, who was called, what was approved (PQ-03, HR-03)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from availability.domain.policy import Kind
from availability.draft import Draft
from availability.forms.instants import InstantField, InstantsForm
from availability.forms.outages import ComponentsField, lines
from availability.models import Component, MaintenanceSession, MaintenanceVersion
from availability.models.maintenance import LONGEST_TITLE
from availability.planned import MOST_MINUTES, Session, WorkFacts
from contracts.models import Contract
from portal.kernel.period import Period
from portal.tenancy.models import Vendor

MOST_SESSIONS = 5  # of one work, as many as the form has room for
KINDS = [
    (Kind.SCHEDULED.value, "Scheduled: customers are told ahead"),
    (Kind.EMERGENCY.value, "Emergency: it cannot wait"),
]


class WorkForm(InstantsForm):
    """A piece of work. Sessions after the first stand in fields of their own."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label="What is done",
        help_text="Customers read it.",
        error_messages={"required": "Say in a few words what is to be done."},
    )
    kind = forms.ChoiceField(choices=KINDS, initial=Kind.SCHEDULED, widget=forms.RadioSelect)
    components = ComponentsField(
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one component that is worked on."},
    )
    is_outage_expected = forms.BooleanField(
        required=False, initial=True, label="The service will be unavailable"
    )
    expected_minutes = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        label="For how many minutes",
        help_text="Counted from the start. Empty: all the time.",
    )
    words = lines(required=False, label="What customers should know")

    def __init__(self, *args: Any, vendor: Vendor, sessions: int = 1, **kwargs: Any) -> None:
        # A field is made for each session before the zone is given to all of them.
        self.places = range(1, min(max(sessions, 1), MOST_SESSIONS) + 1)
        super().__init__(*args, **kwargs)
        components = Component.objects.filter(vendor=vendor, ended_on=None).with_service()
        self.fields["components"].queryset = components  # type: ignore[attr-defined]  # as declared
        zone = kwargs["zone"]
        for place in self.places:
            for name, field in _session_fields(place).items():
                field.zone = type(field.zone)(zone)
                field.initial = self.initial.get(name)
                field.help_text = f"Time in {zone}." if place == 1 else ""
                self.fields[name] = field

    @property
    def sessions(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The two times of each session."""
        return [(place, self[f"from_{place}"], self[f"to_{place}"]) for place in self.places]

    @property
    def about(self) -> list[forms.BoundField]:
        """What is asked before the times."""
        return [self[name] for name in ("title", "kind", "components")]

    @property
    def outage(self) -> list[forms.BoundField]:
        """What is asked after the times."""
        return [self[name] for name in ("is_outage_expected", "expected_minutes", "words")]

    def clean(self) -> dict[str, Any]:
        """Refuse times that cannot be, at the field that is wrong."""
        said: dict[str, Any] = super().clean() or {}
        for place in self.places:
            start, end = said.get(f"from_{place}"), said.get(f"to_{place}")
            if (start is None) != (end is None):
                missing = "from" if start is None else "to"
                if f"{missing}_{place}" not in self.errors:
                    self.add_error(f"{missing}_{place}", "A session has a start and an end.")
            elif start and end and end <= start:
                self.add_error(f"to_{place}", "It would end before it begins.")
        return said

    def periods(self) -> list[Period]:
        """Return the sessions that were typed."""
        said = self.cleaned_data
        times = ((said.get(f"from_{place}"), said.get(f"to_{place}")) for place in self.places)
        return [Period(start, end) for start, end in times if start and end and start < end]

    def draft(self) -> Draft:
        """Return the work as the planner reads it."""
        said = self.cleaned_data
        return Draft(
            components=list(said.get("components") or ()),
            sessions=self.periods(),
            kind=Kind(said.get("kind") or Kind.SCHEDULED),
            is_outage_expected=bool(said.get("is_outage_expected")),
            expected_minutes=said.get("expected_minutes"),
        )

    def facts(self, before: MaintenanceVersion | None = None) -> WorkFacts:
        """Return the work as it was typed; what was done of `before` stays known."""
        said = self.cleaned_data
        done = {
            (one.announced_from, one.announced_to): one
            for one in (before.sessions.all() if before else ())
        }
        return WorkFacts(
            title=said["title"],
            components=list(said["components"]),
            sessions=[_session(one, done.get((one.start, one.end))) for one in self.periods()],
            kind=Kind(said["kind"]),
            words=said["words"],
            is_outage_expected=said["is_outage_expected"],
            expected_minutes=said["expected_minutes"],
        )


class PlanForm(WorkForm):
    """A new piece of work."""

    tells = forms.BooleanField(
        required=False,
        initial=True,
        label="Tell the customers now",
        help_text="Each technical contact is mailed; the notice counts from when the mail leaves.",
    )


class ChangeForm(WorkForm):
    """A piece of work planned otherwise, and why."""

    reason = lines(
        label="Why it is changed",
        rows=2,
        help_text="Customers who were told read it.",
        error_messages={"required": "Say why it is changed."},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CancellationForm(forms.Form):
    """Why work is given up."""

    reason = lines(
        label="Why",
        rows=2,
        help_text="Customers who were told read it.",
        error_messages={"required": "Say why it is cancelled."},
    )


class _ContractForm(InstantsForm):
    """Something about one of the customers concerned."""

    contract: Any = forms.ModelChoiceField(queryset=None, label="Customer")

    def __init__(self, *args: Any, contracts: Iterable[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in contracts]
        rows = Contract.objects.filter(pk__in=keys).select_related("customer")
        field = self.fields["contract"]
        field.queryset = rows  # type: ignore[attr-defined]  # a choice field, as declared
        field.label_from_instance = lambda one: str(one.customer)  # type: ignore[attr-defined]  # so too


class ContactForm(_ContractForm):
    """A telephone call in which a customer was told."""

    spoken_to = forms.CharField(
        max_length=200, label="Spoken to", error_messages={"required": "Say who was told."}
    )
    sent_at = InstantField(label="When", error_messages={"required": "Say when the call was."})
    words = lines(required=False, label="What was said", rows=2)


class ApprovalForm(_ContractForm):
    """Minutes beyond the month's allotment that a customer approved."""

    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES, label="Minutes more")
    approved_by = forms.CharField(max_length=120, label="Approved by")
    evidence = lines(label="What shows it", rows=2, help_text="Such as: mail of 8 September.")


class ActualForm(InstantsForm):
    """From when until when the service was down in one session."""

    session = forms.TypedChoiceField(coerce=int, label="Session")
    actual_from = InstantField(label="Down from", error_messages={"required": "Say from when."})
    actual_to = InstantField(
        label="Up again", required=False, closes=True, help_text="Empty while it goes on."
    )
    reason = lines(label="Why it is written down late, or corrected", rows=2)

    def __init__(self, *args: Any, sessions: Sequence[MaintenanceSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        choices = [(place, f"{place}") for place in range(1, len(sessions) + 1)]
        field.choices = choices  # type: ignore[attr-defined]  # a choice field, as declared
        if len(choices) == 1:
            field.widget, field.initial = forms.HiddenInput(), 1


def said_of(version: MaintenanceVersion) -> dict[str, Any]:
    """Return what a change's form shows at first: what is planned."""
    facts = WorkFacts.of(version)
    said: dict[str, Any] = {
        "title": facts.title,
        "kind": facts.kind.value,
        "components": [one.pk for one in facts.components],
        "is_outage_expected": facts.is_outage_expected,
        "expected_minutes": facts.expected_minutes,
        "words": facts.words,
        "based_on": version.number,
    }
    for place, one in enumerate(facts.sessions, start=1):
        said[f"from_{place}"], said[f"to_{place}"] = one.announced_from, one.announced_to
    return said


def _session_fields(place: int) -> dict[str, InstantField]:
    numbered = "" if place == 1 else f", session {place}"
    needed = place == 1
    missing = {"required": "Say from when until when the work lasts."}
    return {
        f"from_{place}": InstantField(
            label=f"From{numbered}", required=needed, error_messages=missing
        ),
        f"to_{place}": InstantField(
            label=f"Until{numbered}", required=needed, closes=True, error_messages=missing
        ),
    }


def _session(period: Period, done: Any) -> Session:
    return Session(
        announced_from=period.start,
        announced_to=period.end,
        actual_from=done.actual_from if done else None,
        actual_to=done.actual_to if done else None,
    )
