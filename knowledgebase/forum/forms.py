"""What is typed in the forum. Rules are the services'."""

from collections.abc import Iterable
from typing import Any

from django import forms

from knowledgebase.domain.asking import LONGEST
from knowledgebase.domain.forum import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_WHY,
    MOST_TAGS,
    Said,
    State,
    Verdict,
)
from knowledgebase.models import ForumPost
from portal.web.cautious import AcknowledgementField


class SearchForm(forms.Form):
    """What is looked for, and what it is narrowed to."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Search",
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(
        required=False,
        label="Show",
        choices=[("", "All topics"), *((one.value, one.label) for one in State)],
    )
    tag = forms.ChoiceField(required=False, label="Tag")

    def __init__(self, *args: Any, tags: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(tags)
        if (given := str(self.data.get("tag", ""))) and given not in named:
            named.append(given)  # an old link: it finds nothing, and says so
        choices = [("", "All tags"), *((one, one) for one in named)]
        self.fields["tag"].choices = choices  # type: ignore[attr-defined]  # a choice field


class AnswerForm(forms.Form):
    """An answer."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Your answer",
        help_text="In Markdown. People of other organisations read it: name no patient.",
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": "Write something before you post it."},
    )
    patient_data_acknowledged = AcknowledgementField()

    def said(self) -> Said:
        """Return what was typed."""
        typed = self.cleaned_data
        words = typed.get("tags", "").replace(",", " ").split()
        return Said(typed["text"], typed.get("title", ""), tuple(words))


class TopicForm(AnswerForm):
    """A question."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label="Title",
        help_text="Your question in one sentence.",
        error_messages={"required": "Say in one sentence what you ask."},
    )
    tags = forms.CharField(
        required=False,
        max_length=300,
        label="Tags",
        help_text=f"At most {MOST_TAGS} words, with blanks between: letters release-6.1",
    )
    field_order = ("title", "text", "tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Your question"


class EditForm(TopicForm):
    """A post written anew; `known` is the revision that its writer has read."""

    known = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, post: ForumPost, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not post.is_question:
            self.fields["text"].label = "Your answer"
            del self.fields["title"], self.fields["tags"]

    @staticmethod
    def shown(post: ForumPost) -> dict[str, Any]:
        """Return a post as the form begins with it."""
        begins: dict[str, Any] = {"text": post.text, "known": post.revision}
        if post.is_question:
            tags = post.topic.tags.values_list("name", flat=True)
            begins |= {"title": post.topic.title, "tags": " ".join(tags)}
        return begins


class KnownForm(forms.Form):
    """Which answer somebody saw accepted: its number, 0 for none."""

    known = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """Why a post is reported or hidden."""

    words = forms.CharField(
        max_length=LONGEST_WHY,
        label="Why",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say why, in a few words."},
    )


class DecisionForm(forms.Form):
    """What becomes of a reported post."""

    verdict = forms.ChoiceField(
        label="Decision",
        choices=[(Verdict.HIDDEN.value, "Hide it"), (Verdict.KEPT.value, "It stays")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        required=False,
        max_length=LONGEST_WHY,
        label="Why",
        help_text="Of what is hidden its writer reads it, of what stays its reporter.",
        widget=forms.Textarea({"rows": 3}),
    )


class NameForm(forms.Form):
    """Under which name somebody writes."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        label="Name",
        help_text="It stays from your first post on. Neither your address nor your organisation.",
    )
    shows_customer = forms.BooleanField(required=False)

    def __init__(self, *args: Any, is_kept: bool, customer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shows_customer"].label = f"“{customer}” may stand beside it"
        self.fields["shows_customer"].help_text = "You can take this back at any time."
        if is_kept:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = "You have written under it, so it stays."
