"""What is typed about articles. Rules are the services'."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dateparse import parse_datetime

from knowledgebase.domain.asking import LONGEST
from knowledgebase.domain.content import HEADINGS, LINES, LONGEST_LINE, LONGEST_TEXT, Content
from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import LONGEST_NAME, LONGEST_REASON, Announcement, Article, ArticleLink
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import opening_instant
from portal.tenancy.models import Membership

HELP = {
    "title": "In the words of whoever meets the problem: it weighs most in searches.",
    "problem": "What one sees, whom it hits, and what the cause is.",
    "solution": "The product that it is about.",
    "versions": "Where it occurs, such as “5.1, 5.2”; empty: in all.",
    "steps": "From the first click to the fault, one a line.",
    "resolution": "What ends it, or how to work meanwhile. Pictures: ![What is seen](name.png).",
}
KINDS = (("resolution", "Resolutions"), ("workaround", "Workarounds"))


def put(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at the field it is about, or above the form."""
    form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))


class SearchForm(forms.Form):
    """What is looked for, and what it is narrowed to."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Search",
        widget=forms.TextInput({"type": "search"}),
    )
    solution = forms.ChoiceField(required=False, label="Solution")
    kind = forms.ChoiceField(required=False, label="Offers", choices=[("", "Either"), *KINDS])
    visibility = forms.ChoiceField(
        required=False,
        label="Who may read it",
        choices=[("", "Any readers"), *((one.value, one.label) for one in Visibility)],
    )

    def __init__(self, *args: Any, solutions: Iterable[str], is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All solutions"), *((one, one) for one in solutions)]
        self.fields["solution"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if not is_staff:
            del self.fields["visibility"]


class ArticleForm(forms.Form):
    """All that a revision says, and to whom."""

    known = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    is_workaround = forms.BooleanField(
        required=False, label="It is a workaround", help_text="It does not end the problem."
    )
    visibility = forms.ChoiceField(
        label="Who may read it", choices=[(one.value, one.label) for one in Visibility]
    )
    tiers = forms.MultipleChoiceField(
        required=False, label="Tiers", widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        required=False,
        max_length=LONGEST_LINE,
        label="What you changed",
        help_text="For reviewers.",
    )
    field_order = (*HEADINGS, "is_workaround", "visibility", "tiers", "words")

    def __init__(self, *args: Any, tiers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, heading in HEADINGS.items():
            self.fields[key] = _line(key, heading) if key in LINES else _text(key, heading)
        self.fields["tiers"].choices = list(tiers.items())  # type: ignore[attr-defined]  # choices
        if not tiers:
            del self.fields["tiers"]
        self.order_fields(self.field_order)

    def content(self) -> Content:
        """Return what was typed."""
        said = self.cleaned_data
        return Content(
            **{key: said[key] for key in HEADINGS},
            is_workaround=said["is_workaround"],
            visibility=said["visibility"],
            tiers=tuple(said.get("tiers", ())),
        )

    @staticmethod
    def shown(content: Content) -> dict[str, Any]:
        """Return content as the form begins with it."""
        return content.parts() | {
            "is_workaround": content.is_workaround,
            "visibility": content.visibility,
            "tiers": list(content.tiers),
        }


class DeedForm(forms.Form):
    """A deed without words: it is done to the revision that its reader has read."""

    known = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, article: Article | Announcement, zone: ZoneInfo, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"known": article.newest.number} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.zone = zone


class WordsForm(DeedForm):
    """Why an article is returned or retired, or an announcement withdrawn."""

    words = forms.CharField(
        label="Why", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3})
    )


class PublicationForm(DeedForm):
    """Publishing now, or at an hour to come."""

    on = forms.DateTimeField(
        required=False,
        label="Not before",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].help_text = f"Empty: at once. Time in {self.zone.key}."

    def clean_on(self) -> datetime | None:
        """Read the hour in its reader's zone, unless it says its own."""
        typed: datetime | None = self.cleaned_data["on"]
        said = parse_datetime(str(self.data.get(self.add_prefix("on"), "")).strip())
        if said is not None and said.tzinfo is not None:
            return said
        try:
            return opening_instant(typed.replace(tzinfo=None), self.zone) if typed else None
        except OverflowError:  # the first hours of the year 1, or the last of 9999
            raise forms.ValidationError("Name an hour to come, within a year.") from None


class VerificationForm(DeedForm):
    """Until when an article holds."""

    until = forms.DateField(
        label="It holds; ask again on", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class RestorationForm(DeedForm):
    """Which revision is written again."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class OwnerForm(DeedForm):
    """Who is asked whether an article still holds."""

    owner = forms.ChoiceField()

    def __init__(self, *args: Any, owners: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(one.pk): one for one in owners}
        choices = [(key, str(one.person)) for key, one in self.owners.items()]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]  # a choice field
        held = kwargs["article"].owner_id
        mine = (key for key, one in self.owners.items() if one.person_id == held)
        self.fields["owner"].initial = next(mine, None)


class LinkForm(DeedForm):
    """What an article has to do with."""

    kind = forms.ChoiceField(choices=ArticleLink.Kind.choices)
    name = forms.CharField(max_length=LONGEST_NAME, label="Which", help_text="Such as LUM-1042.")


class UnlinkingForm(DeedForm):
    """Which link is taken away."""

    link = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PictureForm(forms.Form):
    """A picture for the text."""

    picture = forms.FileField(
        help_text="PNG, JPEG or WebP, at most 5 MB.",
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
    )


class FeedbackForm(forms.Form):
    """Whether an article helped, and why not."""

    is_helpful = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label="What is missing or wrong",
        widget=forms.Textarea({"rows": 3}),
    )
    is_helpful.label = "Did this help?"


def _line(key: str, heading: str) -> forms.CharField:
    return forms.CharField(
        required=key == "title", max_length=LONGEST_LINE, label=heading, help_text=HELP[key]
    )


def _text(key: str, heading: str) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        label=heading,
        help_text=HELP[key],
        widget=forms.Textarea({"rows": 8}),
    )
