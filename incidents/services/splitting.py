"""A second matter in an incident's conversation becomes an incident of its own (LU-11, LU-19)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.services.amending import local_date, terms_on
from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage
from incidents.models import Incident, IncidentLink, Message
from incidents.services.cautious import check_words
from incidents.services.raising import checked_title, next_number, release_at_report
from incidents.services.steps import first_working_status, happen, lock
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act


@transaction.atomic
def split(
    *,
    incident: Incident,
    by: Membership,
    message: int,
    title: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> Incident:
    """Make an incident of something that the customer wrote in the conversation of another.

    It is reported when that was written, and measured from there: the customer has waited since.
    It keeps customer, contract, instance, category and severity; the message stays where it is.

    :raises Refusal: if the message is not the customer's, or was split off before, or the writer
        must be asked first whether the title holds patient data (PQ-12).
    """
    incident = lock(incident, Deed.SPLIT)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    words, writer = _message(incident, message)
    check_words(incident, title, caution, by=by, at=at)
    new = _reported(incident, words, writer, checked_title(title))
    IncidentLink.objects.create(
        vendor_id=incident.vendor_id,
        incident=new,
        other=incident,
        kind=IncidentLink.Kind.SPLIT_FROM,
        message=words,
        made_at=at,
        made_by=by.person,
    )
    for one in (new, incident):
        happen(one, EventKind.SPLIT_OFF, actor=by.person, at=at, words=f"{new} off {incident}")
    return new


def _message(incident: Incident, key: int) -> tuple[Message, Person]:
    rows = incident.messages.public().filter(pk=key, by_staff=False)
    row = rows.select_related("author").first()
    if row is None or row.author is None:
        raise Refusal(
            f"Choose something that {incident.customer} wrote here; it becomes the report.",
            code="unknown_message",
        )
    if row.events.filter(kind=EventKind.REPORTED).exists():
        raise Refusal(
            "That is this incident's own report. Split off what was written later.",
            code="the_report",
        )
    known = row.splits.select_related("incident__vendor").first()
    if known is not None:
        raise Refusal(f"It was split off already, as {known.incident}.", code="already")
    return row, row.author


def _reported(incident: Incident, words: Message, writer: Person, title: str) -> Incident:
    """Return the new incident, reported by and when the message was written."""
    new = Incident.objects.create(
        vendor_id=incident.vendor_id,
        number=next_number(incident.vendor),
        customer=incident.customer,
        contract=incident.contract,
        instance=incident.instance,
        title=title,
        category=incident.category,
        severity=incident.severity,
        channel=incident.channel,
        reporter=writer,
        status=Stage.NEW,
        reported_at=words.at,
        last_event_at=words.at,
        **_standing(incident, words.at),
    )
    message = Message.objects.create(
        vendor_id=incident.vendor_id,
        incident=new,
        author=writer,
        by_staff=False,
        text=words.text,
        patient_data=words.patient_data,
        patient_data_acknowledged=words.patient_data_acknowledged,
        at=words.at,
    )
    happen(
        new,
        EventKind.REPORTED,
        actor=writer,
        at=words.at,
        severity=new.severity,
        message=message,
    )
    return new


def _standing(incident: Incident, at: datetime) -> dict[str, Any]:
    """Return what the new incident stands on: the terms of the day on which it was written."""
    incident.contract.customer = incident.customer  # the same row, fetched with the incident
    stands_on = terms_on(incident.contract, local_date(incident.contract, at))
    terms = stands_on.agreement.terms
    categories = {known.key for known in terms.categories}
    if incident.severity not in terms.severities or incident.category not in categories:
        raise Refusal(
            f"The agreement in force when this was written does not know {incident}'s severity "
            "or category; report it anew for the customer.",
            code="other_terms",
        )
    return {
        "agreement": stands_on.agreement,
        "tier": stands_on.tier,
        "working_status": first_working_status(terms),
        **release_at_report(incident.instance, terms, at),
    }
