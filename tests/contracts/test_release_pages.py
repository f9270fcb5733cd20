"""The pages of releases and instances, for both sides of the desk (LU-04, LU-07, LU-08)."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from time_machine import travel

from contracts.models import Extension, Instance, Product, Release
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, signed_in
from tests.contracts.asking import queries, text
from tests.contracts.shelf import day, install, product_of, publish
from tests.factories import InstanceFactory

PRODUCTS = "/lumeon/products/"
INSTANCES = f"{PRODUCTS}instances/"


@pytest.fixture(autouse=True)
def in_february() -> Iterator[None]:
    """Look at the pages while 6.0.0 is current and 5.0 is under extended support."""
    with travel(day("2026-02-10"), tick=False):
        yield


@pytest.fixture
def desk(lumeon: Site) -> Client:
    return signed_in(lumeon.agent.person)


@pytest.fixture
def contact(lumeon: Site) -> Client:
    return signed_in(lumeon.house.contact.person)


@pytest.fixture
def publisher(mei: Membership) -> Client:
    return signed_in(mei.person)


@pytest.fixture
def keeper(grace: Membership) -> Client:
    return signed_in(grace.person)


def test_the_desk_sees_stages_dates_and_who_runs_what(
    shelf: dict[str, Release], desk: Client, lumeon: Site, grace: Membership
) -> None:
    install(grace, lumeon.house, "5.0.0")

    page = text(desk.get(PRODUCTS))

    for words in ("Full support", "Sustaining support", "15 Jan 2026", "15 Jan 2027"):
        assert words in page
    assert '<b class="num">5.1.0</b> to <b class="num">6.0.0</b>' in page
    assert page.count("St Brannock&#x27;s") == 1
    assert "Publish a release" not in page


def test_with_nothing_published_the_page_says_who_can(desk: Client, publisher: Client) -> None:
    assert "A product manager or administrator publishes releases here" in text(desk.get(PRODUCTS))
    assert "Publish the releases that customers run" in text(publisher.get(PRODUCTS))


def test_a_product_manager_publishes_a_release(publisher: Client, lumeon: Site) -> None:
    product = product_of(lumeon)
    typed = {"product": product.pk, "number": "5.3.0", "published_on": "2025-10-15"}

    answer = publisher.post(f"{PRODUCTS}releases/", typed)

    assert answer.headers["Location"] == f"{PRODUCTS}?product={product.pk}"
    assert str(Release.objects.get()) == "5.3.0"


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"number": ""}, 422, "Give the release&#x27;s number"),
        ({"published_on": "soon"}, 422, "Enter a valid date"),
        ({"number": "5.4.0"}, 409, "There is no 5.4"),
        ({"number": "five"}, 409, "is no release number"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    publisher: Client, lumeon: Site, changes: dict[str, str], status: int, words: str
) -> None:
    typed = {"product": product_of(lumeon).pk, "number": "5.3.0", "published_on": "2025-10-15"}

    page = text(
        publisher.post(f"{PRODUCTS}releases/", typed | {"notes": "Kept."} | changes), status
    )

    assert words in page
    assert "Kept." in page
    assert not Release.objects.exists()


def test_another_vendors_product_cannot_be_chosen(
    publisher: Client, patientiq: Site, lumeon: Site
) -> None:
    theirs = product_of(patientiq)
    typed = {"product": theirs.pk, "number": "5.3.0", "published_on": "2025-10-15"}

    text(publisher.post(f"{PRODUCTS}releases/", typed), 422)

    with vendor_scope(patientiq.vendor):
        assert not Release.objects.exists()


def test_a_product_is_added(publisher: Client) -> None:
    publisher.post(f"{PRODUCTS}new/", {"name": "Bed Board"})

    assert Product.objects.filter(name="Bed Board").exists()
    text(publisher.post(f"{PRODUCTS}new/", {"name": "bed board"}), 409)
    text(publisher.post(f"{PRODUCTS}new/", {"name": ""}), 422)


def test_a_release_page_tells_customers_less(
    shelf: dict[str, Release], desk: Client, contact: Client, lumeon: Site
) -> None:
    path = f"{PRODUCTS}releases/{shelf['5.0.0'].pk}/"

    assert "Run by" in text(desk.get(path))
    seen = text(contact.get(path))
    assert "Extended support" in seen
    assert "Run by" not in seen


def test_an_end_of_life_is_stated_on_the_releases_page(
    shelf: dict[str, Release], publisher: Client, desk: Client
) -> None:
    release = shelf["6.0.0"]
    path = f"{PRODUCTS}releases/{release.pk}/end-of-life/"

    assert publisher.post(path, {"eol_on": "2099-01-31"}).status_code == 302
    assert "has passed" in text(publisher.post(path, {"eol_on": "2026-01-31"}), 409)
    text(publisher.post(path, {"eol_on": "never"}), 422)
    assert desk.post(path, {"eol_on": "2099-01-31"}).status_code == 404
    release.refresh_from_db()
    assert release.eol_on == date(2099, 1, 31)


def test_an_announced_release_is_moved_on_its_page(
    shelf: dict[str, Release], publisher: Client, mei: Membership, lumeon: Site
) -> None:
    release = publish(mei, product_of(lumeon), "6.1.0", date(2099, 4, 15))

    publisher.post(f"{PRODUCTS}releases/{release.pk}/day/", {"published_on": "2099-05-01"})

    release.refresh_from_db()
    assert release.published_on == date(2099, 5, 1)
    assert "to come" in text(publisher.get(PRODUCTS))


def test_customers_see_their_own_instances_and_what_the_stage_means(
    shelf: dict[str, Release], contact: Client, lumeon: Site, northgate: House, grace: Membership
) -> None:
    install(grace, lumeon.house, "5.0.0")
    install(grace, northgate, "4.3.3")

    page = text(contact.get(PRODUCTS))

    assert "5.0.0" in page
    assert "no further maintenance releases" in page
    assert "6.0.0</span> (the newest)" in page
    assert "4.3.3" not in page
    assert "Northgate" not in page


def test_a_customer_without_instances_is_told_who_records_them(
    contact: Client, lumeon: Site
) -> None:
    Instance.objects.update(ended_on=date(2026, 2, 1))

    assert "Your account manager records them here" in text(contact.get(PRODUCTS))


def test_where_nothing_ends_no_stage_is_shown(patientiq: Site) -> None:
    charlie = signed_in(patientiq.house.contact.person)

    page = text(charlie.get("/patientiq/products/"))

    assert "Care Pathway Management" in page
    assert "support" not in page.partition("<main")[2].partition("</main>")[0].replace(
        "supports for you", ""
    ).replace("its support", "")


def test_an_account_manager_adds_an_instance(keeper: Client, lumeon: Site) -> None:
    house = lumeon.house
    choose = text(keeper.get(f"{INSTANCES}new/"))
    assert "St Brannock&#x27;s" in choose
    form = text(keeper.get(f"{INSTANCES}new/?contract={house.contract.pk}"))
    assert "Essentials covers these kinds: live, test, development." in form
    typed = {
        "contract": house.contract.pk,
        "product": house.instance.product_id,
        "kind": "test",
        "release": "5.3.1",
        "since": "2026-01-20",
        "provided": ["data_supply"],
        "time_zone": "",
    }

    answer = keeper.post(f"{INSTANCES}new/", typed)

    instance = Instance.objects.get(kind="test")
    assert answer.headers["Location"] == f"{INSTANCES}{instance.pk}/"
    assert instance.provided == ["data_supply"]
    uat = text(keeper.post(f"{INSTANCES}new/", typed | {"kind": "uat"}), 409)
    assert "Professional and Premium do" in uat
    text(keeper.post(f"{INSTANCES}new/", typed | {"release": ""}), 422)


@pytest.mark.parametrize("wanted", ["x", "0", "999999", "²"])
def test_a_contract_that_is_none_leads_to_the_choice(keeper: Client, wanted: str) -> None:
    assert "Whose instance is it?" in text(keeper.get(f"{INSTANCES}new/", {"contract": wanted}))


def test_an_instances_page_records_what_happens_to_it(
    shelf: dict[str, Release], keeper: Client, lumeon: Site, grace: Membership
) -> None:
    instance = install(grace, lumeon.house, "5.0.0")
    page = f"{INSTANCES}{instance.pk}/"

    keeper.post(f"{page}setup/", {"name": "Training", "time_zone": "Europe/Dublin"})
    keeper.post(
        f"{page}extension/",
        {"until": "2099-06-30", "agreed_by": "Grace", "reason": "After the move"},
    )
    assert "30 June 2099" in text(keeper.get(page))
    keeper.post(f"{page}upgrade/", {"release": "6.0.0", "since": "2026-02-02"})

    instance.refresh_from_db()
    assert (instance.called, instance.release) == (
        "Care Pathway Management, Test, Training", "6.0.0",
    )  # fmt: skip
    assert Extension.objects.get().release == shelf["5.0.0"]
    shown = text(keeper.get(page))
    assert "Full support" in shown
    assert "20 Jan 2026" in shown
    assert "cannot have ended" in text(
        keeper.post(f"{page}ending/", {"on": "2026-02-01", "sure": "on"}), 409
    )
    text(keeper.post(f"{page}ending/", {"on": "2026-02-03"}), 422)
    keeper.post(f"{page}ending/", {"on": "2026-02-03", "sure": "on"})
    assert "Ended 3 Feb 2026" in text(keeper.get(page))
    assert "Record an upgrade" not in text(keeper.get(page))


def test_forms_are_offered_to_those_who_may(
    shelf: dict[str, Release], desk: Client, contact: Client, lumeon: Site
) -> None:
    page = f"{INSTANCES}{lumeon.house.instance.pk}/"

    seen = text(desk.get(page))
    assert "Record an upgrade" in seen
    assert "End it for good" not in seen
    assert "<form" not in text(contact.get(page)).partition("<main")[2]
    assert desk.post(f"{page}ending/", {"on": "2026-02-03"}).status_code == 404
    assert contact.post(f"{page}upgrade/", {}).status_code == 404
    assert "This field is required" in text(desk.post(f"{page}upgrade/", {"since": ""}), 422)


def test_others_instances_and_releases_are_not_there(
    shelf: dict[str, Release], patientiq: Site, lumeon: Site, northgate: House
) -> None:
    nora = signed_in(northgate.contact.person)
    petra = signed_in(patientiq.agent.person)
    instance = lumeon.house.instance.pk
    with vendor_scope(patientiq.vendor):
        other = InstanceFactory.create(
            vendor=patientiq.vendor, contract=patientiq.house.contract, solution="Outcomes"
        )

    assert nora.get(f"{INSTANCES}{instance}/").status_code == 404
    assert nora.get(INSTANCES).status_code == 404
    for pk in (instance, other.pk):
        assert petra.get(f"{INSTANCES}{pk}/").status_code == 404
    assert petra.get(f"/patientiq/products/instances/{instance}/").status_code == 404
    assert petra.get(f"/patientiq/products/releases/{shelf['6.0.0'].pk}/").status_code == 404
    agent = signed_in(lumeon.agent.person)
    assert agent.get(f"{INSTANCES}{other.pk}/").status_code == 404


def test_a_product_that_a_customer_does_not_have_is_not_shown_to_it(
    shelf: dict[str, Release], contact: Client, mei: Membership, lumeon: Site
) -> None:
    board = Product.objects.create(vendor=lumeon.vendor, name="Bed Board")
    release = publish(mei, board, "5.0.0", date(2025, 1, 15))

    assert contact.get(f"{PRODUCTS}releases/{release.pk}/").status_code == 404


def more(lumeon: Site) -> None:
    """Give St Brannock's and a new release company: three rows where there was one."""
    for number in range(2):
        InstanceFactory.create(
            vendor=lumeon.vendor, contract=lumeon.house.contract, kind="test", name=str(number)
        )


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("desk", INSTANCES),
        ("contact", PRODUCTS),
        ("contact", "/lumeon/api/instances/"),
        ("desk", "/lumeon/api/instances/"),
    ],
)
def test_lists_of_instances_ask_the_same_for_one_and_three(
    shelf: dict[str, Release],
    lumeon: Site,
    request: pytest.FixtureRequest,
    who: str,
    path: str,
) -> None:
    client: Client = request.getfixturevalue(who)
    one = queries(client, path)

    more(lumeon)

    assert queries(client, path) == one


@pytest.mark.parametrize("path", [PRODUCTS, "/lumeon/api/releases/"])
def test_lists_of_releases_ask_the_same_for_one_and_three(
    lumeon: Site, desk: Client, mei: Membership, path: str
) -> None:
    product = product_of(lumeon)
    publish(mei, product, "5.2.0", date(2025, 7, 15))
    one = queries(desk, path)

    publish(mei, product, "5.3.0", date(2025, 10, 15))
    publish(mei, product, "6.0.0", date(2026, 1, 15))

    assert queries(desk, path) == one


def test_long_lists_page(lumeon: Site, desk: Client, mei: Membership) -> None:
    product = product_of(lumeon)
    publish(mei, product, "5.0.0", date(2025, 1, 15))
    for number in range(1, 30):
        publish(mei, product, f"5.0.{number}", date(2025, 1, 15))
    for number in range(50):
        InstanceFactory.create(
            vendor=lumeon.vendor, contract=lumeon.house.contract, kind="test", name=f"Lab {number}"
        )

    assert "Page 1 of 2" in text(desk.get(PRODUCTS))
    assert "Page 1 of 2" in text(desk.get(INSTANCES))
    assert "?q=lab&amp;page=" not in text(desk.get(INSTANCES, {"q": "Lab 7"}))
    assert "Lab 7" in text(desk.get(INSTANCES, {"q": "Lab 7"}))
    assert "None found" in text(desk.get(INSTANCES, {"q": "nowhere"}))


def test_the_api_reads_releases_and_instances(
    shelf: dict[str, Release],
    lumeon: Site,
    northgate: House,
    contact: Client,
    desk: Client,
    grace: Membership,
) -> None:
    install(grace, lumeon.house, "5.0.0")

    releases = contact.get("/lumeon/api/releases/").json()["results"]
    own = contact.get("/lumeon/api/instances/").json()["results"]

    assert [row["number"] for row in releases][:2] == ["6.0.0", "5.3.0"]
    assert releases[0]["published_on"] == "2026-01-15"
    assert [(row["customer"], row["release"]) for row in own] == [
        ("St Brannock's", "5.3.1"), ("St Brannock's", "5.0.0"),
    ]  # fmt: skip
    assert own[1]["is_measured"] is True
    assert desk.get("/lumeon/api/instances/").json()["count"] == 3


def test_anybody_asking_by_another_vendors_key_gets_nothing(
    shelf: dict[str, Release], patientiq: Site
) -> None:
    charlie = signed_in(patientiq.house.contact.person)

    assert charlie.get(PRODUCTS).status_code == 404
    assert charlie.get("/patientiq/api/releases/").json()["results"] == []


def test_the_agreement_page_says_how_long_a_release_is_supported(
    contact: Client, patientiq: Site
) -> None:
    charlie = signed_in(patientiq.house.contact.person)

    assert "How long a release is supported" in text(contact.get("/lumeon/agreement/"))
    assert "How long a release" not in text(charlie.get("/patientiq/agreement/"))
