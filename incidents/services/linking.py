"""Incidents that belong together: links among the vendor's own, and duplicates (LU-19, LU-20)."""

from datetime import datetime

from django.db import transaction

from contracts.domain.workflow import DUPLICATE
from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, check, stage_of
from incidents.domain.numbering import read_number
from incidents.models import Incident, IncidentLink
from incidents.services.cautious import check_words
from incidents.services.shutting import shut
from incidents.services.steps import happen, lock
from incidents.services.watching import follow_on
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act

Kind = IncidentLink.Kind
BY_HAND = (Kind.RELATES, Kind.CAUSED_BY)


@transaction.atomic
def link(
    *, incident: Incident, by: Membership, number: str, kind: str, at: datetime
) -> IncidentLink:
    """Link two incidents of the vendor, be they of two customers: staff alone are shown it then.

    :raises Refusal: if there is no such incident, it is this one, or they are linked already.
    """
    other = found(number, by)
    incident, other = _both(incident, other, Deed.LINK)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    if kind not in BY_HAND:
        named = ", ".join(one.label for one in BY_HAND)
        raise Refusal(f"Choose how they belong together: {named}.", code="unknown_kind")
    known = IncidentLink.objects.current().of(incident).of(other).first()
    if known is not None:
        raise Refusal(f"{known} already; take that back first.", code="already")
    made = IncidentLink.objects.create(
        vendor_id=incident.vendor_id,
        incident=incident,
        other=other,
        kind=kind,
        made_at=at,
        made_by=by.person,
    )
    _tell_both(made, EventKind.LINKED, by.person, at)
    return made


@transaction.atomic
def unlink(*, incident: Incident, by: Membership, link: int, at: datetime) -> IncidentLink:
    """Take a link back that was made by hand.

    :raises Refusal: if there is none, or it says what happened: a duplicate, a split.
    """
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    row = IncidentLink.objects.current().of(incident).filter(pk=link).first()
    if row is None:
        raise Refusal("There is no such link any more.", code="unknown_link")
    if row.kind not in BY_HAND:
        raise Refusal(
            f"{row}: that is what happened and stays. A duplicate ends when it is reopened.",
            code="not_by_hand",
        )
    row.incident, row.other = _both(row.incident, row.other, Deed.LINK)
    _end(row, by.person, at)
    _tell_both(row, EventKind.UNLINKED, by.person, at)
    return row


@transaction.atomic
def merge(
    *,
    incident: Incident,
    by: Membership,
    number: str,
    words: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> IncidentLink:
    """Close an incident as the duplicate of another one of the same customer.

    What was written stays where it is, and each points at the other. Its clocks stop without
    outcome where nothing was reached: the other incident is measured. Who reported or watched it
    watches that one from now on. Reopening undoes the duplicate.

    :raises Refusal: if there is no such incident, it is another customer's, closed, or itself
        a duplicate, or the writer must be asked first about patient data (PQ-12).
    """
    into = found(number, by)
    incident, into = _both(incident, into, Deed.MERGE)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    _check_fits(incident, into)
    check_words(incident, words, caution, by=by, at=at)
    made = IncidentLink.objects.create(
        vendor_id=incident.vendor_id,
        incident=incident,
        other=into,
        kind=Kind.DUPLICATE_OF,
        made_at=at,
        made_by=by.person,
    )
    said = ". ".join(filter(None, [f"It goes on as {into}", " ".join(words.split())]))
    shut(incident, by=by.person, reason=DUPLICATE.key, words=said, at=at)
    happen(into, EventKind.DUPLICATE_FOUND, actor=by.person, at=at, words=str(incident))
    follow_on(incident=incident, into=into, at=at)  # told of the closing, of this from now on
    return made


def end_duplicate(incident: Incident, *, by: Person, at: datetime) -> None:
    """Take back that a reopened incident is a duplicate; it is measured on its own again."""
    rows = IncidentLink.objects.current().filter(incident=incident, kind=Kind.DUPLICATE_OF)
    for row in rows:
        _end(row, by, at)


def found(number: str, by: Membership) -> Incident:
    """Return the incident of a number as one types it.

    :raises Refusal: if there is none that this person can see.
    """
    wanted = read_number(number, by.vendor.number_prefix)
    incident = Incident.objects.visible_to([by]).filter(number=wanted).first()
    if incident is None:
        prefix = by.vendor.number_prefix
        raise Refusal(f"There is no incident {prefix}-{wanted}.", code="unknown_incident")
    return incident


def _both(incident: Incident, other: Incident, deed: Deed) -> tuple[Incident, Incident]:
    """Lock two incidents, always in one order: of two who link them crosswise none waits."""
    if incident.pk == other.pk:
        raise Refusal("Name another incident: this is the one itself.", code="itself")
    first, second = sorted((incident, other), key=lambda one: one.pk)
    locked = {one.pk: lock(one, Deed.LINK) for one in (first, second)}
    check(deed, locked[incident.pk].status)
    return locked[incident.pk], locked[other.pk]


def _check_fits(incident: Incident, into: Incident) -> None:
    if into.customer_id != incident.customer_id:
        raise Refusal(
            f"{into} is another customer's; incidents are merged within one. Link them instead: "
            "customers do not see such a link.",
            code="other_customer",
        )
    if stage_of(into.status) is Stage.CLOSED:
        raise Refusal(
            f"{into} is closed. Reopen it first, or link the two.",
            code="closed",
        )


def _end(row: IncidentLink, by: Person, at: datetime) -> None:
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])


def _tell_both(row: IncidentLink, kind: EventKind, by: Person, at: datetime) -> None:
    words = str(row)
    happen(row.incident, kind, actor=by, at=at, words=words)
    happen(row.other, kind, actor=by, at=at, words=words)
