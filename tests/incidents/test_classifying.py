"""Who may change the severity (LU-12, HR-11), and what is recorded of the consultation."""

import pytest

from incidents import services
from incidents.models import Incident
from incidents.queries import deeds_for, story
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, signed_in
from tests.factories import MembershipFactory
from tests.incidents.test_detail_page import page, post
from tests.incidents.watching import clock, london, refused


@pytest.fixture
def at_roster(healthy_roster: Site) -> Incident:
    with vendor_scope(healthy_roster.vendor):
        return raised(healthy_roster.house, severity="medium", category="error")


def test_hr_11_the_contact_changes_the_severity(healthy_roster: Site, at_roster: Incident) -> None:
    contact = healthy_roster.house.contact
    with vendor_scope(healthy_roster.vendor):
        assert "set_severity" in deeds_for(at_roster, contact)

        services.set_severity(
            incident=at_roster, by=contact, severity="high", consultation="", at=london("20:00")
        )

        after = Incident.objects.get(pk=at_roster.pk)
        assert after.severity == "high"
        assert story(after, for_staff=True)[-1].line == "Kim Alvarez set the severity to High"
        assert clock(after, "response").severity == "high"


def test_hr_11_a_viewer_classifies_nothing(healthy_roster: Site, at_roster: Incident) -> None:
    with vendor_scope(healthy_roster.vendor):
        viewer = MembershipFactory.create(
            vendor=healthy_roster.vendor,
            customer=healthy_roster.house.customer,
            role=Role.VIEWER,
        )
        assert "set_severity" not in deeds_for(at_roster, viewer)

        with pytest.raises(Refusal, match="As viewer you cannot answer for the customer"):
            services.set_severity(
                incident=at_roster, by=viewer, severity="high", consultation="", at=london("20:00")
            )


def test_hr_11_support_says_what_the_customer_agreed_to(
    healthy_roster: Site, at_roster: Incident
) -> None:
    sentence = (
        "Say what you agreed with the contact: a severity is changed after consulting them (HR-11)."
    )
    with vendor_scope(healthy_roster.vendor):
        with refused(sentence, code="no_consultation"):
            services.set_severity(
                incident=at_roster,
                by=healthy_roster.agent,
                severity="high",
                consultation=" ",
                at=london("20:00"),
            )
        services.set_severity(
            incident=at_roster,
            by=healthy_roster.agent,
            severity="high",
            consultation="Kim agreed on the phone.",
            at=london("20:00"),
        )
        event = at_roster.events.in_order().last()
        assert event is not None
        assert event.words == "Kim agreed on the phone."


def test_hr_11_the_page_lets_the_contact_change_it(
    healthy_roster: Site, at_roster: Incident
) -> None:
    contact = signed_in(healthy_roster.house.contact.person)

    assert 'id="set-severity"' in page(contact, at_roster)
    post(contact, at_roster, "severity", severity="high", expect=302)

    with vendor_scope(healthy_roster.vendor):
        assert Incident.objects.get(pk=at_roster.pk).severity == "high"


def test_lu_12_the_page_of_a_lumeon_contact_has_no_place_for_it(
    lumeon: Site, vera: Membership
) -> None:
    incident = raised(lumeon.house)

    for reader in (lumeon.house.contact, vera):
        assert 'id="set-severity"' not in page(signed_in(reader.person), incident)
