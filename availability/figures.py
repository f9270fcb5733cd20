"""What a contract's month came to, with everything that stands behind the figure (CO-05, PQ-01)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from availability.domain.deductions import Deduction, Recovery, deductions, recovery_of
from availability.domain.derivation import derivation, formula
from availability.domain.month import Availability, availability_of
from availability.domain.policy import Policy
from availability.domain.readings import Reading, readings_of
from availability.domain.response_time import Day
from availability.policies import holidays_for
from availability.queries import MonthFacts, facts_of, facts_of_many
from availability.response import response_days
from availability.slow import SlowDay, slow_days
from availability.snapshot import Snapshot
from availability.terms import policy_for
from contracts.models import Contract
from portal.kernel.month import Month
from portal.tenancy.models import Vendor


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What the facts of a month come to; contracts that share all of them share this."""

    snapshot: Snapshot
    found: Availability  # the whole month, if nothing more happens
    so_far: Availability  # up to the instant of looking

    @cached_property
    def deductions(self) -> list[Deduction]:
        """Each outage with what of it counts and what does not."""
        return list(deductions(self.found, self.snapshot.outages))


@dataclass(frozen=True, kw_only=True)
class MonthFigure:
    """A month's availability: if it is not over, so far and if nothing more happens."""

    facts: MonthFacts
    worked: Worked
    days: tuple[Day, ...]  # of response times; empty where none are promised
    slow: tuple[SlowDay, ...] = ()  # those that were too long, with what was said of them (HR-08)
    at: datetime

    @property
    def snapshot(self) -> Snapshot:
        """The facts as they would be kept."""
        return self.worked.snapshot

    @property
    def found(self) -> Availability:
        """The whole month, if nothing more happens."""
        return self.worked.found

    @property
    def so_far(self) -> Availability:
        """The month up to the instant of looking."""
        return self.worked.so_far

    @property
    def deductions(self) -> list[Deduction]:
        """Each outage with what of it counts and what does not."""
        return self.worked.deductions

    @property
    def is_over(self) -> bool:
        """Whether the month has passed where it is measured."""
        return self.at >= self.snapshot.period.end

    @property
    def has_begun(self) -> bool:
        """Whether any of it has passed."""
        return self.at > self.snapshot.period.start

    @property
    def budget_left(self) -> int:
        """The seconds that may still be lost; below zero: so many too many were."""
        return self.found.allowed - int(self.found.down)

    @cached_property
    def recoveries(self) -> list[tuple[Deduction, Recovery]]:
        """Each outage with whether it was over in time (PQ-05)."""
        return [(one, recovery_of(one.outage, self.found)) for one in self.deductions]

    @cached_property
    def readings(self) -> list[Reading]:
        """What other readings of the agreement would come to, verdicts first."""
        settings = self.facts.terms.other_readings
        return readings_of(self.found, settings, self.snapshot.outages, self.snapshot.works)

    @property
    def depends_on(self) -> list[Reading]:
        """The readings on which the verdict hangs."""
        return [one for one in self.readings if one.changes_verdict]

    @property
    def derivation(self) -> list[str]:
        """How the figure came about, line by line."""
        return derivation(self.found)

    @property
    def formula(self) -> str:
        """The formula with the month's figures in it."""
        return formula(self.found)

    @property
    def failing_days(self) -> list[Day]:
        """The days whose average response time was too long (HR-05)."""
        return [day for day in self.days if day.fails]


def figure_of(
    contract: Contract, month: Month, *, at: datetime, known_by: datetime | None = None
) -> MonthFigure:
    """Return what a contract's month came to, as it is known.

    :raises Refusal: if the agreement promised no availability in that month.
    """
    facts = facts_of(contract, month, at=at, known_by=known_by)
    return _figures(contract.vendor_id, month, [facts], at, known_by=known_by)[contract.pk]


def figures_of_many(
    vendor: Vendor,
    month: Month,
    contracts: Sequence[Contract],
    *,
    at: datetime,
    with_days: bool = True,
) -> dict[int, MonthFigure]:
    """Return what many contracts' month came to, by contract, with a fixed number of queries.

    :param with_days: also the response times, by day.
    """
    known = facts_of_many(vendor, month, contracts, at=at)
    return _figures(vendor.pk, month, list(known.values()), at, with_days=with_days)


def computed(snapshot: Snapshot, policy: Policy, ends: datetime | None = None) -> Availability:
    """Return what a snapshot's facts come to.

    :param ends: an instant at which to stop counting, before the month is over.
    """
    over = min((one for one in (snapshot.ends, ends) if one), default=None)
    return availability_of(
        snapshot.month, snapshot.outages, snapshot.works, policy, starts=snapshot.starts, ends=over
    )


def _figures(
    vendor_id: int,
    month: Month,
    facts: Iterable[MonthFacts],
    at: datetime,
    *,
    known_by: datetime | None = None,
    with_days: bool = True,
) -> dict[int, MonthFigure]:
    rules = _Rules(vendor_id, month, at)
    made = [(one, rules.worked(one)) for one in facts]
    days = response_days([(one, worked.found) for one, worked in made]) if with_days else {}
    slow = slow_days(month, days, known_by=known_by or at)
    return {
        one.contract.pk: MonthFigure(
            facts=one,
            worked=worked,
            days=days.get(one.contract.pk, ()),
            slow=slow.get(one.contract.pk, ()),
            at=at,
        )
        for one, worked in made
    }


class _Rules:
    """The policies of a vendor's agreement versions, and the months that came to the same."""

    def __init__(self, vendor_id: int, month: Month, at: datetime) -> None:
        self._vendor_id, self._month, self._at = vendor_id, month, at
        self._policies: dict[int, tuple[Policy, Mapping[date, str]]] = {}
        self._worked: dict[Hashable, Worked] = {}

    def worked(self, facts: MonthFacts) -> Worked:
        """Return what facts come to; worked out once for contracts that share all of them."""
        # The very same outages, since each is made once for all contracts that it touched.
        outages = tuple(map(id, facts.outages))
        key = facts.agreement.pk, facts.starts, facts.ends, outages, facts.works
        if key not in self._worked:
            self._worked[key] = self._work_out(facts)
        return self._worked[key]

    def _work_out(self, facts: MonthFacts) -> Worked:
        policy, holidays = self._of(facts)
        snapshot = Snapshot.of(facts, holidays)
        found = computed(snapshot, policy)
        goes_on = snapshot.period.start < self._at < snapshot.period.end
        so_far = computed(snapshot, policy, ends=self._at) if goes_on else found
        return Worked(snapshot=snapshot, found=found, so_far=so_far)

    def _of(self, facts: MonthFacts) -> tuple[Policy, Mapping[date, str]]:
        """Return the policy of a contract's month and the holidays it counts with."""
        key = facts.agreement.pk
        if key not in self._policies:
            holidays = holidays_for(facts.terms, self._vendor_id, self._month)
            self._policies[key] = policy_for(facts.terms, holidays), holidays
        return self._policies[key]
