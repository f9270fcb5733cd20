"""Saying that a backup ran: by people or, through the API, by what runs them (HR-09)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from availability.models import BackupKind, BackupRun, Component
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require

LONGEST_RUN = timedelta(days=7)
LONGEST_EVIDENCE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is said of one run."""

    kind: str
    started_at: datetime
    ended_at: datetime
    size: int | None
    is_good: bool
    evidence: str = ""

    def fields(self) -> dict[str, Any]:
        """Return it by the names of the columns."""
        return {
            "kind": self.kind,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "bytes": self.size,
            "is_good": self.is_good,
            "evidence": self.evidence.strip(),
        }


@transaction.atomic
def record_backup(*, by: Membership, component: Component, run: Run, at: datetime) -> BackupRun:
    """Record a run. The same said again changes nothing; said otherwise, the new holds.

    :raises Refusal: if `by` may not, or the run cannot have been like that.
    """
    require_keeper(by)
    _check(run, at)
    # Whoever says the same at the same instant waits here and then finds it said.
    Component.objects.locked().get(pk=component.pk)
    rows = BackupRun.objects.filter(component=component, kind=run.kind, started_at=run.started_at)
    known = rows.order_by("-number").first()
    said = run.fields()
    if known is not None and all(getattr(known, name) == one for name, one in said.items()):
        return known
    made = BackupRun.objects.create(
        vendor_id=component.vendor_id,
        component=component,
        number=known.number + 1 if known else 1,
        recorded_at=at,
        recorded_by=by.person,
        **said,
    )
    after = {"component": component.name, "kind": run.kind, "is_good": run.is_good}
    record("backup recorded", made, actor=by.person, at=at, after=after)
    return made


def require_keeper(by: Membership) -> None:
    """Refuse whoever neither works at the desk nor keeps the monitors."""
    if not may(by, Act.WORK_ON_INCIDENTS):
        require(by, Act.MANAGE_MONITORS)


def _check(run: Run, at: datetime) -> None:
    if run.kind not in BackupKind.values:
        raise Refusal("A backup is a daily or a weekly full one.", code="kind")
    if run.ended_at < run.started_at:
        raise Refusal("It ended before it began: check both times.", code="ended_at")
    if run.ended_at > at:
        raise Refusal("It has not ended yet: record it once it has.", code="ended_at")
    if run.ended_at - run.started_at > LONGEST_RUN:
        raise Refusal("No backup runs longer than seven days: check both times.", code="ended_at")
    if run.size is not None and run.size < 0:
        raise Refusal("A size is no less than nothing.", code="size")
    if len(run.evidence) > LONGEST_EVIDENCE:
        raise Refusal(f"Evidence takes at most {LONGEST_EVIDENCE:,} characters.", code="evidence")
    if not run.is_good and not run.evidence.strip():
        raise Refusal("Say what is wrong with a backup that is no good.", code="evidence")
