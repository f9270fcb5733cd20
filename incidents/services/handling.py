"""Who works on an incident, at which station, and how severe it is."""

from datetime import datetime

from django.db import transaction

from incidents.access import acting
from incidents.classifying import act_of_classifying, needs_consultation
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, stage_of
from incidents.lines import is_of_another_line
from incidents.models import Incident
from incidents.services.cautious import check_words
from incidents.services.routing import route
from incidents.services.steps import checked_text, happen, lock, stand_at, terms_of
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def accept(*, incident: Incident, by: Membership, at: datetime) -> Incident:
    """Take the incident on and start work (PQ-10 asks for this beside the reply)."""
    incident = lock(incident, Deed.ACCEPT)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    if incident.owner_id == by.person_id:
        raise Refusal(f"{incident} is already yours.", code="already")
    incident.owner = by.person
    incident.save(update_fields=["owner"])
    if stage_of(incident.status) is Stage.NEW:
        stand_at(incident, incident.working_status)
    happen(incident, EventKind.WORK_STARTED, actor=by.person, at=at)
    return incident


@transaction.atomic
def assign(*, incident: Incident, by: Membership, to: Membership, at: datetime) -> Incident:
    """Give the incident to a colleague."""
    incident = lock(incident, Deed.ASSIGN)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    acting([to], incident, Act.WORK_ON_INCIDENTS)
    if incident.owner_id == to.person_id:
        raise Refusal(f"{incident} is already with {to.person}.", code="already")
    incident.owner = to.person
    incident.save(update_fields=["owner"])
    happen(incident, EventKind.OWNER_SET, actor=by.person, at=at, words=str(to.person))
    return incident


@transaction.atomic
def move(
    *,
    incident: Incident,
    by: Membership,
    status: str,
    note: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Incident:
    """Move the incident to another of the vendor's working stations (LU-19).

    :param note: what another line must know; to a station of its own line it needs none.
    :raises Refusal: if it is no station of work, it stands there already, or it would come to
        another line without a note.
    """
    incident = lock(incident, Deed.MOVE)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    stations = {
        station.key: station
        for station in terms_of(incident).workflow.statuses
        if stage_of(station.key) in {Stage.WORKING, Stage.AWAITING_THIRD_PARTY}
    }
    if status not in stations:
        named = ", ".join(station.staff_label for station in stations.values())
        raise Refusal(f"Choose one of the stations of work: {named}.", code="unknown_status")
    if status == incident.status:
        raise Refusal(f"It already stands at {stations[status].staff_label}.", code="already")
    if is_of_another_line(incident, stations[status]):
        # Whichever way it goes from line to line, the next one learns what was seen and tried.
        return route(incident=incident, by=by, status=status, note=note, at=at, caution=caution)
    waited = stage_of(incident.status) is Stage.AWAITING_CUSTOMER
    stand_at(incident, status)
    # Work that goes on without an answer ends the wait: the customer's time is over.
    happen(incident, EventKind.WAIT_ENDED if waited else EventKind.MOVED, actor=by.person, at=at)
    return incident


@transaction.atomic
def set_severity(
    *,
    incident: Incident,
    by: Membership,
    severity: str,
    consultation: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Incident:
    """Change the severity after consulting the contact, and say what was agreed (LU-12).

    Where the customer classifies (HR-11), its contact changes it, and support only what was
    agreed with the contact.

    :raises Refusal: if it is unknown, unchanged, or the consultation is not recorded, or the
        writer must be asked first whether it holds patient data (PQ-12).
    """
    incident = lock(incident, Deed.SET_SEVERITY)
    terms = terms_of(incident)
    acting([by], incident, act_of_classifying(by, terms.severity_policy))
    if severity not in terms.severities:
        named = ", ".join(known.name for known in terms.severities.values())
        raise Refusal(f"Choose a severity: {named}.", code="unknown_severity")
    if severity == incident.severity:
        raise Refusal(f"It already is {terms.severities[severity].name}.", code="already")
    if needs_consultation(by, terms.severity_policy) and not consultation.strip():
        raise Refusal(
            "Say what you agreed with the contact: a severity is changed after consulting them "
            f"({terms.severity_policy.clause.ref}).",
            code="no_consultation",
        )
    check_words(incident, consultation, caution, by=by, at=at)
    words = checked_text(consultation)[:300] if consultation.strip() else ""
    incident.severity = severity
    incident.save(update_fields=["severity"])
    happen(incident, EventKind.SEVERITY_SET, actor=by.person, at=at, severity=severity, words=words)
    return incident
