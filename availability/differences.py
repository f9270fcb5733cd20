"""What one version of an outage says otherwise than the one before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from availability.models import Effect, OutageVersion
from availability.stated import INSTANTS, OutageFacts

LABELS = {
    "title": "What was out",
    "starts_at": "Began",
    "ends_at": "Ended",
    "kind": "What users met",
    "ordinary_functions_out": "Some ordinary functions impossible",
    "cause": "Cause",
    "corrective_taken": "Corrective action taken",
    "corrective_planned": "Corrective action planned",
    "last_ok_at": "Last good answer",
    "first_fail_at": "First failed answer",
    "last_fail_at": "Last failed answer",
    "first_ok_at": "First good answer again",
    "restored_at": "Restored",
    "data_lost_from": "Data lost from",
    "data_lost_to": "Data lost until",
    "users_affected": "Users affected",
    "users_total": "Of how many users",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise; an instant is written in its reader's zone."""

    name: str
    label: str
    before: str | datetime
    after: str | datetime

    @property
    def is_instant(self) -> bool:
        """This property will say whether it is about a time."""
        return self.name in INSTANTS


@dataclass(frozen=True, slots=True)
class Story:
    """A version with what it changed; the first one changed nothing."""

    version: OutageVersion
    differences: tuple[Difference, ...]
    became_confirmed: bool = False
    became_withdrawn: bool = False
    came_back: bool = False


def differences(before: OutageFacts, after: OutageFacts) -> list[Difference]:
    """This function will return what two statements of one outage say differently."""
    return list(_differences(before, after))


def story_of(versions: Iterable[OutageVersion]) -> list[Story]:
    """This function will tell an outage's versions, the newest first, each with what it changed."""
    ordered = sorted(versions, key=lambda one: one.number)
    told = [Story(one, ()) for one in ordered[:1]]
    for earlier, later in pairwise(ordered):
        changed = differences(OutageFacts.of(earlier), OutageFacts.of(later))
        told.append(
            Story(
                later,
                tuple(changed),
                became_confirmed=later.is_confirmed and not earlier.is_confirmed,
                became_withdrawn=later.is_withdrawn and not earlier.is_withdrawn,
                came_back=earlier.is_withdrawn and not later.is_withdrawn,
            )
        )
    return told[::-1]


def _differences(before: OutageFacts, after: OutageFacts) -> Iterator[Difference]:
    for name, label in LABELS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(name, label, _shown(name, old), _shown(name, new))
    for name, label in (("components", "Components"), ("customers", "Only these customers")):
        old, new = (sorted(str(row) for row in getattr(one, name)) for one in (before, after))
        if old != new:
            yield Difference(name, label, ", ".join(old), ", ".join(new))


def _shown(name: str, value: object) -> str | datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "kind":
        return str(Effect(str(value)).label)
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
