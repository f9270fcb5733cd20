"""What can be done to a suspected outage: one table of nouns that pages and API answer from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from availability.forms.proposals import CheckForm, DismissalForm, JoinForm
from availability.services import confirming, suspecting


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done to a suspicion."""

    title: str
    service: Callable[..., Any]
    form: type[forms.Form]
    done: str
    look: str = ""
    asks: str = ""


DEEDS: dict[str, Deed] = {
    "confirmation": Deed(
        "It is an outage",
        confirming.confirm_proposal,
        CheckForm,
        "Confirmed; the customers concerned are told.",
        "primary",
        "Each customer concerned gets a critical incident and a notice in writing with its number.",
    ),
    "joining": Deed(
        "It belongs to an outage that is known",
        confirming.join_proposal,
        JoinForm,
        "It belongs to that outage now.",
    ),
    "dismissal": Deed(
        "It is no outage",
        suspecting.dismiss_proposal,
        DismissalForm,
        "Dismissed; the same failure going on raises it no more.",
        "danger",
    ),
}
