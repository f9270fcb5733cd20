"""Drawing a report from an incident: its facts, and the first words of each section (LU-05).

All of it is read as the customer reads it: no internal note can get in.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from incidents.domain.kinds import EventKind
from incidents.domain.problems import ChangeStatus
from incidents.domain.severity import HINDRANCES, REACHES, Hindrance, Reach
from incidents.models import ChangeRequest, Incident
from incidents.queries import Entry, label_of, story
from portal.kernel.patient_data import probable
from reports.domain.critical import Section
from reports.domain.facts import ClockFact, Facts, Line, Stretch
from sla.queries import ClockNote, ClockView, clocks_shown

# What is only written speaks for itself on the page; a report names that it was.
SAID = {
    EventKind.REPORTED: "{who} reported it",
    EventKind.REPLIED: "{who} replied",
    EventKind.CUSTOMER_REPLIED: "{who} wrote",
}
# The report does not report itself.
LEFT_OUT = {EventKind.REPORT_PUBLISHED}
PATIENT_DATA = "(Left out: the message may hold patient data. Say here what can be said.)"


def facts_of(incident: Incident, at: datetime) -> Facts:
    """Read what the report states of an incident at an instant."""
    terms = incident.agreement.terms
    told = [one for one in story(incident, for_staff=False) if one.kind not in LEFT_OUT]
    return Facts(
        number=str(incident),
        title=incident.title,
        customer=incident.customer.name,
        reporter=str(incident.reporter),
        tier=incident.tier_name,
        agreement=incident.agreement.label,
        severity=terms.severities[incident.severity].name,
        category=next(one.label for one in terms.categories if one.key == incident.category),
        instance=incident.instance.called if incident.instance else "",
        release=incident.release,
        station=label_of(incident, incident.status, for_staff=False),
        reported_at=incident.reported_at,
        ended_at=_ended(incident, told),
        clocks=tuple(_clock(one) for one in clocks_shown(incident, at)),
        timeline=tuple(_line(entry) for entry in told),
    )


def first_words(incident: Incident) -> dict[str, str]:
    """Return what a new draft begins with in each section; people write on from there."""
    told = story(incident, for_staff=False)
    behind = [link.problem for link in incident.problem_links.current().select_related("problem")]
    product = incident.third_party_product
    causes = [f"{product} causes it, a third party's product."] if product else []
    causes += [f"{problem}: {problem.title}." for problem in behind]
    changes = ChangeRequest.objects.filter(problem__in=behind).with_names().order_by("number")
    planned = [
        f"{change}: {change.title}{', ' + change.aim if change.aim else ''}."
        for change in changes.exclude(status=ChangeStatus.WITHDRAWN)
    ]
    return {
        Section.SUMMARY: _summary(incident, told),
        Section.IMPACT: _impact(incident),
        Section.CAUSE: "\n".join(causes),
        Section.CORRECTIVE: _quoted(list(reversed(told)), EventKind.SOLUTION_PROVIDED),
        Section.PLANNED: "\n".join(planned),
    }


def _ended(incident: Incident, told: list[Entry]) -> datetime | None:
    """Return when it was solved last, or closed, unless it is being worked on."""
    if incident.status not in {"solution_provided", "closed"}:
        return None
    solved = [entry.at for entry in told if entry.kind == EventKind.SOLUTION_PROVIDED]
    return solved[-1] if solved else incident.closed_at


def _line(entry: Entry) -> Line:
    who = entry.writer or "Sundial"
    said = entry.line or SAID.get(entry.kind, "{who}: {kind}").format(
        who=who, kind=entry.kind.replace("_", " ")
    )
    if entry.words and not entry.message:
        said = f"{said}: “{entry.words}”"
    return Line(event=entry.key, at=entry.at, said=said)


def _clock(one: ClockView | ClockNote) -> ClockFact:
    if isinstance(one, ClockNote):
        clause = one.clause.ref if one.clause else ""
        return ClockFact(milestone=one.milestone.value, why=one.why, clause=clause)
    reading = one.reading
    return ClockFact(
        milestone=one.milestone.value,
        clause=one.target.clause.ref,
        severity=one.severity.name,
        promised=one.promised,
        is_assumed=reading.assumed,
        hours=one.hours,
        agreement=one.agreement,
        calendar=one.calendar,
        budget=int(reading.budget.total_seconds()),
        spent=int(reading.spent.total_seconds()),
        due_at=reading.due_at,
        stopped_at=reading.stopped_at,
        outcome=reading.outcome.value,
        stretches=tuple(
            Stretch(
                start=segment.start,
                end=segment.end,
                why=str(segment),
                counted=int(segment.counted.total_seconds()),
            )
            for segment in reading.segments
        ),
    )


def _summary(incident: Incident, told: list[Entry]) -> str:
    zone = ZoneInfo(incident.customer.time_zone)
    local = incident.reported_at.astimezone(zone)
    opening = (
        f"On {local.day} {local:%B %Y at %H:%M %Z} {incident.reporter} ({incident.customer}) "
        f"reported: {incident.title}."
    )
    return f"{opening}\n\n{_quoted(told, EventKind.REPORTED)}".strip()


def _impact(incident: Incident) -> str:
    said = [incident.impact]
    if incident.affected in set(Reach):
        said.append(f"How far it reached: {REACHES[Reach(incident.affected)]}.")
    if incident.urgency in set(Hindrance):
        said.append(f"Could work go on? {HINDRANCES[Hindrance(incident.urgency)]}.")
    return "\n".join(words for words in said if words)


def _quoted(told: list[Entry], kind: EventKind) -> str:
    """Return what was written with the first event of a kind, unless a patient may be in it."""
    text = next((one.message.text for one in told if one.kind == kind and one.message), "")
    return PATIENT_DATA if probable(text) else text
