"""Persons who may give instructions: asked for, answered, ended, and kept (PQ-13)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from contracts.authorised import keeps_list, may_instruct, vendor_keeps_lists
from contracts.models import AuthorisedDecision, AuthorisedPerson
from contracts.services import authorised as services
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, build_house
from tests.factories import MONDAY, MembershipFactory

HOUR = timedelta(hours=1)
GINA = "gina@lakeside.example"


@pytest.fixture
def site(patientiq: Site) -> Iterator[Site]:
    """PatientIQ with its scope open: Charlie asks, Otto answers."""
    with vendor_scope(patientiq.vendor):
        yield patientiq


def asked(site: Site, *, email: str = GINA, name: str = "Gina Rossi") -> AuthorisedPerson:
    return services.ask_to_authorise(
        by=site.house.contact,
        customer=site.house.customer,
        name=name,
        email=email,
        part="Head of informatics; user accounts",
        at=MONDAY,
    )


def approved(site: Site) -> AuthorisedPerson:
    person = asked(site)
    services.approve(person=person, by=site.administrator, at=MONDAY + HOUR)
    return person


def seen(person: AuthorisedPerson) -> AuthorisedPerson:
    return AuthorisedPerson.objects.with_history().get(pk=person.pk)


def test_pq_13_a_person_may_instruct_from_the_approval_until_the_end(site: Site) -> None:
    person = approved(site)
    services.end(person=person, by=site.house.contact, reason="Has left us.", at=MONDAY + 3 * HOUR)

    instants = [0 * HOUR, HOUR - timedelta(seconds=1), HOUR, 2 * HOUR, 3 * HOUR]
    answers = [
        may_instruct(site.house.customer, " Gina@Lakeside.example", MONDAY + at) for at in instants
    ]
    assert answers == [False, False, True, True, False]


def test_pq_13_everything_is_kept_with_who_and_when(site: Site) -> None:
    person = approved(site)
    services.end(person=person, by=site.administrator, reason="Asked to.", at=MONDAY + 2 * HOUR)

    kept = seen(person)
    assert (kept.requested_by, kept.requested_at) == (site.house.contact.person, MONDAY)
    steps = [(one.kind, one.made_by.name, one.made_at, one.reason) for one in kept.decisions.all()]
    assert steps == [
        ("approved", "Otto Reyes", MONDAY + HOUR, ""),
        ("ended", "Otto Reyes", MONDAY + 2 * HOUR, "Asked to."),
    ]
    verbs = AuditEvent.objects.filter(verb__startswith="authorisation").order_by("pk")
    assert [event.verb for event in verbs] == [
        "authorisation asked for", "authorisation approved", "authorisation ended",
    ]  # fmt: skip


def test_a_request_is_answered_once(site: Site) -> None:
    person = approved(site)

    deeds: list[Callable[[], object]] = [
        lambda: services.approve(person=person, by=site.administrator, at=MONDAY),
        lambda: services.decline(person=person, by=site.administrator, reason="No.", at=MONDAY),
        lambda: services.withdraw(person=person, by=site.house.contact, at=MONDAY),
    ]
    for deed in deeds:
        with pytest.raises(Refusal, match=r"was approved by Otto Reyes: that cannot be done now"):
            deed()


def test_what_was_not_approved_cannot_be_ended(site: Site) -> None:
    person = asked(site)

    with pytest.raises(Refusal, match="was asked for only: that cannot be done now"):
        services.end(person=person, by=site.administrator, reason="No.", at=MONDAY)


def test_declining_and_ending_take_a_reason(site: Site) -> None:
    with pytest.raises(Refusal, match="Say why"):
        services.decline(person=asked(site), by=site.administrator, reason=" ", at=MONDAY)
    with pytest.raises(Refusal, match="Say why"):
        services.end(
            person=AuthorisedPerson.objects.get(), by=site.administrator, reason="", at=MONDAY
        )


def test_a_person_on_the_list_or_asked_for_is_not_asked_for_again(site: Site) -> None:
    person = asked(site)
    with pytest.raises(Refusal, match="is asked for already"):
        asked(site, email=GINA.upper())
    services.approve(person=person, by=site.administrator, at=MONDAY)
    with pytest.raises(Refusal, match="is authorised already"):
        asked(site)

    services.end(person=person, by=site.administrator, reason="Left.", at=MONDAY)

    assert asked(site).pk != person.pk  # and may be asked for anew


@pytest.mark.parametrize("answer", ["decline", "withdraw"])
def test_declined_or_taken_back_a_person_may_be_asked_for_anew(site: Site, answer: str) -> None:
    person = asked(site)
    if answer == "decline":
        services.decline(person=person, by=site.administrator, reason="Who?", at=MONDAY)
    else:
        services.withdraw(person=person, by=site.house.contact, at=MONDAY)

    assert asked(site).pk != person.pk
    assert not may_instruct(site.house.customer, GINA, MONDAY)


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [(" ", GINA, "Say who it is"), ("Gina", "nowhere", "'nowhere' is no email address.")],
)
def test_what_is_said_must_be_whole(site: Site, name: str, email: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        asked(site, name=name, email=email)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TECHNICAL_CONTACT])
def test_co_02_only_a_technical_contact_names_anyone(site: Site, role: Role) -> None:
    by = member(site, role)

    with pytest.raises(Refusal) as refusal:
        services.ask_to_authorise(
            by=by, customer=site.house.customer, name="G", email=GINA, part="x", at=MONDAY
        )
    assert refusal.value.code == "not_allowed"


MAY_APPROVE = {Role.ADMINISTRATOR, Role.ACCOUNT_MANAGER}


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY_APPROVE])
def test_co_02_only_account_managers_and_administrators_answer(site: Site, role: Role) -> None:
    person, by = asked(site), member(site, role)

    with pytest.raises(Refusal) as refusal:
        services.approve(person=person, by=by, at=MONDAY)
    assert refusal.value.code == "not_allowed"
    with pytest.raises(Refusal):
        services.decline(person=person, by=by, reason="No.", at=MONDAY)


def member(site: Site, role: Role) -> Membership:
    is_customers = role in {Role.TECHNICAL_CONTACT, Role.VIEWER}
    return MembershipFactory.create(
        vendor=site.vendor, role=role, customer=site.house.customer if is_customers else None
    )


def test_co_03_a_contact_of_another_customer_neither_asks_nor_ends(site: Site) -> None:
    other = build_house(site.vendor, "Hillside", "Hedda Gray", "standard").contact
    person = asked(site)

    with pytest.raises(Refusal, match="You do not speak for Lakeside Clinics"):
        services.ask_to_authorise(
            by=other, customer=site.house.customer, name="H", email="h@x.org", part="x", at=MONDAY
        )
    with pytest.raises(Refusal, match="You do not speak for"):
        services.withdraw(person=person, by=other, at=MONDAY)
    services.approve(person=person, by=site.administrator, at=MONDAY)
    with pytest.raises(Refusal):
        services.end(person=person, by=other, reason="Mine now.", at=MONDAY)


def test_an_agreement_that_asks_for_no_list_keeps_none(lumeon: Site) -> None:
    assert keeps_list(lumeon.house.customer, MONDAY) is None
    assert vendor_keeps_lists(lumeon.vendor, MONDAY) is None
    with pytest.raises(Refusal) as refusal:
        asked(lumeon)
    assert refusal.value.code == "no_list"


def test_co_08_the_other_side_is_told(site: Site) -> None:
    person = asked(site)
    told = OutgoingMail.objects.filter(key=f"authorisation-{person.pk}-asked")
    assert [mail.recipient for mail in told] == [site.administrator.person.email]
    assert "Gina Rossi" in told.get().subject

    services.decline(person=person, by=site.administrator, reason="We do not know her.", at=MONDAY)

    answer = OutgoingMail.objects.get(key=f"authorisation-{person.pk}-declined")
    assert answer.recipient == site.house.contact.person.email
    assert "We do not know her." not in answer.text  # PQ-12: it stands on the page
    assert f"/patientiq/authorised-persons/{person.customer_id}/" in answer.text
    assert [one.title for one in Notification.objects.filter(key=answer.key)] == [
        "Gina Rossi: declined"
    ]


def test_the_database_refuses_to_change_what_was_decided(site: Site) -> None:
    person = approved(site)

    for rows in (AuthorisedDecision.objects.all(), AuthorisedPerson.objects.filter(pk=person.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_the_database_refuses_a_second_answer(site: Site) -> None:
    person = approved(site)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuthorisedDecision.objects.create(
            vendor=site.vendor,
            person=person,
            kind=AuthorisedDecision.Kind.DECLINED,
            made_by=site.administrator.person,
            made_at=MONDAY,
        )
