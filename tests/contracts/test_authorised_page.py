"""Pages of the persons who may give instructions (PQ-13, CO-03)."""

from datetime import timedelta
from html import unescape

import pytest

from contracts.models import AuthorisedPerson
from contracts.services import authorised as services
from portal.tenancy.models import Membership, Person
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, build_house, signed_in, staff
from tests.contracts.asking import queries, shown, status
from tests.factories import MONDAY, MembershipFactory

OVERVIEW = "/patientiq/authorised-persons/"
GINA = {"name": "Gina Rossi", "email": "gina@lakeside.example", "part": "Head of informatics"}


@pytest.fixture
def hillside(patientiq: Site) -> House:
    """Another customer of PatientIQ, with Hedda as its contact."""
    with vendor_scope(patientiq.vendor):
        return build_house(patientiq.vendor, "Hillside Spine", "Hedda Gray", "standard")


def asked(site: Site, number: int = 0) -> AuthorisedPerson:
    with vendor_scope(site.vendor):
        return services.ask_to_authorise(
            by=site.house.contact, customer=site.house.customer, name=f"Gina Rossi {number}",
            email=f"gina{number}@lakeside.example", part="Head of informatics", at=MONDAY,
        )  # fmt: skip


def approved(site: Site, number: int = 0) -> AuthorisedPerson:
    person = asked(site, number)
    with vendor_scope(site.vendor):
        services.approve(person=person, by=site.administrator, at=MONDAY + timedelta(hours=1))
    return person


def state(site: Site, person: AuthorisedPerson) -> str:
    with vendor_scope(site.vendor):
        return AuthorisedPerson.objects.with_history().get(pk=person.pk).state


def page_of(house: House) -> str:
    return f"{OVERVIEW}{house.customer.pk}/"


def deed(person: AuthorisedPerson, house: House, noun: str) -> str:
    return f"{page_of(house)}{person.pk}/{noun}/"


def test_pq_13_a_contact_names_someone_and_staff_see_the_request(patientiq: Site) -> None:
    charlie, house = patientiq.house.contact.person, patientiq.house

    assert status(charlie, f"{page_of(house)}requests/", **GINA) == 302

    assert "waits for PatientIQ" in shown(charlie, page_of(house))
    assert "Gina Rossi" in shown(patientiq.agent.person, OVERVIEW)


def test_pq_13_an_administrator_approves_and_both_sides_see_since_when(patientiq: Site) -> None:
    person, house = asked(patientiq), patientiq.house

    assert status(patientiq.administrator.person, deed(person, house, "approval"), sure="y") == 302

    for reader in (patientiq.house.contact.person, patientiq.agent.person):
        page = shown(reader, page_of(house))
        assert "may instruct" in page
        assert "Approved by Otto Reyes" in page


def test_declined_the_contact_reads_why(patientiq: Site) -> None:
    person, house = asked(patientiq), patientiq.house

    status(patientiq.administrator.person, deed(person, house, "refusal"), reason="Who is she?")

    page = shown(patientiq.house.contact.person, page_of(house))
    assert "Who is she?" in page
    assert state(patientiq, person) == "declined"


@pytest.mark.parametrize("side", ["contact", "administrator"])
def test_either_side_ends_an_authorisation(patientiq: Site, side: str) -> None:
    person, house = approved(patientiq), patientiq.house
    by = house.contact if side == "contact" else patientiq.administrator

    status(by.person, deed(person, house, "ending"), reason="Has left.")

    assert state(patientiq, person) == "ended"


def test_a_contact_takes_a_request_back(patientiq: Site) -> None:
    person, house = asked(patientiq), patientiq.house

    status(house.contact.person, deed(person, house, "withdrawal"), sure="yes")

    assert state(patientiq, person) == "withdrawn"


def test_a_refusal_is_shown_and_nothing_changes(patientiq: Site) -> None:
    person, house = approved(patientiq), patientiq.house
    client = signed_in(patientiq.administrator.person)

    page = client.post(deed(person, house, "ending"), {"reason": ""}, follow=True)

    assert "Say why: both sides read it." in page.content.decode()
    assert state(patientiq, person) == "approved"


def test_what_was_typed_is_kept(patientiq: Site) -> None:
    asked(patientiq)
    client, place = signed_in(patientiq.house.contact.person), page_of(patientiq.house)

    wrong = client.post(f"{place}requests/", GINA | {"email": "nowhere"})
    again = client.post(f"{place}requests/", GINA | {"email": "gina0@lakeside.example"})

    assert (wrong.status_code, again.status_code) == (422, 409)
    assert 'value="nowhere"' in wrong.content.decode()
    assert "is asked for already" in again.content.decode()


def test_a_contact_of_one_customer_is_led_to_its_list(patientiq: Site) -> None:
    answer = signed_in(patientiq.house.contact.person).get(OVERVIEW)

    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(patientiq.house))


def test_a_vendor_whose_agreement_asks_for_no_list_has_no_such_page(lumeon: Site) -> None:
    place = f"/lumeon/authorised-persons/{lumeon.house.customer.pk}/"

    for reader in (lumeon.house.contact.person, lumeon.agent.person):
        assert status(reader, "/lumeon/authorised-persons/") == 404
        assert status(reader, place) == 404
    assert "authorised-persons" not in shown(lumeon.agent.person, "/lumeon/agreement/")
    assert status(lumeon.house.contact.person, f"{place}requests/", **GINA) == 404


def test_the_agreement_leads_to_the_list_where_there_is_one(patientiq: Site) -> None:
    for reader in (patientiq.house.contact.person, patientiq.agent.person):
        assert OVERVIEW in shown(reader, "/patientiq/agreement/")


def test_who_may_not_decide_learns_of_no_way_to(patientiq: Site) -> None:
    person, house = asked(patientiq), patientiq.house
    with vendor_scope(patientiq.vendor):
        viewer: Membership = MembershipFactory.create(
            vendor=patientiq.vendor, customer=house.customer, role=Role.VIEWER
        )

    for reader in (house.contact.person, patientiq.agent.person, viewer.person):
        assert status(reader, deed(person, house, "approval"), sure="yes") == 404
        assert status(reader, deed(person, house, "refusal"), reason="No.") == 404
    assert status(viewer.person, page_of(house)) == 404
    assert status(patientiq.agent.person, f"{page_of(house)}requests/", **GINA) == 404
    assert status(patientiq.administrator.person, deed(person, house, "party"), sure="y") == 404
    assert state(patientiq, person) == "asked"


def test_co_03_another_customers_list_is_not_there(patientiq: Site, hillside: House) -> None:
    person, house = approved(patientiq), patientiq.house
    hedda: Person = hillside.contact.person

    assert status(hedda, page_of(house)) == status(hedda, f"{OVERVIEW}999999/") == 404
    assert status(hedda, f"{page_of(house)}requests/", **GINA) == 404
    assert status(hedda, deed(person, house, "ending"), reason="Mine.") == 404
    # The person of one customer through the address of another.
    assert status(hedda, deed(person, hillside, "ending"), reason="Mine.") == 404
    assert "Gina" not in unescape(shown(hedda, page_of(hillside)))
    assert state(patientiq, person) == "approved"


def test_co_03_another_vendors_list_is_not_there(patientiq: Site, lumeon: Site) -> None:
    person, house = asked(patientiq), patientiq.house
    grace = staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER).person
    place = f"/lumeon/authorised-persons/{house.customer.pk}/"

    assert status(grace, place) == 404
    assert status(grace, f"{place}{person.pk}/approval/", sure="yes") == 404
    assert status(grace, page_of(house)) == 404


def test_a_list_asks_as_often_for_three_persons_as_for_one(patientiq: Site) -> None:
    client = signed_in(patientiq.administrator.person)
    approved(patientiq)
    counts = [queries(client, place) for place in (page_of(patientiq.house), OVERVIEW)]
    for number in (1, 2):
        approved(patientiq, number)

    assert [queries(client, place) for place in (page_of(patientiq.house), OVERVIEW)] == counts


def test_the_overview_asks_as_often_for_three_requests_as_for_one(patientiq: Site) -> None:
    client = signed_in(patientiq.agent.person)
    asked(patientiq)
    one = queries(client, OVERVIEW)
    for number in (1, 2):
        asked(patientiq, number)

    assert queries(client, OVERVIEW) == one
