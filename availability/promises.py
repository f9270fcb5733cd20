"""What contracts promise of availability, month by month (CO-04, PQ-01, HR-01).

A month is counted by one agreement version: the one in force on the contract's first day in it.
What is amended or renewed in the middle of a month counts from the next one on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from contracts.domain.availability import AvailabilityTerms
from contracts.models import AgreementVersion, Contract, ContractTerms
from portal.kernel.month import Month
from portal.kernel.period import Period

UTC = ZoneInfo("UTC")
DAY = timedelta(days=1)  # more than any zone is ahead of UTC or behind it

type Promise = tuple[AgreementVersion, AvailabilityTerms]


@dataclass(frozen=True, slots=True)
class Promises:
    """The agreement versions that some contracts stood on, and will stand on, read at once."""

    history: Mapping[int, Sequence[ContractTerms]]

    @classmethod
    def of(cls, contracts: Iterable[Contract], known_by: datetime | None = None) -> Self:
        """This function will read them, in one query.

        :param known_by: leave out what was agreed later, but never what was signed.
        """
        history: dict[int, list[ContractTerms]] = defaultdict(list)
        for terms in ContractTerms.objects.of({one.pk for one in contracts}):
            held = history[terms.contract_id]
            if known_by is None or terms.made_at <= known_by or not held:
                held.append(terms)
        return cls(history)

    def version(self, contract: Contract, month: Month) -> AgreementVersion:
        """This function will return the version by which a contract's month is counted."""
        first = max(month.first_day, contract.starts_on)
        rows = self.history.get(contract.pk, ())
        held = [one for one in rows if one.since <= first]
        return held[-1].agreement if held else contract.agreement

    def promise(self, contract: Contract, month: Month) -> Promise | None:
        """This function will return what was promised; None: no availability."""
        agreement = self.version(contract, month)
        terms = agreement.terms.availability
        return None if terms is None else (agreement, terms)

    def during(self, contract: Contract, during: Period) -> Iterator[Promise]:
        """This function will yield what was promised in each month that a period touches."""
        for month in months_between(during.start - DAY, during.end + DAY):
            found = self.promise(contract, month)
            if found and month.within(ZoneInfo(found[1].zone)).overlaps(during):
                yield found

    def reasons(self, contract: Contract, during: Period) -> list[str]:
        """This function will return the reasons listed for what does not count of a period."""
        named = [key for _, terms in self.during(contract, during) for key in terms.exclusions]
        return list(dict.fromkeys(named))


def months_between(start: datetime, end: datetime) -> list[Month]:
    """This function will return the months of UTC's calendar from one instant to another."""
    month, last = Month.of(start, UTC), Month.of(end, UTC)
    found = [month]
    while found[-1] < last:
        found.append(found[-1].plus(1))
    return found
