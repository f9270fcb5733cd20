"""Technical contacts as seats: how many there are, who takes one, and who comes in (LU-03)."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from contracts.models import Instance
from contracts.seats import seats_of
from contracts.services.entitlements import override
from contracts.services.seats import replace
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.people import services
from portal.people.services import LIFETIME, Seat
from portal.tenancy.models import Customer, Invitation, Membership, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, build_house, raised, signed_in
from tests.factories import (
    MONDAY,
    PASSWORD,
    CustomerFactory,
    InstanceFactory,
    MembershipFactory,
    PersonFactory,
    contract_for,
)

HOUR = timedelta(hours=1)


def invited(
    site: Site,
    name: str,
    *,
    house: House | None = None,
    role: str = "technical_contact",
    at: timedelta = timedelta(0),
) -> str:
    """Invite somebody for a house; return the token."""
    customer = (house or site.house).customer
    _, token = services.invite(
        by=site.administrator,
        email=f"{name.lower()}@example.org",
        name=name,
        seat=Seat(role=Role(role), customer=customer),
        at=MONDAY + at,
    )
    return token


def accepted(token: str, *, at: timedelta = HOUR) -> Membership:
    person = services.accept(
        token=token, signed_in=None, name="", password=PASSWORD, at=MONDAY + at
    )
    return Membership.objects.get(person=person)


def count(customer: Customer, at: timedelta = timedelta(0)) -> tuple[int, int | None]:
    found = seats_of(customer, MONDAY + at)
    return found.used, found.limit


@pytest.mark.parametrize(
    ("tier", "limit"), [("essentials", 3), ("professional", 5), ("premium", 5)]
)
def test_lu_03_a_live_instance_gives_three_seats_and_from_professional_on_five(
    lumeon: Site, tier: str, limit: int
) -> None:
    house = build_house(lumeon.vendor, "Eastgate", "Ed Stone", tier)

    assert count(house.customer) == (1, limit)


def test_seats_are_those_of_all_live_instances_that_have_not_ended(lumeon: Site) -> None:
    contract, customer = lumeon.house.contract, lumeon.house.customer
    for kind in (Instance.Kind.TEST, Instance.Kind.LIVE):
        InstanceFactory.create(vendor=lumeon.vendor, contract=contract, kind=kind, name=kind)
    assert count(customer) == (1, 6)

    Instance.objects.filter(name="live").update(ended_on=MONDAY.date())

    assert count(customer) == (1, 3)


def test_seats_of_several_contracts_add_up_and_an_ended_one_gives_none(lumeon: Site) -> None:
    customer = lumeon.house.customer
    second = contract_for(customer, "premium")
    InstanceFactory.create(vendor=lumeon.vendor, contract=second)
    assert count(customer) == (1, 8)

    lumeon.house.contract.ends_on = MONDAY.date() - timedelta(days=1)
    lumeon.house.contract.save(update_fields=["ends_on"])

    assert count(customer) == (1, 5)


def test_what_a_contract_agrees_counts_for_its_seats(lumeon: Site) -> None:
    override(
        by=lumeon.administrator, contract=lumeon.house.contract, key="technical_contacts", value=4,
        since=MONDAY.date(), until=None, reason="A night team.", at=MONDAY,
    )  # fmt: skip

    assert count(lumeon.house.customer) == (1, 4)


def test_agreed_down_to_none_there_is_none_and_not_no_limit(lumeon: Site) -> None:
    override(
        by=lumeon.administrator, contract=lumeon.house.contract, key="technical_contacts", value=0,
        since=MONDAY.date(), until=None, reason="Through a partner.", at=MONDAY,
    )  # fmt: skip

    assert count(lumeon.house.customer) == (1, 0)


def test_contacts_and_open_invitations_take_seats_and_viewers_do_not(lumeon: Site) -> None:
    invited(lumeon, "Olga")
    invited(lumeon, "Vic", role="viewer")
    accepted(invited(lumeon, "Vera", role="viewer"))

    assert count(lumeon.house.customer) == (2, 3)


def test_an_accepted_invitation_and_its_contact_take_one_seat(lumeon: Site) -> None:
    accepted(invited(lumeon, "Olga"))

    assert count(lumeon.house.customer) == (2, 3)


def test_an_invitation_gives_its_seat_back_when_withdrawn_or_expired(lumeon: Site) -> None:
    invited(lumeon, "Olga")
    services.withdraw(invitation=Invitation.objects.get(), by=lumeon.administrator, at=MONDAY)
    invited(lumeon, "Piet")

    customer = lumeon.house.customer
    assert count(customer, LIFETIME - timedelta(seconds=1)) == (2, 3)
    assert count(customer, LIFETIME) == (1, 3)


def test_lu_03_one_more_than_the_seats_is_refused_with_who_has_them(lumeon: Site) -> None:
    accepted(invited(lumeon, "Olga"))
    invited(lumeon, "Piet")

    with pytest.raises(Refusal) as refusal:
        invited(lumeon, "Quinn")

    assert refusal.value.code == "no_seat"
    assert str(refusal.value) == (
        "All seats of St Brannock's are taken: 3 of 3, by Olga, Priya Shah, Piet (invited). "
        "A seat is freed or handed on by: account manager, administrator, support manager. "
        "More can be agreed with: account manager, administrator."
    )
    assert not Invitation.objects.filter(name="Quinn").exists()


def test_a_refusal_names_a_dozen_and_counts_the_rest(lumeon: Site) -> None:
    for _ in range(13):
        MembershipFactory.create(
            vendor=lumeon.vendor, customer=lumeon.house.customer, role=Role.TECHNICAL_CONTACT
        )

    with pytest.raises(Refusal, match=r"14 of 3, by .* and 2 more\."):
        invited(lumeon, "Quinn")


def test_a_viewer_comes_in_though_all_seats_are_taken(lumeon: Site) -> None:
    invited(lumeon, "Olga")
    invited(lumeon, "Piet")

    assert accepted(invited(lumeon, "Vera", role="viewer")).role == Role.VIEWER


def test_one_customers_seats_are_not_anothers(lumeon: Site, northgate: House) -> None:
    invited(lumeon, "Olga")
    invited(lumeon, "Piet")

    invited(lumeon, "Quinn", house=northgate)

    assert count(northgate.customer) == (2, 5)


def test_a_customer_without_an_active_contract_has_no_seats(lumeon: Site) -> None:
    customer = CustomerFactory.create(vendor=lumeon.vendor)

    with pytest.raises(Refusal, match=r"has no active contract, and so no seats\."):
        services.invite(
            by=lumeon.administrator,
            email="first@example.org",
            name="First",
            seat=Seat(role=Role.TECHNICAL_CONTACT, customer=customer),
            at=MONDAY,
        )


@pytest.mark.parametrize("slug", ["patientiq", "healthy-roster"])
def test_where_the_agreement_sets_no_number_there_is_no_limit(
    patientiq: Site, healthy_roster: Site, slug: str
) -> None:
    site = {"patientiq": patientiq, "healthy-roster": healthy_roster}[slug]
    with vendor_scope(Vendor.objects.get(slug=slug)):
        for number in range(12):
            invited(site, f"Guest{number}")
        found = seats_of(site.house.customer, MONDAY)
        without_contract = CustomerFactory.create(vendor=site.vendor)

        assert (found.used, found.limit, found.free, found.over) == (13, None, None, 0)
        assert seats_of(without_contract, MONDAY).limit is None


def shrunk(site: Site, value: int) -> None:
    """Agree fewer seats than there were."""
    override(
        by=site.administrator, contract=site.house.contract, key="technical_contacts", value=value,
        since=MONDAY.date(), until=None, reason="A site closed.", at=MONDAY,
    )  # fmt: skip


def test_when_seats_shrink_nobody_loses_access_but_an_old_invitation_does_not_open(
    lumeon: Site,
) -> None:
    token = invited(lumeon, "Olga")
    shrunk(lumeon, 1)

    with pytest.raises(Refusal) as refusal:
        accepted(token)

    assert (refusal.value.code, "Priya" in str(refusal.value)) == ("no_seat", False)
    assert str(refusal.value).startswith("St Brannock's has no seat left: since you were invited")
    assert not Membership.objects.exclude(ended_at=None).exists()
    assert services.find(token, at=MONDAY).accepted_at is None  # it opens once there is room


def test_when_seats_shrink_the_first_to_accept_has_what_is_left(lumeon: Site) -> None:
    first, second = invited(lumeon, "Olga"), invited(lumeon, "Piet")
    shrunk(lumeon, 2)

    accepted(second)
    with pytest.raises(Refusal, match="has no seat left"):
        accepted(first)

    assert seats_of(lumeon.house.customer, MONDAY).over == 1


def test_lu_03_a_seat_is_handed_on_in_one_act(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    olga = accepted(invited(lumeon, "Olga"))
    invited(lumeon, "Piet")
    browser = signed_in(olga.person)
    assert browser.get(f"/lumeon/incidents/{incident}/").status_code == 200

    invitation, _ = replace(
        membership=olga,
        by=lumeon.administrator,
        email="ruth@example.org",
        name="Ruth",
        at=MONDAY + HOUR,
    )

    assert browser.get(f"/lumeon/incidents/{incident}/").status_code == 404
    assert Membership.objects.get(pk=olga.pk).ended_at == MONDAY + HOUR
    assert (invitation.email, count(lumeon.house.customer, HOUR)) == ("ruth@example.org", (3, 3))
    assert Incident.objects.get().reporter == lumeon.house.contact.person


def test_a_seat_that_cannot_be_handed_on_stays_as_it_is(lumeon: Site) -> None:
    contact = lumeon.house.contact
    accepted(invited(lumeon, "Olga"))

    with pytest.raises(Refusal, match="is a member here already"):
        replace(
            membership=contact,
            by=lumeon.administrator,
            email="olga@example.org",
            name="",
            at=MONDAY,
        )

    assert Membership.objects.get(pk=contact.pk).ended_at is None
    assert Invitation.objects.filter(accepted_at=None).count() == 0


def test_a_viewer_has_no_seat_to_hand_on(lumeon: Site, vera: Membership) -> None:
    with pytest.raises(Refusal, match="Only a technical contact has a seat"):
        replace(membership=vera, by=lumeon.administrator, email="x@x.org", name="X", at=MONDAY)


MAY = {Role.ADMINISTRATOR, Role.SUPPORT_MANAGER, Role.ACCOUNT_MANAGER}


@pytest.mark.parametrize("role", list(Role))
def test_co_02_three_roles_change_contacts_and_no_other(lumeon: Site, role: Role) -> None:
    is_customers = role in {Role.TECHNICAL_CONTACT, Role.VIEWER}
    by = MembershipFactory.create(
        vendor=lumeon.vendor, role=role, customer=lumeon.house.customer if is_customers else None,
        person=PersonFactory.create(name="Somebody Else"),
    )  # fmt: skip

    with nullcontext() if role in MAY else pytest.raises(Refusal, match="you cannot invite and"):
        replace(
            membership=lumeon.house.contact, by=by, email="ruth@example.org", name="R", at=MONDAY
        )

    assert Invitation.objects.exists() is (role in MAY)
