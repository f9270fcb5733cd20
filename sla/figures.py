"""A month's attainment as it is shown: each figure with its denominator, its aim and its list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from urllib.parse import urlencode

from contracts.domain.targets import Milestone
from contracts.domain.terms import Attainment as Aim
from portal.kernel.month import Month
from portal.kernel.period import Period
from sla.domain.attainment import Count, percent
from sla.models import Restatement
from sla.names import Names
from sla.outcomes import Line, Outcomes

NOT_APPLICABLE = "not applicable"
MILESTONES = {milestone.value: milestone.capitalize() for milestone in Milestone}
BOTH = "Response and resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A share of something, with what it is a share of."""

    label: str
    count: Count
    milestone: str = ""
    aim: Fraction | None = None
    assumed: bool = False  # measured against targets that are not in the published text (HR-11)
    asks: Mapping[str, str] = field(default_factory=dict)  # what the address of its list says

    @property
    def percent(self) -> str:
        """The share as a percentage, cut off at two places; nothing where there is none."""
        return "" if self.count.share is None else percent(self.count.share)

    @property
    def written(self) -> str:
        """The share in words."""
        return f"{self.percent} %" if self.percent else NOT_APPLICABLE

    @property
    def reaches(self) -> bool | None:
        """Whether the aim is reached; None where there is nothing to compare."""
        return self.count.reaches(self.aim)

    @property
    def query(self) -> str:
        """The part of an address that leads to its incidents."""
        return urlencode(self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCustomer:
    """One customer's figures: the contractual one, and the one with assumed targets."""

    name: str
    contractual: Figure
    with_assumed: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Milestones that ended without outcome, for one reason."""

    reason: str
    label: str
    clocks: int

    @property
    def query(self) -> str:
        """The part of an address that leads to its incidents."""
        return urlencode({"outcome": "none", "reason": self.reason})


@dataclass(frozen=True, slots=True)
class Restated:
    """Who changed what had been told of a month, and what that was."""

    by: list[Restatement]
    before: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyFigures:
    """What a month came to, for one customer or for all."""

    month: Month
    aim: Aim | None
    rows: list[Figure]
    totals: list[Figure]  # contractual: without assumed targets
    with_assumed: list[Figure]  # empty where no target is assumed
    customers: list[ByCustomer]
    left_out: list[LeftOut]
    restated: "Restated | None" = None

    @property
    def aim_percent(self) -> str:
        """The aim in percent, as the agreement writes it."""
        return str(self.aim.aim * 100) if self.aim else ""

    @property
    def is_empty(self) -> bool:
        """Whether no outcome became final."""
        return not any(row.count.counted for row in self.rows)


def figures_for(outcomes: Outcomes, month: Month, period: Period, names: Names) -> MonthlyFigures:
    """Return a month's figures; the aim is that of the terms in force on its last day."""
    aim = names.terms.attainment
    lines = outcomes.lines(period)
    rows = list(_rows(lines, names, names.terms.attainment_aim))
    has_assumed = any(row.assumed for row in rows)
    return MonthlyFigures(
        month=month,
        aim=aim,
        rows=rows,
        totals=list(_totals(rows, names.terms.attainment_aim, assumed=False)),
        with_assumed=list(_totals(rows, None, assumed=True)) if has_assumed else [],
        customers=_by_customer(lines, names.terms.attainment_aim),
        left_out=[
            LeftOut(reason=reason, label=names.reason(reason), clocks=clocks)
            for reason, clocks in outcomes.left_out(period).items()
        ],
        restated=_restated(outcomes, period, names.terms.attainment_aim),
    )


def _restated(outcomes: Outcomes, period: Period, aim: Fraction | None) -> Restated | None:
    restatements = outcomes.restatements(period)
    if not restatements:
        return None
    lines = outcomes.before_restatements().lines(period)
    count = sum((line.count for line in lines if not line.assumed), Count())
    return Restated(restatements, Figure(label=BOTH, count=count, aim=aim))


def _rows(lines: Iterable[Line], names: Names, aim: Fraction | None) -> Iterator[Figure]:
    """Yield a figure for each target there is, and for each that a clock was measured against."""
    counts = dict.fromkeys(_targets(names), Count())
    for line in lines:
        key = line.severity, line.milestone, line.assumed
        counts[key] = counts.get(key, Count()) + line.count
    severities = list(names.severities)
    for severity, milestone, assumed in sorted(
        counts, key=lambda key: (severities.index(key[0]), key[1] != Milestone.RESPONSE, key[2])
    ):
        yield Figure(
            label=names.severities[severity],
            count=counts[severity, milestone, assumed],
            milestone=milestone,
            aim=None if assumed else aim,
            assumed=assumed,
            asks={
                "severity": severity,
                "milestone": milestone,
                "assumed": "yes" if assumed else "no",
            },
        )


def _targets(names: Names) -> Iterator[tuple[str, str, bool]]:
    for severity in names.terms.severities:
        for milestone in Milestone:
            if target := names.terms.target(severity, milestone):
                yield severity, milestone.value, target.assumed


def _totals(rows: list[Figure], aim: Fraction | None, *, assumed: bool) -> Iterator[Figure]:
    """Yield the share of each milestone and of both; `assumed`: with assumed targets too."""
    asks = {} if assumed else {"assumed": "no"}
    found = [milestone for milestone in MILESTONES if any(r.milestone == milestone for r in rows)]
    for milestone in found:
        yield Figure(
            label=MILESTONES[milestone],
            count=_sum(r for r in rows if r.milestone == milestone and r.assumed <= assumed),
            milestone=milestone,
            aim=aim,
            assumed=assumed,
            asks={"milestone": milestone} | asks,
        )
    if len(found) > 1:
        total = _sum(row for row in rows if row.assumed <= assumed)
        yield Figure(label=BOTH, count=total, aim=aim, assumed=assumed, asks=asks)


def _sum(figures: Iterable[Figure]) -> Count:
    return sum((figure.count for figure in figures), Count())


def _by_customer(lines: Iterable[Line], aim: Fraction | None) -> list[ByCustomer]:
    """Return the customers, the lowest share first and those without one last."""
    counts: dict[tuple[int, str], dict[bool, Count]] = {}
    for line in lines:
        own = counts.setdefault((line.customer, line.name), {False: Count(), True: Count()})
        own[line.assumed] += line.count
    rows = [_customer(*customer, own, aim) for customer, own in counts.items()]
    return sorted(rows, key=_lowest_first)


def _customer(pk: int, name: str, counts: dict[bool, Count], aim: Fraction | None) -> ByCustomer:
    asks = {"customer": str(pk)}
    contractual, everything = counts[False], counts[False] + counts[True]
    return ByCustomer(
        name=name,
        contractual=Figure(label=name, count=contractual, aim=aim, asks=asks | {"assumed": "no"}),
        with_assumed=Figure(label=name, count=everything, assumed=True, asks=asks),
    )


def _lowest_first(row: ByCustomer) -> tuple[bool, Fraction, str]:
    share = row.contractual.count.share
    if share is None:
        share = row.with_assumed.count.share
    return share is None, share or Fraction(0), row.name
