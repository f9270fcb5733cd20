"""Files of outages on pages and by command: sent, understood, confirmed, followed (PQ-01)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from availability.import_progress import storing
from availability.import_tasks import store_outages
from availability.models import Maintenance, Outage, OutageImport
from portal.tenancy.scope import vendor_scope
from tests.availability.test_importing import HEAD, LINE, WORK, WORK_HEAD, csv
from tests.availability.world import World
from tests.cast import Site, signed_in
from tests.contracts.asking import queries

IMPORTS = "/patientiq/outages/imports/"
SAID = {"sheet": "outages", "source": "statuses", "zone": "UTC"}


@pytest.fixture
def desk(piq: World) -> Client:
    return signed_in(piq.agent.person)


def html(client: Client, path: str = IMPORTS) -> str:
    return client.get(path).content.decode()


def upload(client: Client, content: bytes, name: str = "april.csv", **said: str) -> Any:
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, content), **SAID, **said})


def kept_path() -> str:
    return f"{IMPORTS}{OutageImport.objects.latest('pk').pk}/"


def meant(**said: Any) -> dict[str, Any]:
    """Return the form of how a file is meant as it is shown, with what a test changes."""
    columns = OutageImport.objects.latest("pk").mapping["columns"]
    shown = {f"column-{target}": column for target, column in columns.items()}
    return {**shown, "word-0": "impaired", "zone": "UTC", **said}


def test_a_file_is_sent_looked_at_confirmed_and_stored(piq: World, desk: Client) -> None:
    sent = upload(desk, csv(LINE))
    path = kept_path()
    assert sent.headers["Location"] == path
    page = html(desk, path)
    assert "Web is slow" in page
    assert "Store all of it" in page
    assert "“minor” means" in page

    assert desk.post(f"{path}confirmation/").status_code == 302
    pk = OutageImport.objects.get().pk
    storing.tell(pk, 40)
    assert 'value="40"' in html(desk, path)
    assert 'http-equiv="refresh"' in html(desk, path)
    assert store_outages(piq.site.vendor.pk, pk)

    assert "Imported" in html(desk, path)
    assert Outage.objects.get().source == "statuses"
    assert desk.post(f"{path}mapping/", {}).status_code == 302  # stored: there is nothing to say
    assert "april.csv" in html(desk)


def test_faults_are_shown_and_what_is_meant_mends_them(piq: World, desk: Client) -> None:
    upload(desk, csv(LINE.replace("minor", "meh").replace(",Web,", ",,")))
    path = kept_path()
    page = html(desk, path)
    assert "1 cell cannot be taken" in page
    assert "Say what this word means" in page
    assert "Store all of it" not in page

    wrong = desk.post(f"{path}mapping/", meant(**{"column-title": "", "components": ["999999"]}))
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"column-title", "components"}

    right = desk.post(f"{path}mapping/", meant(components=[piq.main.pk]))
    assert right.status_code == 302
    assert "Store all of it" in html(desk, path)
    assert OutageImport.objects.get().mapping["effects"] == {"meh": "impaired"}


@pytest.mark.parametrize(
    ("content", "said", "field", "status"),
    [
        (b"", {}, "file", 422),
        (b"id,id\n1,2", {}, "file", 409),
        (csv(LINE), {"source": " "}, "source", 422),
        (csv(LINE), {"zone": "Mars/Base"}, "zone", 422),
        (csv(LINE), {"sheet": "people"}, "sheet", 422),
    ],
    ids=["empty", "twice", "source", "zone", "sheet"],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_at_its_field(
    desk: Client, content: bytes, said: dict[str, str], field: str, status: int
) -> None:
    answer = upload(desk, content, **said)

    assert answer.status_code == status
    assert set(answer.context["form"].errors) == {field}
    assert not OutageImport.objects.exists()


def test_others_find_no_such_page(piq: World, lumeon: Site, desk: Client) -> None:
    upload(desk, csv(LINE))
    with vendor_scope(piq.site.vendor):
        path = kept_path()
    for member in (piq.contact, piq.administrator):
        assert signed_in(member.person).get(IMPORTS).status_code == 404
        assert signed_in(member.person).post(f"{path}confirmation/").status_code == 404
    theirs = signed_in(lumeon.agent.person)
    assert theirs.get(path.replace("patientiq", "lumeon")).status_code == 404


def test_the_list_asks_as_much_for_three_files_as_for_one(desk: Client) -> None:
    upload(desk, csv(LINE))
    one = queries(desk, IMPORTS)
    for _ in range(2):
        upload(desk, csv(LINE))

    assert queries(desk, IMPORTS) == one


def test_an_operator_imports_by_command_and_may_try_it_first(
    piq: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "statuses.csv"
    file.write_bytes(csv(LINE.replace("minor", "meh").replace(",Web,", ",,"), head=HEAD))
    said = ["--vendor", "patientiq", "--file", str(file), "--effect", "meh=impaired"]
    said += ["--component", piq.main.slug, "--column", "starts_at=started_at"]

    call_command("import_outages", *said, "--dry-run")
    assert not Outage.objects.exists()
    call_command("import_outages", *said, "--confirmed-how", "The source checks.")
    call_command("import_outages", *said)

    outage = Outage.objects.with_current().get()
    assert (outage.source, outage.opened_by) == ("statuses", None)
    assert (outage.current.kind, outage.current.is_confirmed) == ("impaired", True)
    assert f"{outage.current.starts_at:%H:%M}" == "09:00"
    said_last = capsys.readouterr().out.splitlines()
    assert "1 rows: 0 new, 0 changed, 1 known, 0 left out." in said_last


def test_an_operator_imports_maintenance_by_command(piq: World, tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_bytes(csv(WORK, head=WORK_HEAD))

    call_command("import_outages", "--vendor", "patientiq", "--file", str(file), "--sheet", "works")

    assert Maintenance.objects.get().source == "works"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["--vendor", "nobody"], "no vendor"),
        (["--vendor", "patientiq", "--component", "none"], "no component"),
        (["--vendor", "patientiq", "--effect", "meh"], "NAME=VALUE"),
        (["--vendor", "patientiq"], "1 cells cannot be taken"),
    ],
    ids=["vendor", "component", "effect", "faults"],
)  # fmt: skip
def test_what_a_command_cannot_do_it_says(
    piq: World, tmp_path: Path, said: list[str], why: str
) -> None:
    file = tmp_path / "faulty.csv"
    file.write_bytes(csv(LINE.replace("minor", "meh")))

    with pytest.raises(CommandError, match=why):
        call_command("import_outages", *said, "--file", str(file))
    assert not Outage.objects.exists()
