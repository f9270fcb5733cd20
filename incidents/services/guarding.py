"""The stale-send guard: words written to a thread that has moved on are held back, not sent.

Two people who answer at once would otherwise contradict each other in front of the customer
(peers' most reported fault, with lost text). Nothing is lost: who is held back reads what is
new, with their own words still in their place, and sends again from there.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.access import concerns
from incidents.models import Incident
from incidents.news import newer_words
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

MOVED_ON = "moved_on"


def unless_moved_on(service: Callable[..., Any]) -> Callable[..., Any]:
    """Return the service with one more argument: `seen`, the last event that its caller knew.

    Without it, as from the API where `if_last_event` is not given, nothing is held back.
    """

    @transaction.atomic
    def guarded(
        *, incident: Incident, by: Membership, at: datetime, seen: int | None = None, **said: Any
    ) -> Any:
        if seen is not None:
            hold_back(incident, by, seen)
        return service(incident=incident, by=by, at=at, **said)

    return guarded


def hold_back(incident: Incident, by: Membership, seen: int) -> None:
    """Refuse to go on if the thread has moved on since an event; nobody can add to it meanwhile.

    :raises Refusal: with code `moved_on`, saying how much is new and from whom.
    """
    if not concerns(by, incident):
        return  # the service says so in its own words
    Incident.objects.locked().get(pk=incident.pk)
    new = list(newer_words(incident, by, seen).select_related("actor").in_order())
    if not new:
        return
    names = list(dict.fromkeys(str(event.actor or "Sundial") for event in new))
    what = "one new entry" if len(new) == 1 else f"{len(new)} new entries"
    raise Refusal(
        f"This is not sent yet: since you opened the page there {'is' if len(new) == 1 else 'are'} "
        f"{what}, by {', '.join(names)}. Read what is new, then change your words or send them "
        "as they are.",
        code=MOVED_ON,
    )
