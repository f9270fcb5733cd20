"""Who is mailed about what is owed on a ladder: before it is due, once it is over (LU-22).

What was agreed stays in the portal, like all that is written there (PQ-12).
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from contracts.domain.workflow import Holder
from incidents.domain.duties import DutyKind
from incidents.ladder import Crew, holders, rung_at
from incidents.mailout.words import subject
from incidents.models import EscalationDuty, Incident, IncidentEvent
from portal.notify.services import Letter, post_all
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
    post_all([_letter(duty, one, said, "before", at) for one in _told(duty, crew)])


def tell_over(duty: EscalationDuty, crew: Crew, *, at: datetime) -> None:
    """Tell whoever stands on the level, and the managers, that it was not done in time."""
    said = "On level {level} of the ladder {owed}: that was due {due} and has not happened."
    managers = holders(duty.escalation.incident, Holder.SUPPORT_MANAGER, crew)
    told = {one.pk: one for one in [*_told(duty, crew), *managers]}
    post_all([_letter(duty, one, said, "over", at) for one in told.values()])


def tell_of_plan(event: IncidentEvent) -> None:
    """Mail the reporter that a plan was agreed, unless they wrote it."""
    incident = event.incident
    if incident.reporter_id == event.actor_id:
        return
    said = f"{event.actor} agreed a plan for it; what it says stands on its page."
    key = f"incident-{incident.pk}-{event.pk}"
    post_all([_of(incident, incident.reporter, said, key, event.at)])


def _told(duty: EscalationDuty, crew: Crew) -> Iterator[Person]:
    """Yield who stands on the escalation's level now; where nobody does, the managers."""
    incident = duty.escalation.incident
    on_rung = holders(incident, rung_at(incident, duty.escalation.level).holder, crew)
    yield from on_rung or holders(incident, Holder.SUPPORT_MANAGER, crew)


def _letter(duty: EscalationDuty, to: Person, said: str, turn: str, at: datetime) -> Letter:
    assert duty.due_at is not None  # noqa: S101 - only what has a time is told of
    local = duty.due_at.astimezone(ZoneInfo(to.time_zone))
    words = said.format(
        level=duty.escalation.level,
        owed=OWED[DutyKind(duty.kind)],
        due=f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}",
    )
    return _of(duty.escalation.incident, to, words, f"duty-{duty.pk}-{turn}", at)


def _of(incident: Incident, to: Person, said: str, key: str, at: datetime) -> Letter:
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}/incidents/{incident}/#escalation"
    context = {"incident": incident, "recipient": to, "said": said, "link": link}
    return Letter(
        vendor=incident.vendor,
        key=key,
        recipient=to.email,
        subject=subject(incident),
        text=render_to_string("incidents/mail/event.txt", context),
        at=at,
        thread=f"incident-{incident.pk}",
    )
