"""What the rules of every contract make of work: planned, going on or done (PQ-03, HR-03).

Everything is read once, whatever the number of contracts; contracts whose rules, works and outages
are the same are reckoned once.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from availability.domain.plan import ZERO, checked_sessions
from availability.domain.policy import Kind
from availability.draft import Draft, check_running
from availability.models import Maintenance
from availability.scene import Row, Scene
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What all contracts make of one piece of work."""

    rows: tuple[Row, ...]
    at: datetime
    total: timedelta  # how long the service is, or was, down
    slot: datetime | None = None  # of all contracts together
    is_searched: bool = False
    start: datetime | None = None

    @property
    def worst(self) -> timedelta:
        """This property will return the most downtime under one contract."""
        return max((row.downtime for row in self.rows), default=ZERO)

    @property
    def grouped(self) -> list[list[Row]]:
        """This property will return contracts of one outcome together, the worst first."""
        found: dict[Hashable, list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.downtime, tuple(row.reckoning.reasons)), []).append(row)
        return sorted(found.values(), key=lambda rows: -rows[0].downtime)


def preview(draft: Draft, at: datetime) -> Outlook:
    """This function will say what a draft comes to if everybody is told of it at `at`.

    :raises Refusal: if its sessions or components cannot be, or it concerns no contract.
    """
    draft = replace(draft, sessions=checked_sessions(draft.sessions))
    check_running(draft.components, draft.during)
    scene = Scene.of(draft.components, draft.during, at, without=draft.instead_of)
    if not scene.contracts:
        raise Refusal(
            "No contract that promises availability is served by what you chose: nobody need be "
            "told, and nothing counts. Choose other components, or give these to contracts first.",
            code="nobody_concerned",
        )
    rows = tuple(scene.row(contract, draft) for contract in scene.contracts)
    is_searched = draft.kind is Kind.SCHEDULED
    return Outlook(
        rows=rows,
        at=at,
        total=_total(draft),
        slot=scene.joint_slot(draft) if is_searched else None,
        is_searched=is_searched,
        start=draft.during.start,
    )


def standing(work: Maintenance, at: datetime) -> Outlook:
    """This function will say what a piece of work comes to: what was done of it, what is to come.

    Whom it concerns is asked like everywhere; nobody is a fair answer for what is long past.
    """
    current = work.current
    sessions = [Period(one.announced_from, one.announced_to) for one in current.sessions.all()]
    during = Period(sessions[0].start, max(one.end for one in sessions))
    scene = Scene.of(current.components, during, at, without=work)
    rows = tuple(scene.done(contract, work) for contract in scene.contracts)
    totals = [sum((one.during.duration for one in row.reckoning.stretches), ZERO) for row in rows]
    return Outlook(rows=rows, at=at, total=max(totals, default=ZERO), start=during.start)


def _total(draft: Draft) -> timedelta:
    whole = sum((one.duration for one in draft.sessions), ZERO)
    return whole if draft.down is None else min(draft.down, whole)
