"""What the contract holds besides: tokens (LU-06), seats (LU-03) and activities (LU-05)."""

from collections.abc import Iterable

from django.db.models import Q

from contracts.domain import tokens as rules
from contracts.domain.tokens import MINUTES_IN_A_QUARTER, Line, Purchase, TokenOffer
from contracts.models import Activity, TokenLine, TokenMove
from contracts.seats import seats_of
from reports.monthly.material import Material
from reports.monthly.parts import As, Column, Fact, Section, Table

QUARTER = MINUTES_IN_A_QUARTER * 60  # seconds


def tokens(seen: Material, offer: TokenOffer) -> Section:
    """Return what was bought and drawn in the month, and what can be drawn at its end."""
    moves = TokenMove.objects.filter(contract=seen.contract, at__lt=seen.until)
    bought = list(moves.filter(kind=TokenMove.Kind.PURCHASE).order_by("pk"))
    lines = TokenLine.objects.filter(move__in=moves.order_by().values("pk")).order_by("move", "pk")
    rows = list(lines.select_related("move"))
    usable = rules.usable(_holdings(bought, rows), seen.today)
    inside = [line for line in rows if seen.period.contains(line.move.at)]
    return Section(
        key="tokens",
        title="On-Demand tokens",
        facts=(
            _time("bought", "Bought in the month", _sum(inside, TokenMove.Kind.PURCHASE)),
            _time("drawn", "Drawn in the month", -_sum(inside, TokenMove.Kind.DRAW)),
            _time("usable", "Left at the end", usable, note=offer.clause.ref),
        ),
        tables=(_moves(inside),),
    )


def _holdings(bought: Iterable[TokenMove], rows: Iterable[TokenLine]) -> tuple[rules.Holding, ...]:
    purchases = [
        Purchase(key=one.pk, bought_on=one.on, usable_until=one.usable_until or one.on)
        for one in bought
    ]
    return rules.holdings(purchases, [Line(one.purchase_id, one.quarters) for one in rows])


def _sum(rows: Iterable[TokenLine], kind: str) -> int:
    return sum(line.quarters for line in rows if line.move.kind == kind)


def _time(key: str, name: str, quarters: int, note: str = "") -> Fact:
    return Fact(key=key, name=name, value=quarters * QUARTER, of=As.SECONDS, note=note)


def _moves(rows: Iterable[TokenLine]) -> Table:
    return Table(
        key="moves",
        title="Entries of the month",
        columns=(
            Column("day", "Day", As.DAY),
            Column("kind", "What"),
            Column("amount", "Amount", As.SECONDS),
            Column("incident", "Incident"),
            Column("words", "Words"),
        ),
        rows=tuple(
            (
                line.move.on.isoformat(),
                line.move.get_kind_display(),
                abs(line.quarters) * QUARTER,
                line.move.incident,
                line.move.words,
            )
            for line in rows
        ),
        empty="Nothing was bought or drawn.",
    )


def seats(seen: Material) -> Section | None:
    """Return how many technical contacts there may be and are; None: no number is set."""
    found = seats_of(seen.contract.customer, seen.at)
    if not found.is_limited:
        return None
    tone = "bad" if found.over else ""
    return Section(
        key="seats",
        title="Technical contacts",
        lead="As of when this report was drawn, for all contracts of the customer.",
        facts=(
            Fact(key="limit", name="Seats", value=found.limit, of=As.COUNT),
            Fact(key="used", name="Taken", value=found.used, of=As.COUNT, tone=tone),
            Fact(key="free", name="Free", value=found.free, of=As.COUNT),
        ),
    )


def activities(seen: Material) -> Section:
    """Return what was planned for the month or done in it."""
    days = seen.month.first_day, seen.month.last_day
    rows = Activity.objects.filter(
        Q(planned_for__range=days) | Q(done_on__range=days), contract=seen.contract
    ).order_by("planned_for", "pk")
    done = sum(one.state == Activity.State.DONE for one in rows)
    late = sum(one.is_late(seen.today) for one in rows)
    return Section(
        key="activities",
        title="Activities",
        facts=(
            Fact(key="done", name="Done", value=done, of=As.COUNT),
            Fact(key="late", name="Late", value=late, of=As.COUNT, tone="bad" if late else ""),
        ),
        tables=(
            Table(
                key="activities",
                title="Planned for the month, or done in it",
                columns=(
                    Column("activity", "Activity"),
                    Column("how", "How"),
                    Column("due", "Due", As.DAY),
                    Column("planned", "Planned for", As.DAY),
                    Column("state", "State"),
                    Column("done", "Done on", As.DAY),
                ),
                rows=tuple(
                    (
                        one.name,
                        one.get_how_display(),
                        one.due.isoformat(),
                        one.planned_for.isoformat(),
                        "Late" if one.is_late(seen.today) else one.get_state_display(),
                        one.done_on.isoformat() if one.done_on else None,
                    )
                    for one in rows
                ),
                empty="Nothing was planned.",
            ),
        ),
    )
