"""Telling people something: in their inbox, by mail, or both, as each of them has chosen (CO-08).

Whatever the ways in which something concerns a person, they are told of it once: the key says
what happened, and the database takes it once a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from portal.notify.models import Notification, NotificationPreference
from portal.notify.services import Letter, post_all
from portal.notify.topics import Topic
from portal.tenancy.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one person is told: the line of their inbox, and the mail that says it."""

    person: Person
    topic: Topic
    letter: Letter
    title: str
    said: str
    path: str  # inside the vendor's site
    customer_id: int | None = None  # whose news it is
    is_urgent: bool = False  # both ways and at once, whatever they have chosen
    is_owed: bool = False  # a contract owes them the mail: at once, whatever they have chosen
    may_wait: bool = True  # for the end of their quiet hours; no, where its hour was chosen already


NOTHING_CHOSEN = NotificationPreference()


def tell(tellings: Iterable[Telling]) -> None:
    """Write what people are told into their inboxes and the outbox, in the running transaction."""
    told = list(tellings)
    if not told:
        return
    chosen = preferences_of({one.person.pk for one in told})
    Notification.objects.bulk_create(
        [_row(one) for one in told if _is_shown(one, _of(chosen, one))], ignore_conflicts=True
    )
    post_all(_letter(one, _of(chosen, one)) for one in told if _is_mailed(one, _of(chosen, one)))


type Chosen = dict[tuple[int, int], NotificationPreference]  # by vendor and person


def preferences_of(people: Iterable[int]) -> Chosen:
    """Return what these people have chosen at the vendors in scope."""
    rows = NotificationPreference.objects.filter(person_id__in=set(people))
    return {(row.vendor_id, row.person_id): row for row in rows}


def _of(chosen: Chosen, one: Telling) -> NotificationPreference:
    return chosen.get((one.letter.vendor.pk, one.person.pk), NOTHING_CHOSEN)


def _is_shown(one: Telling, chosen: NotificationPreference) -> bool:
    return one.is_urgent or chosen.is_shown(one.topic)


def _is_mailed(one: Telling, chosen: NotificationPreference) -> bool:
    return one.is_urgent or one.is_owed or chosen.is_mailed(one.topic)


def _letter(one: Telling, chosen: NotificationPreference) -> Letter:
    return replace(
        one.letter, topic=one.topic.value, not_before=_not_before(one, chosen, one.letter.at)
    )


def _not_before(one: Telling, chosen: NotificationPreference, at: datetime) -> datetime:
    if one.is_urgent or one.is_owed or not one.may_wait or chosen.quiet is None:
        return at
    return chosen.quiet.held_until(at)


def _row(one: Telling) -> Notification:
    return Notification(
        vendor=one.letter.vendor,
        person=one.person,
        customer_id=one.customer_id,
        key=one.letter.key,
        topic=one.topic,
        thread=one.letter.thread,
        title=one.title[:200],
        said=one.said[:400],
        path=one.path,
        is_urgent=one.is_urgent,
        at=one.letter.at,
    )
