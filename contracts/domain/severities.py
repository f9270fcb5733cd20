"""Severities: their definitions, who sets them, and the faults that are always the worst."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from contracts.domain.clause import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """One class of incident with the document's definition and scenarios (LU-12, PQ-10, HR-11)."""

    key: str
    rank: int  # 1 is the most severe
    name: str
    definition: str
    examples: tuple[str, ...]
    assumed: bool  # the definition is not in the published text
    clause: Clause


class SeveritySetter(StrEnum):
    """Who decides on an incident's severity."""

    SUPPORT = "support"
    CUSTOMER_REASONABLY = "customer_reasonably"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityPolicy:
    """Who sets severity, and whether a later change needs a recorded consultation (LU-12)."""

    set_by: SeveritySetter
    change_needs_consultation: bool
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AlwaysCritical:
    """A function whose failure has the most severe class, however much else works (LU-13)."""

    key: str
    name: str
    if_provided: bool  # only for customers who have this service
    countries: tuple[str, ...]  # ISO 3166 codes of the customers it holds for; empty: all
    clause: Clause

    def applies_to(self, *, country: str, provided: Collection[str]) -> bool:
        """This method will say whether the rule holds for a customer (LU-13).

        :param country: the customer's ISO 3166 country code.
        :param provided: keys of the optional services this customer has.
        """
        in_country = not self.countries or country.upper() in self.countries
        return in_country and (not self.if_provided or self.key in provided)
