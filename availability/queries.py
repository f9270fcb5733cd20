"""What is known of contracts' months, read in a fixed number of queries (PQ-01, HR-01).

Questions about one contract and about ten thousand are the same question: `facts_of_many` reads
the rows of a vendor's month once and gives each contract those that concern it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain import facts
from availability.models import Component, Exclusion, OutageVersion
from availability.promises import Promise, Promises
from availability.recalling import Recalled, recall
from availability.serving import (
    Serving,
    components_of,
    contracts_concerned,
    contracts_touched,
    serving,
)
from contracts.domain.availability import AvailabilityTerms
from contracts.models import AgreementVersion, Contract
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import first_instant
from portal.tenancy.models import Vendor

__all__ = [
    "MonthFacts",
    "components_of",
    "contracts_concerned",
    "contracts_touched",
    "facts_of",
    "facts_of_many",
]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What is known of a contract's month.

    `outages` are those with a second in the month, and any that touch them across its ends, so
    that episodes are whole; `works` those of the month and of the week before it, so that the
    sessions of a week can be counted. `versions` and `undecided` are the rows behind `outages`.
    """

    contract: Contract
    month: Month
    agreement: AgreementVersion
    terms: AvailabilityTerms
    at: datetime  # until when what goes on is counted
    starts: datetime | None  # the service's first instant, where that is in the month
    ends: datetime | None
    outages: tuple[facts.Outage, ...]
    works: tuple[facts.Maintenance, ...]
    versions: tuple[OutageVersion, ...]
    undecided: tuple[Exclusion, ...]

    @property
    def zone(self) -> ZoneInfo:
        """This property will return the zone whose month it is."""
        return ZoneInfo(self.terms.zone)

    @property
    def within(self) -> Period:
        """This property will return the month's instants."""
        return self.month.within(self.zone)


def facts_of(
    contract: Contract, month: Month, *, at: datetime, known_by: datetime | None = None
) -> MonthFacts:
    """This function will return what is known of a contract's month.

    :param at: until when an outage that goes on is counted.
    :param known_by: read the rows as they were known then; None: as they are known at `at`.
    :raises Refusal: if the agreement promised no availability in that month.
    """
    found = facts_of_many(contract.vendor, month, [contract], at=at, known_by=known_by)
    if contract.pk not in found:
        raise Refusal(
            f"No availability was promised to {contract.customer} for {month}.", code="no_promise"
        )
    return found[contract.pk]


def facts_of_many(
    vendor: Vendor,
    month: Month,
    contracts: Sequence[Contract],
    *,
    at: datetime,
    known_by: datetime | None = None,
) -> dict[int, MonthFacts]:
    """This function will return what is known of many contracts' month, by contract.

    Contracts that do not run in the month, or are promised no availability in it, are left out.
    The number of queries is the same however many there are.
    """
    known = known_by or at
    running = [one for one in contracts if _runs_in(one, month)]
    promises = _promises(running, month, known)
    if not promises:
        return {}
    zones = {ZoneInfo(terms.zone) for _, terms in promises.values()}
    spans = [month.within(zone) for zone in zones]
    around = Period(min(one.start for one in spans), max(one.end for one in spans))
    recalled = recall(vendor, around, list(promises), at=at, known_by=known)
    served = serving(promises)
    gathering = _Gathering(month, at, recalled, served)
    return {
        one.pk: gathering.facts(one, *promises[one.pk]) for one in contracts if one.pk in promises
    }


def _promises(
    contracts: Sequence[Contract], month: Month, known_by: datetime
) -> dict[int, Promise]:
    """This function will return the terms of each contract for a month, if it has any."""
    promises = Promises.of(contracts, known_by)
    found = {one.pk: promises.promise(one, month) for one in contracts}
    return {key: promise for key, promise in found.items() if promise}


def _runs_in(contract: Contract, month: Month) -> bool:
    ends = contract.ends_on
    return contract.starts_on <= month.last_day and (ends is None or ends >= month.first_day)


class _Gathering:
    """Gives each contract the rows that concern it; what many share is made once."""

    def __init__(self, month: Month, at: datetime, recalled: Recalled, served: Serving) -> None:
        self._month, self._at = month, at
        self._recalled, self._served = recalled, served
        self._spans: dict[str, Period] = {}
        self._touching: dict[tuple[object, ...], list[OutageVersion]] = {}

    def facts(
        self, contract: Contract, agreement: AgreementVersion, terms: AvailabilityTerms
    ) -> MonthFacts:
        """This method will return one contract's month."""
        zone = ZoneInfo(terms.zone)
        within = self._within(terms.zone, zone)
        versions = self._versions(contract, within)
        reasons = frozenset(terms.exclusions)
        outages = [self._recalled.outage(one, contract.pk, reasons) for one in versions]
        undecided = [
            row for one in versions for row in self._recalled.undecided(one, contract.pk, reasons)
        ]
        works = self._recalled.works_of(
            contract.pk,
            self._serves(contract.pk),
            within,
            alike=self._served.kinship(contract.pk),
        )
        return MonthFacts(
            contract=contract,
            month=self._month,
            agreement=agreement,
            terms=terms,
            at=self._at,
            starts=_instant(contract.starts_on, self._month, zone),
            ends=_instant(contract.ends_on + DAY, self._month, zone) if contract.ends_on else None,
            outages=tuple(one for one in outages if one is not None),
            works=tuple(works),
            versions=tuple(versions),
            undecided=tuple(undecided),
        )

    def _within(self, name: str, zone: ZoneInfo) -> Period:
        if name not in self._spans:
            self._spans[name] = self._month.within(zone)
        return self._spans[name]

    def _versions(self, contract: Contract, within: Period) -> list[OutageVersion]:
        """This function will return a contract's outages; contracts served alike share a list."""
        recalled = self._recalled
        named = contract.customer_id if contract.customer_id in recalled.customers else None
        key = (self._served.kinship(contract.pk), within, named)
        if key not in self._touching:
            serves = self._serves(contract.pk)
            self._touching[key] = recalled.touching(within, named, serves)
        return self._touching[key]

    def _serves(self, contract_id: int) -> "_Serves":
        return _Serves(self._served, contract_id)


@dataclass(frozen=True, slots=True)
class _Serves:
    """Whether a component served one contract on the days of a period."""

    served: Serving
    contract_id: int

    def __call__(self, component: Component, during: Period) -> bool:
        return self.served.serves(
            component, self.contract_id, during.start.date(), during.end.date()
        )


def _instant(day: date, month: Month, zone: ZoneInfo) -> datetime | None:
    """This function will return a day's first instant, if it lies within the month."""
    if not month.first_day < day <= month.last_day:
        return None
    return first_instant(day, zone)
