"""Taking a mail in: kept first, then a report, an answer, or held for staff. None is lost.

Only a registered contact whose mail is proved to be theirs opens or updates an incident. Whatever
else comes is held, with the instant at which it was received, and nobody is told but staff: an
answer to an unproved address is what makes a help desk a weapon against whoever owns it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from django.db import DatabaseError, IntegrityError, transaction

from incidents.choosing import choose
from incidents.mailin.addresses import is_ours, vendors_of
from incidents.mailin.entering import check_pace, enter_answer, enter_report
from incidents.mailin.proof import Proof, proof_of
from incidents.mailin.reading import Parsed, read
from incidents.mailin.returned import heed
from incidents.mailin.routing import answered
from incidents.mailin.telling import tell_held
from incidents.models import InboundMail, Incident, MailSource, MailState
from incidents.models.sealed import packed
from portal.kernel.patient_data import probable
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, may
from portal.tenancy.scope import vendor_scope

MOST_AN_HOUR = 20  # mails from one sender; the rest is held, unanswered
LONGEST_REASON = 400

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the server that handed a mail over said of it."""

    recipients: tuple[str, ...]
    sender: str | None = None  # empty: no return path; None: it was not said
    is_trusted: bool = False  # whether it is our own server's word


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of a mail, and why."""

    state: MailState
    reason: str = ""
    incident: Incident | None = None
    person: Person | None = None
    is_told: bool = False  # whether its sender hears that it is held


def deliver(*, raw: bytes, envelope: Envelope, received_at: datetime) -> list[InboundMail]:
    """Take a mail in for each vendor it is addressed to; none: it is nobody's here."""
    parsed = read(raw)
    taken = []
    for vendor in vendors_of(envelope.recipients):
        with vendor_scope(vendor):
            taken.append(
                take(
                    vendor=vendor,
                    raw=raw,
                    envelope=envelope,
                    received_at=received_at,
                    parsed=parsed,
                )
            )
    return taken


def take(
    *,
    vendor: Vendor,
    raw: bytes,
    envelope: Envelope,
    received_at: datetime,
    parsed: Parsed | None = None,
) -> InboundMail:
    """Keep a mail and do what it asks for; a second delivery of it changes nothing."""
    parsed = parsed or read(raw)
    proof = proof_of(parsed, is_trusted=envelope.is_trusted)
    key = parsed.key(raw, is_verified=proof.is_given)
    known = InboundMail.objects.filter(key=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            back = heed(raw=raw, recipients=envelope.recipients, at=received_at)
            fate = (
                _Fate(MailState.IGNORED, back)
                if back
                else _fate(vendor, parsed, envelope, proof, received_at)
            )
            return _kept(vendor, raw, parsed, envelope, proof, fate, key, received_at)
    except IntegrityError:
        # The same mail came twice at once; the other one was first.
        known = InboundMail.objects.filter(key=key).first()
        if known is None:
            raise
        return known


def _kept(
    vendor: Vendor,
    raw: bytes,
    parsed: Parsed,
    envelope: Envelope,
    proof: Proof,
    fate: _Fate,
    key: str,
    received_at: datetime,
) -> InboundMail:
    source = MailSource.objects.create(
        vendor=vendor, packed=packed(raw), size=len(raw), sha256=sha256(raw).hexdigest()
    )
    mail = InboundMail.objects.create(
        vendor=vendor,
        source=source,
        key=key,
        message_id=parsed.message_id,
        received_at=received_at,
        sender=parsed.sender,
        sender_name=parsed.sender_name,
        recipients=", ".join(envelope.recipients)[:500],
        subject=parsed.subject,
        files=len(parsed.files),
        is_verified=proof.is_given,
        proof=proof.words[:200],
        has_patient_data=vendor.warns_of_patient_data
        and bool(probable(f"{parsed.subject}\n{parsed.text[:100_000]}")),
        person=fate.person,
        state=fate.state,
        reason=fate.reason[:LONGEST_REASON],
        incident=fate.incident,
    )
    if fate.is_told:
        tell_held(mail)
    log.info("mail taken", mail=mail.pk, state=str(fate.state), files=mail.files)
    return mail


def _fate(vendor: Vendor, parsed: Parsed, envelope: Envelope, proof: Proof, at: datetime) -> _Fate:
    """Decide on a mail, and do what it asks for where that is allowed."""
    if why := _why_ignored(parsed, envelope):
        return _Fate(MailState.IGNORED, why)
    if parsed.trouble or not proof.is_given:
        return _Fate(MailState.HELD, parsed.trouble or proof.words)
    contacts = _contacts(parsed.sender)
    if not contacts:
        return _Fate(MailState.HELD, _why_no_contact(vendor, parsed.sender))
    person = contacts[0].person
    if _writes_too_much(parsed.sender, at):
        why = f"{parsed.sender} sent more than {MOST_AN_HOUR} mails within an hour."
        return _Fate(MailState.HELD, why, person=person)
    return _entered(vendor, parsed, envelope, contacts, at)


def _entered(
    vendor: Vendor,
    parsed: Parsed,
    envelope: Envelope,
    contacts: Sequence[Membership],
    at: datetime,
) -> _Fate:
    person = contacts[0].person
    try:
        with transaction.atomic():
            incident = _enter(vendor, parsed, envelope, contacts, at)
    except Refusal as refusal:
        is_loop = refusal.code == "too_many"
        return _Fate(MailState.HELD, str(refusal), person=person, is_told=not is_loop)
    except DatabaseError:
        raise  # whoever handed it over keeps it and tries again
    except Exception:
        log.exception("a mail could not be taken in")
        why = "Something went wrong here while it was taken in; the log says what."
        return _Fate(MailState.HELD, why, person=person)
    return _Fate(MailState.ACCEPTED, incident=incident, person=person)


def _enter(
    vendor: Vendor,
    parsed: Parsed,
    envelope: Envelope,
    contacts: Sequence[Membership],
    at: datetime,
) -> Incident:
    incident = answered(
        vendor=vendor,
        parsed=parsed,
        recipients=(*envelope.recipients, *parsed.recipients),
        person=contacts[0].person,
        memberships=contacts,
    )
    if incident is not None:
        check_pace(incident, parsed.sender, at)
        contact = next(one for one in contacts if one.customer_id == incident.customer_id)
        return enter_answer(parsed=parsed, incident=incident, contact=contact, at=at)
    choice = choose(contacts, None, at)
    if len(choice.contracts) > 1:
        raise Refusal(
            f"{contacts[0].person} has several active contracts; the mail does not say which one "
            "it is about.",
            code="several_contracts",
        )
    if choice.contract is None:
        raise Refusal(
            f"{contacts[0].customer} has no active agreement with {vendor} (LU-09).",
            code="no_agreement",
        )
    return enter_report(parsed=parsed, contact=choice.contact, contract=choice.contract, at=at)


def _why_ignored(parsed: Parsed, envelope: Envelope) -> str:
    if parsed.automatic:
        return parsed.automatic
    if envelope.sender is not None and not envelope.sender.strip("<> "):
        return "It has no return path, as bounces have none."
    if is_ours(parsed.sender):
        return "It comes from an address of the portal itself."
    if parsed.message_id and OutgoingMail.objects.filter(message_id=parsed.message_id).exists():
        return "It is a mail of the portal's own, come back."
    return ""


def _contacts(sender: str) -> list[Membership]:
    """Return what this sender is as a customer's contact; staff answer in the portal."""
    rows = Membership.objects.current().filter(person__email=sender, person__is_active=True)
    found = list(rows.select_related("person", "customer", "vendor").order_by("pk"))
    if any(one.is_staff_side for one in found):
        return []
    return [one for one in found if may(one, Act.RAISE_INCIDENT)]


def _why_no_contact(vendor: Vendor, sender: str) -> str:
    rows = Membership.objects.current().filter(person__email=sender)
    if rows.staff().exists():
        return f"{sender} is one of {vendor}'s own people; they work in the portal."
    if rows.exists():
        return f"{sender} may follow incidents here, and neither raise nor answer them."
    return f"{sender} is no registered contact."


def _writes_too_much(sender: str, at: datetime) -> bool:
    recent = InboundMail.objects.of_sender_since(sender, at - timedelta(hours=1))
    return recent.count() >= MOST_AN_HOUR
