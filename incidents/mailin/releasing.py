"""What staff decide about mails that were held or taken for automatic ones (PQ-10).

A mail that is released counts from when it was received: its sender did not lose the time in which
it waited for a look. Only in an incident that has gone on meanwhile it counts from there, since a
clock that was told to others is not changed by a late arrival.
"""

from datetime import datetime

from django.db import transaction

from contracts.models import Contract
from incidents.choosing import choose
from incidents.mailin.entering import enter_answer, enter_report
from incidents.mailin.reading import Parsed, read
from incidents.models import InboundMail, Incident, MailState
from incidents.services.steps import checked_text
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require

LONGEST_WHY = 300


@transaction.atomic
def release_as_report(
    *,
    mail: InboundMail,
    by: Membership,
    contact: Membership,
    contract: Contract | None,
    severity: str,
    at: datetime,
) -> Incident:
    """Raise an incident from a mail in a registered contact's name, from when it was received.

    :raises Refusal: if it is decided already, the contact is none, has several contracts and
        none is named, or the report itself is refused.
    """
    mail = _open(mail, by)
    _check_contact(contact)
    chosen = contract or _only_contract(contact, mail.received_at)
    incident = enter_report(
        parsed=_parsed(mail),
        contact=contact,
        contract=chosen,
        severity=severity,
        at=mail.received_at,
        recorder=by,
    )
    _decide(mail, MailState.RELEASED, by=by, at=at, incident=incident)
    return incident


@transaction.atomic
def release_as_answer(
    *, mail: InboundMail, by: Membership, incident: Incident, contact: Membership, at: datetime
) -> Incident:
    """Add a mail to an incident in the name of a registered contact of its customer.

    :raises Refusal: if it is decided already, or the contact has no part in the incident.
    """
    mail = _open(mail, by)
    _check_contact(contact)
    locked = Incident.objects.locked().get(pk=incident.pk)
    incident = enter_answer(
        parsed=_parsed(mail),
        incident=locked,
        contact=contact,
        at=max(mail.received_at, locked.last_event_at),
    )
    _decide(mail, MailState.RELEASED, by=by, at=at, incident=incident)
    return incident


@transaction.atomic
def discard(*, mail: InboundMail, by: Membership, reason: str, at: datetime) -> InboundMail:
    """Put a mail away as nothing to work on, with the reason; its bytes stay.

    :raises Refusal: if it is decided already, or no reason is given.
    """
    mail = _open(mail, by)
    why = " ".join(checked_text(reason).split())
    if len(why) > LONGEST_WHY:
        raise Refusal(f"The reason has {len(why)} characters; {LONGEST_WHY} fit.", code="too_long")
    mail.reason = why
    _decide(mail, MailState.DISCARDED, by=by, at=at)
    return mail


def _open(mail: InboundMail, by: Membership) -> InboundMail:
    require(by, Act.WORK_ON_INCIDENTS)
    rows = InboundMail.objects.locked().select_related("source", "vendor")
    locked = rows.get(pk=mail.pk)
    if not locked.is_open:
        raise Refusal(
            f"This mail is {locked.get_state_display().lower()} already; nothing was changed.",
            code="already",
        )
    return locked


def _parsed(mail: InboundMail) -> Parsed:
    parsed = read(mail.source.raw)
    if parsed.trouble:
        raise Refusal(
            f"{parsed.trouble} Its words cannot be taken over: download it, and log the report "
            "as a telephone call, or discard it.",
            code="unreadable",
        )
    return parsed


def _check_contact(contact: Membership) -> None:
    if contact.is_staff_side or not may(contact, Act.RAISE_INCIDENT):
        raise Refusal(f"{contact.person} is no technical contact.", code="no_contact")


def _only_contract(contact: Membership, at: datetime) -> Contract:
    choice = choose([contact], None, at)
    if choice.contract is not None:
        return choice.contract
    if choice.contracts:
        raise Refusal(
            f"{contact.customer} has several active contracts: choose one.", code="several"
        )
    raise Refusal(
        f"{contact.customer} had no active agreement when the mail came (LU-09).",
        code="no_agreement",
    )


def _decide(
    mail: InboundMail,
    state: MailState,
    *,
    by: Membership,
    at: datetime,
    incident: Incident | None = None,
) -> None:
    before = mail.state
    mail.state, mail.incident = state, incident
    mail.decided_by, mail.decided_at = by.person, at
    mail.save(update_fields=["state", "incident", "decided_by", "decided_at", "reason"])
    record(
        f"mail {state}",
        mail,
        actor=by.person,
        at=at,
        before={"state": before},
        after={"state": state.value, "incident": str(incident) if incident else None},
        reason=mail.reason if state is MailState.DISCARDED else "",
    )
