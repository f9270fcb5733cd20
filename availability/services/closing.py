"""Closing a contract's month: signed, written once, restated where facts were corrected later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from availability.closed import react
from availability.domain.response_time import Day
from availability.figures import MonthFigure, figure_of, figures_of_many
from availability.lacking import Lack, lacking
from availability.models import ClosingKind, MonthClosing
from availability.sealing import Sealed, differences, sealed, seen_hash
from availability.snapshot import Data
from contracts.models import Contract
from portal.audit.models import record, record_many
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A month as it would be closed or restated now."""

    figure: MonthFigure
    lacks: list[Lack]
    seen: str  # hash of the facts, by which a change is noticed before it is signed
    closing: MonthClosing | None  # the newest, where the month was closed already
    difference: Data  # from it; empty where there is none

    @property
    def owed(self) -> list[Lack]:
        """What must be there first."""
        return [one for one in self.lacks if one.owed]


@dataclass(frozen=True, slots=True)
class Left:
    """A contract whose month stays open, and why."""

    contract: Contract
    why: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of closing a month for some contracts at once."""

    made: list[MonthClosing]
    left: list[Left]
    before: int  # closed already


def last_closing(contract: Contract, month: Month) -> MonthClosing | None:
    """Return the closing that holds for a contract's month."""
    rows = MonthClosing.objects.filter(contract=contract, year=month.year, month=month.number)
    return rows.select_related("agreement", "signed_by").order_by("-number").first()


def preview(*, contract: Contract, month: Month, at: datetime) -> Preview:
    """Return what closing a month now would write, and what it lacks.

    :raises Refusal: if no availability was promised in it.
    """
    figure = figure_of(contract, month, at=at)
    closing = last_closing(contract, month)
    return Preview(
        figure=figure,
        lacks=lacking(figure),
        seen=seen_hash(figure),
        closing=closing,
        difference=differences(closing.figures, sealed(figure).figures) if closing else {},
    )


@transaction.atomic
def close_month(
    *, by: Membership, contract: Contract, month: Month, seen: str, reason: str = "", at: datetime
) -> MonthClosing:
    """Close a month: what it came to is written once and never changes.

    :param seen: the hash of the facts that were looked at.
    :param reason: why it is closed although something is open; needed where something is.
    :raises Refusal: if `by` may not, the month is not over, it is closed already, something that
        is owed is missing, or the facts changed since they were looked at.
    """
    shown = _checked(by, contract, month, seen, at)
    if shown.closing is not None:
        raise Refusal(
            f"{month} of {contract.customer} was closed on {shown.closing.signed_at:%d %B %Y}: "
            "what was corrected since is restated with a reason.",
            code="closed",
        )
    if shown.lacks and not reason.strip():
        raise Refusal("Say why the month is closed although something is open.", code="reason")
    made = _row(by, shown.figure, sealed(shown.figure), number=1, reason=_tidy(reason), at=at)
    made.save(force_insert=True)
    record("month closed", made, actor=by.person, at=at, after=_said(made), reason=made.reason)
    react([(made, shown.figure)], at)
    return made


@transaction.atomic
def restate_month(
    *, by: Membership, contract: Contract, month: Month, seen: str, reason: str, at: datetime
) -> MonthClosing:
    """State a closed month anew: what changed and why stands beside, the first figure stays.

    :raises Refusal: as closing does; if it was not closed, nothing changed, or no reason is given.
    """
    shown = _checked(by, contract, month, seen, at)
    if shown.closing is None:
        raise Refusal(f"{month} was not closed yet: close it first.", code="not_closed")
    if not shown.difference:
        raise Refusal("Nothing is otherwise than it was closed with.", code="same")
    if not reason.strip():
        raise Refusal("Say why the month is stated anew.", code="reason")
    before, number = shown.closing, shown.closing.number + 1
    made = _row(by, shown.figure, sealed(shown.figure), number=number, reason=_tidy(reason), at=at)
    made.kind, made.difference = ClosingKind.RESTATED, shown.difference
    made.save(force_insert=True)
    record(
        "month restated",
        made,
        actor=by.person,
        at=at,
        before=_said(before),
        after=_said(made),
        reason=made.reason,
    )
    react([(made, shown.figure)], at)
    return made


def sign_month(
    *, by: Membership, contract: Contract, month: Month, seen: str, reason: str = "", at: datetime
) -> MonthClosing:
    """Close a month, or state it anew where it was closed already.

    :raises Refusal: as `close_month` or `restate_month` does.
    """
    sign = restate_month if last_closing(contract, month) else close_month
    return sign(by=by, contract=contract, month=month, seen=seen, reason=reason, at=at)


@transaction.atomic
def close_months(
    *, by: Membership, month: Month, contracts: Sequence[Contract], at: datetime
) -> list[MonthClosing]:
    """Close a month for all of some contracts that lack nothing; the others are left as they are.

    :raises Refusal: if `by` may not.
    """
    return close_ready(by=by, month=month, contracts=contracts, at=at).made


@transaction.atomic
def close_ready(
    *, by: Membership, month: Month, contracts: Sequence[Contract], at: datetime
) -> Round:
    """Do the same, and say why which contract stays open.

    :raises Refusal: if `by` may not.
    """
    require(by, Act.CLOSE_MONTH)
    keys = sorted(one.pk for one in contracts)
    locked = Contract.objects.locked().filter(pk__in=keys).order_by("pk")
    held = list(locked.select_related("customer", "agreement").defer("agreement__source"))
    closed = MonthClosing.objects.filter(contract__in=keys, year=month.year, month=month.number)
    done = set(closed.values_list("contract_id", flat=True))
    left = [one for one in held if one.pk not in done]
    figures = figures_of_many(by.vendor, month, left, at=at)
    why = {key: _why_open(one) for key, one in figures.items()}
    ready = [one for key, one in figures.items() if not why[key]]
    seals = _Seals()
    rows = [_row(by, one, seals.of(one), number=1, reason="", at=at) for one in ready]
    made = MonthClosing.objects.bulk_create(rows)
    said = [(row, _said(row)) for row in made]
    record_many("month closed", said, actor=by.person, at=at)
    react(list(zip(made, ready, strict=True)), at)
    open_ones = [Left(one, why[one.pk]) for one in left if why.get(one.pk)]
    return Round(made=made, left=open_ones, before=len(done))


def _why_open(figure: MonthFigure) -> list[str]:
    """Return what a month lacks to be closed together with others, without a look at it alone."""
    if not figure.is_over:
        return [f"Not over before {figure.snapshot.period.end:%d %B %Y %H:%M} UTC."]
    return [one.words for one in lacking(figure)]


class _Seals:
    """What is kept of months, made once for contracts that share all facts."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, tuple[Day, ...]], Sealed] = {}

    def of(self, figure: MonthFigure) -> Sealed:
        """Return a month as it would be kept."""
        key = id(figure.worked), figure.days
        if key not in self._made:
            self._made[key] = sealed(figure)
        return self._made[key]


def _checked(by: Membership, contract: Contract, month: Month, seen: str, at: datetime) -> Preview:
    """Return the month as it stands, once nobody else can close it."""
    require(by, Act.CLOSE_MONTH)
    contract = Contract.objects.locked().select_related("customer").get(pk=contract.pk)
    shown = preview(contract=contract, month=month, at=at)
    if not shown.figure.is_over:
        ends = shown.figure.snapshot.period.end
        raise Refusal(
            f"{month} is not over before {ends:%d %B %Y %H:%M} UTC: it can be closed then.",
            code="not_over",
        )
    if shown.seen != seen:
        raise Refusal(
            "Something changed since you looked: look at the figures below and sign again.",
            code="changed",
        )
    if shown.owed:
        raise Refusal(shown.owed[0].words, code="owed")
    return shown


def _row(
    by: Membership, figure: MonthFigure, kept: Sealed, *, number: int, reason: str, at: datetime
) -> MonthClosing:
    month, period = figure.snapshot.month, figure.snapshot.period
    return MonthClosing(
        vendor_id=by.vendor_id,
        contract=figure.facts.contract,
        year=month.year,
        month=month.number,
        number=number,
        kind=ClosingKind.CLOSED,
        starts_at=period.start,
        ends_at=period.end,
        agreement=figure.facts.agreement,
        facts=kept.facts,
        figures=kept.figures,
        derivation=kept.derivation,
        sha256=kept.sha256,
        reason=reason,
        signed_by=by.person,
        signed_at=at,
    )


def _said(row: MonthClosing) -> Data:
    return {
        "contract": row.contract_id,
        "month": f"{row.year}-{row.month:02}",
        "number": row.number,
        "percent": row.figures["percent"],
        "sha256": row.sha256,
    }


def _tidy(reason: str) -> str:
    return reason.strip()[:LONGEST_REASON]
