"""All reports of a month in one file: made in pieces, whatever one contract lacks (CO-13)."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction

from availability.models import MonthClosing
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from reports.bundles import making
from reports.bundles.keeping import folder_of
from reports.models import BundleEntry, IssuedReport, ReportBundle
from tests.availability.world import World
from tests.cast import House, Site, signed_in

FEBRUARY = Month(2026, 2)
AT = datetime(2026, 3, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    """A storage of this test's own."""
    private = settings.STORAGES["private"]
    options = private["OPTIONS"] | {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {"private": private | {"OPTIONS": options}}


def made(site: Site, at: datetime = AT) -> ReportBundle:
    """Begin a file and let a worker make it."""
    begun = making.start_bundle(by=site.administrator, month=FEBRUARY, at=at)
    while making.make_piece(pk=begun.pk, at=at):
        pass
    return ReportBundle.objects.get(pk=begun.pk)


@transaction.atomic
def killed_at_the_end(begun: ReportBundle) -> None:
    """Make a piece, and be stopped before anything of it is committed."""
    making.make_piece(pk=begun.pk, at=AT, most=1)
    raise KeyboardInterrupt


def content(bundle: ReportBundle) -> dict[str, bytes]:
    with storages["private"].open(bundle.key) as file, zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def index(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["index.csv"].decode("utf-8-sig"))))


def test_co_13_each_contracts_report_is_in_the_file_and_in_its_list(
    lumeon: Site, northgate: House, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bundle = made(lumeon)
    files = content(bundle)
    listed = index(files)

    assert (bundle.state, bundle.expires_at) == ("done", AT + timedelta(days=7))
    assert [row["customer"] for row in listed] == ["Northgate Hospitals", "St Brannock's"]
    assert set(files) == {"index.csv", *(row["file"] for row in listed)}
    assert all(files[row["file"]].startswith(b"%PDF-") for row in listed)
    hashes = IssuedReport.objects.values_list("hash", flat=True)
    assert {row["SHA-256 of the report"] for row in listed} == set(hashes)
    _, kept = storages["private"].listdir(folder_of(bundle))
    assert kept == ["reports.zip"]


def test_one_contracts_refusal_is_listed_and_stops_no_other(piq: World) -> None:
    bundle = made(piq.site)
    listed = index(content(bundle))

    assert BundleEntry.objects.filter(bundle=bundle, state="made").count() == 0
    assert all("is not closed yet" in row["left out because"] for row in listed)
    assert {row["customer"] for row in listed} == {"Lakeside Clinics", "Riverbend Orthopaedics"}


def test_a_fault_in_one_report_stops_no_other(piq: World) -> None:
    broken = MonthClosing.objects.create(
        vendor=piq.site.vendor,
        contract=piq.contract,
        year=2026,
        month=2,
        kind="closed",
        starts_at=AT,
        ends_at=AT,
        agreement=piq.contract.agreement,
        facts={},  # nothing can be read from them
        figures={},
        derivation=[],
        sha256="0" * 64,
        signed_by=piq.manager.person,
        signed_at=AT,
    )

    listed = index(content(made(piq.site)))

    why = {row["contract"]: row["left out because"] for row in listed}
    assert why[str(broken.contract_id)].startswith("It could not be made (")
    assert len(why) == 2


def test_a_worker_that_is_killed_loses_its_piece_alone(lumeon: Site, northgate: House) -> None:
    begun = making.start_bundle(by=lumeon.administrator, month=FEBRUARY, at=AT)
    assert making.make_piece(pk=begun.pk, at=AT, most=1)

    with pytest.raises(KeyboardInterrupt):
        killed_at_the_end(begun)

    assert BundleEntry.objects.filter(state="made").count() == 1
    bundle = made(lumeon)
    assert (bundle.pk, len(index(content(bundle)))) == (begun.pk, 2)
    assert sorted(one.number for one in IssuedReport.objects.all()) == [1, 2]


def test_the_same_reports_make_the_same_file(lumeon: Site) -> None:
    first, second = made(lumeon), made(lumeon, AT + timedelta(days=1))

    assert (first.pk != second.pk, first.sha256) == (True, second.sha256)


def test_a_file_expires_and_its_reports_stay(lumeon: Site) -> None:
    bundle = made(lumeon)

    assert making.expire_bundles(at=AT + timedelta(days=6)) == 0
    assert making.expire_bundles(at=AT + timedelta(days=7)) == 1
    bundle.refresh_from_db()
    assert (bundle.state, bundle.key) == ("expired", "")
    assert not storages["private"].exists(folder_of(bundle))
    assert IssuedReport.objects.count() == 1


def test_who_does_not_issue_reports_begins_no_file(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="you cannot issue SLA reports"):
        making.start_bundle(by=lumeon.agent, month=FEBRUARY, at=AT)
    with pytest.raises(Refusal, match="No contract ran in January 2025"):
        making.start_bundle(by=lumeon.administrator, month=Month(2025, 1), at=AT)


def test_the_page_shows_how_far_it_is_and_gives_the_file_out(lumeon: Site) -> None:
    admin = signed_in(lumeon.administrator.person)

    begun = admin.post("/lumeon/reports/files/beginning/", {"month": "2026-02"})
    page = begun["Location"]
    assert "0 % of 1 reports" in admin.get(page).content.decode()

    made(lumeon)
    assert "1 report" in admin.get(page).content.decode()
    sent = admin.get(f"{page}reports.zip")
    assert b"".join(sent.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # a file's answer
    assert signed_in(lumeon.agent.person).get(f"{page}reports.zip").status_code == 404


def test_the_contracts_of_a_file_are_those_that_ran_in_the_month(lumeon: Site) -> None:
    contract = lumeon.house.contract
    contract.ends_on = date(2026, 1, 31)
    contract.save(update_fields=["ends_on"])

    with pytest.raises(Refusal, match="No contract ran in February 2026"):
        made(lumeon)
