"""Files through the API: the same nouns, multipart in, and a list with the incident (CO-10)."""

import hashlib
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from incidents.models import Attachment
from portal.people.tokens import make_token
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised, signed_in
from tests.incidents.filing import LOG, private_files, sent, upload

__all__ = ["private_files"]

pytestmark = pytest.mark.usefixtures("private_files")


def chosen(name: str = "letters.log", content: bytes = LOG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def files_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for entry in answer["story"] for file in entry["files"]]


def test_a_message_takes_files_and_the_incident_lists_them(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    client = signed_in(lumeon.house.contact.person)

    answer = client.post(
        f"/lumeon/api/incidents/{incident}/answers/", {"text": "See.", "files": [chosen()]}
    )

    assert answer.status_code == 200
    (file,) = files_of(client.get(f"/lumeon/api/incidents/{incident}/").json())
    kept = Attachment.objects.get()
    assert file == {
        "id": kept.pk,
        "name": "letters.log",
        "size": len(LOG),
        "type": "text/plain",
        "sha256": hashlib.sha256(LOG).hexdigest(),
        "state": "clean",
        "url": f"/lumeon/api/incidents/{incident}/files/{kept.pk}/",
    }
    content: Any = client.get(file["url"])
    assert b"".join(content.streaming_content) == LOG


def test_a_report_takes_files(lumeon: Site) -> None:
    said = {
        "title": "Letters print without a name",
        "text": "Since this morning.",
        "severity": "2",
        "category": "support_incident",
        "files": [chosen("a.log"), chosen("b.log")],
    }

    answer = signed_in(lumeon.house.contact.person).post("/lumeon/api/incidents/", said)

    assert answer.status_code == 201
    assert [file.name for file in Attachment.objects.all()] == ["a.log", "b.log"]


def test_a_refused_file_is_a_problem_with_its_reason(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    answer = signed_in(lumeon.agent.person).post(
        f"/lumeon/api/incidents/{incident}/replies/",
        {"text": "See.", "files": [chosen("a.log", b"")]},
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:sundial:file")
    assert answer.json()["detail"] == "“a.log” was not taken: it is empty (0 bytes)."


@pytest.mark.parametrize("files", ["a.log", ["a.log"], {"name": "a.log"}, 3])
def test_files_inside_json_are_a_problem_that_says_how(lumeon: Site, files: object) -> None:
    incident = raised(lumeon.house)

    answer = signed_in(lumeon.agent.person).post(
        f"/lumeon/api/incidents/{incident}/replies/",
        {"text": "See.", "files": files},
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert answer.json()["errors"]["files"][0]["message"] == "Send files as multipart/form-data."


def test_a_notes_files_are_listed_for_staff_alone(lumeon: Site, northgate: House) -> None:
    incident = raised(lumeon.house)
    sent(incident, lumeon.agent, upload("note.log"), internal=True)
    path = f"/lumeon/api/incidents/{incident}/"

    assert [one["name"] for one in files_of(signed_in(lumeon.agent.person).get(path).json())] == [
        "note.log"
    ]
    assert files_of(signed_in(lumeon.house.contact.person).get(path).json()) == []
    assert signed_in(northgate.contact.person).get(path).status_code == 404


def test_a_program_fetches_a_file_as_its_membership_may(lumeon: Site, northgate: House) -> None:
    incident = raised(lumeon.house)
    (file,) = sent(incident, lumeon.agent, upload("letters.log"))
    (inside,) = sent(incident, lumeon.agent, upload("note.log"), minute=6, internal=True)
    address = f"/lumeon/api/incidents/{incident}/files"

    def fetched(by: Membership, key: int) -> Any:
        _, secret = make_token(by=by, name="Archive", days=1, can_write=False, at=timezone.now())
        program = Client(headers={"authorization": f"Bearer {secret}", "accept": "text/plain"})
        return program.get(f"{address}/{key}/")

    given = fetched(lumeon.house.contact, file.pk)
    assert b"".join(given.streaming_content) == LOG
    assert given.headers["Content-Disposition"] == 'attachment; filename="letters.log"'
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert fetched(lumeon.house.contact, inside.pk).status_code == 404
    assert fetched(northgate.contact, file.pk).status_code == 404


def test_a_file_that_is_withheld_is_a_problem_and_not_a_page(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    (file,) = sent(incident, lumeon.agent, upload("letters.log"))
    storages["private"].delete(file.key)

    answer = signed_in(lumeon.agent.person).get(
        f"/lumeon/api/incidents/{incident}/files/{file.pk}/"
    )

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
