"""Asking suppliers for help with an incident, and recording their answers (LU-23 to LU-25)."""

from datetime import datetime

from django.db import transaction

from contracts.models import Supplier
from incidents.access import acting
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Deed, Stage, stage_of
from incidents.models import Incident, SupplierRequest
from incidents.services.cautious import check_words
from incidents.services.steps import checked_text, happen, lock, stand_at, terms_of
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def ask_supplier(
    *,
    incident: Incident,
    by: Membership,
    supplier: Supplier,
    text: str,
    reference: str = "",
    at: datetime,
    caution: Caution = Caution.ASK,
) -> SupplierRequest:
    """Ask a supplier for help; the incident then awaits them, and their clock runs.

    The customer's clocks go on: a supplier's time is the vendor's own (LU-24).

    :raises Refusal: if the supplier has ended or is asked already, nothing is asked,
        or the writer must be asked first whether it holds patient data (PQ-12).
    """
    incident = lock(incident, Deed.ASK_SUPPLIER)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    if supplier.vendor_id != incident.vendor_id or supplier.ended_at is not None:
        raise Refusal(f"{supplier} is not asked for help any more.", code="unknown_supplier")
    if incident.supplier_requests.open().filter(supplier=supplier).exists():
        raise Refusal(f"{supplier} has been asked already and has not answered.", code="already")
    check_words(incident, f"{text}\n{reference}", caution, by=by, at=at)
    request = SupplierRequest.objects.create(
        vendor_id=incident.vendor_id,
        incident=incident,
        supplier=supplier,
        agreement=supplier.agreements.in_force(at.date()).first(),
        severity=incident.severity,
        asked=checked_text(text),
        reference=reference.strip()[:60],
        asked_at=at,
        asked_by=by.person,
    )
    if _has_station(incident):
        stand_at(incident, Stage.AWAITING_THIRD_PARTY)
    _told(incident, EventKind.SUPPLIER_ASKED, supplier, by, at)
    return request


@transaction.atomic
def record_answer(
    *,
    incident: Incident,
    by: Membership,
    supplier: Supplier,
    text: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> SupplierRequest:
    """Record that a supplier has answered; the vendor's own work goes on.

    :raises Refusal: if they were not asked, or the answer says nothing.
    """
    incident = lock(incident, Deed.RECORD_ANSWER)
    acting([by], incident, Act.WORK_ON_INCIDENTS)
    request = incident.supplier_requests.open().filter(supplier=supplier).first()
    if request is None:
        raise Refusal(f"{supplier} has nothing to answer for {incident}.", code="not_asked")
    check_words(incident, text, caution, by=by, at=at)
    request.answer = checked_text(text)
    request.answered_at, request.answered_by = at, by.person
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    is_last = not incident.supplier_requests.open().exists()
    if is_last and stage_of(incident.status) is Stage.AWAITING_THIRD_PARTY:
        stand_at(incident, incident.working_status)
    _told(incident, EventKind.SUPPLIER_ANSWERED, supplier, by, at)
    return request


def _told(
    incident: Incident, kind: EventKind, supplier: Supplier, by: Membership, at: datetime
) -> None:
    """Record it with what is asked, a supplier or a department: customers read no more of it."""
    happen(incident, kind, actor=by.person, at=at, words=str(supplier), reason=supplier.kind)


def _has_station(incident: Incident) -> bool:
    stations = {status.key for status in terms_of(incident).workflow.statuses}
    return Stage.AWAITING_THIRD_PARTY in stations
