"""Administrators' pages of the agreement: grid, difference, upload, what still stands (CO-04)."""

from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from time_machine import travel

from contracts.models import AgreementDraft, AgreementVersion
from contracts.models.draft import mark_of
from contracts.services import amend_contract
from portal.tenancy.roles import Role
from tests.cast import House, Site, build_house, signed_in, staff
from tests.contracts.asking import queries, shown, status
from tests.contracts.editing import CONTACTS, LUMEON, TEXTS, WHY, Cells, published, saved, typing
from tests.factories import MONDAY

DRAFT = "/lumeon/agreement/draft/"
PREVIEW = f"{DRAFT}publication/"
VERSIONS = "/lumeon/agreement/versions/"
PAGES = (DRAFT, PREVIEW)
DEEDS = (f"{DRAFT}file/", f"{DRAFT}base/", f"{DRAFT}discarding/", DRAFT, PREVIEW)
SEVEN: Cells = {CONTACTS: {"value": "7"}}


def post(client: Client, path: str, data: Mapping[str, object]) -> tuple[int, str]:
    with travel(MONDAY, tick=False):
        answer = client.post(path, data)
    return answer.status_code, words(answer)


def words(answer: Any) -> str:  # as the client answers
    return " ".join(unescape(answer.content.decode()).split())


def typed(
    cells: Cells, *, text: str = LUMEON, reason: str = WHY, seen: str = ""
) -> dict[str, object]:
    """Return what a browser would send of these cells."""
    fields = {
        place.name(field): said
        for place, some in typing(text, cells).items()
        for field, said in some.items()
    }
    return {**fields, "reason": reason, "seen": seen or mark_of(text)}


def page(site: Site, path: str) -> str:
    return " ".join(unescape(shown(site.administrator.person, path)).split())


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def test_the_grid_shows_what_is_inherited_and_from_where(lumeon: Site) -> None:
    shown_page = page(lumeon, DRAFT)

    assert "5 technical contacts per live instance, from Professional" in shown_page
    assert 'name="entitlements.technical_contacts.essentials.value" value="3"' in shown_page
    assert 'name="entitlements.technical_contacts.premium.value" value=""' in shown_page
    assert 'name="targets.1.response.amount" value="0.5"' in shown_page
    assert 'name="hours.office..weekly" value="Mon-Fri 09:00-17:30"' in shown_page


@pytest.mark.parametrize("slug", ["patientiq", "healthy-roster"])
def test_each_vendor_edits_its_own(patientiq: Site, healthy_roster: Site, slug: str) -> None:
    site = patientiq if slug == "patientiq" else healthy_roster

    shown_page = page(site, f"/{slug}/agreement/draft/")

    assert "Essentials" not in shown_page
    assert 'name="targets.high.response.amount"' in shown_page


def test_what_is_typed_is_kept_and_shown_as_a_difference(lumeon: Site, ada: Client) -> None:
    answer, _ = post(ada, DRAFT, typed(SEVEN))
    assert answer == 302

    shown_page = page(lumeon, PREVIEW)

    assert "Named technical contacts, Premium" in shown_page
    assert "technical_contacts.premium" in shown_page
    assert "5 technical contacts per live instance" in shown_page
    assert "7 technical contacts per live instance" in shown_page
    assert WHY in shown_page
    assert "technical_contacts.essentials" not in shown_page
    assert "Targets" not in shown_page


def test_bad_input_never_costs_what_was_typed(lumeon: Site, ada: Client) -> None:
    cells: Cells = {CONTACTS: {"value": "many"}, ("targets", "1", "response"): {"amount": "0.75"}}

    answer, shown_page = post(ada, DRAFT, typed(cells))

    assert answer == 422
    assert 'href="#entitlements.technical_contacts.premium.value"' in shown_page
    assert "must be a whole number, not 'many'" in shown_page
    assert 'name="entitlements.technical_contacts.premium.value" value="many"' in shown_page
    assert 'name="targets.1.response.amount" value="0.75"' in shown_page
    assert WHY in shown_page
    assert not AgreementDraft.objects.exists()


def test_without_a_reason_what_was_typed_stays_too(ada: Client) -> None:
    answer, shown_page = post(ada, DRAFT, typed(SEVEN, reason=""))

    assert answer == 422
    assert "Say why" in shown_page
    assert 'name="entitlements.technical_contacts.premium.value" value="7"' in shown_page


def test_what_was_changed_in_another_window_is_told(lumeon: Site, ada: Client) -> None:
    saved(lumeon.administrator, {CONTACTS: {"value": "9"}})

    answer, shown_page = post(ada, DRAFT, typed(SEVEN))

    assert answer == 409
    assert "in another window" in shown_page
    assert 'name="entitlements.technical_contacts.premium.value" value="7"' in shown_page


def test_fields_that_are_not_sent_and_cells_nobody_has_change_nothing(ada: Client) -> None:
    sent: dict[str, object] = {
        "entitlements.technical_contacts.premium.value": "7",  # without its words
        "entitlements.gold.premium.value": "7",
        "agreement.slug": "other",
    }

    answer, shown_page = post(ada, DRAFT, sent | {"reason": WHY, "seen": mark_of(LUMEON)})

    assert answer == 409
    assert "Nothing was changed." in shown_page


def test_publishing_leads_to_the_contracts_on_older_versions(
    lumeon: Site, northgate: House, ada: Client
) -> None:
    draft = saved(lumeon.administrator)
    naming = {"label": "V4", "effective_from": "2026-04-01", "seen": draft.mark}

    answer, _ = post(ada, PREVIEW, naming)

    version = AgreementVersion.objects.get(label="V4")
    assert answer == 302
    with travel(MONDAY, tick=False):
        shown_page = page(lumeon, f"{VERSIONS}{version.pk}/")
    assert f"/lumeon/contracts/{northgate.contract.pk}/terms/" in shown_page
    assert f"/lumeon/contracts/{lumeon.house.contract.pk}/terms/" in shown_page
    assert shown_page.count("not planned") == 2
    assert "from 1 April 2026 on at the earliest" in shown_page


def test_a_contract_that_moves_is_told_with_its_day(lumeon: Site, northgate: House) -> None:
    version = published(lumeon.administrator)
    amend_contract(
        by=lumeon.administrator,
        contract=northgate.contract,
        agreement=version,
        tier="premium",
        since=version.effective_from,
        reason="As agreed.",
        at=MONDAY,
    )

    with travel(MONDAY, tick=False):
        shown_page = page(lumeon, f"{VERSIONS}{version.pk}/")

    assert "1 April 2026</td>" in shown_page
    assert shown_page.count("not planned") == 1


@pytest.mark.parametrize(
    "changes",
    [{"label": ""}, {"effective_from": "soon"}, {"label": "V3 29.04.20"}, {"seen": "other"}],
)
def test_a_version_that_is_not_named_well_is_not_published(
    lumeon: Site, ada: Client, changes: dict[str, str]
) -> None:
    draft = saved(lumeon.administrator)
    naming = {"label": "V4", "effective_from": "2026-04-01", "seen": draft.mark}

    answer, shown_page = post(ada, PREVIEW, naming | changes)

    assert answer in (409, 422)
    assert f'value="{changes.get("label", "V4")}"' in shown_page or not changes.get("label", "V4")
    assert not AgreementVersion.objects.filter(label="V4").exists()


def test_a_draft_behind_a_newer_version_says_so_and_is_taken_over(
    lumeon: Site, ada: Client
) -> None:
    saved(lumeon.administrator)
    grace = staff(lumeon.vendor, "Grace Mbeki", Role.ADMINISTRATOR)
    published(grace, {("targets", "2", "response"): {"amount": "2"}})

    stale = page(lumeon, PREVIEW)
    answer, _ = post(ada, f"{DRAFT}base/", {})

    assert "V4 was published since you began" in stale
    assert "Publish this version" not in stale
    assert answer == 302
    taken_over = page(lumeon, PREVIEW)
    assert "Publish this version" in taken_over
    assert "2.response" not in taken_over


def upload(client: Client, content: bytes, name: str = "v5.toml") -> tuple[int, str]:
    return post(client, f"{DRAFT}file/", {"file": SimpleUploadedFile(name, content)})


def test_an_uploaded_file_is_previewed_before_it_is_published(lumeon: Site, ada: Client) -> None:
    text = LUMEON.replace('version = "V3 29.04.20"', 'version = "V5"').replace(
        "amount = 0.5", "amount = 0.25"
    )

    answer, _ = upload(ada, text.encode())

    assert answer == 302
    shown_page = page(lumeon, PREVIEW)
    assert "0.25 business hour" in shown_page
    assert 'value="V5"' in shown_page


def test_a_refused_upload_names_file_key_and_reason(ada: Client) -> None:
    bad = LUMEON.replace("amount = 0.5", 'amount = "soon"').replace('set_by = "support"', "")

    answer, shown_page = upload(ada, bad.encode())

    assert answer == 422
    assert "What is wrong with v5.toml" in shown_page
    assert "targets.1.response.amount" in shown_page
    assert "must be a number, not 'soon'" in shown_page
    assert "severity_policy.set_by" in shown_page
    assert not AgreementDraft.objects.exists()


def test_no_file_another_vendors_file_and_one_beside_a_draft_are_refused(
    lumeon: Site, ada: Client
) -> None:
    assert post(ada, f"{DRAFT}file/", {})[0] == 422
    answer, shown_page = upload(ada, TEXTS["patientiq"].encode())
    assert (answer, "Upload this vendor's file." in shown_page) == (409, True)
    assert upload(ada, b"x" * 1_000_001)[0] == 422
    saved(lumeon.administrator)
    assert upload(ada, LUMEON.encode())[0] == 409


def test_a_versions_file_is_downloaded_to_the_letter(lumeon: Site) -> None:
    version = lumeon.house.contract.agreement

    answer = signed_in(lumeon.agent.person).get(f"{VERSIONS}{version.pk}/file/")

    assert answer.content.decode() == version.source
    assert answer.headers["Content-Disposition"] == ('attachment; filename="lumeon-v3-290420.toml"')


def test_a_draft_is_discarded_and_no_preview_is_left(lumeon: Site, ada: Client) -> None:
    saved(lumeon.administrator)

    assert post(ada, f"{DRAFT}discarding/", {})[0] == 302
    assert not AgreementDraft.objects.exists()
    assert ada.get(PREVIEW).headers["Location"] == DRAFT
    assert post(ada, f"{DRAFT}discarding/", {})[0] == 302
    assert post(ada, f"{DRAFT}base/", {})[0] == 302


def test_who_may_not_publish_learns_of_no_such_page(lumeon: Site, patientiq: Site) -> None:
    for person in (
        lumeon.agent.person, lumeon.house.contact.person, patientiq.administrator.person,
    ):  # fmt: skip
        for path in PAGES:
            assert status(person, path) == 404
        for path in DEEDS:
            assert status(person, path, reason="x") == 404
    assert "Edit tiers and entitlements" not in shown(lumeon.agent.person, VERSIONS)
    assert "Edit tiers and entitlements" in shown(lumeon.administrator.person, VERSIONS)


def test_co_03_versions_are_for_the_vendors_own_people(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    path = f"{VERSIONS}{lumeon.house.contract.agreement_id}/"
    theirs = f"{VERSIONS}{patientiq.house.contract.agreement_id}/"

    for person in (lumeon.house.contact.person, patientiq.administrator.person):
        assert status(person, path) == 404
        assert status(person, f"{path}file/") == 404
    assert status(lumeon.administrator.person, theirs) == 404
    assert status(lumeon.administrator.person, f"{theirs}file/") == 404
    assert status(lumeon.agent.person, path) == 200


def test_a_draft_of_another_persons_is_told_but_not_shown(lumeon: Site) -> None:
    saved(staff(lumeon.vendor, "Grace Mbeki", Role.ADMINISTRATOR))

    assert "A draft of Grace Mbeki" in page(lumeon, VERSIONS)
    assert "your draft of" not in page(lumeon, DRAFT)


def test_pages_ask_as_often_whatever_there_is(lumeon: Site, northgate: House, ada: Client) -> None:
    saved(lumeon.administrator)
    grid, preview, listed = (queries(ada, path) for path in (*PAGES, VERSIONS))
    version = published(
        staff(lumeon.vendor, "Grace Mbeki", Role.ADMINISTRATOR), since=MONDAY.date()
    )
    one = f"{VERSIONS}{version.pk}/"
    two = queries(ada, one)
    build_house(lumeon.vendor, "Eastgate", "Ed Stone", "professional")
    saved(staff(lumeon.vendor, "Gil Moss", Role.ADMINISTRATOR), {CONTACTS: {"value": "8"}})

    assert [queries(ada, path) for path in (*PAGES, VERSIONS)] == [grid, preview, listed]
    assert queries(ada, one) == two
