"""What is typed about problems and change requests (LU-21)."""

from typing import Any

from django import forms

from contracts.models import Product, Release
from incidents.domain.problems import (
    Decision,
    Priority,
    ProblemKind,
    Side,
    label,
)
from incidents.models import Incident, Problem, ProblemLink
from incidents.models.change import LONGEST_NAME, LONGEST_TARGET
from incidents.models.problem import LONGEST_TITLE, LONGEST_WORDS
from incidents.pages.problems import may_be_linked
from incidents.services.steps import LONGEST_TEXT
from portal.tenancy.models import Vendor
from portal.web.cautious import AcknowledgementField


def _lines(**said: Any) -> forms.CharField:
    rows = said.pop("rows", 3)
    longest = said.pop("max_length", LONGEST_WORDS)
    return forms.CharField(max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **said)


class ReleaseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A release by product and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.product} {obj}, {obj.published_on:%d %b %Y}"


class ProblemChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A problem by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}: {obj.title}"


class ReportProblemForm(forms.Form):
    """What lies behind an incident, for product management."""

    title = forms.CharField(max_length=LONGEST_TITLE, label="Title")
    text = _lines(max_length=LONGEST_TEXT, label="What is wrong")
    business_need = _lines(required=False, label="Business need")
    patient_data_acknowledged = AcknowledgementField()

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del incident  # it is the same for each


class LinkProblemForm(forms.Form):
    """Which known problem lies behind an incident."""

    problem: Any = ProblemChoice(queryset=None, label="Problem")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problem"].queryset = may_be_linked(incident)  # type: ignore[attr-defined]  # a choice field, as declared


class LinkedProblemForm(forms.Form):
    """One of the problems that lie behind an incident."""

    problem: Any = ProblemChoice(queryset=None, label="Problem")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        behind = ProblemLink.objects.current().filter(incident=incident).values("problem")
        self.fields["problem"].queryset = Problem.objects.filter(pk__in=behind)  # type: ignore[attr-defined]  # a choice field, as declared


class BugEscalationForm(LinkedProblemForm):
    """Why a bug cannot wait (LU-21)."""

    priority = forms.ChoiceField(
        choices=[(one.value, label(one)) for one in Priority], label="How urgent"
    )
    justification = _lines(label="Why it cannot wait")
    target = forms.CharField(max_length=LONGEST_TARGET, required=False, label="Wanted in release")
    patient_data_acknowledged = AcknowledgementField()


class ConsultationForm(LinkedProblemForm):
    """Who was consulted about an escalated bug, and what came of it."""

    side = forms.ChoiceField(choices=[(one.value, label(one)) for one in Side], label="Who")
    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    text = _lines(label="What came of it")
    patient_data_acknowledged = AcknowledgementField()


class NeedForm(LinkedProblemForm):
    """Why an enhancement is needed."""

    text = _lines(label="Why it is needed")
    patient_data_acknowledged = AcknowledgementField()


class QualificationForm(forms.Form):
    """What product management finds a problem to be."""

    kind = forms.ChoiceField(
        choices=[(one.value, label(one)) for one in (ProblemKind.BUG, ProblemKind.ENHANCEMENT)],
        widget=forms.RadioSelect,
        label="What is it",
    )
    words = _lines(required=False, label="Why", rows=2)


class _TargetForm(forms.Form):
    target: Any = ReleaseChoice(
        queryset=None, required=False, label="Release", empty_label="None announced yet"
    )
    target_text = forms.CharField(
        max_length=LONGEST_TARGET,
        required=False,
        label="Or in words",
        help_text="Where it is not announced yet, such as 6.1.",
    )

    def __init__(self, *args: Any, vendor: Vendor, product: Product | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Release.objects.filter(vendor=vendor).select_related("product").by_number()
        if product:
            rows = rows.filter(product=product)
        self.fields["target"].queryset = rows  # type: ignore[attr-defined]  # a choice field, as declared


class ChangeForm(_TargetForm):
    """A change that delivers a problem."""

    title = forms.CharField(max_length=LONGEST_TITLE, label="What is changed")
    field_order = ("title", "target", "target_text")


class TargetForm(_TargetForm):
    """Another release for a change."""


class ShipmentForm(forms.Form):
    """In which release a change was delivered."""

    release: Any = ReleaseChoice(queryset=None, label="Release", empty_label=None)

    def __init__(self, *args: Any, vendor: Vendor, product: Product | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Release.objects.filter(vendor=vendor).select_related("product").by_number()
        if product:
            rows = rows.filter(product=product)
        self.fields["release"].queryset = rows  # type: ignore[attr-defined]  # a choice field, as declared


class ReviewForm(forms.Form):
    """What the planning of a release made of an enhancement."""

    release = forms.CharField(max_length=LONGEST_TARGET, label="Planning of release")
    decision = forms.ChoiceField(
        choices=[(one.value, label(one)) for one in Decision], label="Decision"
    )
    text = _lines(label="Why")


class WhyForm(forms.Form):
    """Why something is declined or withdrawn."""

    text = _lines(label="Why", rows=2)
