"""What differs between two versions of an agreement, value by value (CO-04).

The values themselves are walked, so that nothing that a file can say is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from itertools import groupby
from typing import Any

from contracts.domain.clause import Clause
from contracts.domain.entitlements import Entitlements
from contracts.domain.hours import CUSTOMER, ServiceHours
from contracts.domain.targets import NoTarget, Target
from contracts.domain.terms import Terms
from contracts.phrases import value_in_words
from contracts.wording import number, promise_in_words

# How sections are headed; one that is not named here is headed by its own name.
HEADINGS = {
    "identity": "The document",
    "promises": "Targets",
    "milestones": "What the milestones mean",
    "clock_rules": "How the clocks count",
    "severity_policy": "Who sets the severity",
    "opened_by_breach": "Escalation by a miss",
    "ladder": "Escalation",
}

type Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words, and where it comes from."""

    words: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that two versions state otherwise; None: the version does not have it."""

    path: Path
    before: Said | None
    after: Said | None
    about: str = ""  # what the key stands for, by the names of the terms

    @property
    def key(self) -> str:
        """The value's key within its section."""
        return ".".join(self.path[1:])

    @property
    def clause(self) -> Clause | None:
        """Where it comes from: the newer version's clause, or the older one's."""
        said = self.after or self.before
        return said.clause if said else None


def differences(before: Terms, after: Terms) -> list[tuple[str, list[Difference]]]:
    """Return what differs, section by section in the order of the terms."""
    old, new = dict(_walk(before, ())), dict(_walk(after, ()))
    paths = [path for path in dict.fromkeys([*new, *old]) if _words(old, path) != _words(new, path)]
    order = {field.name: place for place, field in enumerate(fields(Terms))}
    paths.sort(key=lambda path: order[path[0]])
    return [
        (
            heading(section),
            [
                Difference(path, old.get(path), new.get(path), _about(path, after, before))
                for path in some
            ],
        )
        for section, some in groupby(paths, key=lambda path: path[0])
    ]


def heading(section: str) -> str:
    """Return what a section of the terms is headed by."""
    return HEADINGS.get(section, section.replace("_", " ").capitalize())


def _about(path: Path, *versions: Terms) -> str:
    """Name the row, tier or severity of a path by the first of the versions that has it."""
    for terms in versions:
        if names := [name for part in path[1:] for name in _names(path[0], part, terms)]:
            return ", ".join(names)
    return ""


def _names(section: str, part: str, terms: Terms) -> Iterator[str]:
    found: dict[str, list[Mapping[str, Any]]] = {
        "entitlements": [terms.entitlements.by_key, terms.tiers],
        "promises": [terms.severities],
        "service_hours": [terms.tiers, terms.severities],
        "severities": [terms.severities],
        "tiers": [terms.tiers],
    }
    for key in part.split("."):
        yield from (known[key].name for known in found.get(section, []) if key in known)


def _words(said: Mapping[Path, Said], path: Path) -> str | None:
    return said[path].words if path in said else None


def _walk(value: Any, path: Path, clause: Clause | None = None) -> Iterator[tuple[Path, Said]]:
    """Yield every value below this one by its path; a clause speaks for what stands beside it."""
    whole = _whole(value)
    if value is None or value == "":
        return  # what is not said is not there
    if isinstance(value, Entitlements):
        yield from _entitlements(value, path)
    elif whole is not None:
        own = value if isinstance(value, Clause) else getattr(value, "clause", clause)
        yield path, Said(whole, own)
    elif is_dataclass(value):
        for name, one, own in _parts(value, clause):
            yield from _walk(one, (*path, name), own)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _walk(one, (*path, _name(key)), clause)
    elif isinstance(value, Iterable):
        for place, one in enumerate(value, 1):
            yield from _walk(one, (*path, str(getattr(one, "key", place))), clause)


def _entitlements(rows: Entitlements, path: Path) -> Iterator[tuple[Path, Said]]:
    """Yield each row's value on each tier that has it, inherited ones too, in people's words."""
    for key, row in rows.by_key.items():
        for name in ("group", "name", "kind", "unit", "per"):
            yield from _walk(getattr(row, name), (*path, key, name))
        for (tier, held_key), stated in rows.held.items():
            if held_key == key:
                words = ", ".join(filter(None, [value_in_words(row, stated.value), stated.detail]))
                yield (*path, key, tier), Said(words, stated.clause)
        for tier, stated in row.statements.items():
            yield from _walk(stated.clause, (*path, key, tier, "source"), stated.clause)


def _parts(value: Any, clause: Clause | None) -> Iterator[tuple[str, Any, Clause | None]]:
    """Yield the parts of a value with their clauses: its own, or one for each by name."""
    own, by_name = getattr(value, "clause", clause), getattr(value, "clauses", {})
    for field in fields(value):
        if field.name not in {"key", "clauses"}:  # the path says the one, its values show the other
            name = "source" if field.name == "clause" else field.name
            yield name, getattr(value, field.name), by_name.get(field.name, own)


def _whole(value: Any) -> str | None:
    """Return the words of what is one value to a reader; None: it has parts."""
    if isinstance(value, (Target, NoTarget)):
        assumed = isinstance(value, Target) and value.assumed
        return promise_in_words(value) + (", assumed" if assumed else "")
    if isinstance(value, ServiceHours):
        return _hours(value)
    if isinstance(value, Clause):
        return " | ".join(filter(None, [value.ref, value.words, value.reading]))
    return _plain(value)


def _hours(hours: ServiceHours) -> str:
    whose = "the customer's" if hours.holiday_region == CUSTOMER else hours.holiday_region
    rests = f"closed on {whose} holidays" if hours.holiday_region else "open on holidays"
    return f"{hours.label} in {hours.zone or "the customer's zone"}, {rests}"


def _plain(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, date):
        return f"{value:%d %B %Y}"
    if isinstance(value, (str, int, timedelta)):
        return str(value)
    if isinstance(value, tuple) and value and all(isinstance(one, (str, int)) for one in value):
        return ", ".join(map(str, value))
    return None


def _name(key: Any) -> str:
    return ".".join(map(str, key)) if isinstance(key, tuple) else str(key)
