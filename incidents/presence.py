"""Who is looking at an incident, or writing, right now.

A row in Valkey that fades by itself: nothing of it is a fact, and nothing depends on it. Where
Valkey is away, nobody is seen and nothing fails.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.web.valkey import valkey

FADES_AFTER = timedelta(seconds=40)  # a page that is open says so every 15


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else on the same incident."""

    membership: int
    name: str
    is_writing: bool

    @property
    def doing(self) -> str:
        """What it does there, behind its name."""
        return "writes" if self.is_writing else "looks"


def be_here(incident: Incident, membership: Membership, *, is_writing: bool, at: datetime) -> None:
    """Say that a membership has the incident's page open."""
    doing = "w" if is_writing else "r"
    said = f"{int(at.timestamp())} {doing} {membership.person}"
    valkey().ask(lambda: _say(_key(incident), str(membership.pk), said), instead=lambda: None)


def _say(key: str, who: str, said: str) -> None:
    with valkey().client.pipeline(transaction=False) as pipe:
        pipe.hset(key, who, said)
        pipe.expire(key, FADES_AFTER)
        pipe.execute()


def others_on(
    incidents: Iterable[Incident], membership: Membership, at: datetime
) -> dict[int, list[Present]]:
    """Return who else is on each of these incidents, by its key; those with nobody are left out."""
    rows = list(incidents)
    if not rows:
        return {}
    keys = [_key(incident) for incident in rows]
    nobody: list[Mapping[bytes, bytes]] = []
    answers = valkey().ask(lambda: _answers(keys), instead=lambda: nobody)
    found = {
        incident.pk: _present(answer, membership, at)
        for incident, answer in zip(rows, answers, strict=False)  # none at all, or each its own
    }
    return {key: present for key, present in found.items() if present}


def _answers(keys: list[str]) -> list[Mapping[bytes, bytes]]:
    client = valkey().client
    if not client.exists(*keys):  # as mostly, and quicker asked than each of them
        return []
    with client.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.hgetall(key)
        return cast("list[Mapping[bytes, bytes]]", pipe.execute())


def _present(answer: Mapping[bytes, bytes], mine: Membership, at: datetime) -> list[Present]:
    oldest = int((at - FADES_AFTER).timestamp())
    present = []
    for key, said in answer.items():
        since, doing, name = said.decode().split(" ", 2)
        if int(since) > oldest and int(key) != mine.pk:
            present.append(Present(int(key), name, doing == "w"))
    return sorted(present, key=lambda one: (one.name, one.membership))


def _key(incident: Incident) -> str:
    return f"presence:{incident.vendor_id}:{incident.pk}"
