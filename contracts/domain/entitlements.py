"""What a contract entitles to: rows of data by tier, inherited, and agreed otherwise (LU-05).

A row is stated for the tier it begins with and holds for every tier that includes it, until a
tier states it anew. What a contract agrees otherwise goes before what its tier says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from contracts.domain.clause import Clause

TECHNICAL_CONTACTS = "technical_contacts"  # the row that seats are counted by (LU-03)


class Kind(StrEnum):
    """What a row's value is."""

    YES_NO = "yes_no"
    QUANTITY = "quantity"
    TEXT = "text"
    ACTIVITY = "activity"  # something that is done again and again (LU-05)


class Per(StrEnum):
    """What a quantity is counted for."""

    CONTRACT = "contract"
    LIVE_INSTANCE = "live_instance"


class Every(StrEnum):
    """When an activity comes round."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RELEASE = "release"
    CRITICAL_INCIDENT = "critical_incident"
    AS_NEEDED = "as_needed"


# What a code path asks for by name, and what the row must be for that.
ASKED_FOR: Mapping[str, tuple[Kind, Per | None]] = {
    TECHNICAL_CONTACTS: (Kind.QUANTITY, Per.LIVE_INSTANCE)
}


@dataclass(frozen=True, slots=True)
class Recurring:
    """How often an activity is owed: twice a year."""

    times: int
    every: Every

    def __bool__(self) -> bool:
        return self.times > 0


type Value = bool | int | str | Recurring


NOTHING: Mapping[Kind, Value] = {
    Kind.YES_NO: False,
    Kind.QUANTITY: 0,
    Kind.TEXT: "",
    Kind.ACTIVITY: Recurring(0, Every.AS_NEEDED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A row's value on a tier, as the agreement file states it."""

    tier: str
    value: Value
    detail: str  # how, in a few words: by telephone
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One row of the comparison of tiers."""

    key: str
    group: str
    name: str
    kind: Kind
    unit: str  # of a quantity, in the singular
    per: Per
    statements: Mapping[str, Statement]  # by the tier that states it

    @property
    def nothing(self) -> Value:
        """This property will return the value of this row where nothing is stated."""
        return NOTHING[self.kind]


@dataclass(frozen=True, slots=True)
class Entitlements:
    """All rows in the file's order, and what holds on each tier, inherited values included."""

    by_key: Mapping[str, Entitlement] = field(default_factory=dict)
    held: Mapping[tuple[str, str], Statement] = field(default_factory=dict)  # by tier and key


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a contract agrees for one row otherwise than its tier; no value puts the tier's back."""

    key: str
    value: Value | None
    since: date
    until: date | None  # the last day, or until further notice
    reason: str
    by: str
    pk: int = 0

    def holds(self, on: date) -> bool:
        """This method will say whether the date lies within; the last day still counts."""
        return self.since <= on and (self.until is None or on <= self.until)


class Whence(StrEnum):
    """Where a contract has a value from."""

    TIER = "tier"
    INHERITED = "inherited"
    OVERRIDE = "override"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitled:
    """What a contract is entitled to in one row on a date, and by what (LU-05, CO-06)."""

    row: Entitlement
    value: Value
    whence: Whence
    tier: str  # the contract's own
    stated: Statement | None  # what the tier says, also where the contract agrees otherwise
    override: Override | None = None

    def __bool__(self) -> bool:
        return bool(self.value)

    @property
    def clause(self) -> Clause | None:
        """This property will return the clause that the tier's value comes from."""
        return self.stated.clause if self.stated else None


def settle(
    terms: Entitlements, *, tier: str, key: str, on: date, overrides: Iterable[Override] = ()
) -> Entitled | None:
    """This function will say what holds for a contract on a tier; None: the row is unknown.

    Of several overrides that hold on a date the one recorded last counts: rows are written
    once, so that a later row is how an earlier one is corrected or taken back.
    """
    row = terms.by_key.get(key)
    if row is None:
        return None
    stated = terms.held.get((tier, key))
    agreed = max(
        (one for one in overrides if one.key == key and one.holds(on)),
        key=lambda one: one.pk,
        default=None,
    )
    if agreed is not None and agreed.value is not None:
        value, whence = agreed.value, Whence.OVERRIDE
    elif stated is not None:
        agreed, value = None, stated.value
        whence = Whence.TIER if stated.tier == tier else Whence.INHERITED
    else:
        agreed, value, whence = None, row.nothing, Whence.NOWHERE
    return Entitled(row=row, value=value, whence=whence, tier=tier, stated=stated, override=agreed)


def lineage(tier: str, includes: Mapping[str, str | None]) -> list[str]:
    """This function will list a tier and those it includes, the nearest first (LU-01).

    It ends where a circle would begin; the file with one is refused elsewhere.
    """
    line: list[str] = []
    here: str | None = tier
    while here is not None and here in includes and here not in line:
        line.append(here)
        here = includes[here]
    return line


def packed(value: Value) -> bool | int | str | dict[str, int | str]:
    """This function will return a value as it is stored."""
    if isinstance(value, Recurring):
        return {"times": value.times, "every": value.every.value}
    return value


def unpacked(stored: object) -> Value | None:
    """This function will read a value back from where it was stored."""
    if isinstance(stored, dict):
        return Recurring(int(stored["times"]), Every(stored["every"]))
    if isinstance(stored, bool | int | str):
        return stored
    return None
