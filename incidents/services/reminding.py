"""What happens by itself to a solution that nobody confirms: a reminder, then closing (LU-20).

Both are events, so that a second look at the same incident does nothing.
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from incidents import events
from incidents.confirmation import Confirming, confirming, confirming_all
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage
from incidents.models import Incident
from incidents.services.ending import SOLVED
from incidents.services.shutting import shut
from portal.kernel.refusal import Refusal

BATCH = 200


def look_after_solutions(*, at: datetime) -> int:
    """Remind and close what is due in the vendor's scope; return how many were touched."""
    touched, last = 0, 0
    while True:
        waiting = Incident.objects.filter(status=Stage.SOLUTION_PROVIDED, pk__gt=last)
        rows = list(waiting.with_names().order_by("pk")[:BATCH])
        for one in confirming_all(rows):
            with suppress(Refusal):  # somebody acts just now: the next look is an hour away
                touched += _is_due(one, at) and look_after(incident=one.incident, at=at)
        if len(rows) < BATCH:
            return touched
        last = rows[-1].pk


@transaction.atomic
def look_after(*, incident: Incident, at: datetime) -> bool:
    """Remind the customer of one solution, or close the incident, if that is due; say whether.

    The incident is locked and looked at again: an answer that came meanwhile counts.
    """
    rows = Incident.objects.locked().select_related("vendor", "customer", "contract", "agreement")
    locked = rows.defer("agreement__source").get(pk=incident.pk)
    one = confirming(locked)
    if one is None or not _is_due(one, at):
        return False
    if one.is_to_remind:
        _remind(one, at)
    else:
        _close(one, at)
    return True


def _is_due(one: Confirming, at: datetime) -> bool:
    instant = one.reminder_due if one.is_to_remind else one.closes_at
    return instant is not None and instant <= at


def _remind(one: Confirming, at: datetime) -> None:
    events.record(
        one.incident,
        EventKind.CONFIRMATION_REMINDED,
        actor=None,
        at=at,
        status=one.incident.status,
    )


def _close(one: Confirming, at: datetime) -> None:
    words = f"No answer to the solution for {one.days.close_after} working days."
    shut(one.incident, by=None, reason=SOLVED, words=words, at=at)
