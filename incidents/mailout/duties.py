"""Who is told of what is owed on a ladder: before it is due, once it is over (LU-22).

What was agreed stays in the portal, like all that is written there (PQ-12).
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from contracts.domain.workflow import Holder
from incidents.domain.duties import DutyKind
from incidents.ladder import Crew, holders, rung_at
from incidents.mailout.words import link_to, path_of, subject
from incidents.models import EscalationDuty, Incident, IncidentEvent
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Person

OWED = {
    DutyKind.CONTACT: "the customer is to be contacted",
    DutyKind.PLAN: "a plan is to be agreed with the customer",
    DutyKind.UPDATE: "the customer is to hear how it stands",
    DutyKind.TARGET: "the plan promises that it is resolved",
}


def tell_before(duty: EscalationDuty, crew: Crew, *, at: datetime) -> None:
    """Remind whoever stands on the level while there is time left."""
    said = "On level {level} of the ladder {owed} by {due}."
    tell([_telling(duty, one, said, "before", at) for one in _told(duty, crew)])


def tell_over(duty: EscalationDuty, crew: Crew, *, at: datetime) -> None:
    """Tell whoever stands on the level, and the managers, that it was not done in time."""
    said = "On level {level} of the ladder {owed}: that was due {due} and has not happened."
    theirs = {one.pk: one for one in _told(duty, crew)}
    managers = holders(duty.escalation.incident, Holder.SUPPORT_MANAGER, crew)
    others = [one for one in managers if one.pk not in theirs]
    tell(
        [
            *(_telling(duty, one, said, "over", at) for one in theirs.values()),
            *(_telling(duty, one, said, "over", at, is_theirs=False) for one in others),
        ]
    )


def tell_of_plan(event: IncidentEvent) -> None:
    """Tell the reporter that a plan was agreed, unless they wrote it."""
    incident = event.incident
    if incident.reporter_id == event.actor_id:
        return
    said = f"{event.actor} agreed a plan for it; what it says stands on its page."
    key = f"incident-{incident.pk}-{event.pk}"
    tell([_of(incident, incident.reporter, said, key, Topic.ESCALATIONS, event.at)])


def _told(duty: EscalationDuty, crew: Crew) -> Iterator[Person]:
    """Yield who stands on the escalation's level now; where nobody does, the managers."""
    incident = duty.escalation.incident
    on_rung = holders(incident, rung_at(incident, duty.escalation.level).holder, crew)
    yield from on_rung or holders(incident, Holder.SUPPORT_MANAGER, crew)


def _telling(
    duty: EscalationDuty,
    to: Person,
    said: str,
    turn: str,
    at: datetime,
    *,
    is_theirs: bool = True,
) -> Telling:
    """Return what somebody is told; who stands on the level cannot switch it off."""
    assert duty.due_at is not None  # noqa: S101 - only what has a time is told of
    local = duty.due_at.astimezone(ZoneInfo(to.time_zone))
    words = said.format(
        level=duty.escalation.level,
        owed=OWED[DutyKind(duty.kind)],
        due=f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}",
    )
    topic = Topic.QUESTIONS if is_theirs else Topic.ESCALATIONS
    return _of(duty.escalation.incident, to, words, f"duty-{duty.pk}-{turn}", topic, at)


def _of(incident: Incident, to: Person, said: str, key: str, topic: Topic, at: datetime) -> Telling:
    link = f"{link_to(incident)}#escalation"
    context = {"incident": incident, "recipient": to, "said": said, "link": link}
    letter = Letter(
        vendor=incident.vendor,
        key=key,
        recipient=to.email,
        subject=subject(incident),
        text=render_to_string("incidents/mail/event.txt", context),
        at=at,
        thread=f"incident-{incident.pk}",
    )
    return Telling(
        person=to,
        topic=topic,
        letter=letter,
        title=f"{incident} {incident.title}",
        said=said,
        path=f"{path_of(incident)}#escalation",
        customer_id=incident.customer_id,
        is_urgent=incident.severity == incident.agreement.terms.most_severe.key,
    )
