"""What a confirmed outage sets going: an incident and a notice for each customer, then findings.

Nothing of it happens twice. Where no incident can be opened for a customer, the reason stands in
its place, and opening is tried again when the outage is responded to again.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from availability.mailout import notify_customer
from availability.models import Outage, OutageIncident, OutageNotice, OutageNoticeKind
from availability.queries import contracts_touched
from contracts.models import Contract
from contracts.services.amending import local_date, terms_on
from incidents.domain.kinds import Channel
from incidents.domain.lifecycle import Deed, possible
from incidents.models import Incident
from incidents.services import provide_solution, raise_incident
from incidents.services.raising import Report
from portal.audit.models import record
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, require
from portal.tenancy.roles import Role

SECOND = "a second probe, by the vendor's rule"


@transaction.atomic
def respond(*, outage: Outage, recorder: Membership | None, at: datetime) -> list[OutageIncident]:
    """Open a critical incident for each customer concerned, and notify them in writing (HR-10).

    Whoever confirmed the outage is asked before and is the recorder; None: a second probe did.
    """
    outage = Outage.objects.locked().get(pk=outage.pk)
    if not outage.current.is_confirmed or outage.current.is_withdrawn:
        raise Refusal(
            f"{outage} is not confirmed: customers are told of what was checked directly.",
            code="unconfirmed",
        )
    rows = [
        _open_for(outage, contract, recorder, at)
        for contract in _one_each(contracts_touched(outage.current, at=at))
    ]
    opened = [row.incident for row in rows if row.incident is not None]
    if opened and outage.incident_id is None:
        outage.incident = opened[0]
        outage.save(update_fields=["incident"])
    return rows


@transaction.atomic
def respond_again(*, by: Membership, outage: Outage, at: datetime) -> list[OutageIncident]:
    """Open what could not be opened before, and notify customers who are concerned only now.

    :raises Refusal: if `by` may not, or the outage is not confirmed.
    """
    require(by, Act.DECLARE_OUTAGE)
    return respond(outage=outage, recorder=by, at=at)


@transaction.atomic
def send_findings(*, by: Membership, outage: Outage, at: datetime) -> list[OutageNotice]:
    """Give the customers notice of correction, with what was found and what was done (HR-10).

    Their incidents get it as the solution, to be confirmed. After a correction of the outage it
    can be sent again, as what is known then.

    :raises Refusal: if `by` may not, the outage goes on, its findings are not written, or they
        were sent as they are.
    """
    require(by, Act.DECLARE_OUTAGE)
    outage = Outage.objects.locked().get(pk=outage.pk)
    _check_findings(outage)
    rows = outage.incident_rows.select_related(
        "incident__vendor", "incident__customer", "incident__agreement"
    )
    incidents = [row.incident for row in rows if row.incident is not None]
    sent = [_notify(outage, one, OutageNoticeKind.FINDINGS, by, at) for one in incidents]
    fresh = [notice for notice in sent if notice is not None]
    if not fresh:
        raise Refusal(
            f"The findings of {outage} were sent as they stand, or nobody was told of it.",
            code="already",
        )
    for incident in incidents:
        _solve(incident, outage, by, at)
    record("findings sent", outage, actor=by.person, at=at, after={"version": outage.version})
    return fresh


def _one_each(contracts: list[Contract]) -> Iterator[Contract]:
    """Yield one contract of each customer: the critical incident is the customer's."""
    seen: set[int] = set()
    for contract in sorted(contracts, key=lambda one: one.pk):
        if contract.customer_id not in seen:
            seen.add(contract.customer_id)
            yield contract


def _open_for(
    outage: Outage, contract: Contract, recorder: Membership | None, at: datetime
) -> OutageIncident:
    row, _ = OutageIncident.objects.get_or_create(
        vendor_id=outage.vendor_id,
        outage=outage,
        customer_id=contract.customer_id,
        defaults={"opened_at": at},
    )
    if row.incident is not None:
        return row
    try:
        with transaction.atomic():
            row.incident, row.trouble = _raise(outage, contract, recorder, at), ""
    except Refusal as refusal:
        row.trouble = str(refusal)[:300]
    row.save(update_fields=["incident", "trouble"])
    if row.incident is not None:
        _notify(outage, row.incident, OutageNoticeKind.OPENED, recorder, at)
    return row


def _raise(
    outage: Outage, contract: Contract, recorder: Membership | None, at: datetime
) -> Incident:
    contacts = _contacts(contract.customer_id)
    if not contacts:
        raise Refusal(
            f"{contract.customer} has no technical contact whom an incident could be opened for. "
            "Invite one, then open the incident from the outage's page.",
            code="no_contact",
        )
    terms = terms_on(contract, local_date(contract, at)).agreement.terms
    version = outage.current
    parts = ", ".join(f"{one.service}: {one}" for one in version.components)
    report = Report(
        title=version.title,
        text=(
            f"{outage}: {parts}, since {version.starts_at:%d %B %Y %H:%M:%S} UTC. "
            f"Found by our monitoring and confirmed by {'a direct check' if recorder else SECOND}."
        ),
        severity=terms.most_severe.key,
        category=terms.categories[0].key,
        channel=Channel.MONITORING,
    )
    return raise_incident(
        by=contacts[0],
        contract=contract,
        instance=None,
        report=report,
        at=at,
        recorder=recorder,
        caution=Caution.MARK,
    )


def _notify(
    outage: Outage,
    incident: Incident,
    kind: OutageNoticeKind,
    by: Membership | None,
    at: datetime,
) -> OutageNotice | None:
    """Notify a customer's contacts once of a version; None if that was done before."""
    told = OutageNotice.objects.filter(
        outage=outage, customer=incident.customer_id, kind=kind, version=outage.version
    )
    if told.exists():
        return None
    people: list[Person] = [one.person for one in _contacts(incident.customer_id)]
    words = notify_customer(outage, incident, people, kind, at=at)
    return OutageNotice.objects.create(
        vendor_id=outage.vendor_id,
        outage=outage,
        customer_id=incident.customer_id,
        kind=kind,
        version=outage.version,
        recipients="\n".join(person.email for person in people),
        words=words,
        sent_at=at,
        sent_by=by.person if by else None,
    )


def _contacts(customer_id: int) -> list[Membership]:
    rows = Membership.objects.current().filter(
        customer=customer_id, role=Role.TECHNICAL_CONTACT, person__is_active=True
    )
    return list(rows.select_related("person", "vendor", "customer").order_by("pk"))


def _check_findings(outage: Outage) -> None:
    version = outage.current
    if version.is_going_on or version.is_withdrawn or not version.is_confirmed:
        raise Refusal(
            f"{outage} is not a confirmed outage that is over: findings come once it is corrected.",
            code="not_over",
        )
    if not version.cause or not version.corrective_taken:
        raise Refusal(
            "Write the cause and what was done about it first: correct the outage and fill in "
            "both.",
            code="no_findings",
        )


def _solve(incident: Incident, outage: Outage, by: Membership, at: datetime) -> None:
    """Give the findings as the incident's solution, where its station lets one be given."""
    if Deed.SOLVE not in possible(incident.status):
        return
    version = outage.current
    planned = (
        f"\n\nWhat we plan: {version.corrective_planned}" if version.corrective_planned else ""
    )
    text = (
        f"{outage} is corrected.\n\nWhat we found: {version.cause}\n\n"
        f"What we have done: {version.corrective_taken}{planned}"
    )
    provide_solution(incident=incident, by=by, text=text, at=at, caution=Caution.MARK)
