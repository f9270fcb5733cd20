"""The rules by which contracts count work, each with the months in which they do (CO-04, PQ-03)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from availability.domain.policy import Policy
from availability.policies import policy_of
from availability.promises import Promises, months_between
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.period import Period


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """One agreement version's rules, and the months in a row that are counted by them."""

    agreement_id: int
    policy: Policy
    reasons: frozenset[str]  # for what does not count
    first: Month
    last: Month

    @property
    def key(self) -> tuple[int, Month, Month]:
        """This property will return what two are the same by."""
        return self.agreement_id, self.first, self.last

    @property
    def during(self) -> Period:
        """This property will return the instants of those months."""
        zone = self.policy.reporting_zone
        return Period(self.first.begins(zone), self.last.plus(1).begins(zone))

    def hold(self, month: Month) -> bool:
        """This method will say whether a month is counted by them."""
        return self.first <= month <= self.last


class RuleBook:
    """The rules of some contracts in the months around some work; each version is read once."""

    def __init__(self, contracts: list[Contract], vendor_id: int, around: Period) -> None:
        """This function will read what the contracts stand on in those months."""
        self._promises = Promises.of(contracts)
        self._vendor_id = vendor_id
        self._months = months_between(around.start, around.end)
        self._known: dict[tuple[int, Month, Month], Rules] = {}

    def of(self, contract: Contract) -> tuple[Rules, ...]:
        """This method will return a contract's rules in order; usually there is one version."""
        return tuple(self._of(contract))

    def _of(self, contract: Contract) -> Iterator[Rules]:
        held = ((self._promises.version(contract, month), month) for month in self._months)
        for agreement, rows in groupby(held, key=itemgetter(0)):
            months = [month for _, month in rows]
            key = agreement.pk, months[0], months[-1]
            terms = agreement.terms.availability
            if terms is None:
                continue
            if key not in self._known:
                self._known[key] = Rules(
                    agreement_id=agreement.pk,
                    policy=policy_of(terms, self._vendor_id, months[0]),
                    reasons=frozenset(terms.exclusions),
                    first=months[0],
                    last=months[-1],
                )
            yield self._known[key]
