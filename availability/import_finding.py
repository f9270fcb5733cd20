"""Rows of a file held against what is known: fresh, changed, the same, left out, or faulty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from availability.domain.policy import Kind
from availability.import_cells import Said, SaidOutage, SaidWork, read
from availability.importing import Understanding
from availability.models import Component, ImportedRow, Maintenance, Outage, Sheet
from availability.planned import Session, WorkFacts
from availability.stated import OutageFacts
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer
from portal.web.table_file import Fault, Row, fault

# What a rule of the services is about, as the targets of the columns call it.
TARGET_OF = {"bounds": "last_ok_at", "no_words": "title", "sessions": "actual_from"}
UNTIL_NOW = "still going on"


type Facts = OutageFacts | WorkFacts


@dataclass(frozen=True, slots=True)
class Step:
    """One row that is to be stored: what it says, and what is known under its key."""

    said: Said
    facts: Facts | None  # None: it says what it said before
    known: Outage | Maintenance | None = None


@dataclass
class Found:
    """What a file holds beside what is known already."""

    rows: int = 0
    fresh: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    same: list[Step] = field(default_factory=list)  # their digests are kept all the same
    left_out: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """What is to be stored, oldest rows first."""
        return sorted([*self.fresh, *self.changed], key=lambda step: step.said.line)


def find(
    rows: Sequence[Row], *, sheet: Sheet, source: str, how: Understanding, at: datetime
) -> Found:
    """Return what the rows hold, with everything that is wrong in them; nothing is stored."""
    found = Found(rows=len(rows))
    readable: list[tuple[Row, Said]] = []
    for row in rows:
        said = read(sheet, row, how)
        if said is None:
            found.left_out += 1
        elif isinstance(said, list):
            found.faults += said
        else:
            readable.append((row, said))
    finder = _Finder(found, sheet, source, how, at, [said for _, said in readable])
    for row, said in readable:
        try:
            finder.place(said)
        except Refusal as refusal:
            target = TARGET_OF.get(refusal.code, refusal.code)
            column = how.columns.get(target, target.replace("_", " "))
            found.faults.append(fault(row, column, str(refusal)))
    found.faults.sort(key=lambda one: one.line)
    return found


class _Finder:
    """Holds rows against the vendor's components, customers and known rows, each loaded once."""

    def __init__(
        self,
        found: Found,
        sheet: Sheet,
        source: str,
        how: Understanding,
        at: datetime,
        said: Sequence[Said],
    ) -> None:
        self.found, self.sheet, self.how, self.at = found, sheet, how, at
        components = list(Component.objects.select_related("service"))
        self.components = _by_name(components) | {one.slug: [one] for one in components}
        self.untold = tuple(one for one in components if one.pk in how.components)
        self.customers = _by_name(Customer.objects.all())
        keys = [one.source_id for one in said]
        taken = ImportedRow.objects.filter(sheet=sheet, source=source, source_id__in=keys)
        self.digests = {row.source_id: row.sha256 for row in taken}
        rows: Any = Outage.objects if sheet == Sheet.OUTAGES else Maintenance.objects
        known = rows.filter(source=source, source_id__in=keys).with_current()
        self.known = {one.source_id: one for one in known}
        self.lines: dict[str, int] = {}

    def place(self, said: Said) -> None:
        """Put a row where it belongs.

        :raises Refusal: with the target's name as its code.
        """
        if said.source_id in self.lines:
            line = self.lines[said.source_id]
            raise Refusal(f"Line {line} has this key too.", code="source_id")
        self.lines[said.source_id] = said.line
        known = self.known.get(said.source_id)
        if known is not None and self.digests.get(said.source_id) == said.digest:
            self.found.same.append(Step(said, None, known))
        elif isinstance(said, SaidOutage):
            self._outage(said, known)
        elif isinstance(said, SaidWork):
            self._work(said, known)

    def _outage(self, said: SaidOutage, known: Outage | None) -> None:
        if known is None:
            facts = self._facts(OutageFacts(title=said.title, starts_at=said.starts_at), said)
            self.found.fresh.append(Step(said, facts.checked(self.at)))
            return
        facts = self._facts(OutageFacts.of(known.current), said).checked(self.at)
        if known.current.is_withdrawn:
            self.found.left_out += 1  # a person said that it was none
        elif facts.differs_from(known.current):
            self.found.changed.append(Step(said, facts, known))
        else:
            self.found.same.append(Step(said, facts, known))

    def _facts(self, before: OutageFacts, said: SaidOutage) -> OutageFacts:
        """Return what is stated now; what the row says nothing of stays as it was."""
        followed = before.restored_at in (None, before.ends_at)
        named: dict[str, Any] = {**said.words, **said.bounds}
        if said.components or not before.components:
            named["components"] = self._components(said)
        if "customers" in self.how.columns:
            named["customers"] = [self._customer(name) for name in said.customers]
        if "effect" in self.how.columns:
            named["kind"] = said.effect
        return replace(
            before,
            title=said.title,
            starts_at=said.starts_at,
            ends_at=said.ends_at,
            restored_at=said.ends_at if followed else before.restored_at,
            **named,
        )

    def _work(self, said: SaidWork, known: Maintenance | None) -> None:
        began, ended = said.actual or (None, None)
        session = Session(
            announced_from=said.announced[0],
            announced_to=said.announced[1],
            actual_from=began if began and began <= self.at else None,  # else it is planned
            actual_to=ended if ended and ended <= self.at else None,
        )
        before = WorkFacts.of(known.current) if known else None
        named = bool(said.components) or before is None
        facts = WorkFacts(
            title=said.title,
            components=self._components(said) if named or before is None else before.components,
            sessions=[session],
            kind=Kind(said.kind),
            words=said.words or (before.words if before else ""),
        ).checked()
        if known is None or before is None:
            self.found.fresh.append(Step(said, facts))
        elif known.current.is_cancelled:
            self.found.left_out += 1  # a person gave it up here
        elif facts.says_the_same(before):
            self.found.same.append(Step(said, facts, known))
        else:
            self.found.changed.append(Step(said, facts, known))

    def _components(self, said: Said) -> list[Component]:
        named = [one for name in said.components for one in self._named(name)]
        if not named and not self.untold:
            raise Refusal(
                "It names no component: say which ones such rows mean.", code="components"
            )
        return list(dict.fromkeys(named or self.untold))

    def _named(self, name: str) -> list[Component]:
        """Return the component of a name; names between commas are several."""
        found = self.components.get(name.casefold(), [])
        if not found and "," in name:
            return [one for part in name.split(",") if part.strip() for one in self._named(part)]
        if not found:
            found = self.components.get(name.strip().casefold(), [])
        if not found:
            raise Refusal(f"No component is called “{name.strip()}”.", code="components")
        if len(found) > 1:
            slugs = ", ".join(one.slug for one in found)
            raise Refusal(f"Several are called so; write one of: {slugs}.", code="components")
        return found

    def _customer(self, name: str) -> Customer:
        found = self.customers.get(name.casefold())
        if not found:
            raise Refusal(f"No customer is called “{name}”.", code="customers")
        return found[0]


def preview_of(found: Found, count: int) -> list[dict[str, str]]:
    """Return the first rows as they were understood, for whoever sent them to look at."""
    return [_shown(step) for step in found.steps[:count]]


def _shown(step: Step) -> dict[str, str]:
    said, facts = step.said, step.facts
    if isinstance(said, SaidOutage):
        first, last = said.starts_at, said.ends_at
    elif isinstance(said, SaidWork):
        first, last = said.actual or said.announced
    return {
        "key": said.source_id,
        "title": said.title,
        "from": _instant(first),
        "until": _instant(last),
        "components": ", ".join(str(one) for one in facts.components) if facts else "",
        "what": "changed" if step.known else "new",
    }


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else UNTIL_NOW


def _by_name[M: (Component, Customer)](rows: Iterable[M]) -> dict[str, list[M]]:
    named: dict[str, list[M]] = {}
    for row in rows:
        named.setdefault(row.name.casefold(), []).append(row)
    return named
