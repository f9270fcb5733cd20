"""Drafts and publishing: one write path, a reason for each change, nobody moved (CO-04, CO-07)."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from contracts.agreement_file import BadAgreement
from contracts.editing import BadCells, fields_of, read_data
from contracts.models import AgreementDraft, AgreementVersion
from contracts.services.publishing import (
    discard,
    draft_of,
    is_stale,
    newest_version,
    publish,
    rebase,
    save_cells,
    upload,
)
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, staff
from tests.contracts.editing import (
    CONTACTS,
    LUMEON,
    NOTE,
    SEVEN,
    TEXTS,
    at,
    published,
    saved,
    typing,
)
from tests.factories import MONDAY

APRIL = date(2026, 4, 1)
FILE = LUMEON.replace('version = "V3 29.04.20"', 'version = "V5"').replace(
    "effective_from = 2020-04-29", "effective_from = 2026-05-01"
)


@pytest.fixture
def grace(lumeon: Site) -> Membership:
    """Another administrator of Lumeon's."""
    return staff(lumeon.vendor, "Grace Mbeki", Role.ADMINISTRATOR)


def value(version: AgreementVersion, tier: str = "premium") -> object:
    return version.terms.entitlements.held[tier, "technical_contacts"].value


def test_a_draft_is_kept_until_it_is_published(lumeon: Site) -> None:
    saved(lumeon.administrator)
    draft = draft_of(lumeon.administrator)
    assert draft is not None

    version = publish(
        by=lumeon.administrator, label="V4", effective_from=APRIL, seen=draft.mark, at=MONDAY
    )

    assert (version.label, version.effective_from) == ("V4", APRIL)
    assert value(version) == 7
    clause = version.terms.identity.clause
    assert clause.reading == "Published on 2 March 2026 to follow V3 29.04.20."
    assert not AgreementDraft.objects.exists()


def test_contracts_stay_on_the_version_they_stand_on(lumeon: Site, northgate: House) -> None:
    before = northgate.contract.agreement_id

    version = published(lumeon.administrator, since=MONDAY.date())

    northgate.contract.refresh_from_db()
    assert northgate.contract.agreement_id == before != version.pk


def test_each_save_adds_to_the_draft_with_its_own_reason(lumeon: Site) -> None:
    saved(lumeon.administrator)
    draft = saved(
        lumeon.administrator, {("targets", "2", "response"): {"amount": "2"}}, reason="Slower."
    )

    held = draft.terms.entitlements.held["premium", "technical_contacts"]
    assert (held.value, held.clause.reading) == (7, NOTE)
    slower = next(
        iter(p for (s, m), p in draft.terms.promises.items() if (s, m) == ("2", "response"))
    )
    assert slower.clause.reading == "Amended on 2 March 2026: Slower."


def test_publishing_is_recorded_with_what_it_follows(lumeon: Site) -> None:
    version = published(lumeon.administrator)

    rows = AuditEvent.objects.filter(object_id=version.pk, object_type="contracts.agreementversion")
    event = rows.get(verb="agreement published")
    assert event.actor == lumeon.administrator.person
    assert event.before == {"version": "V3 29.04.20"}
    assert event.after == {"version": "V4", "effective_from": "2026-04-01"}
    assert AuditEvent.objects.filter(verb="agreement draft begun").count() == 1


def test_discarding_leaves_no_draft_and_no_version(lumeon: Site) -> None:
    saved(lumeon.administrator)

    discard(by=lumeon.administrator, at=MONDAY)

    assert draft_of(lumeon.administrator) is None
    assert not AgreementVersion.objects.filter(loaded_at=MONDAY).exists()
    assert AuditEvent.objects.filter(verb="agreement draft discarded").count() == 1
    with pytest.raises(Refusal, match="no draft any more"):
        discard(by=lumeon.administrator, at=MONDAY)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_administrators_publish(lumeon: Site, role: Role) -> None:
    other = Membership(role=role, vendor=lumeon.vendor, person=lumeon.agent.person)

    for refused in (
        lambda: save_cells(by=other, typed={}, seen="", reason="x", at=MONDAY),
        lambda: upload(by=other, content=b"", file="x.toml", at=MONDAY),
        lambda: publish(by=other, label="V4", effective_from=APRIL, seen="", at=MONDAY),
        lambda: rebase(by=other, at=MONDAY),
        lambda: discard(by=other, at=MONDAY),
    ):
        with pytest.raises(Refusal, match="you cannot publish versions of the agreement"):
            refused()


def test_each_person_has_a_draft_of_their_own(lumeon: Site, grace: Membership) -> None:
    saved(lumeon.administrator)
    other = saved(grace, {CONTACTS: {"value": "9"}})

    mine = draft_of(lumeon.administrator)
    assert mine is not None
    assert mine.pk != other.pk
    assert mine.terms.entitlements.held["premium", "technical_contacts"].value == 7


@pytest.mark.parametrize(
    ("label", "since", "code"),
    [
        ("V3 29.04.20", APRIL, "same_label"),
        ("V4", MONDAY.date() - timedelta(days=1), "in_the_past"),
    ],
)
def test_a_name_in_use_and_a_date_that_has_passed_are_refused(
    lumeon: Site, label: str, since: date, code: str
) -> None:
    draft = saved(lumeon.administrator)

    with pytest.raises(Refusal) as refused:
        publish(
            by=lumeon.administrator, label=label, effective_from=since, seen=draft.mark, at=MONDAY
        )

    assert refused.value.code == code
    assert draft_of(lumeon.administrator) is not None


def test_no_reason_no_change_and_a_draft_changed_elsewhere_are_refused(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="Say why"):
        saved(lumeon.administrator, reason="  ")
    with pytest.raises(Refusal, match="Nothing was changed"):
        saved(lumeon.administrator, {CONTACTS: {"value": ""}})
    mark = saved(lumeon.administrator).mark
    saved(lumeon.administrator, {CONTACTS: {"value": "8"}})

    typed = typing(LUMEON, SEVEN)
    with pytest.raises(Refusal, match="in another window"):
        save_cells(by=lumeon.administrator, typed=typed, seen=mark, reason="x", at=MONDAY)
    with pytest.raises(Refusal, match="in another window"):
        publish(by=lumeon.administrator, label="V4", effective_from=APRIL, seen=mark, at=MONDAY)


def test_a_draft_put_back_to_its_base_is_not_published(lumeon: Site) -> None:
    cells = {("targets", "2", "response"): {"amount": "2"}}
    saved(lumeon.administrator, cells)
    draft = saved(lumeon.administrator, {("targets", "2", "response"): {"amount": "1"}})

    with pytest.raises(Refusal, match="nothing to publish"):
        publish(
            by=lumeon.administrator, label="V4", effective_from=APRIL, seen=draft.mark, at=MONDAY
        )


def test_a_bad_cell_leaves_the_draft_as_it_was(lumeon: Site) -> None:
    saved(lumeon.administrator)

    with pytest.raises(BadCells), transaction.atomic():
        saved(lumeon.administrator, {CONTACTS: {"value": "many"}})

    draft = draft_of(lumeon.administrator)
    assert draft is not None
    assert fields_of(read_data(draft.text))[at(*CONTACTS)]["value"] == "7"


def test_a_version_published_meanwhile_is_noticed_and_changes_are_taken_over(
    lumeon: Site, grace: Membership
) -> None:
    mine = saved(lumeon.administrator)
    newer = published(grace, {("targets", "2", "response"): {"amount": "2"}})
    mine.refresh_from_db()
    assert is_stale(mine)
    with pytest.raises(Refusal, match="Another version was published"):
        publish(
            by=lumeon.administrator, label="V5", effective_from=APRIL, seen=mine.mark, at=MONDAY
        )

    draft, lost = rebase(by=lumeon.administrator, at=MONDAY)

    assert (draft.base, lost, is_stale(draft)) == (newer, 0, False)
    version = publish(
        by=lumeon.administrator, label="V5", effective_from=APRIL, seen=draft.mark, at=MONDAY
    )
    assert value(version) == 7
    assert version.terms.entitlements.held["premium", "technical_contacts"].clause.reading == NOTE
    assert version.terms.promises == newer.terms.promises


def test_a_change_without_a_place_in_the_newer_version_is_counted(
    lumeon: Site, grace: Membership
) -> None:
    saved(lumeon.administrator)
    without = FILE.replace("[entitlements.technical_contacts]", "[entitlements.other]").replace(
        "[entitlements.technical_contacts.", "[entitlements.other."
    )
    draft = upload(by=grace, content=without.encode(), file="v5.toml", at=MONDAY)
    publish(by=grace, label="V5", effective_from=APRIL, seen=draft.mark, at=MONDAY)

    _, lost = rebase(by=lumeon.administrator, at=MONDAY)

    assert lost == 1


def test_a_file_becomes_a_draft_and_then_a_version(lumeon: Site) -> None:
    draft = upload(by=lumeon.administrator, content=FILE.encode(), file="v5.toml", at=MONDAY)
    assert (draft.origin, draft.file) == (AgreementDraft.Origin.FILE, "v5.toml")

    version = publish(
        by=lumeon.administrator,
        label="V5",
        effective_from=date(2026, 5, 1),
        seen=draft.mark,
        at=MONDAY,
    )

    assert (version.source, version.file) == (FILE, "v5.toml")


def test_an_uploaded_file_is_laid_beside_what_was_published_meanwhile(
    lumeon: Site, grace: Membership
) -> None:
    upload(by=lumeon.administrator, content=FILE.encode(), file="v5.toml", at=MONDAY)
    newer = published(grace)

    draft, lost = rebase(by=lumeon.administrator, at=MONDAY)

    assert (draft.base, draft.text, lost) == (newer, FILE, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (TEXTS["patientiq"].encode(), "wrong_vendor"),
        (FILE.replace('number_prefix = "LUM"', 'number_prefix = "LUX"').encode(), "wrong_vendor"),
        (LUMEON.encode(), "same_file"),
        (b"\xff\xfe", "bad_agreement"),
        (b"", "bad_agreement"),
        (FILE.replace("amount = 0.5", 'amount = "soon"').encode(), "bad_agreement"),
    ],
)
def test_a_file_that_is_not_good_is_refused_whole(lumeon: Site, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        upload(by=lumeon.administrator, content=content, file="v5.toml", at=MONDAY)

    assert refused.value.code == code
    assert draft_of(lumeon.administrator) is None


def test_a_refused_file_is_told_by_file_key_and_reason(lumeon: Site) -> None:
    bad = FILE.replace("amount = 0.5", 'amount = "soon"').encode()

    with pytest.raises(BadAgreement) as refused:
        upload(by=lumeon.administrator, content=bad, file="v5.toml", at=MONDAY)

    assert refused.value.file == "v5.toml"
    ((key, reason),) = ((one.key, one.reason) for one in refused.value.problems)
    assert key == "targets.1.response.amount"
    assert reason.startswith("must be a number")


def test_an_upload_never_overwrites_a_draft(lumeon: Site) -> None:
    saved(lumeon.administrator)

    with pytest.raises(Refusal, match="You have a draft already"):
        upload(by=lumeon.administrator, content=FILE.encode(), file="v5.toml", at=MONDAY)


def test_co_01_a_draft_is_nothing_to_another_vendor(lumeon: Site, patientiq: Site) -> None:
    saved(lumeon.administrator)

    with vendor_scope(patientiq.vendor):
        assert not AgreementDraft.objects.exists()
        assert draft_of(patientiq.administrator) is None
        assert newest_version(patientiq.vendor).terms.slug == "patientiq"


def test_one_person_at_two_vendors_has_a_draft_at_each(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        both = Membership.objects.create(
            vendor=patientiq.vendor,
            person=lumeon.administrator.person,
            role=Role.ADMINISTRATOR,
            since=MONDAY,
        )
        saved(both, {("targets", "high", "response"): {"amount": "3"}})

    assert draft_of(lumeon.administrator) is None
