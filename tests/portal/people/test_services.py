"""Ways in and out: invitations, memberships, and who may see to them (CO-02, LU-03)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event

import pytest

from incidents.models import Incident
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.people import services
from portal.people.services import LIFETIME, Seat
from portal.tenancy.models import Customer, Invitation, Membership, Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.committed import PATIENCE, side_by_side
from tests.factories import MONDAY, PASSWORD, MembershipFactory, PersonFactory

NEWCOMER = "newcomer@example.org"


def invited(site: Site, seat: Seat | None = None, *, email: str = NEWCOMER) -> str:
    """Invite an address as a contact of the first house, or to a seat; return the token."""
    seat = seat or Seat(role=Role.TECHNICAL_CONTACT, customer=site.house.customer)
    _, token = services.invite(
        by=site.administrator, email=email, name="New Comer", seat=seat, at=MONDAY
    )
    return token


def accepted(
    token: str, *, at: timedelta = timedelta(hours=1), person: Person | None = None
) -> Person:
    return services.accept(
        token=token, signed_in=person, name="New Comer", password=PASSWORD, at=MONDAY + at
    )


def test_an_invited_address_becomes_a_member_with_a_password_of_its_own(lumeon: Site) -> None:
    person = accepted(invited(lumeon))

    membership = Membership.objects.get(person=person)
    assert (membership.role, membership.customer) == ("technical_contact", lumeon.house.customer)
    assert (person.email, person.name, person.check_password(PASSWORD)) == (
        NEWCOMER,
        "New Comer",
        True,
    )


def test_only_a_hash_of_the_token_is_kept(lumeon: Site) -> None:
    token = invited(lumeon)

    invitation = Invitation.objects.get()
    assert token not in {str(value) for value in vars(invitation).values()}
    assert invitation.token_hash == services.hash_of(token)


@pytest.mark.parametrize("token", ["", "guess", "0" * 43])
def test_a_guessed_token_opens_nothing(lumeon: Site, token: str) -> None:
    invited(lumeon)

    with pytest.raises(Refusal, match=r"^This invitation does not work"):
        accepted(token)


def test_an_invitation_works_once(lumeon: Site) -> None:
    token = invited(lumeon)
    accepted(token)

    with pytest.raises(Refusal, match=r"^This invitation does not work") as refusal:
        accepted(token)
    assert refusal.value.code == "no_invitation"


def test_an_invitation_expires_to_the_second(lumeon: Site) -> None:
    token = invited(lumeon)

    with pytest.raises(Refusal, match=r"^This invitation does not work"):
        accepted(token, at=LIFETIME)
    assert accepted(token, at=LIFETIME - timedelta(seconds=1)).email == NEWCOMER


def test_a_withdrawn_invitation_opens_nothing(lumeon: Site) -> None:
    token = invited(lumeon)
    services.withdraw(invitation=Invitation.objects.get(), by=lumeon.administrator, at=MONDAY)

    with pytest.raises(Refusal, match=r"^This invitation does not work"):
        accepted(token)


def test_what_is_not_open_cannot_be_withdrawn(lumeon: Site) -> None:
    accepted(invited(lumeon))

    with pytest.raises(Refusal, match=r"^This invitation is not open any more"):
        services.withdraw(invitation=Invitation.objects.get(), by=lumeon.administrator, at=MONDAY)


def test_after_withdrawing_another_can_be_sent(lumeon: Site) -> None:
    invited(lumeon)
    with pytest.raises(Refusal, match="has an open invitation already; withdraw it"):
        invited(lumeon, email="  NewComer@Example.org ")
    services.withdraw(invitation=Invitation.objects.get(), by=lumeon.administrator, at=MONDAY)

    assert accepted(invited(lumeon)).email == NEWCOMER


def test_co_01_someone_with_an_account_signs_in_and_gets_a_second_membership(
    lumeon: Site, northgate: House
) -> None:
    nora = northgate.contact.person
    token = invited(lumeon, email=nora.email)

    with pytest.raises(Refusal, match="has an account: sign in with it"):
        accepted(token)
    accepted(token, person=nora)

    customers = Membership.objects.filter(person=nora).values_list("customer__name", flat=True)
    assert set(customers) == {"Northgate Hospitals", "St Brannock's"}


def test_an_invitation_is_bound_to_its_address(lumeon: Site, patientiq: Site) -> None:
    charlie = patientiq.house.contact.person
    token = invited(lumeon)

    with pytest.raises(Refusal) as refusal:
        accepted(token, person=charlie)

    assert refusal.value.code == "other_address"
    assert str(refusal.value).startswith(
        f"This invitation is for {NEWCOMER}; you are signed in as {charlie.email}."
    )
    assert not Membership.objects.filter(person=charlie).exists()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "too short"),
        ("newcomer@example.org", "too similar"),
        ("password12345", "too common"),
    ],
)
def test_a_weak_password_is_refused_and_the_invitation_stays_open(
    lumeon: Site, password: str, why: str
) -> None:
    token = invited(lumeon)

    with pytest.raises(Refusal, match=why) as refusal:
        services.accept(token=token, signed_in=None, name="", password=password, at=MONDAY)

    assert refusal.value.code == "weak_password"
    assert not Person.objects.filter(email=NEWCOMER).exists()
    assert services.find(token, at=MONDAY).email == NEWCOMER


@pytest.mark.parametrize(
    ("role", "has_customer", "sentence"),
    [
        (Role.VIEWER, False, "Choose the customer whose viewer this is."),
        (Role.AGENT, True, "Agent is a role at Lumeon, not at a customer."),
    ],
)
def test_co_02_a_seat_is_at_the_vendor_or_at_a_customer(
    lumeon: Site, role: Role, has_customer: bool, sentence: str
) -> None:
    customer: Customer | None = lumeon.house.customer if has_customer else None

    with pytest.raises(Refusal) as refusal:
        invited(lumeon, Seat(role=role, customer=customer))

    assert str(refusal.value) == sentence


def test_a_member_is_not_invited_again(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="is a member here already"):
        invited(lumeon, email=lumeon.house.contact.person.email)
    with pytest.raises(Refusal, match="is a member here already"):
        invited(lumeon, Seat(role=Role.SUPPORT_MANAGER), email=lumeon.agent.person.email)


MAY_MANAGE = [Role.ADMINISTRATOR, Role.SUPPORT_MANAGER]
MAY_MANAGE_CONTACTS = [*MAY_MANAGE, Role.ACCOUNT_MANAGER]


def _managing(site: Site, role: Role) -> list[Callable[[], object]]:
    """Return the ways of managing people, as someone in this role would go them."""
    is_customers = role in {Role.TECHNICAL_CONTACT, Role.VIEWER}
    by = MembershipFactory.create(
        vendor=site.vendor,
        role=role,
        customer=site.house.customer if is_customers else None,
    )
    invited(site)
    invitation = Invitation.objects.get()
    return [
        partial(
            services.invite,
            by=by,
            email="x@example.org",
            name="X",
            seat=Seat(role=Role.AGENT),
            at=MONDAY,
        ),
        partial(services.withdraw, invitation=invitation, by=by, at=MONDAY),
        partial(services.end_membership, membership=site.house.contact, by=by, at=MONDAY),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY_MANAGE_CONTACTS])
def test_co_02_most_roles_neither_invite_nor_withdraw_nor_remove(lumeon: Site, role: Role) -> None:
    for deed in _managing(lumeon, role):
        with pytest.raises(Refusal, match=r"administrator, support manager\.$") as refusal:
            deed()
        assert refusal.value.code == "not_allowed"

    assert Invitation.objects.filter(withdrawn_at=None).count() == 1
    assert not Membership.objects.exclude(ended_at=None).exists()


@pytest.mark.parametrize("role", MAY_MANAGE)
def test_co_02_administrators_and_support_managers_manage_people(lumeon: Site, role: Role) -> None:
    for deed in _managing(lumeon, role):
        deed()

    assert Invitation.objects.exclude(withdrawn_at=None).count() == 1
    assert Membership.objects.exclude(ended_at=None).count() == 1


def test_co_02_an_account_manager_manages_customers_people_and_not_colleagues(lumeon: Site) -> None:
    colleague, *customers = _managing(lumeon, Role.ACCOUNT_MANAGER)

    with pytest.raises(Refusal, match=r"done by: administrator, support manager\.$"):
        colleague()
    for deed in customers:
        deed()

    assert Invitation.objects.exclude(withdrawn_at=None).count() == 1
    assert Membership.objects.exclude(ended_at=None).count() == 1


def test_an_invitation_that_has_expired_does_not_stand_in_the_way_of_another(lumeon: Site) -> None:
    invited(lumeon)
    seat = Seat(role=Role.TECHNICAL_CONTACT, customer=lumeon.house.customer)

    _, token = services.invite(
        by=lumeon.administrator, email=NEWCOMER, name="New", seat=seat, at=MONDAY + LIFETIME
    )

    assert accepted(token, at=LIFETIME).email == NEWCOMER


def test_lu_03_access_ends_at_once_and_history_stays(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    priya = lumeon.house.contact.person
    browser = signed_in(priya)
    assert browser.get(f"/lumeon/incidents/{incident}/").status_code == 200

    services.end_membership(
        membership=lumeon.house.contact, by=lumeon.administrator, at=MONDAY + timedelta(days=1)
    )

    assert browser.get(f"/lumeon/incidents/{incident}/").status_code == 404
    assert Incident.objects.get().reporter == priya
    assert incident.messages.get().author == priya


def test_a_membership_ends_once_and_not_by_ones_own_hand(lumeon: Site) -> None:
    with pytest.raises(Refusal, match=r"^You cannot end your own membership"):
        services.end_membership(membership=lumeon.administrator, by=lumeon.administrator, at=MONDAY)
    services.end_membership(membership=lumeon.agent, by=lumeon.administrator, at=MONDAY)

    with pytest.raises(Refusal, match=r"^This membership has ended already"):
        services.end_membership(membership=lumeon.agent, by=lumeon.administrator, at=MONDAY)


def test_who_left_may_be_invited_back(lumeon: Site) -> None:
    person = lumeon.agent.person
    services.end_membership(membership=lumeon.agent, by=lumeon.administrator, at=MONDAY)

    accepted(invited(lumeon, Seat(role=Role.AGENT), email=person.email), person=person)

    assert Membership.objects.current().get(person=person).role == "agent"


def test_co_07_each_step_is_in_the_audit(lumeon: Site) -> None:
    person = accepted(invited(lumeon))
    membership = Membership.objects.get(person=person)
    services.end_membership(membership=membership, by=lumeon.administrator, at=MONDAY)
    invited(lumeon)
    services.withdraw(
        invitation=Invitation.objects.get(accepted_at=None), by=lumeon.administrator, at=MONDAY
    )

    verbs = AuditEvent.objects.exclude(object_type__startswith="contracts.").order_by("pk")
    assert [(event.verb, event.actor) for event in verbs] == [
        ("person invited", lumeon.administrator.person),
        ("invitation accepted", person),
        ("membership ended", lumeon.administrator.person),
        ("person invited", lumeon.administrator.person),
        ("invitation withdrawn", lumeon.administrator.person),
    ]


def _accept(token: str, email: str) -> str:
    person = Person.objects.get(email=email)
    try:
        services.accept(token=token, signed_in=person, name="", password="", at=MONDAY)
    except Refusal as refusal:
        return refusal.code
    return "accepted"


def _committed_invitation(site: Site) -> tuple[str, str]:
    with vendor_scope(site.vendor):
        email = PersonFactory.create(name=f"Guest of {site.vendor.slug}").email
        return invited(site, email=email), email


@pytest.mark.slow
def test_of_two_who_use_an_invitation_at_once_one_gets_in(committed: Site) -> None:
    token, email = _committed_invitation(committed)

    answers = side_by_side(*[partial(_accept, token, email)] * 4)

    assert sorted(answers) == ["accepted", "no_invitation", "no_invitation", "no_invitation"]
    with vendor_scope(committed.vendor):
        assert Membership.objects.filter(person__email=email).count() == 1


@pytest.mark.slow
def test_an_invitation_withdrawn_while_it_is_being_used_opens_nothing(committed: Site) -> None:
    token, email = _committed_invitation(committed)
    taken = Event()

    def withdraw() -> str:
        with vendor_scope(committed.vendor):
            invitation = Invitation.objects.get()
            services.withdraw(invitation=invitation, by=committed.administrator, at=MONDAY)
            taken.set()
            Event().wait(0.5)  # by now the other has found it open and waits for its row
        return "withdrawn"

    def use() -> str:
        taken.wait(PATIENCE)
        return _accept(token, email)

    assert side_by_side(withdraw, use) == ["withdrawn", "no_invitation"]
