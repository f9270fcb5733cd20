"""What product management can do to a problem and to its changes, by noun: form and service.

Pages and the API answer the same addresses from these two tables (LU-21).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from incidents.asking import AboutProduct, Plain
from incidents.forms.problems import (
    ChangeForm,
    QualificationForm,
    ReviewForm,
    ShipmentForm,
    TargetForm,
    WhyForm,
)
from incidents.services import planning, shipping


@dataclass(frozen=True, slots=True)
class ProblemNoun:
    """What a POST to `…/<noun>/` does: its service, what is said then, and its form."""

    title: str  # what the act is called on its button
    service: Callable[..., object]
    done: str
    form: Plain | AboutProduct


PROBLEM_NOUNS: dict[str, ProblemNoun] = {
    "qualification": ProblemNoun(
        "Qualify it", planning.qualify, "It is qualified.", Plain(QualificationForm)
    ),
    "reviews": ProblemNoun(
        "Record a planning review", planning.review, "The review is kept.", Plain(ReviewForm)
    ),
    "changes": ProblemNoun(
        "Plan a change",
        planning.plan_change,
        "The change is planned; customers see it.",
        AboutProduct(ChangeForm),
    ),
    "declining": ProblemNoun("Decline it", planning.decline, "It is declined.", Plain(WhyForm)),
}

CHANGE_NOUNS: dict[str, ProblemNoun] = {
    "beginning": ProblemNoun(
        "Begin the work", planning.begin_change, "The work on it has begun.", Plain(forms.Form)
    ),
    "target": ProblemNoun(
        "Plan it anew", planning.retarget, "It is planned anew.", AboutProduct(TargetForm)
    ),
    "shipment": ProblemNoun(
        "It is delivered",
        shipping.ship_change,
        "It is delivered; whoever reported it is told and asked to confirm.",
        AboutProduct(ShipmentForm),
    ),
    "withdrawal": ProblemNoun(
        "Withdraw it", planning.withdraw_change, "It is withdrawn.", Plain(WhyForm)
    ),
}
