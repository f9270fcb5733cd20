"""The steps that the services of a report share: lock, compare, move on, write down."""

from datetime import datetime

from incidents.access import acting
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from reports.domain.critical import Deed, Step, after
from reports.models import CriticalReport, CriticalStep

STALE = "stale"


def locked(report: CriticalReport, by: Membership, act: Act, revision: int) -> CriticalReport:
    """Return a report locked, as its reader knew it.

    :raises Refusal: if `by` may not, or somebody has changed the report since that revision.
    """
    row = CriticalReport.objects.locked().with_names().get(pk=report.pk)
    acting([by], row.incident, act)
    if row.revision != revision:
        last = row.steps.select_related("by").order_by("pk").last()
        who = last.by if last else "Somebody"
        raise Refusal(
            f"Nothing is changed yet: {who} has changed the report since you opened it. What "
            "stands now is shown; what you typed is still here.",
            code=STALE,
        )
    return row


def move(report: CriticalReport, deed: Deed) -> None:
    """Take a locked report to where a deed leads; the caller saves it with `SAVED_ALWAYS`.

    :raises Refusal: if the deed cannot be done in its state.
    """
    report.state = after(deed, report.state)
    report.revision += 1


SAVED_ALWAYS = ("state", "revision")


def took(
    report: CriticalReport, kind: Step, *, by: Membership, at: datetime, words: str = ""
) -> CriticalStep:
    """Write down what happened to a report."""
    return CriticalStep.objects.create(
        vendor_id=report.vendor_id,
        report=report,
        issue=report.issue,
        kind=kind,
        by=by.person,
        at=at,
        words=words,
    )


def fetched(incident: Incident) -> Incident:
    """Return an incident with what drawing its facts asks for."""
    rows = Incident.objects.with_names().select_related("instance__product")
    return rows.get(pk=incident.pk)


def text_of(words: str, longest: int, what: str) -> str:
    """Return what was typed, without blank edges and what PostgreSQL cannot keep.

    :raises Refusal: with code `too_long`.
    """
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > longest:
        raise Refusal(f"“{what}” has {len(text):,} characters; {longest:,} fit.", code="too_long")
    return text
