"""What can be done to a report, by nouns that pages and the API answer from alike (LU-05)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from reports.critical import approving, publishing, writing
from reports.critical.forms import CorrectionForm, ReportForm, SectionsForm, WordsForm
from reports.domain.critical import Deed, possible
from reports.models import CriticalReport

type Do = Callable[[CriticalReport, Membership, ReportForm, datetime], str]

MOST_NAMED = 5  # things that a refresh brought in, in one sentence


@dataclass(frozen=True, slots=True)
class Noun:
    """A deed with its form, who may do it, and what does it and says that it was done."""

    deed: Deed
    form: type[ReportForm]
    acts: tuple[Act, ...]
    do: Do


def _save(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    if not isinstance(form, SectionsForm):
        raise TypeError("Sections come in their own form.")
    said = form.cleaned_data
    writing.save(
        by=by,
        report=report,
        revision=said["revision"],
        sections=form.sections(),
        changes=said.get("changes") if "changes" in form.data else None,
        at=at,
    )
    return "Saved."


def _refresh(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    found = writing.refresh(by=by, report=report, revision=form.cleaned_data["revision"], at=at)
    if not found:
        return "The facts are drawn again; nothing has changed."
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    named = "; ".join(one.words for one in found[:MOST_NAMED])
    return f"The facts are drawn again. New: {named}{more}."


def _submit(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    approving.submit(by=by, report=report, revision=form.cleaned_data["revision"], at=at)
    return "Handed in. Those who approve reports are told."


def _approve(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    approving.approve(by=by, report=report, revision=form.cleaned_data["revision"], at=at)
    return "Approved. It can be published."


def _give_back(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    approving.give_back(by=by, report=report, at=at, **form.cleaned_data)
    return "Returned to its writers."


def _publish(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    issue = publishing.publish(by=by, report=report, revision=form.cleaned_data["revision"], at=at)
    return f"Issue {issue.number} is published; the customer's contacts are told."


def _correct(report: CriticalReport, by: Membership, form: ReportForm, at: datetime) -> str:
    publishing.correct(by=by, report=report, at=at, **form.cleaned_data)
    return "The next issue is begun. The customer keeps the one there is until it is published."


DESK = (Act.WORK_ON_INCIDENTS,)

NOUNS: Mapping[str, Noun] = {
    "sections": Noun(Deed.SAVE, SectionsForm, DESK, _save),
    "facts": Noun(Deed.REFRESH, ReportForm, DESK, _refresh),
    "submission": Noun(Deed.SUBMIT, ReportForm, DESK, _submit),
    "approval": Noun(Deed.APPROVE, ReportForm, (Act.APPROVE_REPORTS,), _approve),
    "returning": Noun(Deed.RETURN, WordsForm, (Act.APPROVE_REPORTS, *DESK), _give_back),
    "publication": Noun(Deed.PUBLISH, ReportForm, DESK, _publish),
    "correction": Noun(Deed.CORRECT, CorrectionForm, DESK, _correct),
}


def by_whom(memberships: Iterable[Membership], noun: Noun) -> Membership | None:
    """Return the membership with which somebody does a deed, if one allows it."""
    known = list(memberships)
    found = (one for act in noun.acts for one in known if may(one, act))
    return next(found, None)


def offered(report: CriticalReport, memberships: Iterable[Membership]) -> dict[str, ReportForm]:
    """Return what this reader can do to a report now, each with its empty form."""
    known, can = list(memberships), possible(report.state)
    wrote = {person.pk for person in report.writers()}
    return {
        key: noun.form(report=report, auto_id=f"{key}-%s")
        for key, noun in NOUNS.items()
        if noun.deed in can and _is_theirs(noun, by_whom(known, noun), wrote)
    }


def _is_theirs(noun: Noun, by: Membership | None, wrote: set[int]) -> bool:
    if by is None:
        return False
    if noun.deed is Deed.APPROVE:
        return by.person_id not in wrote
    if noun.deed is Deed.RETURN:
        return by.person_id in wrote or may(by, Act.APPROVE_REPORTS)
    return True


def why_not(refusal: Refusal, form: ReportForm, report: CriticalReport) -> None:
    """Put a refusal beside what was typed; where somebody was faster, what stands now is known."""
    form.add_error(None, str(refusal))
    form.known_as(report.revision)
