"""Remembering what did not arrive, stopping mail to such addresses, and trying again (CO-08)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.notify.models import Bounce, OutgoingMail
from portal.notify.standing import Said, Word, stopped_at
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, require

LONGEST = 300  # characters of a server's words


@dataclass(frozen=True, slots=True)
class Stopped:
    """An address to which mail does not go, since when, and what was said of it last."""

    address: str
    since: datetime
    last: Bounce


def remember(
    *,
    vendor: Vendor,
    address: str,
    word: Word,
    said: str,
    at: datetime,
    mail: OutgoingMail | None = None,
) -> Bounce:
    """Keep that mail to an address did not arrive; nobody is mailed about it."""
    return Bounce.objects.create(
        vendor=vendor,
        address=address.strip().lower(),
        kind=word.value,
        mail=mail,
        said=" ".join(said.replace("\x00", "").split())[:LONGEST],
        at=at,
    )


def stopped(addresses: Iterable[str]) -> Mapping[str, Stopped]:
    """Return those of these addresses to which mail does not go, in small letters; one query."""
    return _stopped(Bounce.objects.of(addresses))


def standing_of(person: Person) -> Stopped | None:
    """Return since when a person has had no mail; None: it goes."""
    return stopped([person.email]).get(person.email.lower())


def all_stopped() -> list[Stopped]:
    """Return every address of the open scope to which mail does not go, the latest first."""
    found = _stopped(Bounce.objects.newest_first()).values()
    return sorted(found, key=lambda one: (one.since, one.address), reverse=True)


def _stopped(rows: Iterable[Bounce]) -> dict[str, Stopped]:
    by_address: dict[str, list[Bounce]] = defaultdict(list)
    for row in rows:
        by_address[row.address].append(row)
    found = {}
    for address, told in by_address.items():
        # The oldest first: of two words of one second the later row is the later word.
        since = stopped_at(Said(Word(one.kind), one.at) for one in reversed(told))
        if since is not None:
            found[address] = Stopped(address, since, told[0])
    return found


@transaction.atomic
def try_again(*, by: Membership, address: str, at: datetime) -> Bounce:
    """Let mail go to an address again; what was put away meanwhile is not sent late.

    :raises Refusal: if `by` may not, or mail goes there already.
    """
    require(by, Act.MANAGE_PEOPLE)
    found = stopped([address]).get(address.lower())
    if found is None:
        raise Refusal(f"Mail to {address} goes out already.", code="already")
    row = Bounce.objects.create(
        vendor=by.vendor,
        address=found.address,
        kind=Bounce.Kind.TRIED_AGAIN,
        by=by.person,
        # Never before what it answers, whatever two computers' clocks say.
        at=max(at, found.last.at),
    )
    before = {"stopped": found.since.isoformat()}
    record("mail tried again", row, actor=by.person, at=at, before=before)
    return row
