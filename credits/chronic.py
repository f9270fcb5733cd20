"""Where a contract stands towards chronic failure, from its closed months (HR-07)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from availability.models import MonthClosing
from availability.terms import misses_for, slow_days_for
from contracts.domain.availability import ChronicTerms
from contracts.models import Contract
from credits.distance import MissDistance, SlowDistance, miss_distance, slow_distance
from credits.models import TerminationRight
from portal.kernel.month import Month


@dataclass(frozen=True, slots=True)
class History:
    """What a contract's closed months came to, each by its newest closing."""

    closings: Mapping[Month, int]  # the key of the row
    missed: tuple[Month, ...]
    failing: Mapping[Month, int]  # slow days

    @property
    def last(self) -> Month | None:
        """The newest closed month."""
        return max(self.closings, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicState:
    """Both tests of chronic failure, how far each is, and the right that is open, if one is."""

    terms: ChronicTerms
    history: History
    misses: MissDistance
    slow: SlowDistance | None  # None: the agreement promises no response time
    right: TerminationRight | None

    @property
    def sentences(self) -> list[str]:
        """What a person should know; an open right goes before all distances."""
        if self.right is not None:
            return [self.right.words]
        return [self.misses.words, *([self.slow.words] if self.slow else [])]


def chronic_of(contract: Contract, at: datetime) -> ChronicState | None:
    """Return where a contract stands; None: its agreement gives no such right."""
    return chronic_of_many([contract], at).get(contract.pk)


def chronic_of_many(contracts: Collection[Contract], at: datetime) -> dict[int, ChronicState]:
    """Return the same for many, by contract; those whose agreement gives no right are left out.

    :param contracts: with customer and agreement, as they stand today.
    """
    bound = {one.pk: one for one in contracts if _terms(one) is not None}
    histories = histories_of(list(bound))
    rights = {
        one.contract_id: one
        for one in TerminationRight.objects.open().filter(contract__in=list(bound)).order_by("-pk")
    }
    found = {}
    for key, contract in bound.items():
        terms = _terms(contract)
        if terms is not None:
            found[key] = _state(contract, terms, histories[key], rights.get(key), at)
    return found


def histories_of(contracts: Collection[int]) -> dict[int, History]:
    """Return the closed months of contracts in one query; the newest closing of each holds."""
    rows = MonthClosing.objects.filter(contract__among=contracts).order_by("number")
    columns = "contract_id", "pk", "year", "month", "figures__is_met", "figures__response__failing"
    kept: dict[int, dict[Month, tuple[int, bool, int]]] = defaultdict(dict)
    for contract, key, year, number, is_met, failing in rows.values_list(*columns):
        kept[contract][Month(year, number)] = key, is_met is False, len(failing or ())
    return {contract: _history(kept[contract]) for contract in contracts}


def _history(kept: Mapping[Month, tuple[int, bool, int]]) -> History:
    return History(
        closings={month: key for month, (key, _, _) in kept.items()},
        missed=tuple(sorted(month for month, (_, is_missed, _) in kept.items() if is_missed)),
        failing={month: days for month, (_, _, days) in kept.items() if days},
    )


def _state(
    contract: Contract,
    terms: ChronicTerms,
    history: History,
    right: TerminationRight | None,
    at: datetime,
) -> ChronicState:
    stated = contract.agreement.terms.availability
    zone = ZoneInfo(stated.zone if stated else contract.customer.time_zone)
    upcoming = history.last.plus(1) if history.last else Month.of(at, zone)
    slow = None
    if stated is not None and stated.response_time is not None:
        slow = slow_distance(slow_days_for(terms), history.failing, upcoming)
    return ChronicState(
        terms=terms,
        history=history,
        misses=miss_distance(misses_for(terms), history.missed, upcoming),
        slow=slow,
        right=right,
    )


def _terms(contract: Contract) -> ChronicTerms | None:
    stated = contract.agreement.terms.availability
    return stated.chronic if stated else None
