"""Keeping the list of persons who may give instructions: asked for, answered, ended (PQ-13)."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from contracts.authorised import keeps_list
from contracts.models import AuthorisedDecision, AuthorisedPerson
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.people.seats import lock
from portal.tenancy.models import Customer, Membership, Person
from portal.tenancy.policy import Act, may, require

LONGEST_REASON = 300  # characters

Kind = AuthorisedDecision.Kind


@transaction.atomic
def ask_to_authorise(
    *, by: Membership, customer: Customer, name: str, email: str, part: str, at: datetime
) -> AuthorisedPerson:
    """Ask the vendor to take instructions from a person, in the customer's name.

    :raises Refusal: if `by` may not speak for the customer, its agreement keeps no such list,
        something is missing, or the person is on the list or asked for already.
    """
    require(by, Act.NAME_INSTRUCTORS)
    if by.customer_id != customer.pk:
        raise Refusal(f"You do not speak for {customer}.", code="not_allowed")
    if keeps_list(customer, at) is None:
        raise Refusal(f"{customer.vendor} keeps no list of persons for {customer}.", code="no_list")
    locked = lock(customer)  # two who ask for the same person at once
    address, called, post_held = email.strip().lower(), name.strip(), part.strip()
    _check_said(called, address, post_held)
    for known in AuthorisedPerson.objects.filter(customer=locked, email=address).with_history():
        if known.state in ("asked", Kind.APPROVED):
            what = "is authorised" if known.state == Kind.APPROVED else "is asked for"
            raise Refusal(f"{known.name} ({address}) {what} already.", code="already")
    person = AuthorisedPerson.objects.create(
        vendor_id=customer.vendor_id,
        customer=customer,
        name=called[:120],
        email=address,
        part=post_held[:200],
        requested_by=by.person,
        requested_at=at,
    )
    record("authorisation asked for", person, actor=by.person, at=at, after={"email": address})
    _tell_deciders(person, at)
    return person


def approve(*, person: AuthorisedPerson, by: Membership, at: datetime) -> AuthorisedDecision:
    """Take instructions from this person from now on.

    :raises Refusal: if `by` may not, or it was answered already.
    """
    return _answer(person, by, Kind.APPROVED, "", at)


def decline(
    *, person: AuthorisedPerson, by: Membership, reason: str, at: datetime
) -> AuthorisedDecision:
    """Take no instructions from this person, and say why.

    :raises Refusal: if `by` may not, there is no reason, or it was answered already.
    """
    return _answer(person, by, Kind.DECLINED, _reason(reason), at)


@transaction.atomic
def withdraw(*, person: AuthorisedPerson, by: Membership, at: datetime) -> AuthorisedDecision:
    """Take back what was asked for and not answered yet.

    :raises Refusal: if `by` does not speak for the customer, or it was answered already.
    """
    require(by, Act.NAME_INSTRUCTORS)
    if by.customer_id != person.customer_id:
        raise Refusal(f"You do not speak for {person.customer}.", code="not_allowed")
    person = _locked(person)
    _check_state(person, "asked")
    return _decide(person, by, Kind.WITHDRAWN, "", at)


@transaction.atomic
def end(
    *, person: AuthorisedPerson, by: Membership, reason: str, at: datetime
) -> AuthorisedDecision:
    """Take no more instructions from this person, at once, whichever side says so.

    Less authority needs nobody's approval: who has left must not instruct for a day longer.

    :raises Refusal: if `by` may not, there is no reason, or the person is not authorised.
    """
    is_own = by.customer_id == person.customer_id and may(by, Act.NAME_INSTRUCTORS)
    if not is_own:
        require(by, Act.APPROVE_INSTRUCTORS)
    words = _reason(reason)
    person = _locked(person)
    _check_state(person, Kind.APPROVED)
    return _decide(person, by, Kind.ENDED, words, at)


@transaction.atomic
def _answer(
    person: AuthorisedPerson, by: Membership, kind: Kind, reason: str, at: datetime
) -> AuthorisedDecision:
    require(by, Act.APPROVE_INSTRUCTORS)
    person = _locked(person)
    _check_state(person, "asked")
    return _decide(person, by, kind, reason, at)


def _decide(
    person: AuthorisedPerson, by: Membership, kind: Kind, reason: str, at: datetime
) -> AuthorisedDecision:
    decision = AuthorisedDecision.objects.create(
        vendor_id=person.vendor_id,
        person=person,
        kind=kind,
        reason=reason,
        made_by=by.person,
        made_at=at,
    )
    record(
        f"authorisation {kind}",
        person,
        actor=by.person,
        at=at,
        before={"state": person.state},
        after={"state": kind.value},
    )
    if by.person_id != person.requested_by_id:
        _tell_requester(person, decision)
    return decision


def _locked(person: AuthorisedPerson) -> AuthorisedPerson:
    lock(person.customer)  # its own row is written once, and cannot be locked for a change
    rows = AuthorisedPerson.objects.with_history().select_related("customer", "vendor")
    return rows.get(pk=person.pk)


def _check_state(person: AuthorisedPerson, wanted: str) -> None:
    if person.state == wanted:
        return
    last = person.last
    said = f"{last.get_kind_display().lower()} by {last.made_by}" if last else "asked for only"
    raise Refusal(f"{person.name} was {said}: that cannot be done now.", code="already")


def _check_said(name: str, email: str, part: str) -> None:
    if not name or not part:
        raise Refusal("Say who it is, and what they may instruct.", code="missing")
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"{email!r} is no email address.", code="email") from None


def _reason(said: str) -> str:
    words = " ".join(said.split())[:LONGEST_REASON]
    if not words:
        raise Refusal("Say why: both sides read it.", code="no_reason")
    return words


def _tell_deciders(person: AuthorisedPerson, at: datetime) -> None:
    staff = Membership.objects.current().staff().select_related("person")
    able = [
        one.person
        for one in staff.filter(vendor_id=person.vendor_id)
        if may(one, Act.APPROVE_INSTRUCTORS)
    ]
    asked = f"{person.requested_by} asks that {person.name} ({person.email}"
    part = "" if person.vendor.phi_mode else f", {person.part}"
    said = f"{asked}{part}) may give instructions for {person.customer}."
    title = f"{person.customer} asks you to authorise {person.name}"
    what = "Approve or decline it on the page of authorised persons."
    tell(_telling(person, one, "asked", title, (said, what), at) for one in able)


def _tell_requester(person: AuthorisedPerson, decision: AuthorisedDecision) -> None:
    kind = decision.get_kind_display().lower()
    said = (
        f"{decision.made_by} says about {person.name} ({person.email}), who was to give "
        f"instructions for {person.customer}: {kind}."
    )
    is_told = decision.reason and not person.vendor.phi_mode
    why = [f"Why: {decision.reason}"] if is_told else []
    title = f"{person.name}: {kind}"
    to = person.requested_by
    tell([_telling(person, to, decision.kind, title, (said, *why), decision.made_at)])


def _telling(
    person: AuthorisedPerson,
    to: Person,
    turn: str,
    title: str,
    paragraphs: Sequence[str],
    at: datetime,
) -> Telling:
    """Return what somebody is told; whoever asked or is asked cannot switch it off."""
    path = f"/authorised-persons/{person.customer_id}/"
    link = f"{settings.PORTAL_URL}/{person.vendor.slug}{path}"
    letter = Letter(
        vendor=person.vendor,
        key=f"authorisation-{person.pk}-{turn}",
        recipient=to.email,
        subject=title,
        text="\n\n".join((*paragraphs, link)) + "\n",
        at=at,
    )
    return Telling(
        person=to,
        topic=Topic.QUESTIONS,
        letter=letter,
        title=title,
        said=paragraphs[0],
        path=path,
        customer_id=person.customer_id,
    )
