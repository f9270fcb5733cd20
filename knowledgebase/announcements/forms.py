"""What is typed about announcements. Rules are the services' (LU-28)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import escape

from knowledgebase.domain.announcing import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_VERSIONS,
    Announced,
    Kind,
    Meant,
)
from knowledgebase.domain.content import LONGEST_LINE

LONGEST_VERSIONS = MOST_VERSIONS * 22  # characters: 1234.1234.1234.1234, a comma and a blank
MOST_NAMED = 12  # versions of a product, in the help


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(
        required=False,
        label="About",
        choices=[("", "Everything"), *((one.value, one.label) for one in Kind)],
    )
    unread = forms.BooleanField(required=False, label="New to me only")


class AnnouncementForm(forms.Form):
    """All that a revision says, and to whom."""

    known = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What it is about", choices=[(one.value, one.label) for one in Kind]
    )
    title = forms.CharField(
        max_length=LONGEST_TITLE,
        error_messages={"required": "Say in one line what is announced."},
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        help_text="In Markdown. What changes, when, for whom, and what they have to do.",
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": "Write what the people concerned should know."},
    )
    meant = forms.ChoiceField(
        label="For whom",
        choices=[(one.value, one.label) for one in Meant],
        widget=forms.RadioSelect,
    )
    tiers = forms.MultipleChoiceField(
        required=False, label="Tiers", widget=forms.CheckboxSelectMultiple
    )
    product = forms.ChoiceField(required=False)
    versions = forms.CharField(required=False, max_length=LONGEST_VERSIONS)
    words = forms.CharField(
        required=False,
        max_length=LONGEST_LINE,
        label="What you changed",
        help_text="Its readers see this, and that it was changed.",
    )

    def __init__(
        self,
        *args: Any,
        tiers: Mapping[str, str],
        products: Mapping[str, Sequence[str]],
        is_out: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tiers"].choices = list(tiers.items())  # type: ignore[attr-defined]  # choices
        named = [("", "None"), *((one, one) for one in products)]
        self.fields["product"].choices = named  # type: ignore[attr-defined]  # a choice field
        self.fields["versions"].help_text = _help(products)
        if not is_out:
            del self.fields["words"]

    def said(self) -> Announced:
        """Return what was typed."""
        given = self.cleaned_data
        return Announced(
            kind=given["kind"],
            title=given["title"],
            text=given["text"],
            meant=given["meant"],
            tiers=tuple(given["tiers"]),
            product=given["product"],
            versions=tuple(filter(None, re.split(r"[,;\s]+", given["versions"]))),
        )

    @staticmethod
    def shown(said: Announced) -> dict[str, Any]:
        """Return what is announced as the form begins with it."""
        return {
            "kind": said.kind,
            "title": said.title,
            "text": said.text,
            "meant": said.meant,
            "tiers": list(said.tiers),
            "product": said.product,
            "versions": ", ".join(said.versions),
        }


def _help(products: Mapping[str, Sequence[str]]) -> str:
    run = "; ".join(
        f"{name} {', '.join(versions[:MOST_NAMED])}"
        for name, versions in products.items()
        if versions
    )
    known = f" Run now: {escape(run)}." if run else ""  # help is shown as HTML
    return (
        "Such as “5.2, 5.3.1”: all of series 5.2, and 5.3.1 with its hot fixes. "
        f"Empty: every version of the product.{known}"
    )
