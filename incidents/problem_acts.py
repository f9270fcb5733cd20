"""The acts that a problem's page offers to product management, each with its form (LU-21)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from incidents.domain.problems import ChangeStatus, ProblemKind
from incidents.models import ChangeRequest, Problem
from incidents.problem_deeds import CHANGE_NOUNS, PROBLEM_NOUNS, ProblemNoun

type Refused = Mapping[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Shown:
    """One act on the page: its address, its button, its form, and whether it was just refused."""

    noun: str
    number: int
    title: str
    form: forms.Form
    is_refused: bool


def named(noun: str, change: ChangeRequest | None = None) -> str:
    """Return what an act is called among those that were refused."""
    return f"{noun}-{change.number}" if change else noun


def acts_on(problem: Problem, refused: Refused) -> dict[str, Any]:
    """Return what can be done to an open problem and to the changes that are under way for it."""
    live = list(problem.changes.live().with_names())
    return {
        "acts": [
            _shown(noun, PROBLEM_NOUNS[noun], problem, refused)
            for noun in _offered(problem, has_live=bool(live))
        ],
        "change_acts": [(change, list(_on_change(change, problem, refused))) for change in live],
    }


def _offered(problem: Problem, *, has_live: bool) -> Iterator[str]:
    if not has_live:
        yield "qualification"
    if problem.kind == ProblemKind.ENHANCEMENT:
        yield "reviews"
    if problem.kind != ProblemKind.UNQUALIFIED:
        yield "changes"
    if not has_live:
        yield "declining"


def _on_change(change: ChangeRequest, problem: Problem, refused: Refused) -> Iterator[Shown]:
    for noun, what in CHANGE_NOUNS.items():
        if noun != "beginning" or change.status == ChangeStatus.PLANNED:
            yield _shown(noun, what, problem, refused, change)


def _shown(
    noun: str,
    what: ProblemNoun,
    problem: Problem,
    refused: Refused,
    change: ChangeRequest | None = None,
) -> Shown:
    name = named(noun, change)
    form = refused.get(name) or what.form(problem, None)
    form.auto_id = f"{name}-%s"  # several forms on one page have fields of the same name
    number = change.number if change else problem.number
    return Shown(noun, number, what.title, form, name in refused)
