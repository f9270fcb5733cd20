"""One deed for many incidents: each by its own service, and each refused for itself alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.domain.workflow import Status
from incidents import services
from incidents.domain.lifecycle import Stage, stage_of
from incidents.models import Incident, Watching
from incidents.queries import label_of
from incidents.services.watching import stop_watching, watch
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

MOST = 100  # incidents at once: each is locked until the last is done

OF_WORK = {Stage.WORKING, Stage.AWAITING_THIRD_PARTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be done to each: the act, and whom or where it names."""

    act: str
    to: Membership | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one incident: what changed, or why nothing did."""

    incident: Incident
    changes: tuple[tuple[str, str, str], ...] = ()  # what, before, after
    refused: str = ""
    back: Wish | None = None  # what would put it back; None: nothing would

    @property
    def undoing(self) -> str:
        """What a form posts to put it back."""
        if self.back is None:
            return ""
        said = self.back.to.pk if self.back.to else self.back.status
        return f"{self.incident} {self.back.act} {said}".strip()


type Doing = Callable[[Incident, Membership, Wish, datetime], object]


def _assign(incident: Incident, by: Membership, wish: Wish, at: datetime) -> object:
    if wish.to is None:
        raise Refusal("Choose to whom they are given.", code="nobody")
    if incident.owner_id == wish.to.person_id:
        raise Refusal(f"It is already with {wish.to.person}.", code="already")
    return services.assign(incident=incident, by=by, to=wish.to, at=at)


def _accept(incident: Incident, by: Membership, _wish: Wish, at: datetime) -> object:
    return services.accept(incident=incident, by=by, at=at)


def _move(incident: Incident, by: Membership, wish: Wish, at: datetime) -> object:
    return services.move(incident=incident, by=by, status=wish.status, at=at)


def _watch(incident: Incident, by: Membership, _wish: Wish, at: datetime) -> object:
    return watch(incident=incident, by=by, at=at)


def _unwatch(incident: Incident, by: Membership, _wish: Wish, at: datetime) -> object:
    return stop_watching(incident=incident, by=by, at=at)


ACTS: Mapping[str, tuple[str, Doing]] = {
    "accept": ("Accept", _accept),
    "assign": ("Give to", _assign),
    "move": ("Move", _move),
    "watch": ("Watch", _watch),
    "unwatch": ("Stop watching", _unwatch),
}


def carry_out(
    wishes: Sequence[tuple[Incident, Wish]], *, by: Membership, at: datetime
) -> list[Outcome]:
    """Do to each incident what is wished; what one refuses leaves the others as they are.

    In the order of their keys, so that two who do so at once wait for each other and no more.
    """
    ordered = sorted(wishes, key=lambda pair: pair[0].pk)
    return [_outcome(incident, wish, by=by, at=at) for incident, wish in ordered]


def tried_out(
    wishes: Sequence[tuple[Incident, Wish]], *, by: Membership, at: datetime
) -> list[Outcome]:
    """Return what would become of each: it is done, looked at, and taken back whole.

    A preview with rules of its own would promise what the services then refuse.
    """
    with transaction.atomic():
        outcomes = carry_out(wishes, by=by, at=at)
        transaction.set_rollback(True)
    return outcomes


def label_for(wish: Wish) -> str:
    """Return what is done, in words."""
    label, _ = ACTS[wish.act]
    return f"{label} {wish.to.person}" if wish.act == "assign" and wish.to else label


def colleagues(vendor_id: int) -> list[Membership]:
    """Return who at a vendor can be given incidents."""
    rows = Membership.objects.current().staff().filter(vendor=vendor_id).select_related("person")
    return [one for one in rows if may(one, Act.WORK_ON_INCIDENTS)]


def stations_of_work(stations: Mapping[str, Status]) -> list[Status]:
    """Return the stations to which incidents can be moved."""
    return [status for status in stations.values() if stage_of(status.key) in OF_WORK]


def _outcome(incident: Incident, wish: Wish, *, by: Membership, at: datetime) -> Outcome:
    before = _standing(incident, by)
    try:
        with transaction.atomic():
            ACTS[wish.act][1](incident, by, wish, at)
    except Refusal as refusal:
        return Outcome(incident, refused=str(refusal))
    fresh = Incident.objects.with_names().get(pk=incident.pk)
    changes = tuple(_changes(before, _standing(fresh, by)))
    return Outcome(fresh, changes, back=_back(incident, wish, changed=bool(changes)))


def _standing(incident: Incident, by: Membership) -> dict[str, Any]:
    watches = Watching.objects.filter(incident=incident, membership=by).exists()
    return {
        "Owner": str(incident.owner or "nobody"),
        "Station": label_of(incident, incident.status, for_staff=True),
        "You watch it": "yes" if watches else "no",
    }


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for what, was in before.items():
        if after[what] != was:
            yield what, was, after[what]


def _back(incident: Incident, wish: Wish, *, changed: bool) -> Wish | None:
    """Return what would put an incident back where it stood, by the same services."""
    if not changed:
        return None
    if wish.act == "move" and stage_of(incident.status) in OF_WORK:
        return Wish(act="move", status=incident.status)
    if wish.act in {"accept", "assign"} and incident.owner_id:
        staff = Membership.objects.current().staff().filter(person=incident.owner_id)
        former = staff.select_related("person").first()
        return Wish(act="assign", to=former) if former else None
    return Wish(act="unwatch") if wish.act == "watch" else None
